// The `staff` commands: who works here, and a link for a member who lost every device; asked by the owner of the data folder.
import type { Command } from 'commander';
import { createTextMatrix, renderTerminal } from '#qr';
import { BY_FLAG, DATA_FLAG } from './admin-client.ts';
import { ask, say } from './ask-gateway.ts';
import { formatColumns } from './columns.ts';
import { nextCommand } from './next-command.ts';

type Flags = { readonly data: string };
type Listed = {
  readonly staffId: string;
  readonly tenantId: string;
  readonly name: string;
  readonly role: string;
  readonly passkeys: number;
};
type Written = { readonly link: string; readonly untilMs: number; readonly name: string; readonly role: string };

function registerList(staff: Command): void {
  staff
    .command('list')
    .description('who works here, and how many passkeys each has')
    .option(...DATA_FLAG)
    .action(async (flags: Flags, command: Command) => {
      const { members } = await ask<{ members: readonly Listed[] }>(command, flags, { method: 'GET', path: '/staff' });
      if (members.length === 0) return say('nobody works here yet: the first start prints a link');
      const rows = members.map(({ staffId, name, role, passkeys, tenantId }) => [
        ...[staffId, role, String(passkeys), name, tenantId],
      ]);
      process.stdout.write(formatColumns([['member', 'role', 'passkeys', 'name', 'tenant'], ...rows]));
      say(`next      lost every device: ${nextCommand('staff link <member>', flags)}`);
    });
}

function registerLink(staff: Command): void {
  staff
    .command('link <member>')
    .description('a link by which a member who lost every device makes another passkey: once, within half an hour')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .option('--remove-passkeys', 'when it is used, the passkeys of before open nothing any more, and they are signed out')
    .action(async (staffId: string, flags: Flags & { by: string; removePasskeys?: boolean }, command: Command) => {
      const body = { staffId, doesReplace: flags.removePasskeys === true, operatorId: flags.by };
      const written = await ask<Written>(command, flags, { method: 'POST', path: '/staff/links', body });
      say(`member    ${written.name} (${written.role})`);
      say(`until     ${new Date(written.untilMs).toISOString()}, once; a link that was written before is of no use any more`);
      say(`passkeys  ${body.doesReplace ? 'those of before go when it is used' : 'those of before stay'}`);
      say('link      open it on the new device, or scan it; whoever has it becomes this member:');
      say(written.link);
      // A file or a pipe takes the link alone.
      if (process.stdout.isTTY) process.stdout.write(renderTerminal(createTextMatrix(written.link, 'M'), 'colour'));
    });
}

export function registerStaffCommands(program: Command): void {
  const staff = program.command('staff').description('who works here; a way back in for whoever lost every device');
  registerList(staff);
  registerLink(staff);
}
