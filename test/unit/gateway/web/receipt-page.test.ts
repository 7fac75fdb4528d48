// Receipt page: every line of the bill, what it rests on, and how a stranger checks it.
import { expect, test } from 'vitest';
import type { ReceiptJson } from '../../../../gateway/domain/receipt.ts';
import { receiptPage } from '../../../../gateway/web/phone/receipt-page.tsx';
import { emptyReceiptOf, frameOf, receiptOf } from './samples.ts';

const pageOf = (receipt: ReceiptJson): string =>
  receiptPage({ ...frameOf('en', '/sessions/x/receipt'), receipt }).replaceAll('\u00a0', ' ');

test('shows all lines, the total, the tax in it, and what was given back', () => {
  const receipt = receiptOf('restaurant-table');
  const html = pageOf(receipt);
  for (const text of ['Cover', '2 × Beef noodles', '1 × Garlic greens', 'CN¥96.00', 'Includes 6% tax', 'CN¥5.43', 'CN¥104.00'])
    expect(html).toContain(text);
  expect(html.match(/<tr class="line-(base|item)"/g)).toHaveLength(receipt.lines.length);
});

test('tells the times in the venue’s zone and who signed them', () => {
  const html = pageOf(receiptOf('bike'));
  expect(html).toContain('21 Nov 2026, 21:54:07 GMT+8');
  expect(html).toContain('Start at 21:41:33, signed by the object');
  expect(html).toContain('End at 21:54:07, signed by the object');
});

test('does not claim evidence that is not there', () => {
  const html = pageOf(emptyReceiptOf('bike'));
  expect(html).toContain('No start signed by the object');
  expect(html).toContain('No end signed by the object');
  expect(html).not.toMatch(/(Start|End) at \d/);
  expect(html).toContain('Nothing to pay');
  expect(html).toContain('It was not seen to start. Nothing is paid.');
});

test('links the files and the command that checks them', () => {
  const html = pageOf(receiptOf('sleep-pod'));
  expect(html).toContain('href="/api/v1/sessions/ses_01k9x7a2v4/receipt"');
  expect(html).toContain('href="/api/v1/sessions/ses_01k9x7a2v4/receipt/keys"');
  const [, file = '', keys = ''] = /unlatch receipt verify (\S+) --keys (\S+?)</.exec(html) ?? [];
  expect(html).toContain(`download="${file}"`);
  expect(html).toContain(`download="${keys}"`);
});

test('a dish that is on no menu any more is named by its id', () => {
  const line = { line: 'item', quantity: 'count', itemId: 'old-soup', units: 1, unitMinor: 900, amountMinor: 900 } as const;
  expect(pageOf(receiptOf('restaurant-table', { lines: [line] }))).toContain('1 × old-soup');
});
