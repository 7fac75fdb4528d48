// The `labels reprint` command: new labels for the objects of old ones - of those that are named, or of all that a key has signed.
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { createIds } from '#protocol';
import { BY_FLAG, DATA_FLAG } from '../admin-client.ts';
import { ask, say } from '../ask-gateway.ts';
import { nextCommand } from '../next-command.ts';
import { readKid } from './keys-command.ts';
import { TENANT_FLAG } from './listed-label.ts';

type Flags = {
  readonly data: string;
  readonly by: string;
  readonly tenant?: string;
  readonly venue?: string;
  readonly batch?: string;
  readonly kid?: string;
};
type Order = {
  readonly labels: readonly string[];
  readonly tenantId: string | undefined;
  readonly venueId: string | undefined;
  readonly batchId: string | undefined;
};
type Queued = { readonly tagId: string; readonly tenantId: string; readonly venueId: string };

/** As many as the gateway tells at once. */
const READ_AT_ONCE = 10_000;

async function reprint(command: Command, flags: Flags, order: Order): Promise<void> {
  const { batch } = await ask<{ batch: { batchId: string; size: number } }>(command, flags, {
    method: 'POST',
    path: '/labels/reprint',
    body: { ...order, operatorId: flags.by },
  });
  say(`batch     ${batch.batchId}, ${batch.size} ${batch.size === 1 ? 'label' : 'labels'}`);
  const { data } = flags;
  say(`next      ${nextCommand(`labels print --batch ${batch.batchId}`, { data, tenant: order.tenantId })}`);
}

/** A batch is of one venue: those of a key are made venue by venue, and what was printed already is left out. */
async function reprintKey(command: Command, flags: Flags, given: string): Promise<void> {
  const query = new URLSearchParams({ kid: String(readKid(command, given)), limit: String(READ_AT_ONCE), part: 'to-print' });
  const ids = createIds({ clock: { nowMs: () => Date.now() }, randomBytes });
  for (let turn = 1; ; turn += 1) {
    const path = `/labels/keys/queue?${query}`;
    const { labels } = await ask<{ labels: readonly Queued[] }>(command, flags, { method: 'GET', path });
    const meant = labels.filter(
      ({ tenantId, venueId }) => (flags.tenant ?? tenantId) === tenantId && (flags.venue ?? venueId) === venueId,
    );
    if (meant.length === 0 && turn === 1) {
      const most = labels.length === READ_AT_ONCE ? ` among the first ${READ_AT_ONCE}` : '';
      say(`none: no label of this key${most} hangs there that is not printed anew already`);
    }
    for (const [venueId, tenantId] of new Map(meant.map((each) => [each.venueId, each.tenantId]))) {
      const tagIds = meant.filter((each) => each.venueId === venueId).map(({ tagId }) => tagId);
      await reprint(command, flags, { labels: tagIds, tenantId, venueId, batchId: ids('reprint') });
    }
    if (labels.length < READ_AT_ONCE || meant.length === 0) return;
  }
}

export function registerLabelsReprint(labels: Command): void {
  labels
    .command('reprint [labels...]')
    .description('new labels for the objects of old ones; each old one counts until its new one is known to hang')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option(...BY_FLAG)
    .option('--kid <n>', 'instead of labels: all that this key has signed and that hang, a batch for each venue')
    .option('--batch <name>', 'what the batch is called; default: made of the first label')
    .option('--venue <id>', 'of which venue; default: where the first label hangs, or with --kid each')
    .action(async (codes: readonly string[], flags: Flags, command: Command) => {
      const { kid, batch: batchId, venue: venueId, tenant: tenantId } = flags;
      const isBulk = kid !== undefined;
      if (isBulk === codes.length > 0) {
        command.error(`flag.${isBulk ? 'conflict' : 'missing'}: labels are named, or all of a key meant. Give labels or --kid`, {
          exitCode: 2,
        });
      }
      if (!isBulk) return reprint(command, flags, { labels: codes, tenantId, venueId, batchId });
      if (batchId !== undefined) {
        command.error('flag.conflict: with --kid each venue has a batch of its own. Leave --batch out', { exitCode: 2 });
      }
      return reprintKey(command, flags, kid);
    });
}
