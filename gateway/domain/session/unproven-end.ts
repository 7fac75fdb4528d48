// Unproven end: what may be concluded when nobody has proved that use is over (R5, R7, R15), and how often it is believed (R16).
import { isEvidenceEnough, type JournalEntryOf, type KindProfile, NO_USAGE, type Usage } from '#protocol';
import type { CommandOutcome, CommandRecord } from '../device/command.ts';
import type { DeviceRecord } from '../device/device.ts';
import type { JournalRecord } from '../device/journal.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { Rounding } from '../tariff/price-line.ts';
import { furthestLeaseEndMs } from './lease.ts';
import type { PersonStanding } from './person-standing.ts';
import type { EndReason, SessionRecord } from './session.ts';

/** How a session ended: what its price is computed from, once (R8). */
export type Ending = {
  readonly reason: EndReason;
  readonly rounding: Rounding;
  readonly usage: Usage;
  readonly atMs: number;
};

export type EndFacts = {
  readonly session: SessionRecord;
  readonly device: DeviceRecord;
  readonly profile: KindProfile;
  readonly commands: readonly CommandRecord[];
  /** Proofs of the session: its start and, if there is one, the device's own end. */
  readonly journal: readonly JournalRecord[];
};

export type UnprovenFacts = EndFacts & {
  /** Ends without evidence that this person was believed lately. */
  readonly waivers: PersonStanding['waivers'];
};

/**
 * wait: nothing is concluded before `untilMs`. ask: the device is asked once more, its answer will tell.
 * end: settled so; `isWaiver` when only the person's word, or nobody's, stands for it.
 * review: believed too often; a person decides, and nobody else does before that (R16).
 */
export type EndJudgement =
  | { readonly judgement: 'wait'; readonly untilMs: number; readonly isInUse: boolean }
  | { readonly judgement: 'ask' }
  | { readonly judgement: 'end'; readonly ending: Ending; readonly isWaiver: boolean }
  | { readonly judgement: 'review'; readonly ending: Ending };

/** What the device's word for the end means for the bill: ends caused by us are exact (R7). */
const BY_TRIGGER: { readonly [T in JournalEntryOf<'ended'>['trigger']]: { reason: EndReason; rounding: Rounding } } = {
  stop_command: { reason: 'stopped', rounding: 'started' },
  person_left: { reason: 'left', rounding: 'started' },
  parked: { reason: 'left', rounding: 'started' },
  local_stop: { reason: 'stopped-at-object', rounding: 'started' },
  limit_reached: { reason: 'limit-reached', rounding: 'started' },
  lease_lapsed: { reason: 'lease-lapsed', rounding: 'exact' },
  power_loss: { reason: 'power-loss', rounding: 'exact' },
  verdict: { reason: 'lease-lapsed', rounding: 'exact' },
};

/** Whoever pressed Stop stopped it, also when the object let go only later. */
export function endOfRecord(session: SessionRecord, entry: JournalEntryOf<'ended'>): Pick<Ending, 'reason' | 'rounding'> {
  const { reason, rounding } = BY_TRIGGER[entry.trigger];
  const isOwnStop = reason === 'left' && session.stopRequest?.by === 'person';
  return { reason: isOwnStop ? 'stopped' : reason, rounding };
}

/**
 * The device's end record ends a session when the device ends by itself, and at the longest use of the kind. What its
 * person or a return must end needs the evidence of that: a device that only gave up counting has proved nothing (R5).
 */
export function isStopEvidence(profile: KindProfile, entry: JournalEntryOf<'ended'>): boolean {
  if (profile.stopBy === 'device' || entry.trigger === 'limit_reached') return true;
  return isEvidenceEnough(profile.stopEvidence, entry.evidence);
}

/** After this the longest use of the kind is over, whoever holds on to it: the end of all waiting for evidence (L1). */
function capAtMs({ session, profile }: UnprovenFacts): number {
  return session.createdAtMs + profile.longestSessionS * 1000;
}

function lapsedAtMs({ session, commands }: EndFacts): number {
  return (furthestLeaseEndMs(session, commands) ?? session.createdAtMs) + SESSION_LIMITS.leaseDrainMs;
}

/** Conditions that hold only while somebody uses it, by the device's own names: moving, occupied. */
function reportedInUseAtMs({ device, profile }: UnprovenFacts): number | null {
  const { state } = device;
  if (!state) return null;
  const isInUse = profile.interlocks.some(({ refuseWhile }) => state.reported[refuseWhile] === true);
  return isInUse ? state.atMs : null;
}

/** Up to when use is known to have gone on after the tap: registers are cumulative, so what they gained is time in use. */
function lastUseAtMs(facts: UnprovenFacts, tap: NonNullable<SessionRecord['stopRequest']>): number {
  const gainedMs = facts.session.usage.useMs - tap.useAtTap.useMs;
  const meteredUntilMs = gainedMs > SESSION_LIMITS.meterToleranceMs ? tap.atMs + gainedMs : tap.atMs;
  return Math.max(meteredUntilMs, reportedInUseAtMs(facts) ?? 0);
}

/** Bounded per person and object, and per person: then a person decides (R16). */
function bounded({ session, waivers }: UnprovenFacts, ending: Ending): EndJudgement {
  const here = waivers.byObject[session.objectId] ?? 0;
  const isBelieved = here < SESSION_LIMITS.waiversPerObject && waivers.total < SESSION_LIMITS.waiversPerPerson;
  return isBelieved ? { judgement: 'end', ending, isWaiver: true } : { judgement: 'review', ending };
}

/** The device signed that it does not run this session: nothing started, or its journal says what did. */
export function isDisowned(answer: Pick<CommandOutcome, 'ran' | 'code'>): boolean {
  return answer.ran === false && answer.code === 'ALREADY';
}

function hasDisowned(commands: readonly CommandRecord[]): boolean {
  return commands.some(({ intent, outcome }) => intent.act === 'stop' && outcome !== null && isDisowned(outcome));
}

/** Taken, but not for something that it runs: worth another question, though not for ever. */
function mayAskAgain(commands: readonly CommandRecord[]): boolean {
  const stops = commands.filter(({ intent }) => intent.act === 'stop');
  return stops.at(-1)?.outcome?.status === 'succeeded' && stops.length < SESSION_LIMITS.unseenStopQuestions;
}

/**
 * Nobody saw it start. The money is kept until the start cannot be obeyed any more and was not: the device answers the
 * stop so, or its lease is over where it ends by itself. For what a person ends, silence is no answer (R15).
 */
function judgeUnseenStart(facts: UnprovenFacts, nowMs: number): EndJudgement {
  const nothing: Ending = { reason: 'start-unseen', rounding: 'exact', usage: NO_USAGE, atMs: nowMs };
  if (hasDisowned(facts.commands)) return { judgement: 'end', ending: nothing, isWaiver: false };
  if (facts.profile.stopBy === 'device') {
    const lapsedMs = lapsedAtMs(facts);
    if (nowMs >= lapsedMs) return { judgement: 'end', ending: nothing, isWaiver: false };
    return mayAskAgain(facts.commands) ? { judgement: 'ask' } : { judgement: 'wait', untilMs: lapsedMs, isInUse: false };
  }
  if (nowMs >= capAtMs(facts)) return bounded(facts, { ...nothing, reason: 'stop-unproven' });
  // "Taken" says that it stopped something: use whose record is lost, or an unlocking that nobody used. Asked again it knows.
  if (mayAskAgain(facts.commands)) return { judgement: 'ask' };
  return { judgement: 'wait', untilMs: capAtMs(facts), isInUse: false };
}

/** Use that went on after the tap is dated by its last proof: a bill never ends before what it counts. */
function endedAtMs({ session }: EndFacts, tapAtMs: number, nowMs: number): number {
  const { startedAtMs, usage } = session;
  if (startedAtMs === null) return tapAtMs;
  return Math.min(nowMs, Math.max(tapAtMs, startedAtMs + usage.useMs + (usage.pausedMs ?? 0)));
}

/** The tap, with what was proven beyond it; asked by the gateway, only what is proven counts, exactly (R7). */
function tappedEnding(facts: EndFacts, tap: NonNullable<SessionRecord['stopRequest']>, nowMs: number): Ending {
  const { usage } = facts.session;
  const atMs = endedAtMs(facts, tap.atMs, nowMs);
  if (tap.by === 'gateway') return { reason: 'stop-unproven', rounding: 'exact', usage, atMs };
  const useMs = Math.max(tap.useAtTap.useMs, usage.useMs);
  return { reason: 'stop-unproven', rounding: 'started', usage: { ...usage, useMs }, atMs };
}

/** The device's own end, without evidence: it counts no further, so nothing beyond it is billed. */
function recordedEnding(facts: EndFacts, entry: JournalEntryOf<'ended'>, nowMs: number): Ending {
  const { usage, startedAtMs, createdAtMs } = facts.session;
  const { rounding } = endOfRecord(facts.session, entry);
  const usedUntilMs = (startedAtMs ?? createdAtMs) + usage.useMs + (usage.pausedMs ?? 0);
  return { reason: 'stop-unproven', rounding, usage, atMs: Math.min(nowMs, usedUntilMs) };
}

function deviceEnd(journal: readonly JournalRecord[]): JournalEntryOf<'ended'> | null {
  const entry = journal.find((record) => record.entry.ev === 'ended')?.entry;
  return entry?.ev === 'ended' ? entry : null;
}

/** A stop was asked for and its evidence has not come: what to conclude now, of a session that is stopping. */
export function judgeUnprovenStop(facts: UnprovenFacts, nowMs: number): EndJudgement {
  const { session, profile } = facts;
  const tap = session.stopRequest;
  if (session.startedAtMs === null || tap === null) return judgeUnseenStart(facts, nowMs);
  if (profile.stopBy === 'device') {
    // A lapsed lease proves the end; the tap is when it ended for the person (R5, R7).
    const lapsedMs = lapsedAtMs(facts);
    if (nowMs < lapsedMs) return { judgement: 'wait', untilMs: lapsedMs, isInUse: false };
    return bounded(facts, tappedEnding(facts, tap, nowMs));
  }
  const ended = deviceEnd(facts.journal);
  const ending = ended ? recordedEnding(facts, ended, nowMs) : tappedEnding(facts, tap, nowMs);
  const lastUseMs = lastUseAtMs(facts, tap);
  const quietAtMs = Math.max(lastUseMs, tap.atMs) + SESSION_LIMITS.stopUnprovenAfterMs;
  if (nowMs >= quietAtMs) return bounded(facts, ending);
  const isInUse = lastUseMs > tap.atMs;
  if (!isInUse) return { judgement: 'wait', untilMs: quietAtMs, isInUse };
  // In use to the very end: what it has cost by then is at most what the offer called the most (R7).
  if (nowMs >= capAtMs(facts)) return { judgement: 'end', ending: { ...ending, reason: 'limit-reached' }, isWaiver: false };
  return { judgement: 'wait', untilMs: Math.min(quietAtMs, capAtMs(facts)), isInUse };
}

/** Nobody said when: its lease is the latest, and only what is proven counts, exactly (R7). */
function silentEnding(facts: EndFacts, nowMs: number): Ending {
  const endsAtMs = lapsedAtMs(facts) - SESSION_LIMITS.leaseDrainMs;
  return { reason: 'stop-unproven', rounding: 'exact', usage: facts.session.usage, atMs: Math.min(endsAtMs, nowMs) };
}

/** Nobody asked for a stop, and the device is silent past its lease (row 11). */
export function judgeSilence(facts: UnprovenFacts, nowMs: number): EndJudgement {
  const lapsedMs = lapsedAtMs(facts);
  if (nowMs < lapsedMs) return { judgement: 'wait', untilMs: lapsedMs, isInUse: false };
  // A person's object may well be in use: only evidence, a tap or the longest use ends it (R5).
  if (facts.profile.stopBy !== 'device') {
    return { judgement: 'wait', untilMs: Math.max(nowMs + SESSION_LIMITS.silentLookMs, lapsedMs), isInUse: false };
  }
  return bounded(facts, silentEnding(facts, nowMs));
}

/** The best end for the payer that the facts allow: what a review comes to when nobody decides it (R11). */
export function endingInFavour(facts: EndFacts, nowMs: number): Ending {
  const { session, profile, journal } = facts;
  if (session.startedAtMs === null) return { reason: 'start-unseen', rounding: 'exact', usage: NO_USAGE, atMs: nowMs };
  const ended = profile.stopBy === 'device' ? null : deviceEnd(journal);
  if (ended) return recordedEnding(facts, ended, nowMs);
  if (session.stopRequest) return tappedEnding(facts, session.stopRequest, nowMs);
  return silentEnding(facts, nowMs);
}
