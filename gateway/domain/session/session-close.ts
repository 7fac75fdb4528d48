// Session close: every hold is where it belongs, so the session is over, with one receipt for each who paid (M4, step 8).
import { assert } from '#protocol';
import type { Change } from '../changes.ts';
import type { JournalRecord } from '../device/journal.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { isResolvedHold } from '../hold/hold-state.ts';
import { captureTransfer } from '../ledger/postings.ts';
import { type Minor, toSafeNumber } from '../money.ts';
import { queueEvent } from '../outbox/queue-event.ts';
import { composeReceipt } from '../receipt/receipt-compose.ts';
import { opKeys } from '../wallet/wallet-operation.ts';
import type { SessionRecord, Settlement, Share } from './session.ts';
import { advance } from './session-change.ts';
import type { SettleFacts, SettleIds } from './session-settle-facts.ts';
import { joinShares, shareFor } from './session-settle-share.ts';

/** What is posted when a share is captured: out of the hold, or out of what the wallet elsewhere owes us. */
export function captureOf(
  facts: Pick<SettleFacts, 'session' | 'venue'>,
  hold: HoldRecord,
  share: Pick<Share, 'totalMinor' | 'taxMinor' | 'feeMinor'>,
  transfer: { readonly transferId: string; readonly opKey: string; readonly atMs: number },
): Change {
  return {
    change: 'transfer-posted',
    transfer: captureTransfer({
      ...transfer,
      ...hold,
      venueId: facts.venue.venueId,
      capturedMinor: share.totalMinor,
      taxMinor: share.taxMinor,
      feeMinor: share.feeMinor,
    }),
  };
}

function entriesOf(journal: readonly JournalRecord[], ev: 'started' | 'ended'): readonly JournalRecord[] {
  return journal.filter((record) => record.entry.ev === ev);
}

/** Signed records of the tickets that are on this payer's bill, and of no others. */
function provenTickets(facts: SettleFacts, payerId: string): readonly string[] {
  const own = facts.orders.filter((order) => order.state === 'printed' && order.payerId === payerId);
  const printed = new Set(own.map((order) => order.orderId));
  return facts.journal.flatMap(({ entry, jws }) =>
    entry.ev === 'updated' && entry.ticket && printed.has(entry.ticket.order) ? [jws] : [],
  );
}

/** What of a hold's share is finally its payer's: what was captured, what is owed, or nothing. */
function finalMinor(settlement: Settlement, hold: HoldRecord): Minor {
  if (hold.state === 'captured') return hold.capturedMinor ?? 0n;
  return hold.state === 'uncollected' ? (shareFor(settlement, hold)?.totalMinor ?? 0n) : 0n;
}

/** A payer's bill over all of their holds. */
function billOf({ settlement }: SessionRecord, own: readonly HoldRecord[]): Pick<Share, 'lines' | 'totalMinor' | 'taxMinor'> {
  assert(settlement, 'a bill follows a settlement');
  const shares = own.flatMap((hold) => shareFor(settlement, hold) ?? []);
  return joinShares(
    shares,
    own.reduce((sum, hold) => sum + finalMinor(settlement, hold), 0n),
  );
}

/** The name that the books know the payer's last movement by: our transfer, or the operation at the wallet elsewhere. */
function movementName(facts: SettleFacts, hold: HoldRecord, ids: SettleIds): string {
  if (hold.wallet === 'ledger') return ids[hold.holdId]?.transferId ?? '';
  const kinds = hold.state === 'voided' ? ['void', 'authorize'] : ['capture', 'recapture'];
  const last = facts.operations.filter(({ holdId, kind }) => holdId === hold.holdId && kinds.includes(kind)).at(-1);
  return last?.opKey ?? opKeys.void(hold.sessionId, hold.holdId);
}

/** What was reserved in the end: what a guest had back when they left, and reserved anew, counts once. */
function heldInTheEnd(own: readonly HoldRecord[]): Minor {
  const paying = own.filter(({ role, state }) => role === 'host' || state !== 'voided');
  const counted = paying.length > 0 ? paying : own.slice(-1);
  return counted.reduce((sum, { heldMinor }) => sum + heldMinor, 0n);
}

function receiptFor(facts: SettleFacts, payerId: string, ids: SettleIds, nowMs: number): readonly Change[] {
  const { session } = facts;
  const own = facts.holds.filter((hold) => hold.payerId === payerId && hold.state !== 'declined');
  const [first] = own;
  const receiptId = first && ids[first.holdId]?.receiptId;
  assert(first && receiptId, 'ids are drawn for every hold');
  const { tenantId, sessionId } = session;
  const bill = billOf(session, own);
  const receipt = composeReceipt({
    receiptId,
    session,
    payer: { payerId, role: first.role, heldMinor: heldInTheEnd(own) },
    venue: facts.venue,
    place: facts.place,
    object: facts.object,
    price: bill,
    rounding: session.settlement?.rounding ?? 'exact',
    transferId: movementName(facts, first, ids),
    startCommandJws: facts.startCommandJws,
    deviceStartJws: entriesOf(facts.journal, 'started')[0]?.jws ?? null,
    deviceEndJws: entriesOf(facts.journal, 'ended')[0]?.jws ?? null,
    ticketJws: provenTickets(facts, payerId),
  });
  return [
    {
      change: 'receipt-issued',
      receipt: { receiptId, sessionId, payerId, tenantId, json: JSON.stringify(receipt), issuedAtMs: nowMs },
    },
    ...queueEvent({
      kind: 'receipt.issued',
      subjectId: receiptId,
      tenantId,
      personId: payerId,
      sessionId,
      facts: {
        receiptId,
        holds: own.map(({ holdId, state, capturedMinor }) => ({
          holdId,
          state,
          capturedMinor: toSafeNumber(capturedMinor ?? 0n),
        })),
        totalMinor: toSafeNumber(bill.totalMinor),
        taxMinor: toSafeNumber(bill.taxMinor),
        currency: first.currency,
      },
      atMs: nowMs,
    }),
  ];
}

/** Told once per session, when its money is where it belongs. */
export function sessionEnded(session: SessionRecord, nowMs: number): readonly Change[] {
  const { end } = session;
  assert(end, 'a session that is over has an end');
  return queueEvent({
    kind: 'session.ended',
    subjectId: session.sessionId,
    tenantId: session.tenantId,
    personId: session.payerId,
    sessionId: session.sessionId,
    facts: {
      state: session.state,
      reason: end.reason,
      endedAt: new Date(end.atMs).toISOString(),
      finalMinor: toSafeNumber(end.finalMinor),
    },
    atMs: nowMs,
  });
}

/** Every hold is resolved: the session closes, with one receipt for each who held money for it, the host's always. */
export function closeSession(facts: SettleFacts, ids: SettleIds, nowMs: number): readonly Change[] {
  const { session, holds } = facts;
  assert(holds.every(isResolvedHold), 'a session closes after its holds (M4)');
  assert(session.end, 'a session that closes has an end');
  const bill = billOf(
    session,
    holds.filter(({ payerId, state }) => payerId === session.payerId && state !== 'declined'),
  );
  const closed = advance(
    session,
    {
      state: 'closed',
      costMinor: bill.totalMinor,
      end: { ...session.end, finalMinor: bill.totalMinor },
      receiptId: ids[session.holdId]?.receiptId ?? null,
      review: null,
    },
    'receipt-issued',
    nowMs,
    { reason: session.end.reason, finalMinor: toSafeNumber(bill.totalMinor) },
  );
  const billed = holds.filter(({ state, heldMinor }) => state !== 'declined' && heldMinor > 0n).map(({ payerId }) => payerId);
  const payers = new Set([session.payerId, ...billed]);
  const of = { ...facts, session: closed.session };
  return [
    ...closed.changes,
    ...[...payers].flatMap((payerId) => receiptFor(of, payerId, ids, nowMs)),
    ...sessionEnded(closed.session, nowMs),
  ];
}
