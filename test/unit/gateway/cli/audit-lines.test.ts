// An audit in the terminal says what was looked at, so that "all hold" of an empty database is seen for what it is.
import { expect, test } from 'vitest';
import { formatAuditReport } from '../../../../gateway/cli/audit-lines.ts';
import type { AuditReport } from '../../../../gateway/domain/audit/audit-report.ts';

const report = (over: Partial<AuditReport> = {}): AuditReport => ({
  atMs: 0,
  counted: { sessions: 2, holds: 2, transfers: 5, postings: 11, receipts: 1 },
  invariants: [{ id: 'M1', says: 'every transfer sums to zero', broken: [] }],
  chain: { position: 0, hash: 'abc', broken: null },
  ...over,
});

test('counts what it went through, and says what the chain is of', () => {
  const text = formatAuditReport(report(), null);
  expect(text).toContain('counted 2 sessions, 2 holds, 1 receipt, 5 transfers with 11 ledger entries\n');
  expect(text).toContain('audit chain of 0 acts\n');
  expect(text).toContain('sealed: what staff, claims, wallets and late evidence decided');
  expect(text).toMatch(/all hold\n$/);
  expect(text).not.toContain('the head that you kept');
  expect(formatAuditReport(report(), 0)).toContain('passes through the head that you kept, at 0\n');
});

test('names what breaks a rule, and how many rules are broken', () => {
  const broken = [{ subject: 'trf_1', found: 'transfer trf_1, sum 3' }];
  const text = formatAuditReport(
    report({
      invariants: [{ id: 'M1', says: 'every transfer sums to zero', broken }],
      chain: { position: 1, hash: 'abc', broken: 'anchor-differs at position 1' },
    }),
    1,
  );
  expect(text).not.toContain('passes through');
  expect(text).toContain('BROKEN  M1   every transfer sums to zero\n              trf_1: transfer trf_1, sum 3\n');
  expect(text).toContain('BROKEN  A3   audit chain of 1 act: anchor-differs at position 1');
  expect(text).toMatch(/2 broken: no money moves by itself/);
});
