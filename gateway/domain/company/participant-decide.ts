// Participants decided: who asks to join, whom the host lets in, and who leaves; one compare-and-set per guest (R10).
import { ok, type Result, refused, sha256 } from '#protocol';
import type { Change } from '../changes.ts';
import type { HoldRecord } from '../hold/hold.ts';
import type { GuestPolicy, GuestRight } from '../kind-policy.ts';
import type { Rejection } from '../rejections.ts';
import type { SessionRecord } from '../session/session.ts';
import type { OrderRecord } from './order.ts';
import type { ParticipantRecord } from './participant.ts';

export type GuestFacts = {
  readonly session: SessionRecord;
  readonly participants: readonly ParticipantRecord[];
  readonly holds: readonly HoldRecord[];
  /** null: a session of this kind is one person's alone. */
  readonly policy: GuestPolicy | null;
};

const GUEST_ID_LENGTH = 16;
/** Each ask and each leaving is a version: whoever comes and goes more often than friends do is not passed on any more. */
const MOST_VERSIONS = 12;
const PRESENT: readonly ParticipantRecord['state'][] = ['asked', 'joining', 'joined'];

/** What a guest is called towards the host: nobody learns another person's id. */
export function guestIdOf(sessionId: string, personId: string): string {
  return sha256(`${sessionId} ${personId}`)
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, GUEST_ID_LENGTH)
    .toLowerCase();
}

export function participantOf(participants: readonly ParticipantRecord[], personId: string): ParticipantRecord | undefined {
  return participants.find((each) => each.personId === personId);
}

/** By the name that the host knows; null for one that never asked. */
export function participantByGuestId(
  { session, participants }: Pick<GuestFacts, 'session' | 'participants'>,
  guestId: string,
): ParticipantRecord | null {
  return participants.find(({ personId }) => guestIdOf(session.sessionId, personId) === guestId) ?? null;
}

/** True for the host, and for a guest who joined and has the right. */
export function mayInSession(facts: Omit<GuestFacts, 'holds'>, personId: string, right: GuestRight): boolean {
  if (facts.session.payerId === personId) return true;
  return participantOf(facts.participants, personId)?.state === 'joined' && facts.policy?.may.includes(right) === true;
}

/** The next version of a participant, as a compare-and-set; its time stays that of the first ask, which numbers the guests. */
export function changeParticipant(
  participant: ParticipantRecord,
  next: Partial<Pick<ParticipantRecord, 'state' | 'holdId'>>,
): { readonly participant: ParticipantRecord; readonly change: Change } {
  const changed: ParticipantRecord = { ...participant, ...next, version: participant.version + 1 };
  return { participant: changed, change: { change: 'participant-changed', participant: changed } };
}

function isOpenForGuests({ session }: GuestFacts): boolean {
  return session.state === 'active' || session.state === 'suspended';
}

/** The ask of somebody who scanned an object in use; asking twice is one ask. `change: null`: it stands as it is. */
export function decideAsk(
  facts: GuestFacts,
  personId: string,
  atMs: number,
): Result<{ readonly participant: ParticipantRecord; readonly change: Change | null }, Rejection> {
  const { session, participants, policy } = facts;
  if (policy === null || session.payerId === personId) return refused({ code: 'join.not-offered' });
  const earlier = participantOf(participants, personId);
  if (earlier && PRESENT.includes(earlier.state)) return ok({ participant: earlier, change: null });
  if (earlier?.state === 'refused') return refused({ code: 'join.refused' });
  if (earlier && earlier.version >= MOST_VERSIONS) return refused({ code: 'join.too-often' });
  if (!isOpenForGuests(facts)) return refused({ code: 'session.not-running', state: session.state });
  const present = participants.filter(({ state }) => PRESENT.includes(state)).length;
  if (present >= policy.most) return refused({ code: 'join.full', most: policy.most });
  // Whoever left with an order still pays from the same hold, and comes back to it.
  const isHeld = facts.holds.some(({ holdId, state }) => holdId === earlier?.holdId && state === 'held');
  if (earlier) return ok(changeParticipant(earlier, { state: 'asked', holdId: isHeld ? earlier.holdId : null }));
  const participant: ParticipantRecord = {
    sessionId: session.sessionId,
    personId,
    state: 'asked',
    holdId: null,
    version: 1,
    atMs,
  };
  return ok({ participant, change: { change: 'participant-changed', participant } });
}

/** The host's word. `participant: null`: it was given already. */
export function decideHostAnswer(
  facts: GuestFacts,
  guestId: string,
  isLetIn: boolean,
): Result<{ readonly participant: ParticipantRecord | null }, Rejection> {
  const participant = participantByGuestId(facts, guestId);
  if (!participant) return refused({ code: 'guest.unknown' });
  const isAnswered = isLetIn
    ? participant.state === 'joined' || participant.state === 'joining'
    : participant.state === 'refused';
  if (isAnswered) return ok({ participant: null });
  if (participant.state !== 'asked') return refused({ code: 'guest.unknown' });
  if (isLetIn && !isOpenForGuests(facts)) return refused({ code: 'session.not-running', state: facts.session.state });
  return ok({ participant });
}

/** True while the guest's hold has something to pay for: an order that was printed, or may still be. */
export function owesForOrders(orders: readonly OrderRecord[], personId: string): boolean {
  return orders.some(({ payerId, state }) => payerId === personId && state !== 'refused');
}
