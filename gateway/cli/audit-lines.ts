// Audit lines: an audit's report as a person reads it in a terminal.

import type { AuditReport } from '../domain/audit/audit-report.ts';

/** More of the same says nothing new; the whole list is in --json. */
const SHOWN = 5;

/** One line per invariant, what breaks it beneath, and the head of the chain last. */
export function formatAuditReport(report: AuditReport): string {
  const lines = report.invariants.flatMap(({ id, says, broken }) => {
    const head = `${broken.length === 0 ? 'holds ' : 'BROKEN'}  ${id.padEnd(4)} ${says}`;
    const shown = broken.slice(0, SHOWN).map(({ subject, found }) => `              ${subject}: ${found}`);
    const rest = broken.length > SHOWN ? [`              and ${broken.length - SHOWN} more (--json shows all)`] : [];
    return [head, ...shown, ...rest];
  });
  const { chain } = report;
  const state = chain.broken === null ? 'holds ' : 'BROKEN';
  lines.push(`${state}  A3   audit chain of ${chain.position} rows${chain.broken === null ? '' : `: ${chain.broken}`}`);
  lines.push(`head    ${chain.position}:${chain.hash}`);
  const count = report.invariants.filter(({ broken }) => broken.length > 0).length + (chain.broken === null ? 0 : 1);
  lines.push(
    count === 0 ? 'all hold' : `${count} broken: no money moves by itself; see which sessions are named and decide there`,
  );
  return `${lines.join('\n')}\n`;
}
