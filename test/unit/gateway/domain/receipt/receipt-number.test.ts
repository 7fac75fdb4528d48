// Receipt number: counted per venue and year, in the venue's own calendar.
import { expect, test } from 'vitest';
import { formatReceiptNumber, yearIn } from '../../../../../gateway/domain/receipt/receipt-number.ts';

test('the year is the one on the wall of the venue', () => {
  const newYearsEveUtc = Date.UTC(2026, 11, 31, 18);
  expect(yearIn('Asia/Shanghai', newYearsEveUtc)).toBe(2027);
  expect(yearIn('Europe/Amsterdam', newYearsEveUtc)).toBe(2026);
  expect(yearIn('Asia/Bangkok', newYearsEveUtc)).toBe(2027);
});

test('a number is padded, and outgrows its padding without loss', () => {
  expect(formatReceiptNumber({ year: 2026, number: 42 })).toBe('2026-000042');
  expect(formatReceiptNumber({ year: 2026, number: 1_234_567 })).toBe('2026-1234567');
});
