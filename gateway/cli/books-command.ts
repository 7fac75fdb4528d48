// The `books` commands: audit, statements, payouts, exports and reconciliation of a running gateway, from its own machine.
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { type AuditReport, isAuditGood } from '../domain/audit/audit-report.ts';
import { askAdmin, DATA_FLAG } from './admin-client.ts';
import { refusedBy } from './ask-gateway.ts';
import { formatAuditReport } from './audit-lines.ts';
import { orEnd, readText, refusal, writeText } from './cli-refusal.ts';
import { formatColumns } from './columns.ts';
import { formatPayoutPreview, type PreviewAnswer } from './payout-lines.ts';

type DataFlag = { readonly data: string };
type PeriodFlags = DataFlag & {
  readonly currency: string;
  readonly from?: string;
  readonly until?: string;
  readonly out?: string;
};

/** Asks, or ends the command with the gateway's own coded refusal. */
async function ask(command: Command, data: string, request: Parameters<typeof askAdmin>[1]): Promise<Readable> {
  const answer = await askAdmin(data, request);
  if (!answer.ok) return command.error(`${answer.error.code}: ${answer.error.problem}`, { exitCode: 2 });
  if (answer.value.status < 400) return answer.value.body;
  return command.error(refusedBy(await text(answer.value.body), data).message, { exitCode: 2 });
}

async function deliver(command: Command, body: Readable, out: string | undefined): Promise<void> {
  if (out === undefined) return pipeline(body, process.stdout, { end: false });
  await orEnd(command, () => writeText(out, '', 'over'));
  await pipeline(body, createWriteStream(out));
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

const ANCHOR = /^(\d{1,15}):(\S+)$/;

/** A head as `--head` wrote it: the text itself, or the file that it stands in. */
async function readAnchor(given: string): Promise<{ readonly position: number; readonly hash: string }> {
  const written = ANCHOR.exec(given) ?? ANCHOR.exec((await readText(given)).trim());
  if (written) return { position: Number(written[1]), hash: written[2] ?? '' };
  throw refusal('anchor.malformed', `${given} holds no position:hash`, 'Give the file that --head wrote, or the text in it');
}

function registerAudit(program: Command): void {
  program
    .command('audit')
    .description('check every invariant of the money and the audit chain on the live database; exit 0 only when all hold')
    .option(...DATA_FLAG)
    .option('--anchor <head>', 'a head of the chain that you kept, as file or text: the chain must pass through it')
    .option('--head <file>', 'write the present head of the chain to a file, to keep it on another machine')
    .option('--json', 'print the whole report as JSON')
    .action(async (flags: DataFlag & { anchor?: string; head?: string; json?: boolean }, command: Command) => {
      const { anchor: given, head } = flags;
      const anchor = given === undefined ? null : await orEnd(command, () => readAnchor(given));
      const body = await ask(command, flags.data, { method: 'POST', path: '/audit', body: { anchor } });
      const report = JSON.parse(await text(body)) as AuditReport;
      process.stdout.write(
        flags.json ? `${JSON.stringify(report, null, 2)}\n` : formatAuditReport(report, anchor?.position ?? null),
      );
      const { position, hash } = report.chain;
      if (head !== undefined) await orEnd(command, () => writeText(head, `${position}:${hash}\n`, 'over'));
      if (!isAuditGood(report)) process.exitCode = 1;
    });
}

/** A terminal shows this many; whoever wants all of them asks for more. */
const PERSONS_SHOWN = '50';

function registerOwners(program: Command): void {
  const show = async (command: Command, data: string, path: string): Promise<number> => {
    const answer = JSON.parse(await text(await ask(command, data, { method: 'GET', path }))) as {
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };
    process.stdout.write(formatColumns([answer.columns, ...answer.rows]));
    return answer.rows.length;
  };
  program
    .command('venues')
    .description('every venue with its tenant, its currency and what it is owed: the ids for statements and payouts')
    .option(...DATA_FLAG)
    .action(async ({ data }: DataFlag, command: Command) => {
      await show(command, data, '/venues');
    });
  program
    .command('persons')
    .description('whoever has books here, those first who used something last: the ids for statements')
    .option(...DATA_FLAG)
    .option('--limit <count>', 'how many lines', PERSONS_SHOWN)
    .action(async ({ data, limit }: DataFlag & { limit: string }, command: Command) => {
      const shown = await show(command, data, `/persons?limit=${encodeURIComponent(limit)}`);
      if (shown === Number(limit)) process.stderr.write(`the first ${shown}; more with --limit\n`);
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
        await deliver(command, await ask(command, flags.data, { method: 'GET', path }), flags.out);
      });
  }
}

type PayoutFlags = DataFlag & {
  readonly tenant: string;
  readonly venue: string;
  readonly currency: string;
  readonly by?: string;
  readonly dryRun?: true;
  readonly out?: string;
};

function registerPayouts(program: Command): void {
  program
    .command('payout')
    .description('pay out what a venue is owed of sessions settled 7 days ago or longer; prints the payout file')
    .option(...DATA_FLAG)
    .requiredOption('--tenant <id>', 'tenant of the venue')
    .requiredOption('--venue <id>', 'venue')
    .requiredOption('--currency <code>', 'ISO 4217 code')
    .option('--by <name>', 'who orders it, for the audit log; needed unless --dry-run')
    .option('--dry-run', 'say what would be paid, and pay nothing')
    .option('--out <file>', 'write to a file instead of the terminal')
    .action(async (flags: PayoutFlags, command: Command) => {
      const asked = { tenantId: flags.tenant, venueId: flags.venue, currency: flags.currency };
      if (flags.dryRun) {
        const path = `/payouts/due?${new URLSearchParams(asked)}`;
        const preview = JSON.parse(await text(await ask(command, flags.data, { method: 'GET', path }))) as PreviewAnswer;
        process.stdout.write(formatPayoutPreview(preview, flags.venue));
        return;
      }
      const operatorId = flags.by;
      if (!operatorId) {
        command.error('payout.by-missing: a payout names who orders it. Next: give --by <name>, or look first with --dry-run.', {
          exitCode: 2,
        });
      }
      const body = { ...asked, operatorId };
      await deliver(command, await ask(command, flags.data, { method: 'POST', path: '/payouts', body }), flags.out);
    });
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
      await deliver(command, await ask(command, flags.data, { method: 'GET', path }), flags.out);
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
  registerOwners(program);
  registerStatements(program);
  registerPayouts(program);
  registerExport(program);
  registerReconcile(program);
}
