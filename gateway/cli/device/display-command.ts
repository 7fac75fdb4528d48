// The `device display` command: gives an object's display a new secret, and says when it was told (FP-34).
import type { Command } from 'commander';
import { isOrigin } from '#qr';
import { ask, say } from '../ask-gateway.ts';

type Flags = { readonly data: string; readonly by: string; readonly link: string };
type Set = { readonly deviceId: string; readonly tagId: string; readonly ver: number };

export function registerDeviceDisplay(device: Command): void {
  device
    .command('display <object>')
    .description(
      'give the display of an object a new secret: it shows rotating codes by it, and those of an earlier one open nothing',
    )
    .requiredOption('--link <origin>', 'where its codes open, as on your labels: https://q.example.com')
    .option('--data <folder>', 'data folder of the running gateway', './.unlatch')
    .option('--by <name>', 'who does it, for the audit log', 'owner')
    .action(async (object: string, flags: Flags, command: Command) => {
      if (!isOrigin(flags.link))
        command.error(`link.malformed: '${flags.link}' is not like https://q.example.com`, { exitCode: 2 });
      const path = `/objects/${encodeURIComponent(object)}/display`;
      const body = { linkOrigin: flags.link, operatorId: flags.by };
      const { deviceId, tagId, ver } = await ask<Set>(command, flags, { method: 'POST', path, body });
      say(`set       codes ${tagId} at device ${deviceId}, with version ${ver} of its settings`);
      say(`Next:     unlatch device config ${deviceId} --data ${flags.data}   says whether the device has taken it`);
    });
}
