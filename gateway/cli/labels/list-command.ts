// The `labels list`, `show` and `objects` commands: which labels there are, what becomes of them, and what they can hang on.
import type { Command } from 'commander';
import { LABEL_LIMITS } from '../../domain/label/label-order.ts';
import { DATA_FLAG } from '../admin-client.ts';
import { ask, say } from '../ask-gateway.ts';
import { orEnd } from '../cli-refusal.ts';
import { formatColumns } from '../columns.ts';
import { nextCommand } from '../next-command.ts';
import { LABEL, type Label, nameOf, pathOf, TENANT_FLAG, whereOf } from './listed-label.ts';
import { readCount } from './print-flags.ts';

type Flags = { readonly data: string; readonly tenant?: string };

function sayLabel(label: Label): void {
  const { tagId, shortCode, status, objectId, kind, kid, batchId, batchNo, replaces } = label;
  say(`label     ${shortCode ?? '(no short code)'}  ${status}`);
  say(`tag       ${tagId}${kid === null ? '' : ` signed by k${kid}`}`);
  say(`object    ${objectId === null ? 'none' : `${whereOf(label)} (${objectId}, ${kind ?? 'unknown kind'})`}`);
  if (batchId !== null) say(`batch     ${batchId}, number ${batchNo}`);
  if (replaces !== null) say(`replaces  ${replaces}${status === 'printed' ? ', once it is known to hang' : ''}`);
  const moments: readonly (readonly [string, string | null])[] = [
    ['issued', label.issuedAt],
    ['attached', label.attachedAt],
    ['seen', label.firstScannedAt],
    ['ended', label.endedAt],
  ];
  for (const [word, moment] of moments) if (moment !== null) say(`${word.padEnd(10)}${moment}`);
}

type ListedObject = {
  readonly objectId: string;
  readonly name: string;
  readonly placeName: string;
  readonly venueName: string;
  readonly labels: number;
};

function registerObjects(labels: Command): void {
  labels
    .command('objects [text]')
    .description('what labels can hang on, by a part of its name or of its place; those without a label first')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .action(async (text: string | undefined, flags: Flags, command: Command) => {
      const path = pathOf('/labels/objects', { find: text, tenantId: flags.tenant });
      const { objects, more } = await ask<{ objects: readonly ListedObject[]; more: number }>(command, flags, {
        method: 'GET',
        path,
      });
      if (objects.length === 0) return say('no object is called like that');
      const rows = objects.map((each) => [each.objectId, String(each.labels), each.name, `${each.venueName}, ${each.placeName}`]);
      process.stdout.write(formatColumns([['object', 'labels', 'name', 'where'], ...rows]));
      if (more > 0) say(`${more} more: give a part of the name`);
    });
}

export function registerLabelsList(labels: Command): void {
  registerObjects(labels);
  labels
    .command('list')
    .description('labels, what becomes of them and where they hang')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option('--status <status>', 'printed, active, replaced, lost or revoked')
    .option('--batch <name>', 'of one batch')
    .option('--object <id>', 'of one object')
    .option('--unattached', 'only those that hang on nothing and may yet be hung')
    .option('--after <tag>', 'the last tag id of the page before')
    .option('--limit <n>', 'so many at most', '200')
    .option('--json', 'as JSON')
    .action(
      async (
        flags: Flags & { [name: string]: string | undefined } & { json?: boolean; unattached?: boolean },
        command: Command,
      ) => {
        const { status, batch, object, tenant: tenantId } = flags;
        const unattached = flags.unattached ? 'true' : undefined;
        const most = await orEnd(command, () => readCount('--limit', flags.limit ?? '', LABEL_LIMITS.mostPerBatch));
        const found: Label[] = [];
        while (found.length < most) {
          const after = found.at(-1)?.tagId ?? flags.after;
          const path = pathOf('/labels', {
            status,
            batch,
            object,
            after,
            limit: String(most - found.length),
            unattached,
            tenantId,
          });
          const page = await ask<{ labels: readonly Label[] }>(command, flags, { method: 'GET', path });
          if (page.labels.length === 0) break;
          found.push(...page.labels);
        }
        if (flags.json) return say(JSON.stringify(found));
        if (found.length === 0) return say(`no labels: print some with ${nextCommand('labels print', flags)}`);
        const rows = found.map((label) => [
          nameOf(label),
          label.status,
          label.objectId ?? '',
          whereOf(label),
          label.batchId ?? '',
          label.firstScannedAt === null ? 'not scanned yet' : '',
        ]);
        process.stdout.write(formatColumns([['label', 'status', 'object', 'name', 'batch', ''], ...rows]));
        const last = found.at(-1);
        if (last && found.length === most) say(`more: --after ${last.tagId}`);
      },
    );
  labels
    .command('show <label>')
    .description(`one label, ${LABEL}`)
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .action(async (label: string, flags: Flags, command: Command) => {
      const path = pathOf('/labels/one', { label, tenantId: flags.tenant });
      sayLabel(await ask<Label>(command, flags, { method: 'GET', path }));
    });
}
