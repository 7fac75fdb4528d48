// Gateway process of the bench: the real gateway on a SQLite file with real broker and HTTP, and counts for who asks.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as jose from 'jose';
import { assert } from '#protocol';
import { composeLink } from '#qr';
import type { VenueFile } from '#sim';
import { KINDS_IN_FRONT } from '../../gateway/cli/demo/kinds-in-front.ts';
import { composeGateway, type Gateway } from '../../gateway/compose.ts';
import { type Config, readConfig } from '../../gateway/config.ts';
import { ledgerTotals } from '../support/stored.ts';
import type { BenchPerson, GatewayCounts, GatewayReady, GatewayTask } from './bench-messages.ts';
import { answerBench, type Duties } from './child-side.ts';
import { planBenchVenue, TENANT } from './plan-venue.ts';

const TAG_ISSUER = 'https://bench.unlatch.example';
const TOKEN_ISSUER = 'urn:unlatch:bench';
const CURRENCY = 'CNY';
const WALLET_MINOR = 1_000_000_000;

/** Stands in for the host app: one key, its public half in a file that the gateway trusts. */
async function createTokenIssuer(keysFile: string): Promise<(personId: string) => Promise<string>> {
  const { privateKey, publicKey } = await jose.generateKeyPair('Ed25519', { extractable: true });
  const named = { kid: 'bench-1', alg: 'Ed25519' };
  writeFileSync(keysFile, JSON.stringify({ keys: [{ ...(await jose.exportJWK(publicKey)), ...named, use: 'sig' }] }));
  return (personId) =>
    new jose.SignJWT({})
      .setProtectedHeader(named)
      .setIssuer(TOKEN_ISSUER)
      .setAudience('unlatch')
      .setSubject(personId)
      .setIssuedAt()
      .setExpirationTime('2h')
      .sign(privateKey);
}

async function welcomePersons(gateway: Gateway, count: number, issue: (personId: string) => Promise<string>) {
  const persons: BenchPerson[] = [];
  for (let number = 1; number <= count; number += 1) {
    const personId = `person-${number}`;
    const amountMinor = BigInt(WALLET_MINOR);
    await gateway.core.topUp({ topUpId: `top-${personId}`, tenantId: TENANT, personId, currency: CURRENCY, amountMinor });
    persons.push({ personId, token: await issue(personId), address: `198.18.${number >> 8}.${number & 255}` });
  }
  return persons;
}

async function readCounts(
  gateway: Gateway,
  persons: readonly BenchPerson[],
  sessions: { readonly started: number; readonly closed: number },
): Promise<GatewayCounts> {
  await gateway.core.settled();
  const { user, system } = process.cpuUsage();
  const { commits, transactions } = gateway.store.statistics();
  const totals = Object.entries(await ledgerTotals(gateway.store)).map(([currency, total]) => [currency, String(total)]);
  let [heldMinor, availableMinor] = [0, 0];
  for (const { personId } of persons) {
    const balance = await gateway.store.balance(personId, CURRENCY);
    heldMinor += Number(balance.heldMinor);
    availableMinor += Number(balance.availableMinor);
  }
  return {
    commits,
    transactions,
    cpuMs: (user + system) / 1_000,
    sessionsStarted: sessions.started,
    sessionsClosed: sessions.closed,
    ledgerTotals: Object.fromEntries(totals),
    heldMinor,
    spentMinor: persons.length * WALLET_MINOR - availableMinor - heldMinor,
  };
}

function composeConfig(folder: string, keysFile: string): Config {
  const config = readConfig({
    UNLATCH_DATA: folder,
    UNLATCH_HTTP_PORT: '0',
    UNLATCH_MQTT_PORT: '0',
    UNLATCH_MQTT_TLS: 'off',
    UNLATCH_TOKEN_ISSUER: TOKEN_ISSUER,
    UNLATCH_TOKEN_KEYS: keysFile,
    UNLATCH_LOG: 'warn',
    UNLATCH_TRUSTED_PROXIES: '1',
  });
  assert(config.ok, 'the config of the bench is valid');
  return config.value;
}

async function start(): Promise<Duties<GatewayReady, GatewayCounts>> {
  const task = JSON.parse(process.argv[2] ?? '{}') as GatewayTask;
  const keysFile = join(task.folder, 'token-keys.json');
  const issue = await createTokenIssuer(keysFile);
  const sessions = { started: 0, closed: 0 };
  const gateway = await composeGateway(composeConfig(task.folder, keysFile), {
    kinds: KINDS_IN_FRONT,
    purpose: 'demo',
    tagIssuer: TAG_ISSUER,
    onChange(change) {
      if (change.change === 'session-created') sessions.started += 1;
      if (change.change === 'session-changed' && change.session.state === 'closed') sessions.closed += 1;
    },
  });
  const signer = gateway.tagSigners.current(null);
  assert(signer, 'a new key ring signs');
  const venue = await planBenchVenue(task.kind, task.devices, signer);
  await gateway.store.setUpVenue(venue.setup);
  const { issuer, kid, x } = gateway.commandKey;
  const venueFile = join(task.folder, 'venue.json');
  const file: VenueFile = { v: 1, issuer, gatewayKeys: [{ kid, x }], devices: venue.devices };
  writeFileSync(venueFile, JSON.stringify(file), { mode: 0o600 });
  const persons = await welcomePersons(gateway, task.persons, issue);
  const links = venue.codes.map((code) => composeLink(gateway.origin, code));
  return {
    ready: { origin: gateway.origin, mqttPort: gateway.mqttPort, venueFile, links, persons },
    count: () => readCounts(gateway, persons, sessions),
    stop: () => gateway.close(),
  };
}

await answerBench(start);
