// The `labels` commands that change what a printed label is: attach and move it, and end it.
import type { Command } from 'commander';
import { BY_FLAG, DATA_FLAG } from '../admin-client.ts';
import { ask, say } from '../ask-gateway.ts';
import { nextCommand } from '../next-command.ts';
import { LABEL, type Label, nameOf, TENANT_FLAG, whereOf } from './listed-label.ts';

type Flags = { readonly data: string; readonly tenant?: string; readonly by: string };

function registerAttach(labels: Command): void {
  labels
    .command('attach <label> <object>')
    .description(`hang a label on an object; the label ${LABEL}`)
    .option(...DATA_FLAG)
    .option(...TENANT_FLAG)
    .option(...BY_FLAG)
    .option('--keep-others', 'the object has labels already, and all of them shall count')
    .option('--replace-others', 'the object has labels already, and they end')
    .option('--move', 'the label is on another object now')
    .action(
      async (
        label: string,
        objectId: string,
        flags: Flags & { keepOthers?: boolean; replaceOthers?: boolean; move?: boolean },
        command: Command,
      ) => {
        if (flags.keepOthers && flags.replaceOthers) {
          command.error('flags.both: others are kept or replaced. Give --keep-others or --replace-others', { exitCode: 2 });
        }
        const others = flags.keepOthers ? 'keep' : flags.replaceOthers ? 'replace' : 'refuse';
        const body = { label, objectId, others, isMove: flags.move === true, tenantId: flags.tenant, operatorId: flags.by };
        const done = await ask<Label & { ended: readonly string[]; labelsOnObject: number }>(command, flags, {
          method: 'POST',
          path: '/labels/attach',
          body,
        });
        say(`attached  ${nameOf(done)} to ${whereOf(done)}`);
        for (const tagId of done.ended) say(`replaced  ${tagId}`);
        if (done.labelsOnObject > 1) say(`labels    ${done.labelsOnObject} lead to this object now`);
      },
    );
}

function registerEnds(labels: Command): void {
  for (const [word, as, what] of [
    ['lose', 'lost', 'the label is gone: it never counts again, and scans of it raise an alert'],
    ['revoke', 'revoked', 'the label shall not count any more'],
  ] as const) {
    labels
      .command(`${word} <label>`)
      .description(what)
      .option(...DATA_FLAG)
      .option(...TENANT_FLAG)
      .option(...BY_FLAG)
      .option('--reason <text>', 'why, for the audit log', 'not said')
      .action(async (label: string, flags: Flags & { reason: string }, command: Command) => {
        const body = { label, as, reason: flags.reason, tenantId: flags.tenant, operatorId: flags.by };
        const over = await ask<Label>(command, flags, { method: 'POST', path: '/labels/end', body });
        say(`${over.status.padEnd(10)}${nameOf(over)}`);
        if (over.objectId === null) return;
        say(`next      a new one for its object: ${nextCommand(`labels reprint ${over.tagId}`, flags)}`);
      });
  }
}

export function registerLabelsActs(labels: Command): void {
  registerAttach(labels);
  registerEnds(labels);
}
