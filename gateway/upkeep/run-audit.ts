// Run audit: seals what is new, walks the chain and checks every invariant on the running database; hourly, and when asked.
import type { Clock } from '#protocol';
import type { AuditHead } from '../domain/audit/audit-chain.ts';
import type { AuditReport } from '../domain/audit/audit-report.ts';
import type { BrokenInvariant } from '../domain/audit/invariants.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { OwnedStore } from '../ports/store.ts';
import { readBookCounts } from '../storage/queries/book-owners.ts';
import { SQL_INVARIANTS } from '../storage/queries/invariants.ts';
import { checkInvariants } from './check-invariants.ts';
import { sealAudit, verifyAuditChain } from './seal-audit.ts';

export type RunAudit = (request: {
  /** A head that was kept elsewhere; null when none was. */
  readonly anchor: AuditHead | null;
  /** Bills of sessions that ended earlier are not recomputed again: receipts cannot change. */
  readonly billsSinceMs: number;
}) => Promise<AuditReport>;

/** What names the row first; all of it is what was found. */
function describe({ row }: BrokenInvariant): { readonly subject: string; readonly found: string } {
  const [subject = ''] = Object.values(row).map(String);
  const found = Object.entries(row)
    .map(([column, value]) => `${column} ${String(value)}`)
    .join(', ');
  return { subject, found };
}

function groupByRule(broken: readonly BrokenInvariant[]): AuditReport['invariants'] {
  const rules = new Map<string, { id: string; says: string; broken: { subject: string; found: string }[] }>();
  const ruleOf = ({ id, says }: { readonly id: string; readonly says: string }) => {
    const known = rules.get(`${id} ${says}`) ?? { id, says, broken: [] };
    rules.set(`${id} ${says}`, known);
    return known;
  };
  for (const rule of SQL_INVARIANTS) ruleOf(rule);
  for (const each of broken) ruleOf(each).broken.push(describe(each));
  return [...rules.values()];
}

export function createRunAudit(deps: {
  readonly store: Pick<OwnedStore, 'books' | 'commit'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}): RunAudit {
  const { store, clock, log, metrics } = deps;
  return async ({ anchor, billsSinceMs }) => {
    await sealAudit(store, clock);
    const { head, broken: chainBreak } = await verifyAuditChain(store, anchor);
    const broken = await checkInvariants(store.books, { billsSinceMs });
    for (const { id, says, row } of broken) {
      metrics.count('money_invariant_alarms', id);
      log.error('invariant broken', { id, says, row });
    }
    if (chainBreak) {
      metrics.count('money_invariant_alarms', 'A3');
      log.error('audit chain broken', chainBreak);
    }
    const told = chainBreak && `${chainBreak.problem} at position ${chainBreak.position}`;
    const counted = await readBookCounts(store.books);
    return { atMs: clock.nowMs(), counted, invariants: groupByRule(broken), chain: { ...head, broken: told } };
  };
}
