// Read venue money: what a venue is owed, its statement by local days, payouts made and due, and what was given back.
import { type Clock, DAY_MS, ok, type Result, refused } from '#protocol';
import { localDay } from '../domain/console/takings.ts';
import { accounts } from '../domain/ledger/ledger.ts';
import { isDue, type PayableItem } from '../domain/ledger/payout.ts';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { MoneyDay, PayoutPart, VenueMoney } from '../ports/console-views.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readPayouts, readVenueRefunds } from '../storage/queries/console-money.ts';
import { readTenantVenues } from '../storage/queries/console-venues.ts';
import { readBalance, readVenueMovements, type VenueMovement } from '../storage/queries/movements.ts';
import { readUnpaidItems } from '../storage/queries/payouts.ts';

export type ReadVenueMoney = (request: {
  readonly tenantId: string;
  readonly venueId: string;
  /** The venue's own unless it is named. */
  readonly currency: string | null;
  readonly days: number;
}) => Promise<Result<VenueMoney, Rejection>>;

const MOST_PAYOUTS = 50;
const MOST_REFUNDS = 50;

function partOf(items: readonly PayableItem[]): PayoutPart {
  return { amountMinor: toSafeNumber(items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)), movements: items.length };
}

function dayNames(zone: string): (atMs: number) => string {
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (atMs) => format.format(atMs);
}

function dayOf(day: string, movements: readonly VenueMovement[]): MoneyDay {
  const sum = (of: readonly VenueMovement[], amount: (each: VenueMovement) => bigint): number =>
    toSafeNumber(of.reduce((total, each) => total + amount(each), 0n));
  const gross = ({ payableMinor, taxMinor, feeMinor }: VenueMovement): bigint => payableMinor + taxMinor + feeMinor;
  const taken = movements.filter(({ kind }) => kind === 'capture' || kind === 'collect');
  const refunded = movements.filter(({ kind }) => kind === 'refund');
  const paidOut = movements.filter(({ kind }) => kind === 'payout');
  return {
    day,
    movements: movements.length,
    grossMinor: sum(taken, gross),
    taxMinor: sum(taken, (each) => each.taxMinor),
    feeMinor: sum(taken, (each) => each.feeMinor),
    refundedMinor: -sum(refunded, gross),
    paidOutMinor: -sum(paidOut, (each) => each.payableMinor),
    netMinor: sum(movements, (each) => each.payableMinor),
  };
}

export function createReadVenueMoney(books: BooksQuery, clock: Clock): ReadVenueMoney {
  return async ({ tenantId, venueId, currency: asked, days }) => {
    const venue = (await readTenantVenues(books, tenantId)).find((each) => each.venueId === venueId);
    if (!venue) return refused({ code: 'venue.unknown' });
    const currency = asked ?? venue.currency;
    const nowMs = clock.nowMs();
    const { fromMs } = localDay(venue.zone, nowMs, days - 1);
    const movements = await readVenueMovements(books, venueId, currency, { fromMs, untilMs: nowMs + DAY_MS });
    const dayName = dayNames(venue.zone);
    const byDay = new Map<string, VenueMovement[]>();
    for (const movement of movements) {
      const day = dayName(movement.atMs);
      byDay.set(day, [...(byDay.get(day) ?? []), movement]);
    }
    const unpaid = await readUnpaidItems(books, venueId, currency);
    const payouts = await readPayouts(books, tenantId, venueId, MOST_PAYOUTS);
    const refunds = await readVenueRefunds(books, tenantId, venueId, MOST_REFUNDS);
    return ok({
      venue,
      currency,
      owedMinor: toSafeNumber(await readBalance(books, accounts.payable(venueId), currency)),
      due: partOf(unpaid.filter((item) => isDue(item, nowMs))),
      later: partOf(unpaid.filter((item) => !isDue(item, nowMs))),
      days: [...byDay].map(([day, own]) => dayOf(day, own)).reverse(),
      payouts: payouts.map(({ untilMs, atMs, ...payout }) => ({
        ...{ ...payout, until: new Date(untilMs).toISOString(), at: new Date(atMs).toISOString() },
      })),
      refunds: refunds.map(({ atMs, ...refund }) => ({ ...refund, at: new Date(atMs).toISOString() })),
    });
  };
}
