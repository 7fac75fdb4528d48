// The `books` commands: audit, statements, payouts, exports and reconciliation of a running gateway, from its own machine.
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type AuditReport, isAuditGood } from '../domain/audit/audit-report.ts';
import { askAdmin } from './admin-client.ts';
import { formatAuditReport } from './audit-lines.ts';

type DataFlag = { readonly data: string };
type PeriodFlags = DataFlag & {
  readonly currency: string;
  readonly from?: string;
  readonly until?: string;
  readonly out?: string;
};

const DATA_FLAG = ['--data <folder>', 'data folder of the running gateway', './.unlatch'] as const;

/** Asks, or ends the command with the gateway's own coded refusal. */
async function ask(command: Command, data: string, request: Parameters<typeof askAdmin>[1]): Promise<Readable> {
  const answer = await askAdmin(data, request);
  if (!answer.ok) return command.error(`${answer.error.code}: ${answer.error.problem}`, { exitCode: 2 });
  if (answer.value.status < 400) return answer.value.body;
  const { code, problem } = JSON.parse(await text(answer.value.body)) as { code: string; problem: string };
  return command.error(`${code}: ${problem}`, { exitCode: 2 });
}

async function deliver(body: Readable, out: string | undefined): Promise<void> {
  if (out === undefined) return pipeline(body, process.stdout, { end: false });
  await pipeline(body, createWriteStream(out, { mode: 0o600 }));
  process.stderr.write(`written to ${out}\n`);
}

/** A day as the operator writes it, `2026-11-22`, in UTC; or a full ISO 8601 moment. */
function readMoment(command: Command, flag: string, given: string): number {
  const atMs = Date.parse(given);
  if (Number.isNaN(atMs)) command.error(`${flag}: '${given}' is no day or moment such as 2026-11-22`, { exitCode: 2 });
  return atMs;
}

function periodQuery(command: Command, flags: PeriodFlags): string {
  const from = readMoment(command, '--from', flags.from ?? '1970-01-01');
  const until = flags.until === undefined ? Date.now() : readMoment(command, '--until', flags.until);
  return `currency=${encodeURIComponent(flags.currency)}&from=${from}&until=${until}`;
}

function registerAudit(program: Command): void {
  program
    .command('audit')
    .description('check every invariant of the money and the audit chain on the live database; exit 0 only when all hold')
    .option(...DATA_FLAG)
    .option('--anchor <position:hash>', 'a head of the audit chain that you kept: the chain must pass through it')
    .option('--head <file>', 'write the present head of the chain to a file, to keep it on another machine')
    .option('--json', 'print the whole report as JSON')
    .action(async (flags: DataFlag & { anchor?: string; head?: string; json?: boolean }, command: Command) => {
      const [position, hash] = flags.anchor?.split(':') ?? [];
      if (flags.anchor !== undefined && !(Number(position) >= 1 && hash)) {
        command.error(`--anchor: '${flags.anchor}' is no position:hash as --head writes it`, { exitCode: 2 });
      }
      const anchor = hash === undefined ? null : { position: Number(position), hash };
      const body = await ask(command, flags.data, { method: 'POST', path: '/audit', body: { anchor } });
      const report = JSON.parse(await text(body)) as AuditReport;
      process.stdout.write(flags.json ? `${JSON.stringify(report, null, 2)}\n` : formatAuditReport(report));
      if (flags.head !== undefined) await writeFile(flags.head, `${report.chain.position}:${report.chain.hash}\n`);
      if (!isAuditGood(report)) process.exitCode = 1;
    });
}

function registerStatements(program: Command): void {
  for (const [whose, folder] of [
    ['venue', 'venues'],
    ['person', 'persons'],
  ] as const) {
    program
      .command(`statement-${whose} <id>`)
      .description(`a ${whose}'s statement as CSV: opening, every movement, closing`)
      .option(...DATA_FLAG)
      .requiredOption('--currency <code>', 'ISO 4217 code')
      .option('--from <day>', 'first day or moment (UTC); default: the beginning')
      .option('--until <day>', 'up to this day or moment, not included; default: now')
      .option('--out <file>', 'write to a file instead of the terminal')
      .action(async (id: string, flags: PeriodFlags, command: Command) => {
        const path = `/statements/${folder}/${encodeURIComponent(id)}?${periodQuery(command, flags)}`;
        await deliver(await ask(command, flags.data, { method: 'GET', path }), flags.out);
      });
  }
}

function registerPayouts(program: Command): void {
  program
    .command('payout')
    .description('pay out what a venue is owed of sessions settled 7 days ago or longer; prints the payout file')
    .option(...DATA_FLAG)
    .requiredOption('--tenant <id>', 'tenant of the venue')
    .requiredOption('--venue <id>', 'venue')
    .requiredOption('--currency <code>', 'ISO 4217 code')
    .requiredOption('--by <name>', 'who orders it, for the audit log')
    .option('--out <file>', 'write to a file instead of the terminal')
    .action(
      async (
        flags: DataFlag & { tenant: string; venue: string; currency: string; by: string; out?: string },
        command: Command,
      ) => {
        const body = { tenantId: flags.tenant, venueId: flags.venue, currency: flags.currency, operatorId: flags.by };
        await deliver(await ask(command, flags.data, { method: 'POST', path: '/payouts', body }), flags.out);
      },
    );
}

function registerExport(program: Command): void {
  program
    .command('export <table>')
    .description('one table of the books as CSV or JSON lines, such as transfers, postings, receipts or audit_rows')
    .option(...DATA_FLAG)
    .option('--format <csv|jsonl>', 'csv or jsonl', 'csv')
    .option('--out <file>', 'write to a file instead of the terminal')
    .action(async (table: string, flags: DataFlag & { format: string; out?: string }, command: Command) => {
      const path = `/export/${encodeURIComponent(table)}?format=${encodeURIComponent(flags.format)}`;
      await deliver(await ask(command, flags.data, { method: 'GET', path }), flags.out);
    });
}

function registerReconcile(program: Command): void {
  program
    .command('reconcile')
    .description('lay wallet, ledger and device logs side by side; exit 0 only when nothing differs')
    .option(...DATA_FLAG)
    .option('--from <day>', 'first day or moment (UTC); default: the beginning', '1970-01-01')
    .action(async (flags: DataFlag & { from: string }, command: Command) => {
      const sinceMs = readMoment(command, '--from', flags.from);
      const body = await ask(command, flags.data, { method: 'POST', path: '/reconcile', body: { sinceMs } });
      const { differences } = JSON.parse(await text(body)) as { differences: { [name: string]: string }[] };
      for (const { between, what, subject, here, there } of differences) {
        process.stdout.write(`${between}  ${what}  ${subject}: here ${here}, there ${there}\n`);
      }
      process.stdout.write(`${differences.length === 0 ? 'nothing differs' : `${differences.length} differ`}\n`);
      if (differences.length > 0) process.exitCode = 1;
    });
}

export function registerBooksCommands(program: Command): void {
  registerAudit(program);
  registerStatements(program);
  registerPayouts(program);
  registerExport(program);
  registerReconcile(program);
}
