// Adopt session: a device runs what a restored database knows nothing of; a person decides it, and nobody pays for our loss (row 27).
import { NO_USAGE } from '#protocol';
import type { Change } from '../changes.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { HoldRecord } from '../hold/hold.ts';
import type { ObjectScene } from '../object.ts';
import { plainTerms } from '../tariff/price-terms.ts';
import type { SessionRecord } from './session.ts';

/** Whoever pays is not known any more. */
export const UNKNOWN_PAYER = 'unknown';

const LOST_PROOF = { protectedHeader: '', payload: '', signature: '' } as const;

/** Enough of it to store its journal and to show it to a person; with no money of its own. Null where nothing is sold. */
export function adoptSession(scene: ObjectScene, sessionId: string, holdId: string, nowMs: number): readonly Change[] | null {
  const { object, place, venue, device, tariff } = scene;
  if (!tariff) return null;
  const dueAtMs = nowMs + SESSION_LIMITS.reviewForMs;
  const session: SessionRecord = {
    sessionId,
    tenantId: object.tenantId,
    venueId: venue.venueId,
    placeId: place.placeId,
    objectId: object.objectId,
    deviceId: device.deviceId,
    kind: object.kind,
    payerId: UNKNOWN_PAYER,
    state: 'review',
    version: 1,
    tariff,
    terms: plainTerms(tariff.tariff, venue.zone),
    scan: { tagId: '', proof: LOST_PROOF },
    offerHash: '',
    holdId,
    heldMinor: 0n,
    mostMinor: 0n,
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
    review: { reason: 'recovered-unknown', sinceMs: nowMs, dueAtMs, opKey: null, saidMinor: null },
    end: null,
    receiptId: null,
  };
  const hold: HoldRecord = {
    holdId,
    sessionId,
    payerId: UNKNOWN_PAYER,
    tenantId: object.tenantId,
    wallet: 'ledger',
    role: 'host',
    currency: tariff.tariff.currency,
    heldMinor: 0n,
    state: 'held',
    version: 1,
    walletRef: null,
    expiresAtMs: null,
    capturedMinor: null,
    refundedMinor: 0n,
    createdAtMs: nowMs,
  };
  const facts = { reason: 'recovered-unknown', objectId: object.objectId };
  return [
    { change: 'session-created', session },
    { change: 'hold-placed', hold },
    { change: 'session-event', event: { sessionId, version: 1, what: 'review-opened', facts, atMs: nowMs } },
    { change: 'deadline-set', deadline: { kind: 'review-overdue', subjectId: sessionId, dueAtMs } },
  ];
}

/** Its start command is lost with the books, so nothing that its journal cites can be looked up. */
export function isAdopted({ review, payerId }: Pick<SessionRecord, 'review' | 'payerId'>): boolean {
  return payerId === UNKNOWN_PAYER || review?.reason === 'recovered-unknown';
}
