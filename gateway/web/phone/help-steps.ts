// Help steps: the one next step of each thing that may go wrong, by what the reader has in hand.
import type { ClaimRule } from '../../domain/correction/claim.ts';
import type { SessionView } from '../../domain/session/session-view.ts';
import { claimHref, paths } from '../paths.ts';
import type { HelpTexts } from '../text/en-help.ts';

export type HelpTopic = keyof HelpTexts['topics'];

/** The use that the reader needs help with. */
export type HelpSession = Pick<
  SessionView,
  'sessionId' | 'state' | 'kind' | 'objectName' | 'placeName' | 'venueName' | 'zone' | 'mayCallStaff' | 'may'
> & {
  readonly hasReceipt: boolean;
  /** What can be said of it with one tap now. */
  readonly claims: readonly ClaimRule[];
  /** Who sold it; null where its venue has not said. */
  readonly seller: { readonly name: string; readonly address: string } | null;
};

export type HelpStep = { readonly does: keyof HelpTexts['steps']; readonly href: string };

/** Kinds that a person is inside of. */
const ENTERED_KINDS: readonly string[] = ['sleep-pod', 'hotel-room'];
const TOPICS: readonly HelpTopic[] = [
  'locked-in',
  'never-opened',
  'opened-late',
  'offline-at-stop',
  'no-network',
  'wrong-amount',
  'not-my-object',
  'lost',
];

/** Nobody is locked into a bike; of what is not known everything may be asked. */
export function helpTopicsOf(session: HelpSession | null): readonly HelpTopic[] {
  const isEntered = session === null || ENTERED_KINDS.includes(session.kind);
  return TOPICS.filter((topic) => topic !== 'locked-in' || isEntered);
}

const CLAIMED: { readonly [T in HelpTopic]?: ClaimRule } = {
  'never-opened': 'never-opened',
  'opened-late': 'opened-late',
  'offline-at-stop': 'offline-at-stop',
  'not-my-object': 'not-my-object',
};

export function claimOf(topic: HelpTopic): ClaimRule | null {
  return CLAIMED[topic] ?? null;
}

export function isOver({ state }: HelpSession): boolean {
  return state === 'closed' || state === 'failed';
}

/** With nothing in hand: what runs is found at home by whoever is signed in, and by the label on any phone. */
function stepWithout(topic: HelpTopic): HelpStep {
  const isAtObject = topic === 'never-opened' || topic === 'no-network' || topic === 'offline-at-stop';
  return isAtObject ? { does: 'scan', href: paths.scan } : { does: 'home', href: paths.home };
}

function stepAfter(topic: HelpTopic, { sessionId, hasReceipt, claims }: HelpSession): HelpStep {
  if (!hasReceipt) return topic === 'never-opened' ? { does: 'scan', href: paths.scan } : { does: 'home', href: paths.home };
  const rule = claimOf(topic);
  return rule !== null && claims.includes(rule)
    ? { does: 'claim', href: claimHref(sessionId, rule) }
    : { does: 'receipt', href: paths.receipt(sessionId) };
}

function stepWhile(topic: HelpTopic, { sessionId, mayCallStaff, may }: HelpSession): HelpStep {
  const page = paths.session(sessionId);
  const isForStaff = topic === 'locked-in' || topic === 'never-opened' || topic === 'lost';
  if (isForStaff && mayCallStaff) return { does: 'staff', href: `${page}#call` };
  const isForStop = topic === 'offline-at-stop' || topic === 'not-my-object';
  return isForStop && may.stop ? { does: 'stop', href: `${page}#stop` } : { does: 'session', href: page };
}

export function helpStepOf(topic: HelpTopic, session: HelpSession | null): HelpStep {
  if (session === null) return stepWithout(topic);
  return isOver(session) ? stepAfter(topic, session) : stepWhile(topic, session);
}

const CHINA: readonly string[] = ['Asia/Shanghai', 'Asia/Urumqi'];

/** Who gets people out, as far as the zone of the venue says it: 112 all over Europe, the fire service in China; null elsewhere. */
export function emergencyNumberOf(zone: string | null): string | null {
  if (zone === null) return null;
  if (CHINA.includes(zone)) return '119';
  return zone.startsWith('Europe/') ? '112' : null;
}
