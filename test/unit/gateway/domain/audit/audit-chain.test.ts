// Audit chain: a changed, missing, moved or added row is found, and a kept head finds a rewritten past.
import { describe, expect, test } from 'vitest';
import type { AuditRow } from '../../../../../gateway/domain/audit/audit.ts';
import { CHAIN_BEGIN, createChainWalk, type SealedRow, sealRows } from '../../../../../gateway/domain/audit/audit-chain.ts';

const row = (n: number): AuditRow => ({
  auditId: `aud_${n}`,
  tenantId: 'pvg',
  atMs: 1_000 + n,
  actor: { kind: 'operator', id: 'ops' },
  what: 'refund-given',
  subjectId: `ses_${n}`,
  facts: { amountMinor: n * 100 },
});
const rows = [1, 2, 3, 4].map(row);

function sealed(): SealedRow[] {
  return sealRows(rows, CHAIN_BEGIN, 9_000).map((link, at) => ({ link, row: rows[at] ?? null }));
}

/** The chain with some of its links or rows replaced. */
function altered(at: number, change: Partial<SealedRow>): SealedRow[] {
  return sealed().map((each, index) => (index === at ? { ...each, ...change } : each));
}

function walk(chain: readonly SealedRow[]) {
  const steps = createChainWalk();
  for (const each of chain) {
    const broken = steps.next(each);
    if (broken) return broken;
  }
  return steps.head();
}

describe('audit chain', () => {
  test('holds as it was sealed, and its head is the last link', () => {
    expect(walk(sealed())).toEqual({ position: 4, hash: sealed()[3]?.link.hash });
  });

  test('goes on after a head as if it had been sealed at once', () => {
    const [one, two, three, four] = rows as [AuditRow, AuditRow, AuditRow, AuditRow];
    const first = sealRows([one, two], CHAIN_BEGIN, 9_000);
    const head = { position: 2, hash: first[1]?.hash ?? '' };
    const second = sealRows([three, four], head, 9_000);
    expect([...first, ...second]).toEqual(sealRows(rows, CHAIN_BEGIN, 9_000));
  });

  const links = sealed().map(({ link }) => link);
  const [, second, third] = links;
  const anew = sealRows(rows.slice(1), { position: 1, hash: CHAIN_BEGIN.hash }, 1);
  test.each<[string, readonly SealedRow[], number, string]>([
    ['a changed amount', altered(1, { row: { ...row(2), facts: { amountMinor: 1 } } }), 2, 'row-changed'],
    ['another actor', altered(0, { row: { ...row(1), actor: { kind: 'person', id: 'ops' } } }), 1, 'row-changed'],
    ['a deleted row', altered(2, { row: null }), 3, 'row-missing'],
    ['a deleted link', sealed().toSpliced(1, 1), 2, 'link-missing'],
    ['a row in the place of another', altered(1, { row: row(3) }), 2, 'row-changed'],
    ['a chain that was begun anew', anew.map((link, at) => ({ link, row: rows[at + 1] ?? null })), 1, 'link-missing'],
    [
      'a link that was forged',
      altered(2, third ? { link: { ...third, previousHash: second?.previousHash ?? '' } } : {}),
      3,
      'link-changed',
    ],
  ])('finds %s', (_what, chain, position, problem) => {
    expect(walk(chain)).toEqual({ position, problem });
  });

  test('facts in another order are the same facts', () => {
    const one = sealRows([{ ...row(1), facts: { a: 1, b: 2 } }], CHAIN_BEGIN, 1);
    expect(sealRows([{ ...row(1), facts: { b: 2, a: 1 } }], CHAIN_BEGIN, 1)).toEqual(one);
  });
});
