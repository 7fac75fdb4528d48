// Receipt pause: what the bill asks for paused time, and where it has no price of its own.
import { expect, test } from 'vitest';
import { pauseOnBill } from '../../../../../gateway/domain/receipt/receipt-pause.ts';
import { pausedReceiptOf, receiptOf } from '../../web/samples.ts';

const paused = pausedReceiptOf();
const withoutPauseLine = paused.lines.filter(({ line }) => line !== 'pause');
const inPackage = [...withoutPauseLine, { line: 'package', amountMinor: 900 } as const];
const usage = { useMs: 60_000, distanceM: 0, pausedMs: 90_000 };

test.each([
  ['at its own rate', paused, { pausedMs: 90_000, amountMinor: 40 }],
  ['within the free time', { ...paused, lines: withoutPauseLine }, { pausedMs: 90_000, amountMinor: 0 }],
  ['within a package', { ...paused, lines: inPackage }, { pausedMs: 90_000, amountMinor: null }],
  ['where the tariff has no rate', receiptOf('sleep-pod', { usage }), { pausedMs: 90_000, amountMinor: null }],
  ['there was none', receiptOf('bike'), null],
])('a pause %s', (_what, receipt, said) => {
  expect(pauseOnBill(receipt)).toEqual(said);
});
