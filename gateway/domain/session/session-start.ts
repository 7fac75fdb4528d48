// Starting a session: who may, at what price, and all that becomes true in the one commit that holds or asks for the money (step 2).

import { assert, type KindProfile, NO_USAGE, ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from '../answer.ts';
import type { Change } from '../changes.ts';
import type { Decision } from '../decision.ts';
import type { ComposeContext } from '../device/command-compose.ts';
import { mayStartOn } from '../device/device.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { HoldRecord } from '../hold/hold.ts';
import type { WalletBalance } from '../ledger/ledger.ts';
import { authorizeTransfer } from '../ledger/postings.ts';
import { toSafeNumber } from '../money.ts';
import type { ObjectScene } from '../object.ts';
import { decidePresence, type PresenceFacts, type PresenceVerdict, presenceUsed } from '../presence/presence-decide.ts';
import { reservationStarted, retryAfterS } from '../presence/reservation-decide.ts';
import type { Rejection } from '../rejections.ts';
import { type Availability, type Offer, offerFacts, type Ticket } from '../scan/scan.ts';
import { reservedMinor } from '../tariff/price-hold.ts';
import { composeTerms, type RecentUse } from '../tariff/price-terms.ts';
import { MONEY_LIMITS } from '../wallet/money-limits.ts';
import { askAuthorize } from '../wallet/wallet-ask.ts';
import type { WalletName } from '../wallet/wallet-operation.ts';
import type { PersonStanding } from './person-standing.ts';
import type { SessionRecord } from './session.ts';
import { launch, sessionStarted } from './session-launch.ts';

export type StartRequest = {
  readonly personId: string;
  readonly ticket: Ticket;
  readonly tariffHash: string;
  readonly packageId: string | null;
  readonly ids: { readonly sessionId: string; readonly holdId: string; readonly commandId: string; readonly transferId: string };
  /** Composes the answer that will be stored under the request's key. */
  readonly composeAnswer: (session: SessionRecord) => StoredAnswer;
  /** Seals the ticket of the same scan for the offer as it is now. */
  readonly renewTicket: (offer: Offer) => string;
};

/** Where the money is: in our own books, or at a wallet that is asked; `grant` is the person's token narrowed to this hold. */
export type Funds =
  | { readonly wallet: 'ledger'; readonly balance: WalletBalance }
  | { readonly wallet: Exclude<WalletName, 'ledger'>; readonly grant: string | null };

export type StartFacts = {
  readonly scene: ObjectScene;
  readonly offer: Offer;
  readonly profile: KindProfile;
  readonly funds: Funds;
  readonly standing: PersonStanding;
  readonly presence: PresenceFacts;
  readonly liveLimit: number;
  /** Of this person at this group of objects, newest first (R17). */
  readonly recentUses: readonly RecentUse[];
};

/** null: may start; or is refused with more than a code (`offline`, `reserved`), or led to the session that runs (`yours`). */
const UNAVAILABLE: {
  readonly [A in Availability]:
    | 'object.busy'
    | 'object.out-of-service'
    | 'object.needs-cleaning'
    | 'stay.not-paired'
    | 'stay.taken'
    | null;
} = {
  free: null,
  yours: null,
  offline: null,
  reserved: null,
  busy: 'object.busy',
  joinable: 'object.busy',
  'out-of-service': 'object.out-of-service',
  'needs-cleaning': 'object.needs-cleaning',
  'not-paired': 'stay.not-paired',
  taken: 'stay.taken',
};

/** What speaks against the object now. */
function objectRefusal({ offer, scene }: Pick<StartFacts, 'offer' | 'scene'>, nowMs: number): Rejection | null {
  if (scene.emergency) return { code: 'venue.emergency', sinceMs: scene.emergency.raisedAtMs };
  if (offer.availability === 'offline' || !mayStartOn(scene.device)) {
    return { code: 'device.offline', lastSeenAtMs: offer.lastSeenAtMs };
  }
  if (offer.availability === 'reserved' && offer.reservation) {
    return { code: 'object.reserved', retryAfterS: retryAfterS(offer.reservation.untilMs, nowMs) };
  }
  const code = UNAVAILABLE[offer.availability];
  return code && { code };
}

/** What speaks against the person: counted with the version that their next count is compared with (R10, R19). */
export function personRefusal({
  standing,
  liveLimit,
  scene,
}: Pick<StartFacts, 'standing' | 'liveLimit' | 'scene'>): Rejection | null {
  const owed = standing.owed.find(({ minor }) => minor > 0n);
  if (owed) return { code: 'wallet.owed', owedMinor: owed.minor, currency: owed.currency };
  if (standing.liveSessions >= liveLimit) return { code: 'person.too-many-sessions', most: liveLimit };
  const { unusedStarts } = standing;
  if (unusedStarts.total >= SESSION_LIMITS.unusedPerPerson) return { code: 'person.starts-unused' };
  const here = unusedStarts.byObject[scene.object.objectId] ?? 0;
  return here >= SESSION_LIMITS.unusedPerObject ? { code: 'object.starts-unused' } : null;
}

/** Only our own books can be looked at before they are asked. */
export function fundsRefusal({ offer, funds }: Pick<StartFacts, 'offer'> & { readonly funds: Funds | null }): Rejection | null {
  if (funds?.wallet !== 'ledger') return null;
  const { balance } = funds;
  if (balance.currency !== offer.currency) return { code: 'wallet.currency-mismatch', currency: balance.currency };
  const shortfallMinor = offer.holdMinor - balance.availableMinor;
  return shortfallMinor > 0n ? { code: 'wallet.funds-insufficient', shortfallMinor, currency: offer.currency } : null;
}

/** With a package, what it costs is reserved at once. */
function withPackage<F extends BeforeFunds>(facts: F, packageId: string | null): F {
  const { offer } = facts;
  return { ...facts, offer: { ...offer, holdMinor: reservedMinor(offer.tariff.tariff, packageId) } };
}

/** As they are before a wallet elsewhere is asked for anything. */
type BeforeFunds = Omit<StartFacts, 'funds'> & { readonly funds: Funds | null };

/** Why this offer cannot be started now by this person; null when it can. */
function refusalOf(facts: BeforeFunds, request: StartRequest, nowMs: number): Rejection | null {
  const { offer } = facts;
  const { packageId } = request;
  const isOffered = packageId === null || offer.tariff.tariff.packages.some((each) => each.packageId === packageId);
  const isSameOffer = request.ticket.offerHash === offer.offerHash && request.tariffHash === offer.tariff.hash && isOffered;
  // Row 30: told with what is offered now, and a ticket that a further tap on it takes.
  if (!isSameOffer) return { code: 'offer.changed', offer: offerFacts(offer), ticket: request.renewTicket(offer) };
  return objectRefusal(facts, nowMs) ?? personRefusal(facts) ?? fundsRefusal(withPackage(facts, packageId));
}

function composeSession(facts: StartFacts, request: StartRequest, nowMs: number): SessionRecord {
  const { scene, offer, profile } = facts;
  return {
    sessionId: request.ids.sessionId,
    tenantId: scene.object.tenantId,
    venueId: scene.venue.venueId,
    placeId: scene.place.placeId,
    objectId: scene.object.objectId,
    deviceId: scene.device.deviceId,
    kind: scene.object.kind,
    payerId: request.personId,
    state: 'authorizing',
    version: 1,
    tariff: offer.tariff,
    terms: composeTerms(offer.tariff.tariff, {
      zone: scene.venue.zone,
      feePermille: scene.venue.feePermille,
      sold: offer.tariff,
      packageId: request.packageId,
      recentUses: facts.recentUses,
      nowMs,
      longestSessionMs: profile.longestSessionS * 1000,
    }),
    scan: { tagId: request.ticket.tagId, proof: request.ticket.tag },
    offerHash: offer.offerHash,
    holdId: request.ids.holdId,
    heldMinor: 0n,
    mostMinor: offer.mostMinor,
    createdAtMs: nowMs,
    startedAtMs: null,
    stopRequest: null,
    stopAdvice: null,
    usage: NO_USAGE,
    usageAtMs: null,
    costMinor: 0n,
    lease: null,
    journalUpTo: -1,
    settlement: null,
    review: null,
    end: null,
    receiptId: null,
  };
}

function composeHold(session: SessionRecord, offer: Offer, wallet: WalletName): HoldRecord {
  const isHeld = wallet === 'ledger';
  return {
    holdId: session.holdId,
    sessionId: session.sessionId,
    payerId: session.payerId,
    tenantId: session.tenantId,
    wallet,
    role: 'host',
    currency: offer.currency,
    heldMinor: isHeld ? offer.holdMinor : 0n,
    state: isHeld ? 'held' : 'pending_authorize',
    version: 1,
    walletRef: null,
    expiresAtMs: null,
    capturedMinor: null,
    refundedMinor: 0n,
    createdAtMs: session.createdAtMs,
  };
}

type Opened = { readonly session: SessionRecord; readonly hold: HoldRecord; readonly changes: readonly Change[] };

/** The embedded ledger: money, session and start command in this very commit. */
function openHeld(facts: StartFacts, request: StartRequest, context: ComposeContext): Opened {
  const { scene, offer, profile } = facts;
  const asked = composeSession(facts, request, context.nowMs);
  const { lease, changes } = launch({ device: scene.device, profile }, asked.sessionId, request.ids, context);
  const session: SessionRecord = { ...asked, state: 'starting', heldMinor: offer.holdMinor, lease };
  const hold = composeHold(session, offer, 'ledger');
  const transfer = authorizeTransfer({ ...hold, transferId: request.ids.transferId, atMs: context.nowMs });
  return {
    session,
    hold,
    changes: [{ change: 'transfer-posted', transfer }, ...changes, ...sessionStarted(session, context.nowMs)],
  };
}

/** A wallet elsewhere: the question is committed before it is asked, and the device is not touched yet (R1, row 2). */
function openAsking(
  facts: StartFacts,
  request: StartRequest,
  funds: Exclude<Funds, { readonly wallet: 'ledger' }>,
  nowMs: number,
): Opened {
  const session = composeSession(facts, request, nowMs);
  const hold = composeHold(session, facts.offer, funds.wallet);
  const dueAtMs = nowMs + MONEY_LIMITS.authorizeUnknownAfterMs;
  return {
    session,
    hold,
    changes: [
      ...askAuthorize(hold, facts.offer.holdMinor, funds.grant, nowMs),
      { change: 'deadline-set', deadline: { kind: 'authorize-unknown', subjectId: session.sessionId, dueAtMs } },
    ],
  };
}

/** What speaks against this Start whatever the wallet says: judged first, so that a refused Start asks no wallet for anything. */
export function refusalBeforeFunds(facts: Omit<StartFacts, 'funds'>, request: StartRequest, nowMs: number): Rejection | null {
  const refusal = refusalOf({ ...facts, funds: null }, request, nowMs);
  if (refusal) return refusal;
  const presence = decidePresence(facts.presence, request.personId, nowMs);
  return presence.ok ? null : presence.error;
}

function presenceOf({ presence }: StartFacts, verdict: PresenceVerdict, session: SessionRecord): readonly Change[] {
  const { sessionId, payerId, objectId, createdAtMs } = session;
  return presenceUsed(presence, verdict, { sessionId, personId: payerId, objectId, atMs: createdAtMs });
}

/** The Start: refused with a code, or everything that makes it true in one commit. */
export function decideStart(
  offered: StartFacts,
  request: StartRequest,
  context: ComposeContext,
): Result<Decision<{ session: SessionRecord; answer: StoredAnswer }>, Rejection> {
  const { nowMs } = context;
  const refusal = refusalOf(offered, request, nowMs);
  if (refusal) return refused(refusal);
  // Last, for what is shown may not live long enough to find money.
  const presence = decidePresence(offered.presence, request.personId, nowMs);
  if (!presence.ok) return presence;
  const facts = withPackage(offered, request.packageId);
  const { funds, offer, standing } = facts;
  const opened = funds.wallet === 'ledger' ? openHeld(facts, request, context) : openAsking(facts, request, funds, nowMs);
  const { session, hold } = opened;
  assert(standing.personId === session.payerId, 'a start is counted for whoever pays');
  const answer = request.composeAnswer(session);
  return ok({
    value: { session, answer },
    changes: [
      { change: 'session-created', session },
      { change: 'person-counted', personId: session.payerId, fromVersion: standing.version },
      { change: 'ticket-used', nonce: request.ticket.nonce, sessionId: session.sessionId, atMs: nowMs },
      ...presenceOf(facts, presence.value, session),
      ...reservationStarted(facts.scene, session.payerId, nowMs),
      { change: 'hold-placed', hold },
      ...opened.changes,
      { change: 'answer-stored', answer },
      {
        change: 'session-event',
        event: {
          sessionId: session.sessionId,
          version: 1,
          what: funds.wallet === 'ledger' ? 'money-held' : 'money-asked-for',
          facts: { heldMinor: toSafeNumber(offer.holdMinor), currency: hold.currency },
          atMs: nowMs,
        },
      },
    ],
  });
}
