// The `labels alerts` and `labels round` commands: labels that somebody should look at, and walks that scan what hangs.
import type { Command } from 'commander';
import { BY_FLAG, DATA_FLAG } from '../admin-client.ts';
import { ask, say } from '../ask-gateway.ts';
import { orEnd } from '../cli-refusal.ts';
import { formatColumns } from '../columns.ts';
import { findVenue } from '../find-venue.ts';
import { nextCommand } from '../next-command.ts';

type Flags = { readonly data: string; readonly by: string; readonly tenant?: string; readonly venue?: string };
type Alert = {
  readonly alertId: string;
  readonly tagId: string;
  readonly labelStatus: string;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly reasons: readonly string[];
  readonly silentSince: string | null;
  readonly missedScans: number;
  readonly elsewhereScans: number;
  readonly endedScans: number;
};
type Found = { readonly tagId: string | null; readonly boundTo: string | null; readonly seenAt: string | null };
type Report = {
  readonly expected: number;
  readonly inPlace: number;
  readonly missing: readonly { readonly tagId: string; readonly objectId: string }[];
  readonly toHang: readonly { readonly tagId: string; readonly objectId: string }[];
  readonly unlabelled: readonly string[];
  readonly onAnotherObject: readonly Found[];
  readonly foreign: readonly { readonly seenAt: string | null }[];
  readonly ended: readonly Found[];
  readonly notAttached: readonly Found[];
};
type Round = { readonly roundId: string; readonly venueId: string; readonly startedAt: string; readonly endedAt: string | null };
type Names = {
  readonly labels: { readonly [tagId: string]: string };
  readonly objects: { readonly [objectId: string]: { readonly name: string } };
};
type Sighting = {
  readonly finding: string;
  readonly tagId: string | null;
  readonly boundTo: string | null;
  readonly names: Names;
};

const TENANT_FLAG = ['--tenant <id>', 'only where a database has several'] as const;

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

function reasonsOf(alert: Alert): string {
  const { silentSince, missedScans, elsewhereScans, endedScans, labelStatus } = alert;
  return [
    ...(silentSince === null ? [] : [`hardly scanned since ${silentSince.slice(0, 16)}Z, ${missedScans} scans are missing`]),
    ...(elsewhereScans === 0 ? [] : [`scanned ${times(elsewhereScans)} far from its object`]),
    ...(endedScans === 0 ? [] : [`scanned ${times(endedScans)} although it is ${labelStatus}`]),
  ].join('; ');
}

function registerAlerts(labels: Command): void {
  const alerts = labels.command('alerts').description('labels that somebody should look at, and what was found there');
  alerts
    .command('list', { isDefault: true })
    .description('open alerts, the oldest first')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .action(async (flags: Flags, command: Command) => {
      const { tenantId } = await orEnd(command, () => findVenue(flags, 'tenant'));
      const open: Alert[] = [];
      for (;;) {
        const after = open.at(-1)?.alertId;
        const path = `/label-alerts?${new URLSearchParams({ tenantId, ...(after !== undefined && { after }) })}`;
        const page = await ask<{ alerts: readonly Alert[] }>(command, flags, { method: 'GET', path });
        if (page.alerts.length === 0) break;
        open.push(...page.alerts);
      }
      if (open.length === 0) return say('no label needs a look');
      const rows = open.map((alert) => [alert.alertId, alert.tagId, alert.objectName ?? alert.objectId ?? '-', reasonsOf(alert)]);
      process.stdout.write(formatColumns([['alert', 'label', 'object', 'why'], ...rows]));
      say(`next: look at it, then ${nextCommand('labels alerts close <alert> --note "..."', flags)}`);
    });
  alerts
    .command('close <alert>')
    .description('somebody has looked; the label raises another alert only by what happens from now on')
    .requiredOption('--note <text>', 'what was found; kept in the audit')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option(...BY_FLAG)
    .action(async (alertId: string, flags: Flags & { readonly note: string }, command: Command) => {
      const { tenantId } = await orEnd(command, () => findVenue(flags, 'tenant'));
      const body = { tenantId, operatorId: flags.by, note: flags.note };
      await ask(command, flags, { method: 'POST', path: `/label-alerts/${encodeURIComponent(alertId)}/close`, body });
      say(`closed    ${alertId}`);
    });
}

/** The words for what a round found: what stands on the label, and what the object is called. */
function wordsOf({ labels, objects }: Names) {
  const objectOf = (objectId: string | null): string => {
    const object = objects[objectId ?? ''];
    return object === undefined ? (objectId ?? 'nothing') : `${object.name} (${objectId})`;
  };
  return {
    objectOf,
    labelOf: (tagId: string | null): string => (tagId === null ? 'this code' : (labels[tagId] ?? tagId)),
    on: (seenAt: string | null): string => (seenAt === null ? '' : ` on ${objectOf(seenAt)}`),
  };
}

function sayReport({ roundId, endedAt, report, names }: Round & { readonly report: Report; readonly names: Names }): void {
  const { expected, inPlace, missing, toHang, unlabelled, onAnotherObject, foreign, ended, notAttached } = report;
  const { labelOf, objectOf, on } = wordsOf(names);
  say(`round     ${roundId} ${endedAt === null ? 'goes on' : `ended ${endedAt.slice(0, 16)}Z`}`);
  say(`in place  ${inPlace} of ${expected}`);
  for (const { tagId, objectId } of missing) say(`missing   ${labelOf(tagId)} of ${objectOf(objectId)}`);
  for (const { tagId, objectId } of toHang) {
    say(`to hang   ${labelOf(tagId)} is printed for ${objectOf(objectId)}, and not seen there yet`);
  }
  for (const objectId of unlabelled) say(`no label  ${objectOf(objectId)}`);
  for (const { tagId, boundTo, seenAt } of onAnotherObject) {
    say(`elsewhere ${labelOf(tagId)} of ${objectOf(boundTo)} hangs on ${objectOf(seenAt)}`);
  }
  for (const { seenAt } of foreign) say(`foreign   a code that is not ours${on(seenAt)}`);
  for (const { tagId, seenAt } of ended) say(`ended     ${labelOf(tagId)}${on(seenAt)} is out of use`);
  for (const { tagId, seenAt } of notAttached) say(`loose     ${labelOf(tagId)}${on(seenAt)} hangs on nothing yet`);
}

const SAID: { readonly [finding: string]: string } = {
  'in-place': 'noted as in place',
  'on-another-object': 'belongs to another object: take it off',
  'not-attached': 'hangs on nothing yet: attach it, or take it off',
  ended: 'is out of use: take it off',
  foreign: 'is not one of ours: take it off, and look for ours under it',
};

function registerWalk(round: Command): void {
  round
    .command('start')
    .description('begin a round, or take up the one that goes on')
    .option('--venue <id>', 'where you walk; needed where there are several')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option(...BY_FLAG)
    .action(async (flags: Flags, command: Command) => {
      const { tenantId, venueId } = await orEnd(command, () => findVenue(flags, 'venue'));
      const body = { tenantId, venueId, operatorId: flags.by };
      const { roundId } = await ask<Round>(command, flags, { method: 'POST', path: '/label-rounds', body });
      say(`round     ${roundId} in ${venueId}`);
      say(`next: ${nextCommand(`labels round see ${roundId} <code> --at <object>`, flags)}`);
    });
  round
    .command('see <round> <code>')
    .description('a label was scanned: a link, its digits, a short code, or whatever the sticker says')
    .option('--at <object>', 'the object that you stand at')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option(...BY_FLAG)
    .action(async (roundId: string, code: string, flags: Flags & { readonly at?: string }, command: Command) => {
      const { tenantId } = await orEnd(command, () => findVenue(flags, 'tenant'));
      const body = { tenantId, operatorId: flags.by, code, seenAt: flags.at ?? null };
      const path = `/label-rounds/${encodeURIComponent(roundId)}/sightings`;
      const { finding, tagId, boundTo, names } = await ask<Sighting>(command, flags, { method: 'POST', path, body });
      const { labelOf, objectOf } = wordsOf(names);
      const what = boundTo === null ? labelOf(tagId) : `${labelOf(tagId)} of ${objectOf(boundTo)}`;
      // Who did not say where they stand has not said that it hangs there.
      const isSure = finding !== 'in-place' || flags.at !== undefined;
      const doubt = isSure ? '' : `: look whether that is what you stand at, or say it with --at <object>`;
      say(`${finding}  ${what} ${SAID[finding] ?? ''}${doubt}`);
    });
}

export function registerLabelsWatch(labels: Command): void {
  registerAlerts(labels);
  const round = labels.command('round').description('rounds of inspection: walk, scan what hangs, and learn what does not');
  registerWalk(round);
  const acts = [
    { name: 'report', method: 'GET', tail: '', what: 'what would be reported now, or was at the end' },
    { name: 'end', method: 'POST', tail: '/end', what: 'end a round; its report stays' },
  ] as const;
  for (const { name, method, tail, what } of acts) {
    round
      .command(`${name} <round>`)
      .description(what)
      .option(...DATA_FLAG)
      .option(...TENANT_FLAG)
      .option(...BY_FLAG)
      .action(async (roundId: string, flags: Flags, command: Command) => {
        const { tenantId } = await orEnd(command, () => findVenue(flags, 'tenant'));
        const path = `/label-rounds/${encodeURIComponent(roundId)}${tail}`;
        const asked =
          method === 'GET'
            ? { method, path: `${path}?tenantId=${encodeURIComponent(tenantId)}` }
            : { method, path, body: { tenantId, operatorId: flags.by } };
        sayReport(await ask<Round & { readonly report: Report; readonly names: Names }>(command, flags, asked));
      });
  }
  round
    .command('list', { isDefault: true })
    .description('rounds that go on, then the newest')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .action(async (flags: Flags, command: Command) => {
      const { tenantId } = await orEnd(command, () => findVenue(flags, 'tenant'));
      const path = `/label-rounds?tenantId=${encodeURIComponent(tenantId)}`;
      const { rounds } = await ask<{ rounds: readonly Round[] }>(command, flags, { method: 'GET', path });
      if (rounds.length === 0) return say(`no round yet: ${nextCommand('labels round start', flags)}`);
      const rows = rounds.map(({ roundId, venueId, startedAt, endedAt }) => [roundId, venueId, startedAt, endedAt ?? 'goes on']);
      process.stdout.write(formatColumns([['round', 'venue', 'started', 'ended'], ...rows]));
    });
}
