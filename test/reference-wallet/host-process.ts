// The reference host wallet as a process of its own: makes its keys and database in a folder, and says where it listens.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Breach } from './host-books.ts';
import { createReferenceHostWallet } from './host-wallet.ts';
import type { PrivateKeyJwk, PublicKeyJwk } from './jws.ts';
import { newKey, publicSetOf } from './keys.ts';
import { runUntilEnded, startFaults } from './process-life.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    port: { type: 'string', default: '0' },
    'person-keys': { type: 'string' },
    'wants-token': { type: 'boolean', default: false },
    funds: { type: 'string', default: '1000000' },
    'hold-ms': { type: 'string', default: String(7 * 86_400_000) },
    breach: { type: 'string', multiple: true, default: [] },
    'webhook-url': { type: 'string' },
    seed: { type: 'string' },
    rates: { type: 'string' },
    'wait-ms': { type: 'string', default: '0' },
    'with-parent': { type: 'boolean', default: false },
  },
});
if (values.folder === undefined) throw new Error('--folder: where its database and keys are kept');
const folder = resolve(values.folder);
mkdirSync(folder, { recursive: true });

/** Kept from its first start on, so that a restart is the same wallet. */
function keyIn(file: string, kid: string): PrivateKeyJwk {
  const path = join(folder, file);
  if (!existsSync(path)) writeFileSync(path, JSON.stringify(newKey(kid)), { mode: 0o600 });
  return JSON.parse(readFileSync(path, 'utf8')) as PrivateKeyJwk;
}

const key = keyIn('wallet-key.json', 'wallet-1');
/** What the gateway signs with: made here so that a test has everything in one folder. */
const gatewayKey = keyIn('gateway-key.json', 'gateway-1');
writeFileSync(join(folder, 'wallet-keys.json'), publicSetOf([key]));
const personKeys = values['person-keys'];
const wallet = await createReferenceHostWallet({
  path: join(folder, 'wallet.sqlite'),
  port: Number(values.port),
  key,
  gatewayKeys: (JSON.parse(publicSetOf([gatewayKey])) as { keys: PublicKeyJwk[] }).keys,
  personKeys: personKeys ? (JSON.parse(readFileSync(personKeys, 'utf8')) as { keys: PublicKeyJwk[] }).keys : [],
  wantsToken: values['wants-token'],
  fundsMinor: Number(values.funds),
  holdLifetimeMs: Number(values['hold-ms']),
  breaches: values.breach as readonly string[] as readonly Breach[],
});
startFaults(wallet, values);
runUntilEnded(wallet, values['with-parent'], {
  url: wallet.url,
  tokenUrl: `${wallet.url}/token`,
  gatewayKey: join(folder, 'gateway-key.json'),
  walletKeys: join(folder, 'wallet-keys.json'),
});
