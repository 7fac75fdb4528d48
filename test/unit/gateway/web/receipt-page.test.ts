// Receipt page: every line of the bill, what it rests on, and how a stranger checks it.
import { expect, test } from 'vitest';
import { CLAIM_RULES } from '../../../../gateway/domain/correction/claim.ts';
import type { Corrections } from '../../../../gateway/domain/correction/corrections.ts';
import type { ReceiptJson } from '../../../../gateway/domain/receipt/receipt.ts';
import { receiptPage } from '../../../../gateway/web/phone/receipt-page.tsx';
import { correctionsOf, emptyReceiptOf, expenseOf, frameOf, NOW_MS, receiptOf } from './samples.ts';

const pageOf = (receipt: ReceiptJson, over: Partial<Corrections> = {}): string =>
  receiptPage({
    ...frameOf('en', '/sessions/x/receipt'),
    receipt,
    corrections: correctionsOf(receipt, over),
    expense: expenseOf(),
    newKey: () => 'key-1',
  }).replaceAll('\u00a0', ' ');

test('shows all lines, the total, the tax in it, and what was given back', () => {
  const receipt = receiptOf('restaurant-table');
  const html = pageOf(receipt);
  for (const text of ['Cover', '2 × Beef noodles', '1 × Garlic greens', 'CN¥96.00', 'Includes 6% tax', 'CN¥5.43', 'CN¥104.00'])
    expect(html).toContain(text);
  expect(html.match(/<tr class="line-(base|item)"/g)).toHaveLength(receipt.lines.length);
});

test('calls itself by the number on its paper, and by its id where it has none', () => {
  const receipt = receiptOf('sleep-pod');
  const numberRow = (html: string): string => /<dt>Receipt number<\/dt><dd>(.*?)<\/dd>/s.exec(html)?.[1] ?? '';
  const numbered = numberRow(pageOf(receipt))
    .replaceAll(/<[^>]+>/g, ' ')
    .trim()
    .split(/\s+/);
  expect(numbered).toEqual(['2026-000042', receipt.receiptId]);
  const bare = receiptPage({
    ...frameOf('en', '/sessions/x/receipt'),
    receipt,
    corrections: correctionsOf(receipt),
    expense: null,
    newKey: () => 'key-1',
  });
  expect(numberRow(bare)).toBe(`<span class="number">${receipt.receiptId}</span>`);
});

test('tells what was reserved in the end, and the most that was possible', () => {
  const html = pageOf(receiptOf('sleep-pod', { heldMinor: 2_000 }));
  expect(html).toContain('Was reserved</th><td>CN¥20.00');
  expect(html).toContain('The most it could have cost</th><td>CN¥59.00');
  expect(pageOf(receiptOf('sleep-pod', { role: 'guest' }))).not.toContain('The most it could have cost');
});

test('says tax on top once, as a line of the bill', () => {
  const tax = { line: 'tax', permille: 60, amountMinor: 228 } as const;
  const html = pageOf(receiptOf('sleep-pod', { lines: [tax] }));
  expect(html).toContain('Tax 6%');
  expect(html).not.toContain('Includes 6% tax');
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

test('each rule that can still be claimed is one plain press, and what was decided is told with its reason', () => {
  const at = new Date(NOW_MS).toISOString();
  const claims = [
    { claimId: 'clm_1', rule: 'opened-late', verdict: 'refused', because: 'unlocked-in-time', answered: false, at },
  ] as const;
  const rules = CLAIM_RULES.filter((rule) => rule !== 'opened-late');
  const html = pageOf(receiptOf('bike'), { claims, claimable: { rules, until: at } });
  const presses = [...html.matchAll(/<form id="claim-([\w-]+)" method="post" action="\/sessions\/ses_01k9x7a2v4\/claims"/g)];
  expect(presses.map(([, rule]) => rule)).toEqual(rules);
  expect(html).toMatch(/<input type="hidden" name="rule" value="never-opened"/);
  expect(html).toContain('data-claim="opened-late" data-verdict="refused"');
});

test('money that came back leaves the bill as it was, and says what remains', () => {
  const receipt = receiptOf('bike');
  const at = new Date(NOW_MS).toISOString();
  const refunds = [{ refundId: 'ref_1', amountMinor: 100, state: 'done', by: 'operator', at }] as const;
  const money = (minor: number): string => `CN¥${(minor / 100).toFixed(2)}`;
  const plain = pageOf(receipt);
  const html = pageOf(receipt, { refunds, refundedMinor: 100 });
  expect(/<table class="bill">.*?<\/table>/s.exec(html)?.[0]).toBe(/<table class="bill">.*?<\/table>/s.exec(plain)?.[0]);
  const corrections = /<section class="card corrections".*?<\/section>/s.exec(html)?.[0] ?? '';
  for (const minor of [receipt.totalMinor, 100, receipt.totalMinor - 100]) expect(corrections).toContain(money(minor));
  expect(plain).not.toContain('class="card corrections"');
});

test('what is owed is never called paid: it says what is open, of how much, and no release', () => {
  const html = pageOf(receiptOf('bike'), { owedMinor: 450, paidMinor: 1_270 });
  const paid = /<p class="paid[^>]*>.*?<\/p>/s.exec(html)?.[0] ?? '';
  expect(paid).toContain('Still to pay');
  expect(paid).toContain('CN¥4.50');
  expect(html).toContain('CN¥12.70 of CN¥17.20 is paid.');
  expect(html).not.toContain('Given back to your balance');
});

test('money that is only on its way is not called given back, and the head of the receipt says what remains', () => {
  const at = new Date(NOW_MS).toISOString();
  const refund = { refundId: 'ref_1', amountMinor: 100, by: 'operator', at } as const;
  const htmlOf = (state: 'done' | 'pending' | 'owed'): string =>
    pageOf(receiptOf('bike'), { refunds: [{ ...refund, state }], refundedMinor: 100 });
  expect(htmlOf('done')).toContain('CN¥1.00 given back on');
  for (const state of ['pending', 'owed'] as const) expect(htmlOf(state)).not.toContain('given back on');
  expect(htmlOf('done')).toMatch(/<a href="#corrections-title">CN¥1\.00 goes back to you; CN¥16\.20 remains paid\.<\/a>/);
});

test('what is still owed leads to where it is paid', () => {
  expect(pageOf(receiptOf('bike'), { owedMinor: 450 })).toMatch(/CN¥4\.50[\s\S]*?href="\/wallet"/);
  expect(pageOf(receiptOf('bike'))).not.toContain('href="/wallet"');
});
