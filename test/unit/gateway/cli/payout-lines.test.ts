// A payout's preview in the terminal: what would be paid, of how many sessions, and from when the rest is.
import { expect, test } from 'vitest';
import { formatColumns } from '../../../../gateway/cli/columns.ts';
import { formatPayoutPreview } from '../../../../gateway/cli/payout-lines.ts';

const part = { sessions: 2, movements: 3, fromMs: Date.UTC(2026, 10, 1), untilMs: Date.UTC(2026, 10, 9) };

test('says amount, sessions and period, and how it is paid', () => {
  const text = formatPayoutPreview({ currency: 'CNY', due: { ...part, amountMinor: '1234' }, later: null }, 'ven_1');
  expect(text).toContain('due now    12.34 CNY of 2 sessions (3 movements from 2026-11-01 to 2026-11-09) to ven_1\n');
  expect(text).toContain('not yet    nothing\n');
  expect(text).toContain('Nothing was paid. Without --dry-run, and with --by <name>, this payout is made.');
});

test('what is not due says from when it is; what was given back is not paid', () => {
  const later = { ...part, sessions: 1, movements: 1, untilMs: part.fromMs, amountMinor: '500', dueAtMs: Date.UTC(2026, 10, 8) };
  const text = formatPayoutPreview({ currency: 'CNY', due: { ...part, amountMinor: '-200' }, later }, 'ven_1');
  expect(text).toContain('due now    nothing\n');
  expect(text).toContain('-2.00 CNY of 2 sessions');
  expect(text).toContain(
    'not yet    5.00 CNY of 1 session (1 movement of 2026-11-01); the first of it from 2026-11-08T00:00:00.000Z on',
  );
  expect(text).toMatch(/Nothing was paid\.\n$/);
});

test('columns line up, and what a venue is called cannot steer the terminal', () => {
  expect(
    formatColumns([
      ['venue', 'name'],
      ['venue-1', '\u001b[31mred'],
    ]),
  ).toBe('venue    name\nvenue-1  \\u{1b}[31mred\n');
});
