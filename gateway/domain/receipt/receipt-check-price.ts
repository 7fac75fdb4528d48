// Receipt price check: recomputes lines, total and tax of a bill from its tariff, its terms and what is proven of its use.
import { canonicalJson } from '#protocol';
import type { OrderedLine } from '../company/order.ts';
import { splitProRata } from '../ledger/shares.ts';
import { lesserOf, type Minor } from '../money.ts';
import { type Price, type Pricing, priceGuest, priceItems, priceUse } from '../tariff/price.ts';
import type { PriceLineJson, ReceiptJson } from './receipt.ts';
import { priceLineToJson } from './receipt-compose.ts';
import { failed, judged, type ReceiptFinding } from './receipt-finding.ts';

/** `taxesMinor`: any of them is right, depending on why the total is lower than it could be. */
type Expected = { readonly lines: readonly PriceLineJson[]; readonly totalMinor: Minor; readonly taxesMinor: readonly Minor[] };

function priceAgain(receipt: ReceiptJson, pricing: Pricing, printed: readonly OrderedLine[], limitMinor: Minor): Price {
  if (receipt.role === 'guest') return priceGuest(pricing, printed, limitMinor);
  return priceUse(pricing, receipt.usage, printed, receipt.rounding, limitMinor);
}

/** Version 1 called both of its limits a cap. */
function lineOf(receipt: ReceiptJson, line: PriceLineJson): PriceLineJson {
  return receipt.v === 1 && line.line === 'limit' ? { ...line, line: 'cap' } : line;
}

const LOWERING: readonly PriceLineJson['line'][] = ['limit', 'emergency'];

function sumOf(lines: readonly PriceLineJson[]): Minor {
  return lines.reduce((sum, { amountMinor }) => sum + BigInt(amountMinor), 0n);
}

/**
 * A total may be lower than the price: not all of it could be had, an emergency made use free, or somebody decided so. Then
 * lines `limit` and `emergency` behind all others say it, and they only lower (R13); where our own books were in doubt nobody pays, and no line is needed (R11).
 */
function loweredTo(receipt: ReceiptJson, price: Price, base: readonly PriceLineJson[]): readonly PriceLineJson[] | null {
  if (BigInt(receipt.totalMinor) >= price.totalMinor) return null;
  if (receipt.endReason === 'review' && receipt.totalMinor === 0 && receipt.lines.length === 0) return [];
  const tail = receipt.lines.slice(base.length);
  const isTold = tail.length > 0 && tail.every(({ line, amountMinor }) => LOWERING.includes(line) && amountMinor < 0);
  return isTold ? [...base, ...tail] : null;
}

function expectedOf(receipt: ReceiptJson, pricing: Pricing, printed: readonly OrderedLine[]): Expected {
  const mostMinor = lesserOf(BigInt(receipt.heldMinor), pricing.tariff.hold.mostMinor);
  const price = priceAgain(receipt, pricing, printed, mostMinor);
  const priced = price.lines.map((line) => lineOf(receipt, priceLineToJson(line)));
  const lowered = loweredTo(
    receipt,
    price,
    priced.filter(({ line }) => line !== 'limit'),
  );
  if (lowered === null) return { lines: priced, totalMinor: price.totalMinor, taxesMinor: [price.taxMinor] };
  const totalMinor = sumOf(lowered);
  if (totalMinor < 0n) return { lines: lowered, totalMinor, taxesMinor: [] };
  const taxesMinor = [
    priceAgain(receipt, pricing, printed, totalMinor).taxMinor,
    splitProRata(totalMinor, [price.totalMinor - price.taxMinor, 0n, price.taxMinor])[2] ?? 0n,
  ];
  return { lines: lowered, totalMinor, taxesMinor };
}

/** @param printed what the device's printer has proven of this payer's orders. */
export function checkPrice(receipt: ReceiptJson, pricing: Pricing, printed: readonly OrderedLine[]): readonly ReceiptFinding[] {
  const onMenu = priceItems(pricing.tariff, printed);
  if (!onMenu.ok) return [failed('lines', 'receipt.lines-differ', { notOnMenu: onMenu.error.itemId })];
  const { lines, totalMinor: computedMinor, taxesMinor } = expectedOf(receipt, pricing, printed);
  const differing = lines.findIndex((line, index) => canonicalJson(line) !== canonicalJson(receipt.lines[index] ?? null));
  const isSame = differing < 0 && lines.length === receipt.lines.length;
  const at = differing < 0 ? Math.min(lines.length, receipt.lines.length) : differing;
  const sumMinor = sumOf(receipt.lines);
  const totalMinor = BigInt(receipt.totalMinor);
  const taxMinor = BigInt(receipt.taxMinor);
  return [
    judged('lines', isSame, 'receipt.lines-differ', {
      lines: receipt.lines.length,
      ...(!isSame && {
        differsAt: at,
        expected: lines[at] ? canonicalJson(lines[at]) : null,
        receipt: receipt.lines[at] ? canonicalJson(receipt.lines[at]) : null,
      }),
    }),
    judged('total', totalMinor === computedMinor && totalMinor === sumMinor, 'receipt.total-differs', {
      totalMinor: receipt.totalMinor,
      computedMinor: Number(computedMinor),
      sumOfLinesMinor: Number(sumMinor),
    }),
    judged('tax', taxesMinor.includes(taxMinor), 'receipt.tax-differs', {
      taxMinor: receipt.taxMinor,
      computedMinor: Number(taxesMinor[0] ?? 0n),
      taxPermille: pricing.tariff.taxPermille,
    }),
  ];
}
