// The `device` commands: hand a device its one-time token, let it in, and see, change or take away what opens its connection.
import type { Command } from 'commander';
import { BY_FLAG, DATA_FLAG } from '../admin-client.ts';
import { ask, say } from '../ask-gateway.ts';
import { CliRefusal, readText, visible } from '../cli-refusal.ts';
import { nextCommand } from '../next-command.ts';
import { registerDeviceConfig } from './config-command.ts';
import { registerDeviceDisplay } from './display-command.ts';
import { registerDeviceDoctor } from './doctor-command.ts';

type DataFlag = { readonly data: string; readonly by: string };
type Row = { readonly [name: string]: unknown };

const dayOf = (atMs: unknown): string => (typeof atMs === 'number' ? new Date(atMs).toISOString() : '-');

function inWhole(command: Command, flag: string, given: string | undefined): number | null {
  if (given === undefined) return null;
  const value = Number(given);
  if (!Number.isFinite(value) || value <= 0) command.error(`${flag}: '${given}' is no number above 0`, { exitCode: 2 });
  return value;
}

async function readFileOrEnd(command: Command, file: string): Promise<string> {
  try {
    return await readText(file);
  } catch (cause) {
    if (!(cause instanceof CliRefusal)) throw cause;
    return command.error(cause.message, { exitCode: 2 });
  }
}

/** A CSV of a factory: a header line, then one line a unit; quotes are not used in serial numbers and hashes. */
function readUnits(command: Command, csv: string): readonly Row[] {
  const [header = '', ...lines] = csv.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = header.split(',').map((name) => name.trim());
  const known = ['serial', 'kind', 'id', 'key_sha256'];
  if (!names.includes('serial') || !names.includes('kind') || names.some((name) => !known.includes(name))) {
    command.error(`file.malformed: the first line is serial,kind[,id][,key_sha256], not '${visible(header)}'`, { exitCode: 2 });
  }
  return lines.map((line, at) => {
    const cells = line.split(',').map((cell) => cell.trim());
    if (cells.length !== names.length) {
      command.error(`file.malformed: line ${at + 2} has ${cells.length} cells, not ${names.length}`, { exitCode: 2 });
    }
    return Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']));
  });
}

function registerClaims(device: Command): void {
  device
    .command('claim <serial>')
    .description('make a one-time token with which a new device enrols by itself; it is shown once')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .option('--kind <kind>', 'what it is, such as bike; default: as the factory list says')
    .option('--id <device>', 'what it will be called; default: as the factory list says, or its serial number')
    .option('--tenant <id>', 'whose it will be; default: the only tenant')
    .option('--hours <n>', 'how long the token lives, 24 at most', '24')
    .option('--again', 'replace a token that is out already')
    .action(
      async (
        serial: string,
        flags: DataFlag & { kind?: string; id?: string; tenant?: string; hours: string; again?: boolean },
        command: Command,
      ) => {
        const hours = inWhole(command, '--hours', flags.hours);
        const { kind, id: deviceId, tenant: tenantId, again, by: operatorId } = flags;
        const body = { serial, kind, deviceId, tenantId, hours, again, operatorId };
        const { claim, token } = await ask<{ claim: Row; token: string }>(command, flags, {
          method: 'POST',
          path: '/devices/claims',
          body,
        });
        say(`token    ${token}`);
        say(`serial   ${serial}`);
        say(`device   ${claim.tenantId}/${claim.deviceId} (${claim.kind})`);
        say(`until    ${dayOf(claim.expiresAtMs)}`);
        say('');
        say(
          `Give serial and token to the device. It connects as client and user claim-${serial}, makes its own key, and asks (FP-28).`,
        );
        const { data } = flags;
        const [see, approve] = [nextCommand('device claims', { data }), nextCommand(`device approve ${serial}`, { data })];
        say(`See it with: ${see}    Let it in with: ${approve}`);
      },
    );
  device
    .command('claims')
    .description('tokens that are out, and devices that wait for approval')
    .option(...DATA_FLAG)
    .action(async (flags: DataFlag, command: Command) => {
      const { claims } = await ask<{ claims: Row[] }>(command, flags, { method: 'GET', path: '/devices/claims' });
      for (const { serial, state, tenantId, deviceId, kind, model, fw, keyHash, expiresAtMs } of claims) {
        const said = keyHash === null ? '' : `  key ${keyHash}  ${model} ${fw}`;
        say(`${serial}  ${state}  ${tenantId}/${deviceId} (${kind})  until ${dayOf(expiresAtMs)}${said}`);
      }
      if (claims.length === 0) say('no claims');
    });
  for (const [word, what] of [
    ['approve', 'let in a device that waits: compare its key first, with `unlatch device claims`'],
    ['reject', 'turn down a device that waits, or end a token that is out'],
  ] as const) {
    device
      .command(`${word} <serial>`)
      .description(what)
      .option(...DATA_FLAG)
      .option(...BY_FLAG)
      .action(async (serial: string, flags: DataFlag, command: Command) => {
        const path = `/devices/claims/${encodeURIComponent(serial)}/${word}`;
        const claim = await ask<Row>(command, flags, { method: 'POST', path, body: { operatorId: flags.by } });
        say(`${claim.serial}  ${claim.state}  ${claim.tenantId}/${claim.deviceId}  key ${claim.keyHash ?? '-'}`);
      });
  }
  device
    .command('import <file>')
    .description('a factory list as CSV (serial,kind[,id][,key_sha256]): who is on it needs no approval')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .option('--tenant <id>', 'whose they are; default: the only tenant')
    .action(async (file: string, flags: DataFlag & { tenant?: string }, command: Command) => {
      const units = readUnits(command, await readFileOrEnd(command, file));
      const body = { units, tenantId: flags.tenant, operatorId: flags.by };
      const { count } = await ask<{ count: number }>(command, flags, { method: 'POST', path: '/devices/units', body });
      say(count === 1 ? '1 unit is listed' : `${count} units are listed`);
    });
}

type Rotated = { readonly credential: Row; readonly secret: string | null };

function sayRotated(deviceId: string, { credential, secret }: Rotated): void {
  if (secret !== null) say(`password    ${secret}`);
  say(`credential  ${credential.credentialId} (${credential.kind}, ${credential.state})`);
  if (typeof credential.expiresAtMs === 'number') say(`until       ${dayOf(credential.expiresAtMs)}`);
  say('');
  const after =
    credential.state === 'next' ? 'The former one is good until the first connect with this one.' : 'It is the only one.';
  say(`Client and user name are ${deviceId}. ${after}`);
}

function registerCredentials(device: Command): void {
  device
    .command('credentials <id>')
    .description('what opens the connection of a device, and what did before')
    .option(...DATA_FLAG)
    .action(async (id: string, flags: DataFlag, command: Command) => {
      const path = `/devices/${encodeURIComponent(id)}/credentials`;
      const { credentials } = await ask<{ credentials: Row[] }>(command, flags, { method: 'GET', path });
      for (const { credentialId, kind, state, madeAtMs, firstUsedAtMs, expiresAtMs, fingerprint } of credentials) {
        const until = expiresAtMs === null ? '' : `  until ${dayOf(expiresAtMs)}`;
        const print = fingerprint ? `  ${fingerprint}` : '';
        say(`${credentialId}  ${kind}  ${state}  made ${dayOf(madeAtMs)}  first used ${dayOf(firstUsedAtMs)}${until}${print}`);
      }
      if (credentials.length === 0) say('none: nothing opens its connection');
    });
  device
    .command('rotate <id>')
    .description('make the next credential; the former one dies with its first use')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .option('--to <kind>', 'password, certificate or device-key', 'password')
    .option('--fingerprint <sha256>', 'with certificate: the only one that is good; default: the first one that it shows')
    .action(async (id: string, flags: DataFlag & { to: string; fingerprint?: string }, command: Command) => {
      const body = { to: flags.to, fingerprint: flags.fingerprint, operatorId: flags.by };
      const path = `/devices/${encodeURIComponent(id)}/credentials`;
      sayRotated(id, await ask<Rotated>(command, flags, { method: 'POST', path, body }));
    });
  device
    .command('token <id>')
    .description('mint a token that the device shows as its MQTT password, as its next credential')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .requiredOption('--days <n>', 'how long it lives')
    .action(async (id: string, flags: DataFlag & { days: string }, command: Command) => {
      const body = { to: 'token', days: inWhole(command, '--days', flags.days), operatorId: flags.by };
      const path = `/devices/${encodeURIComponent(id)}/credentials`;
      sayRotated(id, await ask<Rotated>(command, flags, { method: 'POST', path, body }));
    });
  device
    .command('revoke <id>')
    .description('take away what opens its connection; it is disconnected at once')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .option('--credential <id>', 'only this one; default: all')
    .action(async (id: string, flags: DataFlag & { credential?: string }, command: Command) => {
      const body = { credentialId: flags.credential, operatorId: flags.by };
      const path = `/devices/${encodeURIComponent(id)}/revoke`;
      const { revoked } = await ask<{ revoked: Row[] }>(command, flags, { method: 'POST', path, body });
      for (const { credentialId, kind } of revoked) say(`revoked  ${credentialId}  ${kind}`);
    });
}

export function registerDeviceCommands(program: Command): void {
  const device = program.command('device').description('devices of a running gateway: enrolment, credentials, settings');
  registerClaims(device);
  registerCredentials(device);
  registerDeviceConfig(device);
  registerDeviceDisplay(device);
  registerDeviceDoctor(device);
}
