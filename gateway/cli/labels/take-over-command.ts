// The `labels take-over` and `labels taken-over` commands: labels of somebody else that hang already and lead to objects here.
import type { Command } from 'commander';
import { BY_FLAG, DATA_FLAG } from '../admin-client.ts';
import { ask, say } from '../ask-gateway.ts';
import { orEnd, readText } from '../cli-refusal.ts';
import { pathOf, TENANT_FLAG } from './listed-label.ts';

type Flags = { readonly data: string; readonly tenant?: string; readonly by: string };

export function registerLabelsTakeOver(labels: Command): void {
  labels
    .command('take-over <file>')
    .description(
      'labels of somebody else that hang there already: a CSV of url,object; people see the offer, and show that they are there',
    )
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option(...BY_FLAG)
    .action(async (file: string, flags: Flags, command: Command) => {
      const body = { csv: await orEnd(command, () => readText(file)), tenantId: flags.tenant, operatorId: flags.by };
      const taken = await ask<{ added: number; changed: number; same: number }>(command, flags, {
        method: 'POST',
        path: '/labels/take-over',
        body,
      });
      say(`taken over  ${taken.added} new, ${taken.changed} changed, ${taken.same} as before`);
    });
  labels
    .command('taken-over')
    .description('labels of somebody else that lead to objects here')
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .action(async (flags: Flags, command: Command) => {
      let after: string | undefined;
      for (;;) {
        const path = pathOf('/labels/taken-over', { after, tenantId: flags.tenant });
        const page: { labels: readonly { url: string; objectId: string | null }[] } = await ask(command, flags, {
          method: 'GET',
          path,
        });
        for (const { url, objectId } of page.labels) say(`${url}  ${objectId ?? 'let go'}`);
        after = page.labels.at(-1)?.url;
        if (after === undefined) return;
      }
    });
}
