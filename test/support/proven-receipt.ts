// Proven receipt: fetches a receipt with its keys, has it checked as a stranger would, and prices it a second time by hand.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { checkReceiptFiles } from '../../gateway/cli/receipt-command.ts';
import type { ReceiptJson } from '../../gateway/domain/receipt/receipt.ts';
import type { Phone } from './phone.ts';

/** The demo's prices, written down here again: base, per started minute, per started 20 m, items (minor units). */
const PRICES: { readonly [kind: string]: { base: number; minute: number; way: number } } = {
  'sleep-pod': { base: 300, minute: 100, way: 0 },
  bike: { base: 150, minute: 50, way: 10 },
  'hotel-room': { base: 0, minute: 80, way: 0 },
  'restaurant-table': { base: 200, minute: 0, way: 0 },
};
const MENU: { readonly [itemId: string]: number } = {
  'beef-noodles': 3_800,
  dumplings: 2_600,
  greens: 1_800,
  'plum-juice': 1_200,
};

/** What the demo's tariffs ask for this use, counted apart from the gateway's own price function. */
export function priceByHand(
  kind: string,
  usage: { readonly useMs: number; readonly distanceM: number },
  items: { readonly [itemId: string]: number } = {},
): number {
  const price = PRICES[kind];
  if (!price) throw new Error(`no price of ${kind}`);
  const minutes = Math.ceil(usage.useMs / 60_000);
  const ways = Math.ceil(usage.distanceM / 20);
  const eaten = Object.entries(items).reduce((sum, [itemId, count]) => sum + (MENU[itemId] ?? Number.NaN) * count, 0);
  return price.base + minutes * price.minute + ways * price.way + eaten;
}

/** Runs the checks of `receipt verify` on the two texts. @returns names of the checks that fail. */
export async function failedChecks(receipt: string, keys: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-receipt-'));
  try {
    writeFileSync(join(folder, 'receipt.json'), receipt);
    writeFileSync(join(folder, 'keys.json'), keys);
    const findings = await checkReceiptFiles(join(folder, 'receipt.json'), join(folder, 'keys.json'));
    return findings.filter(({ ok }) => !ok).map(({ check }) => check);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The receipt of a closed session, proven: every check holds, the cents are right, and the rest was released. */
export async function provenReceipt(
  phone: Phone,
  sessionId: string,
  items: { readonly [itemId: string]: number } = {},
): Promise<ReceiptJson> {
  const { text, keys, bill } = await phone.receipt(sessionId);
  expect(await failedChecks(text, keys)).toEqual([]);
  const isUsed = bill.startedAt !== null;
  expect(bill.totalMinor).toBe(isUsed ? priceByHand(bill.object.kind, bill.usage, items) : 0);
  expect(bill.lines.reduce((sum, line) => sum + line.amountMinor, 0)).toBe(bill.totalMinor);
  expect(bill.releasedMinor).toBe(bill.heldMinor - bill.totalMinor);
  return bill;
}
