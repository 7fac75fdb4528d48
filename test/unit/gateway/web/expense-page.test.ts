// Expense page: everything that a tax office asks for, adding up, and a company name that is given once.
import { describe, expect, test } from 'vitest';
import { type ExpensePageInput, expensePage } from '../../../../gateway/web/phone/expense-page.tsx';
import { receiptPage } from '../../../../gateway/web/phone/receipt-page.tsx';
import { correctionsOf, expenseOf, frameOf, NOW_MS, pausedReceiptOf, receiptOf } from './samples.ts';

function pageOf(over: Partial<ExpensePageInput> = {}): string {
  const receipt = over.receipt ?? receiptOf('bike');
  return expensePage({
    ...frameOf('en', '/sessions/x/receipt/expense'),
    receipt,
    issuedAtMs: NOW_MS,
    expense: expenseOf(),
    corrections: correctionsOf(receipt),
    newKey: () => 'key-1',
    ...over,
  }).replaceAll('\u00a0', ' ');
}
const wordsOf = (html: string): string => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const rowOf = (html: string, name: string): string =>
  wordsOf(new RegExp(`<tr class="${name}">.*?</tr>`, 's').exec(html)?.[0] ?? '').trim();

test('names number, day, seller with VAT number and address, and for whom', () => {
  const words = wordsOf(pageOf({ expense: expenseOf({ company: 'Acme Travel Ltd.' }) }));
  for (const text of ['2026-000042', '21 Nov 2026', 'Harbour Bikes (Shanghai) Co., Ltd.', '91310000MA1K35P76X'])
    expect(words).toContain(text);
  expect(words).toContain('88 Century Avenue, Pudong');
  expect(words).toMatch(/Made out to\s+Acme Travel Ltd\./);
});

test.each(['bike', 'restaurant-table'])('net, tax and total of a %s add up to the bill', (kind) => {
  const receipt = receiptOf(kind);
  const money = (minor: number): string => `CN¥${(minor / 100).toFixed(2)}`;
  const html = pageOf({ receipt });
  expect(rowOf(html, 'line-net')).toBe(`Net ${money(receipt.totalMinor - receipt.taxMinor)}`);
  expect(rowOf(html, 'line-tax-of-net')).toBe(`VAT 6% ${money(receipt.taxMinor)}`);
  expect(rowOf(html, 'line-total')).toBe(`Total with VAT ${money(receipt.totalMinor)}`);
  expect(html.match(/<tr class="line-(base|step|item)"/g)).toHaveLength(receipt.lines.length);
});

describe('a pause', () => {
  const receiptText = (receipt: ReturnType<typeof receiptOf>): string =>
    receiptPage({
      ...frameOf('en', '/sessions/x/receipt'),
      ...{ receipt, corrections: correctionsOf(receipt), expense: null, newKey: () => 'key-1' },
    });
  const pagesOf = (receipt: ReturnType<typeof receiptOf>): readonly string[] =>
    [receiptText(receipt), pageOf({ receipt })].map((html) => html.replaceAll('\u00a0', ' '));

  test('stands on receipt and paper with how long it lasted, what it cost, and its rate', () => {
    for (const html of pagesOf(pausedReceiptOf())) {
      expect(wordsOf(html)).toMatch(/Paused 1 min,? 30 sec, CN¥0\.40/);
      expect(rowOf(html, 'line-pause')).toBe('Paused: 2 × CN¥0.20 per started minute CN¥0.40');
    }
  });

  test('that costs what use costs says so, and without one nothing is said', () => {
    const { usage, ...rest } = receiptOf('sleep-pod');
    for (const html of pagesOf({ ...rest, usage: { ...usage, pausedMs: 60_000 } }))
      expect(wordsOf(html)).toContain('Paused 1 min, at the price of use');
    for (const html of pagesOf(receiptOf('bike'))) expect(wordsOf(html)).not.toContain('Paused');
  });
});

test('what came back or is not paid stands on it too', () => {
  const receipt = receiptOf('bike');
  const refunded = wordsOf(pageOf({ corrections: correctionsOf(receipt, { refundedMinor: 100 }) }));
  expect(refunded).toMatch(/Given back CN¥1\.00\s+Remains paid CN¥16\.20/);
  const owed = wordsOf(pageOf({ corrections: correctionsOf(receipt, { owedMinor: 450, paidMinor: 1_270 }) }));
  expect(owed).toContain('Still to pay CN¥4.50');
});

describe('the company name', () => {
  test('is asked for in a plain form that says it is for good', () => {
    const html = pageOf();
    expect(html).toMatch(/<form id="make-out" method="post" action="\/sessions\/ses_01k9x7a2v4\/receipt\/addressee"/);
    expect(html).toMatch(/<input id="company"[^>]*name="company"[^>]*maxlength="120"/);
    expect(wordsOf(html)).toContain('afterwards it cannot be changed');
  });

  test('is asked for once only', () => {
    expect(pageOf({ expense: expenseOf({ company: 'Acme Travel Ltd.' }) })).not.toContain('id="make-out"');
  });

  test('waits for the number, which the page looks for by itself, before it can be printed', () => {
    const html = pageOf({ expense: expenseOf({ number: null }) });
    expect(html).not.toContain('id="make-out"');
    expect(html).not.toContain('data-print');
    expect(html).toMatch(/<main [^>]*data-reload-s="5"/);
    expect(html).toMatch(/<noscript><meta http-equiv="refresh" content="5"/);
    expect(pageOf()).not.toContain('data-reload-s');
  });
});

describe('the receipt leads to it', () => {
  const receiptWith = (over: Partial<Parameters<typeof receiptPage>[0]> = {}): string => {
    const receipt = over.receipt ?? receiptOf('bike');
    const frame = frameOf('en', '/sessions/x/receipt');
    return receiptPage({
      ...frame,
      receipt,
      corrections: correctionsOf(receipt),
      expense: expenseOf(),
      newKey: () => 'key-1',
      ...over,
    });
  };

  test('where the venue has said who sells, and something was paid', () => {
    expect(receiptWith()).toMatch(/<a id="for-expenses"[^>]*href="\/sessions\/ses_01k9x7a2v4\/receipt\/expense"/);
    expect(receiptWith({ expense: null })).not.toContain('for-expenses');
    expect(receiptWith({ receipt: receiptOf('bike', { totalMinor: 0, lines: [], taxMinor: 0 }) })).not.toContain('for-expenses');
  });

  test('with the name that it is made out to', () => {
    expect(wordsOf(receiptWith({ expense: expenseOf({ company: 'Acme Travel Ltd.' }) }))).toContain('Acme Travel Ltd.');
  });
});
