// Audit lines: an audit's report as a person reads it in a terminal.

import type { AuditReport } from '../domain/audit/audit-report.ts';

/** More of the same says nothing new; the whole list is in --json. */
const SHOWN = 5;

/** Somebody who looks for their sessions in the chain looks in the wrong place. */
const CHAIN_COVERS =
  'sealed: what staff, claims, wallets and late evidence decided; sessions are proven by the rules above and by their receipts';

/** One line per invariant, what breaks it beneath, and the head of the chain last. */
/** @param anchor the position of a head that was kept elsewhere; null when none was given. */
export function formatAuditReport(report: AuditReport, anchor: number | null): string {
  const lines = report.invariants.flatMap(({ id, says, broken }) => {
    const head = `${broken.length === 0 ? 'holds ' : 'BROKEN'}  ${id.padEnd(4)} ${says}`;
    const shown = broken.slice(0, SHOWN).map(({ subject, found }) => `              ${subject}: ${found}`);
    const rest = broken.length > SHOWN ? [`              and ${broken.length - SHOWN} more (--json shows all)`] : [];
    return [head, ...shown, ...rest];
  });
  const { chain, counted } = report;
  const state = chain.broken === null ? 'holds ' : 'BROKEN';
  const links = chain.position === 1 ? '1 act' : `${chain.position} acts`;
  lines.push(`${state}  A3   audit chain of ${links}${chain.broken === null ? '' : `: ${chain.broken}`}`);
  lines.push(`              ${CHAIN_COVERS}`);
  if (anchor !== null && chain.broken === null) lines.push(`              passes through the head that you kept, at ${anchor}`);
  const of = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
  lines.push(
    `counted ${of(counted.sessions, 'session')}, ${of(counted.holds, 'hold')}, ${of(counted.receipts, 'receipt')}, ` +
      `${of(counted.transfers, 'transfer')} with ${of(counted.postings, 'ledger entry', 'ledger entries')}`,
  );
  lines.push(`head    ${chain.position}:${chain.hash}`);
  const count = report.invariants.filter(({ broken }) => broken.length > 0).length + (chain.broken === null ? 0 : 1);
  lines.push(
    count === 0 ? 'all hold' : `${count} broken: no money moves by itself; see which sessions are named and decide there`,
  );
  return `${lines.join('\n')}\n`;
}
