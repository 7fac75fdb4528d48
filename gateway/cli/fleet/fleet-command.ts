// The fleet-venue command: registers many simulated devices at a gateway that does not run now, and writes the file that `sim --fleet` takes.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { KIND_CATALOGUE } from '#protocol';
import { composeLink } from '#qr';
import type { VenueFile } from '#sim';
import { readConfig } from '../../config.ts';
import { displaySettings } from '../../domain/presence/display.ts';
import type { CodedRefusal } from '../../start-refused.ts';
import { askAdmin } from '../admin-client.ts';
import { gatherPeople } from './people.ts';
import { CODES_OPEN_AT, planFleetVenue } from './venue.ts';

type Flags = {
  readonly count: number;
  readonly seed: string;
  readonly data: string;
  readonly out: string;
  readonly links?: string;
  readonly people?: string;
};

const MOST_DEVICES = 100_000;
const TAG_ISSUER = 'https://fleet.unlatch.example';

function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_DEVICES)
    throw new InvalidArgumentError(`a whole number from 1 to ${MOST_DEVICES}`);
  return count;
}

/** Opens the data folder as a gateway would, on ports that nobody knows, for as long as the rows take. */
async function register({ count, data, links, out, people, seed }: Flags): Promise<void> {
  process.umask(0o077);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const config = readConfig({
    ...{ UNLATCH_DATA: resolve(data), UNLATCH_HTTP_PORT: '0', UNLATCH_MQTT_PORT: '0', UNLATCH_MQTT_TLS: 'off' },
    UNLATCH_LOG: 'error',
  });
  if (!config.ok) throw new Error(config.error.map(({ name, problem }) => `${name}: ${problem}`).join('; '));
  // The whole gateway is loaded for this command and not for every other.
  const { composeGateway, hashDrawnPassword } = await import('../../compose.ts');
  const gateway = await composeGateway(config.value, { kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: TAG_ISSUER });
  try {
    const signer = gateway.tagSigners.current(null);
    if (!signer) throw new Error('the tag key ring has no key that signs');
    const venue = await planFleetVenue(count, seed, {
      ...{ signer, kinds: KIND_CATALOGUE, nowMs: Date.now() },
      randomBytes: (size) => randomBytes(size),
      hashPassword: hashDrawnPassword,
    });
    await gateway.store.setUpVenue(venue.setup);
    await gateway.store.commit(venue.displays.map((display) => ({ change: 'display-set', display })));
    const { issuer, kid, x } = gateway.commandKey;
    const file: VenueFile = { v: 1, issuer, gatewayKeys: [{ kid, x }], root: gateway.rootKey, devices: venue.devices };
    writeFileSync(out, `${JSON.stringify(file)}\n`, { mode: 0o600 });
    if (links !== undefined) {
      const keyOf = (objectId: string): string => {
        const display = venue.displays.find((each) => each.objectId === objectId);
        return display ? ` ${displaySettings(display, CODES_OPEN_AT).displayKey}` : '';
      };
      const all = venue.codes.map(({ code, objectId }) => `${objectId} ${composeLink(CODES_OPEN_AT, code)}${keyOf(objectId)}`);
      writeFileSync(links, `${all.join('\n')}\n`, { mode: 0o600 });
    }
    if (people === undefined) return;
    const means = { clock: { nowMs: () => Date.now() }, randomBytes: (size: number) => randomBytes(size) };
    writeFileSync(people, JSON.stringify(await gatherPeople(gateway, venue.setup.tenantId, means)), { mode: 0o600 });
  } finally {
    await gateway.close();
  }
}

export function registerFleetCommand(program: Command): void {
  program
    .command('fleet-venue')
    .description(
      'register many simulated devices of mixed kinds at a gateway, and write the venue file for `unlatch sim --fleet`',
    )
    .option('--count <n>', 'how many', parseCount, 200)
    .option('--seed <text>', 'what their kinds are drawn from', 'unlatch')
    .option('--data <folder>', 'data folder of the gateway, which must not run meanwhile', './.unlatch')
    .option('--out <file>', 'the venue file; it holds private keys', './fleet.json')
    .option('--links <file>', "writes each object's printed link there, one a line, and the key of its display")
    .option('--people <file>', 'a crowd with filled wallets: their tokens, and the keys for UNLATCH_TOKEN_KEYS')
    .action(async (flags: Flags, command: Command) => {
      const running = await askAdmin(flags.data, { method: 'GET', path: '/devices/claims' });
      if (running.ok) {
        running.value.body.destroy();
        command.error(`gateway.running: stop the gateway on ${flags.data} first, and start it again afterwards`, { exitCode: 2 });
      }
      try {
        await register(flags);
      } catch (cause) {
        const { code = 'fleet-venue.failed' } = cause as Partial<CodedRefusal>;
        command.error(`${code}: ${cause instanceof Error ? cause.message : String(cause)}`, { exitCode: 2 });
      }
      process.stdout.write(
        `${flags.count} devices are registered in ${flags.data}, and ${flags.out} holds what the simulator needs.\n` +
          `Next:  unlatch serve --data ${flags.data} --mqtt-port 1883\n` +
          `then:  unlatch sim --fleet ${flags.count} --venue ${flags.out} --seed ${flags.seed}\n`,
      );
    });
}
