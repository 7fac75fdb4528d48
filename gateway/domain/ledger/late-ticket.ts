// Late tickets: what the kitchen printed, and the device could prove only after the bill, is owed by whoever ordered it (R19).
import type { Change } from '../changes.ts';
import type { OrderRecord } from '../company/order.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { lesserOf, type Minor, toSafeNumber } from '../money.ts';
import { queueEvent } from '../outbox/queue-event.ts';
import { printedLines } from '../session/metering.ts';
import type { SettleFacts } from '../session/session-settle-facts.ts';
import { priceGuest, priceUse, pricingOf, taxWithin } from '../tariff/price.ts';
import { opKeys } from '../wallet/wallet-operation.ts';
import type { UncollectedRecord, WalletBalance } from './ledger.ts';
import { collectTransfer } from './postings.ts';

type Billed = Pick<SettleFacts, 'session' | 'holds' | 'orders'>;

/** What the payer's bill would have been with these of their orders, as it was agreed to (M10). */
function billMinor({ session, holds }: Billed, payerId: string, printed: readonly OrderRecord[]): Minor {
  const { settlement } = session;
  if (settlement === null || session.startedAtMs === null) return 0n;
  const heldMinor = holds.filter((hold) => hold.payerId === payerId).reduce((sum, hold) => sum + hold.heldMinor, 0n);
  const items = printedLines(printed.filter((order) => order.payerId === payerId));
  const pricing = pricingOf(session);
  if (payerId !== session.payerId) return priceGuest(pricing, items, heldMinor).totalMinor;
  return priceUse(pricing, settlement.usage, items, settlement.rounding, lesserOf(session.mostMinor, heldMinor)).totalMinor;
}

/** What the ticket adds to the bill; what was forgiven of the rest stays forgiven (R13). */
function addedMinor(facts: Billed, late: OrderRecord): Minor {
  const shares = facts.session.settlement?.shares.filter(({ payerId }) => payerId === late.payerId) ?? [];
  // Nobody knows any more whether it was printed before the emergency or in it.
  if (shares.some(({ lines }) => lines.some(({ line }) => line === 'emergency'))) return 0n;
  const printed = { ...late, state: 'printed' } as const;
  const others = facts.orders.filter(({ orderId }) => orderId !== late.orderId);
  return billMinor(facts, late.payerId, [...others, printed]) - billMinor(facts, late.payerId, others);
}

/**
 * A hold of theirs at the embedded ledger that has no memo yet. A wallet elsewhere was told the final amount and has let go
 * of the rest: nothing more can be asked of it under that hold.
 */
function memoHold({ holds }: Billed, { payerId }: OrderRecord, memos: readonly UncollectedRecord[]): HoldRecord | undefined {
  return holds.find(
    (hold) => hold.payerId === payerId && hold.wallet === 'ledger' && !memos.some(({ holdId }) => holdId === hold.holdId),
  );
}

/** A memo that credits nobody, and a line in the audit in any case: never a silent loss, and never a change of the receipt. */
export function oweLateTicket(
  facts: Billed,
  late: OrderRecord,
  payer: { readonly version: number; readonly memos: readonly UncollectedRecord[] },
  ids: { readonly auditId: string; readonly deviceId: string },
  atMs: number,
): readonly Change[] {
  const { sessionId, tenantId } = facts.session;
  const { orderId, payerId } = late;
  const owedMinor = addedMinor(facts, late);
  const hold = owedMinor > 0n ? memoHold(facts, late, payer.memos) : undefined;
  const audited: Change = {
    change: 'audited',
    row: {
      auditId: ids.auditId,
      tenantId,
      atMs,
      actor: { kind: 'device', id: ids.deviceId },
      what: hold ? 'late-ticket-owed' : 'late-ticket-not-billed',
      subjectId: sessionId,
      facts: { orderId, payerId, amountMinor: toSafeNumber(late.amountMinor), addedMinor: toSafeNumber(owedMinor) },
    },
  };
  const printed: Change = { change: 'order-decided', orderId, state: 'printed' };
  if (!hold) return [printed, audited];
  const { holdId, currency } = hold;
  return [
    printed,
    {
      change: 'uncollected-noted',
      uncollected: { holdId, sessionId, payerId, tenantId, currency, owedMinor, state: 'open', atMs },
    },
    { change: 'person-counted', personId: payerId, fromVersion: payer.version },
    ...queueEvent({
      kind: 'hold.changed',
      subjectId: `${holdId}:${hold.version}:late`,
      tenantId,
      personId: payerId,
      sessionId,
      facts: { holdId, state: hold.state, currency, owedMinor: toSafeNumber(owedMinor) },
      atMs,
    }),
    audited,
  ];
}

type Owing = {
  readonly session: SettleFacts['session'];
  readonly venue: Pick<SettleFacts['venue'], 'venueId'>;
  readonly holds: readonly HoldRecord[];
};
export type LateMemo = { readonly memo: UncollectedRecord; readonly of: Owing; readonly transferId: string };

/** Memos of the embedded ledger, oldest first, each in full out of what is in the balance; only now is the venue credited. */
export function collectFromBalance(memos: readonly LateMemo[], balance: WalletBalance, atMs: number): readonly Change[] {
  const changes: Change[] = [];
  let leftMinor = balance.availableMinor;
  for (const { memo, of, transferId } of memos) {
    const hold = of.holds.find(({ holdId }) => holdId === memo.holdId);
    const isDue = hold?.wallet === 'ledger' && memo.currency === balance.currency && memo.state === 'open';
    if (!isDue || memo.owedMinor > leftMinor) continue;
    leftMinor -= memo.owedMinor;
    const { session, venue } = of;
    const taxMinor = taxWithin(session.tariff.tariff, memo.owedMinor);
    const feeMinor = lesserOf((memo.owedMinor * BigInt(session.terms.feePermille)) / 1000n, memo.owedMinor - taxMinor);
    const money = { ...hold, transferId, opKey: opKeys.recapture(session.sessionId, hold.holdId, 1), atMs };
    const parts = { venueId: venue.venueId, capturedMinor: memo.owedMinor, taxMinor, feeMinor };
    changes.push(
      { change: 'transfer-posted', transfer: collectTransfer({ ...money, ...parts }) },
      { change: 'uncollected-resolved', holdId: hold.holdId, state: 'collected', atMs },
      ...queueEvent({
        kind: 'hold.changed',
        subjectId: `${hold.holdId}:${hold.version}:collected`,
        tenantId: hold.tenantId,
        personId: hold.payerId,
        sessionId: hold.sessionId,
        facts: {
          holdId: hold.holdId,
          state: hold.state,
          currency: hold.currency,
          collectedMinor: toSafeNumber(memo.owedMinor),
        },
        atMs,
      }),
    );
  }
  return changes;
}
