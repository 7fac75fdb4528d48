// The `device config` command: sees and changes the settings of a device, and what it answered to each (FP-23).
import type { Command } from 'commander';
import { BY_FLAG, DATA_FLAG } from '../admin-client.ts';
import { ask, say } from '../ask-gateway.ts';

type Flags = { readonly data: string; readonly by: string };
type Config = {
  readonly desiredVer: number;
  readonly reportedVer: number;
  readonly desired: { readonly [key: string]: string | number | boolean };
  readonly answers: { readonly [key: string]: string };
};

const ANSWERS: { readonly [answer: string]: string } = {
  accepted: 'in force',
  rejected: 'the device refused the value',
  unknown: 'the device has no such setting',
  readonly: 'the device cannot change it',
  reboot_required: 'in force after its next boot',
};

function parseSettings(command: Command, words: readonly string[]): { readonly [key: string]: string } {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1) command.error(`settings.malformed: '${word}' is not key=value`, { exitCode: 2 });
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

function sayConfig({ desiredVer, reportedVer, desired, answers }: Config): void {
  const isBehind = reportedVer < desiredVer;
  say(`wanted    version ${desiredVer}`);
  say(`reported  version ${reportedVer}${isBehind ? ': not heard yet; it is told again, and at its next hello' : ''}`);
  for (const [key, value] of Object.entries(desired)) {
    const answer = answers[key];
    say(`${key}=${value}  ${isBehind || answer === undefined ? 'no answer yet' : (ANSWERS[answer] ?? answer)}`);
  }
}

export function registerDeviceConfig(device: Command): void {
  device
    .command('config <id> [settings...]')
    .description('show the settings of a device, or set some: key=value')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .action(async (id: string, words: string[], flags: Flags, command: Command) => {
      const path = `/devices/${encodeURIComponent(id)}/config`;
      if (words.length > 0) {
        const body = { settings: parseSettings(command, words), operatorId: flags.by };
        const { ver, isTold } = await ask<{ ver: number; isTold: boolean }>(command, flags, { method: 'POST', path, body });
        say(`set       version ${ver}${isTold ? '' : ': the device is away, and is told when it comes'}`);
        return;
      }
      sayConfig(await ask<Config>(command, flags, { method: 'GET', path }));
    });
}
