// Make payout: what a venue is owed of settled sessions becomes one payout, each transfer paid once (R19).
import { type Ids, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { composePayout, type PayableItem, type PayoutRecord } from '../domain/ledger/payout.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { isVenueOf } from '../storage/queries/book-owners.ts';
import { readUnpaidItems } from '../storage/queries/payouts.ts';

export type MakePayout = (request: {
  readonly tenantId: string;
  readonly venueId: string;
  readonly currency: string;
  /** Who asked for it, for the audit. */
  readonly operatorId: string;
}) => Promise<Result<PayoutRecord, Rejection>>;

type PayoutIds = { readonly payoutId: string; readonly transferId: string; readonly auditId: string };

export function drawPayoutIds(ids: Ids): PayoutIds {
  return { payoutId: ids('pay'), transferId: ids('trf'), auditId: ids('aud') };
}

type Made = NonNullable<ReturnType<typeof composePayout>>;

/** The payout, its transfer, and who asked for it, in one commit. */
export function payoutChanges(
  { payout, transfer }: Made,
  { auditId, operatorId }: { readonly auditId: string; readonly operatorId: string },
): readonly Change[] {
  const { amountMinor, currency, items, venueId, tenantId, payoutId: subjectId, atMs } = payout;
  const facts = { amountMinor: amountMinor.toString(), currency, items: items.length, venueId };
  const actor = { kind: 'operator', id: operatorId } as const;
  return [
    { change: 'transfer-posted', transfer },
    { change: 'payout-made', payout },
    { change: 'audited', row: { auditId, tenantId, atMs, actor, what: 'payout-made', subjectId, facts } },
  ];
}

/** @param books say what is unpaid; read anew when another payout was faster. */
export function createMakePayout(context: Pick<StepContext, 'runner' | 'clock' | 'ids'>, books: BooksQuery): MakePayout {
  return ({ tenantId, venueId, currency, operatorId }) => {
    const { auditId, ...ids } = drawPayoutIds(context.ids);
    return context.runner.run<readonly PayableItem[], PayoutRecord>({
      load: async () => {
        // Whose money it is stands on the payout, its transfer and its audit row.
        if (!(await isVenueOf(books, venueId, tenantId))) return refused({ code: 'venue.unknown' });
        return ok(await readUnpaidItems(books, venueId, currency));
      },
      decide: (items) => {
        const nowMs = context.clock.nowMs();
        const made = composePayout({ ...ids, tenantId, venueId, currency, nowMs }, items);
        if (!made) return refused({ code: 'payout.nothing-due' });
        return ok({ value: made.payout, changes: payoutChanges(made, { auditId, operatorId }) });
      },
    });
  };
}
