// Presence decided: whether a Start shows enough of its person being there, what of it is used up, and what would be enough.
import { type KindProfile, ok, type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import type { Rejection } from '../rejections.ts';
import type { ScanTrust } from '../scan/scan-trust.ts';
import type { PresenceRecord, PresenceStanding, PresenceWay } from './presence-evidence.ts';
import { PRESENCE_LIMITS, type Presence } from './presence-policy.ts';
import type { Keeping } from './reservation.ts';
import type { Rival } from './reservation-decide.ts';

/** The value of a display's code that a ticket was made from, and who has started with it. */
export type ShownCode = { readonly tagId: string; readonly counter: number; readonly usedBy: readonly string[] };

export type PresenceFacts = {
  readonly policy: { readonly presence: Presence; readonly evidence: readonly PresenceWay[] };
  readonly trust: ScanTrust;
  /** null: the ticket is of a label. */
  readonly shown: ShownCode | null;
  readonly standing: PresenceStanding;
  /** Only one person at a time uses an object of the kind. */
  readonly isExclusive: boolean;
  /** What can be shown at this very object. */
  readonly waysHere: readonly PresenceWay[];
  /** Keeps the object, and has pressed its button as often as their page asked; a Start ends the reservation, and so spends it. */
  readonly hasPressed?: boolean;
  /** For whom else the object is kept at this moment; left out where it is for nobody. */
  readonly rival?: Rival;
};

/** `by`: null where nothing was shown and nothing needed to be. */
export type PresenceVerdict = { readonly by: PresenceWay | null; readonly spent: PresenceRecord | null };

/** Whose Start it is, and which session it becomes. */
export type PresenceStart = {
  readonly sessionId: string;
  readonly personId: string;
  readonly objectId: string;
  readonly atMs: number;
};

/** Staff can vouch at any object; lights, buttons and displays only where there are some. */
export function waysAt(
  evidence: readonly PresenceWay[],
  here: { readonly front: KindProfile['front']; readonly hasDisplay: boolean },
): readonly PresenceWay[] {
  return evidence.filter((way) => {
    if (way === 'display-code') return here.hasDisplay;
    return way === 'button' || way === 'blink' ? (here.front ?? []).includes(way) : way !== 'nfc';
  });
}

/** A label that nobody signed may hang anywhere, or be a picture: it starts nothing by itself, whatever the kind. */
export function mayAskForEvidence({ presence }: PresenceFacts['policy'], trust: ScanTrust): boolean {
  return trust === 'taken-over' || presence === 'first-start-without-evidence' || presence === 'required';
}

/** Each value counts once per person, and once in all where only one can use the object (QR-11). */
export function isCodeUsed({ usedBy }: Pick<ShownCode, 'usedBy'>, personId: string | null, isExclusive: boolean): boolean {
  return isExclusive ? usedBy.length > 0 : personId !== null && usedBy.includes(personId);
}

type Because = Extract<Rejection, { readonly code: 'presence.required' }>['because'];

/** Why something must be shown now; null: nothing must. */
function reasonToAsk({ policy, trust, standing }: PresenceFacts): Because | null {
  if (trust === 'taken-over') return 'label-unsigned';
  if (policy.presence === 'required') return 'always';
  if (policy.presence !== 'first-start-without-evidence') return null;
  // Anybody may have read it out to somebody elsewhere: the first start is let through by what was scanned alone.
  if (trust === 'typed') return 'code-typed';
  if (standing.startsWithout.some(({ isUsed }) => !isUsed)) return 'start-unused';
  if (standing.startsWithout.length >= PRESENCE_LIMITS.startsWithoutPerDay) return 'starts-counted';
  const { startsWithoutHere } = standing;
  const unused = startsWithoutHere.filter(({ isUsed }) => !isUsed);
  const isOftenHere =
    startsWithoutHere.length >= PRESENCE_LIMITS.startsWithoutPerObject || unused.length >= PRESENCE_LIMITS.unusedWithoutPerObject;
  return isOftenHere ? 'starts-here-counted' : null;
}

/** What the person has shown that counts here: the code in hand first, which is used up in any case. */
function evidenceOf({ policy, shown, standing, hasPressed }: PresenceFacts, nowMs: number): PresenceVerdict {
  if (shown !== null && policy.evidence.includes('display-code')) return { by: 'display-code', spent: null };
  if (hasPressed === true && policy.evidence.includes('button')) return { by: 'button', spent: null };
  const spent = standing.evidence.find(({ by, untilMs }) => nowMs < untilMs && policy.evidence.includes(by));
  return spent ? { by: spent.by, spent } : { by: null, spent: null };
}

/**
 * Whoever has shown that they are there comes before somebody who keeps the object from wherever they are. Where too many have
 * kept it in vain, so does whoever need not show anything, and in a while whoever wants to.
 */
export function passesOver(facts: PresenceFacts, nowMs: number): boolean {
  const { rival } = facts;
  if (rival === undefined || rival.hasShown) return false;
  if (evidenceOf(facts, nowMs).by !== null) return true;
  return rival.isContested && (reasonToAsk(facts) === null || nowMs >= rival.barsUntilMs);
}

/** Asked before money and object are touched; `stay` was judged with the offer: without the pairing it is not free. */
export function decidePresence(facts: PresenceFacts, personId: string, nowMs: number): Result<PresenceVerdict, Rejection> {
  if (facts.shown !== null && isCodeUsed(facts.shown, personId, facts.isExclusive)) return refused({ code: 'code.display-used' });
  if (facts.policy.presence === 'stay') return ok({ by: 'stay', spent: null });
  const because = reasonToAsk(facts);
  const found = evidenceOf(facts, nowMs);
  if (because !== null && found.by === null) return refused({ code: 'presence.required', ways: facts.waysHere, because });
  // What nobody asked for stays for a Start that needs it.
  const isNeeded = mayAskForEvidence(facts.policy, facts.trust) || passesOver(facts, nowMs);
  return ok(isNeeded ? found : { by: found.by, spent: null });
}

/** What becomes true with the Start: evidence is spent, a code's value is used, or one more start showed nothing. */
export function presenceUsed(facts: PresenceFacts, { by, spent }: PresenceVerdict, start: PresenceStart): readonly Change[] {
  const { sessionId, personId, objectId, atMs } = start;
  const { shown, isExclusive, policy } = facts;
  const changes: Change[] = [];
  if (spent !== null) changes.push({ change: 'presence-spent', evidenceId: spent.evidenceId, sessionId });
  if (shown !== null) {
    const { tagId, counter } = shown;
    changes.push({ change: 'display-code-used', use: { tagId, counter, personId, sessionId, isExclusive, atMs } });
  }
  if (by === null && policy.presence === 'first-start-without-evidence') {
    changes.push({ change: 'start-without-presence', sessionId, personId, objectId, atMs });
  }
  return changes;
}

/** What the page says before the Start is pressed. */
export type PresenceOutlook = {
  /** A Start is refused until something is shown. */
  readonly isNeeded: boolean;
  /** What would be enough at this object. */
  readonly ways: readonly PresenceWay[];
  /** What was shown already. */
  readonly shownBy: PresenceWay | null;
  /** Where the object is kept for this person. */
  readonly keeping?: Keeping;
};

export function presenceOutlook(facts: PresenceFacts, personId: string | null, nowMs: number): PresenceOutlook {
  const decided = decidePresence(facts, personId ?? '', nowMs);
  const isNeeded = !decided.ok && decided.error.code === 'presence.required';
  return { isNeeded, ways: facts.waysHere, shownBy: decided.ok ? decided.value.by : null };
}
