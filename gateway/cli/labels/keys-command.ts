// The `labels keys` commands: which keys sign labels, the yearly change of them, and the labels that have to be printed anew before one ends.
import type { Command } from 'commander';
import { BY_FLAG, DATA_FLAG } from '../admin-client.ts';
import { ask, say } from '../ask-gateway.ts';
import { formatColumns } from '../columns.ts';
import { nextCommand } from '../next-command.ts';

const PATH = '/labels/keys';

type DataFlag = { readonly data: string };
type Standing = {
  readonly made: readonly number[];
  readonly trouble: string | null;
  readonly keys: readonly {
    readonly kid: number;
    readonly issuer: string;
    readonly status: 'sign' | 'verify-only' | 'revoked';
    readonly madeAtMs: number | null;
    readonly labels: number;
    readonly isNext: boolean;
    readonly isDue: boolean;
  }[];
};
type Queue = {
  /** All of the key, listed or not. */
  readonly inUse: number;
  readonly labels: readonly {
    readonly tagId: string;
    readonly status: string;
    readonly shortCode: string | null;
    readonly objectId: string | null;
    readonly objectName: string | null;
    readonly placeName: string | null;
    readonly venueName: string | null;
    readonly isReprinted: boolean;
  }[];
};

const dayOf = (atMs: number | null): string => (atMs === null ? 'unknown' : new Date(atMs).toISOString().slice(0, 10));

/** What to do about a key, in words; null: nothing. */
function nextOf({ kid, issuer, status, labels, isDue }: Standing['keys'][number], flags: DataFlag): string | null {
  const type = (words: string): string => nextCommand(`labels keys ${words}`, flags);
  if (status === 'sign') {
    return isDue ? `k${kid} is a year old or does not say how old it is: ${type(`rotate --issuer ${issuer}`)}` : null;
  }
  if (status === 'revoked') return null;
  return labels > 0
    ? `k${kid} has ${labels} ${labels === 1 ? 'label' : 'labels'} to print anew: ${type(`queue --kid ${kid}`)}`
    : `no label of k${kid} is left: ${type(`revoke ${kid}`)}`;
}

function sayStanding({ keys, trouble, made }: Standing, flags: DataFlag): void {
  for (const kid of made) say(`made      k${kid}`);
  const rows = keys.map((key) => [
    `k${key.kid}`,
    key.status,
    key.issuer,
    dayOf(key.madeAtMs),
    String(key.labels),
    key.isNext ? 'signs what is printed next' : '',
  ]);
  process.stdout.write(formatColumns([['key', 'status', 'issuer', 'made', 'labels', ''], ...rows]));
  if (trouble !== null) say(`signing   does not work: ${trouble}; scans go on, and the gateway's log says what to do`);
  for (const next of keys.map((key) => nextOf(key, flags))) if (next !== null) say(`next      ${next}`);
}

/** As it is typed and as it is told: `k7` or `7`. */
export function readKid(command: Command, given: string): number {
  const digits = /^k?(\d{1,3})$/.exec(given)?.[1];
  if (digits !== undefined && Number(digits) <= 255) return Number(digits);
  return command.error(`kid.malformed: '${given}' is no key: write it as 7 or k7`, { exitCode: 2 });
}

function registerLooks(keys: Command): void {
  keys
    .command('status')
    .description('every key of labels: may it sign, how old is it, how many of its labels are in use, and what to do next')
    .option(...DATA_FLAG)
    .action(async (flags: DataFlag, command: Command) =>
      sayStanding(await ask<Standing>(command, flags, { method: 'GET', path: PATH }), flags),
    );
  keys
    .command('queue')
    .description('the labels of a key that are still in use, place by place: what to print anew before it is revoked')
    .requiredOption('--kid <n>', 'which key')
    .option('--limit <n>', 'at most so many', '100')
    .option(...DATA_FLAG)
    .action(async (flags: DataFlag & { kid: string; limit: string }, command: Command) => {
      const kid = readKid(command, flags.kid);
      const query = new URLSearchParams({ kid: String(kid), limit: flags.limit });
      const { labels, inUse } = await ask<Queue>(command, flags, { method: 'GET', path: `${PATH}/queue?${query}` });
      if (inUse === 0) return say('none: no label of this key is in use');
      const rows = labels.map((each) => [
        each.shortCode ?? each.tagId,
        each.isReprinted ? 'new one printed' : each.status,
        each.venueName ?? '-',
        each.placeName ?? '-',
        each.objectId ?? '-',
        each.objectName ?? 'hangs on nothing',
      ]);
      process.stdout.write(formatColumns([['label', 'status', 'venue', 'place', 'object', 'name'], ...rows]));
      if (labels.length < inUse) {
        const all = nextCommand(`labels keys queue --kid ${kid} --limit ${inUse}`, flags);
        say(`more      ${labels.length} of ${inUse} are listed; all: ${all}`);
      }
      const toPrint = labels.filter(({ isReprinted, objectId }) => !isReprinted && objectId !== null);
      const loose = labels.filter(({ isReprinted, objectId }) => !isReprinted && objectId === null);
      if (toPrint.length > 0) {
        const reprint = nextCommand(`labels reprint --kid ${kid}`, flags);
        say(`next      a new label for each that hangs: ${reprint}; each old one ends when its new one is scanned`);
      }
      if (loose.length > 0) {
        say(`next      what hangs on nothing: attach it, or end it with ${nextCommand('labels revoke <label>', flags)}`);
      }
    });
}

function registerActs(keys: Command): void {
  keys
    .command('rotate')
    .description('make the next key of a host; what is printed from now on is signed with it, and labels of before go on working')
    .option('--issuer <url>', 'whose key, for example https://q.example.com; default: the only host')
    .option('--new-host', 'the host has no key yet: this is its first')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .action(async (flags: DataFlag & { issuer?: string; newHost?: boolean; by: string }, command: Command) => {
      const body = { issuer: flags.issuer, isNewHost: flags.newHost, operatorId: flags.by };
      sayStanding(await ask<Standing>(command, flags, { method: 'POST', path: `${PATH}/rotate`, body }), flags);
    });
  keys
    .command('retire <kid>')
    .description('a key signs no more; its labels go on working (one of several that sign: otherwise use rotate)')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .action(async (given: string, flags: DataFlag & { by: string }, command: Command) => {
      const body = { kid: readKid(command, given), operatorId: flags.by };
      sayStanding(await ask<Standing>(command, flags, { method: 'POST', path: `${PATH}/retire`, body }), flags);
    });
  keys
    .command('revoke <kid>')
    .description('a key is over: whatever it signed is refused from now on')
    .option('--emergency', 'even while labels of it are in use: they are given up')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .action(async (given: string, flags: DataFlag & { by: string; emergency?: boolean }, command: Command) => {
      const body = { kid: readKid(command, given), isEmergency: flags.emergency, operatorId: flags.by };
      sayStanding(await ask<Standing>(command, flags, { method: 'POST', path: `${PATH}/revoke`, body }), flags);
    });
}

export function registerLabelsKeys(labels: Command): void {
  const keys = labels.command('keys').description('keys that sign labels: status, yearly change, and the end of one');
  registerLooks(keys);
  registerActs(keys);
}
