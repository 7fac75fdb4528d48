// Starting a session: hold the money, freeze the tariff, compose the start, all to be committed at once (step 2).
import { assert, type KindProfile, LIMITS, NO_USAGE, ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from './answer.ts';
import { type ComposeContext, chaseOf, newCommand } from './command-compose.ts';
import type { Decision } from './decision.ts';
import { isReachable } from './device.ts';
import type { HoldRecord } from './hold.ts';
import { firstLease } from './lease.ts';
import type { WalletBalance } from './ledger.ts';
import type { ObjectScene } from './object.ts';
import { authorizeTransfer } from './postings.ts';
import type { Rejection } from './rejections.ts';
import type { Offer, Ticket } from './scan.ts';
import type { SessionRecord } from './session.ts';

export type StartRequest = {
  readonly personId: string;
  readonly ticket: Ticket;
  readonly tariffHash: string;
  readonly ids: { readonly sessionId: string; readonly holdId: string; readonly commandId: string; readonly transferId: string };
  /** Composes the answer that will be stored under the request's key. */
  readonly composeAnswer: (session: SessionRecord) => StoredAnswer;
};

export type StartFacts = {
  readonly scene: ObjectScene;
  readonly offer: Offer;
  readonly profile: KindProfile;
  readonly balance: WalletBalance;
};

const UNAVAILABLE: { readonly [availability: string]: Rejection['code'] } = {
  busy: 'object.busy',
  'out-of-service': 'object.out-of-service',
  'not-paired': 'stay.not-paired',
  taken: 'stay.taken',
};

/** Why this offer cannot be started now by this person; null when it can. */
function refusalOf(facts: StartFacts, request: StartRequest): Rejection | null {
  const { offer, balance, scene } = facts;
  const isSameOffer = request.ticket.offerHash === offer.offerHash && request.tariffHash === offer.tariff.hash;
  if (!isSameOffer) return { code: 'offer.changed' };
  if (offer.availability === 'offline' || !isReachable(scene.device)) {
    return { code: 'device.offline', lastSeenAtMs: offer.lastSeenAtMs };
  }
  const code = UNAVAILABLE[offer.availability];
  if (code) return { code } as Rejection;
  if (balance.currency !== offer.currency) return { code: 'wallet.currency-mismatch', currency: balance.currency };
  if (balance.availableMinor < offer.holdMinor) {
    return {
      code: 'wallet.funds-insufficient',
      shortfallMinor: offer.holdMinor - balance.availableMinor,
      currency: offer.currency,
    };
  }
  return null;
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
    state: 'starting',
    version: 1,
    tariff: offer.tariff,
    scan: { tagId: request.ticket.tagId, proof: request.ticket.tag },
    offerHash: offer.offerHash,
    holdId: request.ids.holdId,
    heldMinor: offer.holdMinor,
    createdAtMs: nowMs,
    startedAtMs: null,
    stopRequest: null,
    stopAdvice: null,
    usage: NO_USAGE,
    usageAtMs: null,
    costMinor: 0n,
    lease: firstLease(profile, scene.device, nowMs),
    journalUpTo: -1,
    end: null,
    receiptId: null,
  };
}

/** The Start: refused with a code, or everything that makes it true in one commit. */
export function decideStart(
  facts: StartFacts,
  request: StartRequest,
  context: ComposeContext,
): Result<Decision<{ session: SessionRecord; answer: StoredAnswer }>, Rejection> {
  const refusal = refusalOf(facts, request);
  if (refusal) return refused(refusal);
  const { nowMs } = context;
  const { scene, offer, profile } = facts;
  const session = composeSession(facts, request, nowMs);
  assert(session.lease, 'a start carries a lease');
  const hold: HoldRecord = {
    holdId: session.holdId,
    sessionId: session.sessionId,
    payerId: session.payerId,
    currency: offer.currency,
    heldMinor: offer.holdMinor,
    state: 'held',
    capturedMinor: null,
  };
  const transfer = authorizeTransfer({
    transferId: request.ids.transferId,
    tenantId: session.tenantId,
    sessionId: session.sessionId,
    holdId: hold.holdId,
    payerId: hold.payerId,
    currency: hold.currency,
    heldMinor: hold.heldMinor,
    atMs: nowMs,
  });
  const start = newCommand(
    {
      commandId: request.ids.commandId,
      sessionId: session.sessionId,
      intentKey: `${session.sessionId}:start:1`,
      intent: { act: 'start', arg: { limits: { leaseUp: session.lease.leaseUpMs, maxS: profile.longestSessionS } } },
    },
    scene.device,
    { ...context, composeNow: true },
  );
  const answer = request.composeAnswer(session);
  return ok({
    value: { session, answer },
    changes: [
      { change: 'session-created', session },
      { change: 'ticket-used', nonce: request.ticket.nonce, sessionId: session.sessionId, atMs: nowMs },
      { change: 'hold-placed', hold },
      { change: 'transfer-posted', transfer },
      { change: 'command-added', command: start },
      chaseOf(start.commandId, nowMs),
      {
        change: 'deadline-set',
        deadline: { kind: 'start-unseen', subjectId: session.sessionId, dueAtMs: nowMs + LIMITS.startUnseenAfterMs },
      },
      { change: 'answer-stored', answer },
      {
        change: 'session-event',
        event: {
          sessionId: session.sessionId,
          version: 1,
          what: 'money-held',
          facts: { heldMinor: Number(hold.heldMinor), currency: hold.currency },
          atMs: nowMs,
        },
      },
    ],
  });
}
