// Pay out venue: staff have what is due to a venue become one payout; the same key pays once.
import { ok, type Result, refused } from '#protocol';
import { composePayout, type PayableItem } from '../domain/ledger/payout.ts';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { isVenueOf } from '../storage/queries/book-owners.ts';
import { readUnpaidItems } from '../storage/queries/payouts.ts';
import { drawPayoutIds, payoutChanges } from './make-payout.ts';
import type { OperatorRequest } from './operator-act.ts';

export type PayOutVenue = (
  request: OperatorRequest & { readonly venueId: string; readonly currency: string },
) => Promise<Result<ActAnswer, Rejection>>;

export function createPayOutVenue(context: StepContext, books: BooksQuery): PayOutVenue {
  return (request) => {
    const { operator, venueId, currency } = request;
    const { tenantId, operatorId } = operator;
    const { auditId, ...ids } = drawPayoutIds(context.ids);
    return runKeyedAct<readonly PayableItem[]>(context, request, {
      load: async () => {
        if (!(await isVenueOf(books, venueId, tenantId))) return refused({ code: 'venue.unknown' });
        return ok(await readUnpaidItems(books, venueId, currency));
      },
      decide: (items, nowMs) => {
        const made = composePayout({ ...ids, tenantId, venueId, currency, nowMs }, items);
        if (!made) return refused({ code: 'payout.nothing-due' });
        const { payoutId, amountMinor } = made.payout;
        return ok({
          status: 201,
          body: { payoutId, venueId, currency, amountMinor: toSafeNumber(amountMinor), movements: made.payout.items.length },
          changes: payoutChanges(made, { auditId, operatorId }),
        });
      },
    });
  };
}
