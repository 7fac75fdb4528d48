// Press process of the red button: the real gateway on a SQLite file with real broker and HTTP, whose button is pressed and ended when asked.
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as jose from 'jose';
import { assert } from '#protocol';
import type { VenueFile } from '#sim';
import { KINDS_IN_FRONT } from '../../../gateway/cli/demo/kinds-in-front.ts';
import { composeGateway, type Gateway } from '../../../gateway/compose.ts';
import { type Config, readConfig } from '../../../gateway/config.ts';
import type { Change } from '../../../gateway/domain/changes.ts';
import { OPERATOR_AUDIENCE } from '../../../gateway/http/operator-identity.ts';
import { answerBench, type Duties } from '../child-side.ts';
import { planBenchVenue, TENANT } from '../plan-venue.ts';
import { openBarePublish } from './bare-publish.ts';
import type { Pressed, PressReady, PressTask } from './messages.ts';

const TOKEN_ISSUER = 'urn:unlatch:bench';
/** Whoever raised it does not end it. */
const [EVE, FAY] = ['eve', 'fay'];

/** Stands in for the host app: one key, its public half in a file that the gateway trusts. */
async function createStaffIssuer(keysFile: string): Promise<(operatorId: string) => Promise<string>> {
  const { privateKey, publicKey } = await jose.generateKeyPair('Ed25519', { extractable: true });
  const named = { kid: 'bench-1', alg: 'Ed25519' };
  writeFileSync(keysFile, JSON.stringify({ keys: [{ ...(await jose.exportJWK(publicKey)), ...named, use: 'sig' }] }));
  return (operatorId) =>
    new jose.SignJWT({ tenant: TENANT, scope: 'operator', role: 'owner' })
      .setProtectedHeader(named)
      .setIssuer(TOKEN_ISSUER)
      .setAudience(OPERATOR_AUDIENCE)
      .setSubject(operatorId)
      .setIssuedAt()
      .setExpirationTime('2h')
      .sign(privateKey);
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
  });
  assert(config.ok, 'the config of the bench is valid');
  return config.value;
}

/** Which version of its settings each device has reported, and who waits for the next of all of them. */
function watchReports(devices: number) {
  const reported = new Map<string, number>();
  let missing = new Set<string>();
  let onAll = (): void => {};
  return {
    see(change: Change): void {
      if (change.change !== 'device-state') return;
      const { deviceId, cfgVer, answers } = change;
      const isNews = cfgVer > (reported.get(deviceId) ?? 0) && answers.emergency === 'accepted';
      reported.set(deviceId, cfgVer);
      if (isNews && missing.delete(deviceId) && missing.size === 0) onAll();
    },
    next(): Promise<void> {
      assert(reported.size === devices, 'every device has reported its state once');
      missing = new Set(reported.keys());
      return new Promise((resolve) => {
        onAll = resolve;
      });
    },
  };
}

type Reports = ReturnType<typeof watchReports>;
type Staff = { readonly [operatorId: string]: string };

/** @returns how long it took until the answer, and until the last report. */
async function act(gateway: Gateway, reports: Reports, path: string, token: string | undefined) {
  const all = reports.next();
  const beganMs = performance.now();
  const answer = await fetch(`${gateway.origin}/api/v1/operator/venues/venue-1/emergency${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ reason: 'measured' }),
  });
  const text = await answer.text();
  assert(answer.ok, `the button works: ${text}`);
  const answeredMs = performance.now() - beganMs;
  await all;
  return { answeredMs, reportedMs: performance.now() - beganMs };
}

async function press(gateway: Gateway, reports: Reports, staff: Staff): Promise<Omit<Pressed, 'bareMs'>> {
  await gateway.core.settled();
  const before = gateway.store.statistics();
  const raised = await act(gateway, reports, '', staff[EVE]);
  const after = gateway.store.statistics();
  await gateway.core.settled();
  const ended = await act(gateway, reports, '/end', staff[FAY]);
  await gateway.core.settled();
  return {
    ...raised,
    endedMs: ended.reportedMs,
    commits: after.commits - before.commits,
    transactions: after.transactions - before.transactions,
  };
}

async function start(): Promise<Duties<PressReady, Pressed>> {
  const task = JSON.parse(process.argv[2] ?? '{}') as PressTask;
  const keysFile = join(task.folder, 'token-keys.json');
  const issue = await createStaffIssuer(keysFile);
  const staff: Staff = { [EVE]: await issue(EVE), [FAY]: await issue(FAY) };
  const reports = watchReports(task.devices);
  const gateway = await composeGateway(composeConfig(task.folder, keysFile), {
    kinds: KINDS_IN_FRONT,
    purpose: 'demo',
    tagIssuer: 'https://bench.unlatch.example',
    onChange: reports.see,
  });
  const signer = gateway.tagSigners.current(null);
  assert(signer, 'a new key ring signs');
  const { setup, devices } = await planBenchVenue(task.kind, task.devices, signer);
  await gateway.store.setUpVenue(setup);
  const { issuer, kid, x } = gateway.commandKey;
  const venueFile = join(task.folder, 'venue.json');
  const file: VenueFile = { v: 1, issuer, gatewayKeys: [{ kid, x }], devices };
  writeFileSync(venueFile, JSON.stringify(file), { mode: 0o600 });
  const bare = await openBarePublish();
  const bareDevices = devices.map(({ device }) => device);
  return {
    ready: { mqttPort: gateway.mqttPort, venueFile, barePort: bare.port, bareDevices },
    async count() {
      const pressed = await press(gateway, reports, staff);
      return { ...pressed, bareMs: await bare.publish(bareDevices) };
    },
    async stop() {
      await bare.close();
      await gateway.close();
    },
  };
}

await answerBench(start);
