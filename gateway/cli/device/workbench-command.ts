// The workbench command: a gateway with a few objects that no simulator plays, so that an engineer's own device can (firmware-protocol/INTEGRATE.md).
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { KIND_CATALOGUE } from '#protocol';
import { composeLink, decodeDigits } from '#qr';
import type { Gateway } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import type { CodedRefusal } from '../../start-refused.ts';
import { createDemoIssuer, createIssuerKey, DEMO_AUDIENCE, DEMO_ISSUER } from '../demo/issuer.ts';
import { KINDS_IN_FRONT } from '../demo/kinds-in-front.ts';
import { PHONE_FILE, type PhoneFile } from '../phone-command.ts';
import { type BenchSecrets, drawBenchSecrets, planBench, planBenchFile } from './workbench-venue.ts';

type Flags = { readonly httpPort: string; readonly mqttPort: string; readonly data: string };

const TAG_ISSUER = 'https://bench.unlatch.example';
const ISSUER_KEYS = 'phone-issuer-public.json';
const PERSON = 'bench-person';
const WALLET_MINOR = 30_000n;
const clock = { nowMs: () => Date.now() };

function keep(folder: string, name: string, content: string): void {
  writeFileSync(join(folder, name), content, { mode: 0o600 });
}

async function openBench({ httpPort, mqttPort, data }: Flags): Promise<{ gateway: Gateway; folder: string }> {
  // The whole gateway is loaded for this command and not for every other.
  const { composeGateway, hashDrawnPassword, readOrCreateSecret } = await import('../../compose.ts');
  const folder = resolve(data);
  // Keys and passwords are for this user alone, whatever folder was given.
  process.umask(0o077);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const issuerText = await readOrCreateSecret(join(folder, 'phone-issuer.json'), async () =>
    JSON.stringify(await createIssuerKey()),
  );
  const issuerKey = JSON.parse(issuerText) as Awaited<ReturnType<typeof createIssuerKey>>;
  keep(folder, ISSUER_KEYS, issuerKey.publicText);
  const config = readConfig({
    ...{ UNLATCH_DATA: folder, UNLATCH_HTTP_PORT: httpPort, UNLATCH_MQTT_PORT: mqttPort, UNLATCH_MQTT_TLS: 'off' },
    ...{ UNLATCH_TOKEN_ISSUER: DEMO_ISSUER, UNLATCH_TOKEN_AUDIENCE: DEMO_AUDIENCE },
    ...{ UNLATCH_TOKEN_KEYS: join(folder, ISSUER_KEYS), UNLATCH_LOG: 'error' },
  });
  if (!config.ok) throw new Error(config.error.map(({ name, problem }) => `${name}: ${problem}`).join('; '));
  const gateway = await composeGateway(config.value, { kinds: KINDS_IN_FRONT, purpose: 'demo', tagIssuer: TAG_ISSUER });
  const secrets = await loadSecrets(folder, gateway);
  await gateway.store.setUpVenue(await planBench(secrets, { kinds: KIND_CATALOGUE, hashPassword: hashDrawnPassword }));
  const { issuer, kid, x } = gateway.commandKey;
  const file = planBenchFile(secrets, { issuer, gatewayKeys: [{ kid, x }], root: gateway.rootKey });
  keep(folder, 'venue.json', JSON.stringify(file, null, 2));
  for (const { tenant, device, password } of file.unsigned ?? []) {
    const words = { TENANT: tenant, DEVICE: device, PASSWORD: password, PORT: gateway.mqttPort };
    const lines = Object.entries(words).map(([name, value]) => `${name}='${value}'\n`);
    keep(folder, `${device}.env`, lines.join(''));
  }
  keep(folder, PHONE_FILE, JSON.stringify(await phoneFile(gateway, issuerKey.privateText, secrets), null, 2));
  return { gateway, folder };
}

async function loadSecrets(folder: string, gateway: Gateway): Promise<BenchSecrets> {
  const { readOrCreateSecret } = await import('../../compose.ts');
  const text = await readOrCreateSecret(join(folder, 'bench-secrets.json'), async () => {
    const signer = gateway.tagSigners.current(null);
    if (!signer) throw new Error('the tag key ring has no key that signs');
    return JSON.stringify(await drawBenchSecrets(signer, (size) => randomBytes(size), clock.nowMs()));
  });
  return JSON.parse(text) as BenchSecrets;
}

/** Everything that the commands `unlatch phone` need: whoever may read the folder is the person at the bench. */
async function phoneFile(gateway: Gateway, privateText: string, secrets: BenchSecrets): Promise<PhoneFile> {
  const issuer = await createDemoIssuer({
    ...{ clock, privateText, randomBytes: (size) => randomBytes(size), askTerminal: () => {} },
    fillWallet: async (personId) => {
      const money = { currency: 'CNY', amountMinor: WALLET_MINOR };
      await gateway.core.topUp({ topUpId: `bench-${personId}`, tenantId: 'bench', personId, ...money });
    },
  });
  const links = Object.entries(secrets).flatMap(([objectId, { digits }]) => {
    const code = decodeDigits(digits);
    return code.ok ? [[objectId, composeLink(gateway.origin, code.value)] as const] : [];
  });
  return { origin: gateway.origin, token: await issuer.issue(PERSON), links: Object.fromEntries(links) };
}

function explain(cause: unknown): string {
  const { code = 'workbench.failed', port } = cause as Partial<CodedRefusal>;
  if (code !== 'port.taken') return `${code}: ${cause instanceof Error ? cause.message : String(cause)}`;
  return `port.taken: port ${port} is in use by another program. Stop that, or choose others with --http-port and --mqtt-port (0 takes any free one).`;
}

export function registerWorkbenchCommand(program: Command): void {
  program
    .command('workbench')
    .description(
      'a gateway with a free table, a paid table and a paid bike that wait for your own devices (firmware-protocol/INTEGRATE.md)',
    )
    .option('--http-port <port>', 'port of the pages and the API', '8080')
    .option('--mqtt-port <port>', 'port of the embedded broker, plain TCP', '1883')
    .option('--data <folder>', 'where everything is kept', './.unlatch/bench')
    .action(async (flags: Flags, command: Command) => {
      try {
        const { gateway, folder } = await openBench(flags);
        process.stdout.write(
          `Workbench: ${gateway.origin}, MQTT on 127.0.0.1:${gateway.mqttPort}. Keys and passwords are in ${folder}.\n` +
            'Press Ctrl-C to stop; nothing is forgotten.\n',
        );
        const told = new Promise<void>((stop) => {
          process.once('SIGINT', stop);
          process.once('SIGTERM', stop);
        });
        await Promise.race([told, gateway.failed]);
        await gateway.close();
      } catch (cause) {
        command.error(explain(cause), { exitCode: 1 });
      }
    });
}
