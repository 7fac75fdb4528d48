// Spared price: a bill comes down to what was due beside an emergency, by a line that says so; it never goes up by one (R13).
import type { Usage } from '#protocol';
import type { OrderRecord } from '../company/order.ts';
import type { Minor } from '../money.ts';
import { printedLines } from '../session/metering.ts';
import { type Price, type Pricing, priceGuest, priceUse, type Rounding } from '../tariff/price.ts';
import { lineDownTo } from '../tariff/price-line.ts';
import { ordersBeside, type Spared, usageBeside } from './spared.ts';

/** @param limited the same bill under a lower limit: its tax is the tax of what is left. */
function lowered(full: Price, dueMinor: Minor, limited: (limitMinor: Minor) => Price): Price {
  if (dueMinor >= full.totalMinor) return full;
  return {
    lines: [...full.lines, ...lineDownTo('emergency', full.totalMinor, dueMinor)],
    totalMinor: dueMinor,
    taxMinor: limited(dueMinor).taxMinor,
  };
}

type Billed = { readonly orders: readonly OrderRecord[]; readonly spared: readonly Spared[] };

/** What a host owes. What is due beside an emergency is due exactly: it was not they who ended or broke off their use (R7). */
export function priceHostSpared(
  pricing: Pricing,
  usage: Usage,
  { orders, spared }: Billed,
  rounding: Rounding,
  limitMinor: Minor = pricing.tariff.hold.mostMinor,
): Price {
  const bill = (mostMinor: Minor): Price => priceUse(pricing, usage, printedLines(orders), rounding, mostMinor);
  const full = bill(limitMinor);
  if (spared.length === 0) return full;
  const beside = printedLines(ordersBeside(orders, spared));
  const due = priceUse(pricing, usageBeside(usage, spared), beside, 'exact', limitMinor);
  return lowered(full, due.totalMinor, bill);
}

/** What a guest owes of their own orders. */
export function priceGuestSpared(pricing: Pricing, { orders, spared }: Billed, limitMinor: Minor): Price {
  const bill = (mostMinor: Minor): Price => priceGuest(pricing, printedLines(orders), mostMinor);
  const full = bill(limitMinor);
  if (spared.length === 0) return full;
  return lowered(full, priceGuest(pricing, printedLines(ordersBeside(orders, spared)), limitMinor).totalMinor, bill);
}
