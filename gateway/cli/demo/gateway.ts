// Demo gateway: the gateway process of the demo: a real gateway on the demo's data, with the demo's host app beside it.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KIND_CATALOGUE } from '#protocol';
import { composeLink, decodeDigits, formatShortCode } from '#qr';
import { composeGateway, type Gateway, hashDevicePassword, readOrCreateSecret } from '../../compose.ts';
import { readConfig } from '../../config.ts';
import type { Change } from '../../domain/changes.ts';
import { displaySettings } from '../../domain/presence/display.ts';
import type { CodedRefusal } from '../../start-refused.ts';
import { createDemoIssuer, createIssuerKey, DEMO_AUDIENCE, DEMO_ISSUER, type DemoIssuer } from './issuer.ts';
import type { DemoGatewayOptions, DemoObjectLink, FromGateway, ToGateway } from './messages.ts';
import { addDemoRoutes } from './routes.ts';
import { addCard, ISSUER_KEYS_FILE, WALLET_MINOR, walletVariables } from './settings.ts';
import {
  type DemoDisplay,
  type DemoSecrets,
  displayDigitsAt,
  drawDisplay,
  drawSecrets,
  planVenue,
  planVenueFile,
} from './venue.ts';

const TAG_ISSUER = 'https://demo.unlatch.example';
const clock = { nowMs: () => Date.now() };

function tell(message: FromGateway): void {
  process.send?.(message);
}

/** Lets the process end by itself; the terminal may be gone already. */
function hangUp(): void {
  if (process.connected) process.disconnect();
}

/** Session steps as live lines; the object's name instead of the session's id. */
function createChangeLines(): (change: Change) => void {
  const objectOf = new Map<string, string>();
  return (change) => {
    if (change.change === 'session-created' || change.change === 'session-changed') {
      objectOf.set(change.session.sessionId, change.session.objectId);
    }
    if (change.change !== 'session-event') return;
    const { sessionId, what, facts } = change.event;
    const shown = Object.entries(facts).map(([name, value]) => `${name}=${value}`);
    tell({ say: 'line', who: objectOf.get(sessionId) ?? sessionId, what, facts: shown.join(' ') });
  };
}

async function loadSecrets(folder: string, { tagSigners }: Gateway): Promise<DemoSecrets> {
  const text = await readOrCreateSecret(join(folder, 'demo-secrets.json'), async () => {
    const signer = tagSigners.current(null);
    if (!signer) throw new Error('the tag key ring has no key that signs');
    return JSON.stringify(await drawSecrets(signer, (size) => randomBytes(size), clock.nowMs()));
  });
  return JSON.parse(text) as DemoSecrets;
}

/** Salted once per data folder, so that a second run writes the same rows and derives nothing. */
async function loadPasswordHashes(folder: string, { devices }: DemoSecrets): Promise<(password: string) => Promise<string>> {
  const text = await readOrCreateSecret(join(folder, 'demo-password-hashes.json'), async () => {
    const hashed = devices.map(async ({ device, password }) => [device, await hashDevicePassword(password)] as const);
    return JSON.stringify(Object.fromEntries(await Promise.all(hashed)));
  });
  const hashes = JSON.parse(text) as { readonly [device: string]: string };
  const byPassword = new Map(devices.map(({ device, password }) => [password, hashes[device]]));
  return async (password) => byPassword.get(password) ?? hashDevicePassword(password);
}

function linksOf(secrets: DemoSecrets, setup: Awaited<ReturnType<typeof planVenue>>, origin: string): DemoObjectLink[] {
  return setup.objects.flatMap(({ objectId, kind, name, placeId }) => {
    const code = secrets.codes.find((each) => each.objectId === objectId);
    const bytes = code && decodeDigits(code.digits);
    const place = setup.places.find((each) => each.placeId === placeId)?.name ?? '';
    const shortCode = code?.shortCode === undefined ? null : formatShortCode(code.shortCode);
    return bytes?.ok ? [{ objectId, kind, name, place, shortCode, link: composeLink(origin, bytes.value) }] : [];
  });
}

async function loadDisplay(folder: string): Promise<DemoDisplay> {
  const text = await readOrCreateSecret(join(folder, 'demo-display.json'), async () =>
    JSON.stringify(drawDisplay('table-7', (size) => randomBytes(size))),
  );
  return JSON.parse(text) as DemoDisplay;
}

/** Whoever comes through the demo stands before every object: of one with a display they get what it shows now. */
function linkNow(links: readonly DemoObjectLink[], display: DemoDisplay, origin: string, objectId: string): string | null {
  if (objectId === display.objectId) return `${origin}/${displayDigitsAt(display, clock.nowMs())}`;
  return links.find((each) => each.objectId === objectId)?.link ?? null;
}

/** Stays of a demo start when it first runs; a second run must not move them, so the first time is kept. */
async function firstRunMs(folder: string): Promise<number> {
  return Number(await readOrCreateSecret(join(folder, 'first-run'), async () => String(clock.nowMs())));
}

async function openDemoGateway(
  options: DemoGatewayOptions,
): Promise<{ gateway: Gateway; issuer: DemoIssuer; objects: DemoObjectLink[]; origin: string }> {
  const { dataFolder } = options;
  // Database and keys are for this user alone, whatever folder was given.
  process.umask(0o077);
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const issuerText = await readOrCreateSecret(join(dataFolder, 'demo-issuer.json'), async () =>
    JSON.stringify(await createIssuerKey()),
  );
  const issuerKey = JSON.parse(issuerText) as Awaited<ReturnType<typeof createIssuerKey>>;
  const keysFile = join(dataFolder, ISSUER_KEYS_FILE);
  writeFileSync(keysFile, issuerKey.publicText);
  const config = readConfig({
    UNLATCH_DATA: dataFolder,
    UNLATCH_HTTP_HOST: options.httpHost,
    UNLATCH_HTTP_PORT: String(options.httpPort),
    UNLATCH_MQTT_PORT: String(options.mqttPort),
    UNLATCH_MQTT_TLS: 'off',
    UNLATCH_TOKEN_ISSUER: DEMO_ISSUER,
    UNLATCH_TOKEN_AUDIENCE: DEMO_AUDIENCE,
    UNLATCH_TOKEN_KEYS: keysFile,
    UNLATCH_LOG: 'error',
    ...walletVariables(options),
    ...(options.publicOrigin === null ? {} : { UNLATCH_PUBLIC_ORIGIN: options.publicOrigin }),
  });
  if (!config.ok) throw new Error(config.error.map(({ name, problem }) => `${name}: ${problem}`).join('; '));
  const display = await loadDisplay(dataFolder);
  const late: { gateway?: Gateway; links: DemoObjectLink[]; origin: string } = { links: [], origin: '' };
  const issuer = await createDemoIssuer({
    clock,
    privateText: issuerKey.privateText,
    randomBytes: (size) => randomBytes(size),
    askTerminal: (id, phone) => tell({ say: 'let-in?', id, phone }),
    fillWallet: async (personId) => {
      // Whichever wallet it is today: a phone's token outlives a change of --wallet.
      addCard(dataFolder, personId);
      const topUp = { topUpId: `demo-${personId}`, tenantId: 'demo', personId, currency: 'CNY', amountMinor: WALLET_MINOR };
      await late.gateway?.core.topUp(topUp);
    },
  });
  const gateway = await composeGateway(config.value, {
    kinds: KIND_CATALOGUE,
    purpose: 'demo',
    tagIssuer: TAG_ISSUER,
    recognise: issuer.recognise,
    signInPath: '/demo/enter',
    onChange: createChangeLines(),
    extraRoutes: addDemoRoutes(issuer, (objectId) => linkNow(late.links, display, late.origin, objectId)),
  });
  late.gateway = gateway;
  const secrets = await loadSecrets(dataFolder, gateway);
  const hashPassword = await loadPasswordHashes(dataFolder, secrets);
  const origin = options.publicOrigin ?? `http://${options.httpHost}:${gateway.httpPort}`;
  const nowMs = await firstRunMs(dataFolder);
  const settings = { [display.objectId]: displaySettings(display, origin) };
  const setup = await planVenue(secrets, { kinds: KIND_CATALOGUE, hashPassword, nowMs, settings });
  await gateway.store.setUpVenue(setup);
  const { tenantId } = setup;
  await gateway.store.commit([
    { change: 'display-set', display: { ...display, tenantId, deviceId: display.objectId, madeAtMs: nowMs } },
  ]);
  late.links = linksOf(secrets, setup, origin);
  late.origin = origin;
  writeFileSync(
    join(dataFolder, 'venue.json'),
    JSON.stringify(planVenueFile(secrets, { ...gateway.commandKey, root: gateway.rootKey }), null, 2),
    {
      mode: 0o600,
    },
  );
  return { gateway, issuer, objects: late.links, origin };
}

async function run(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as DemoGatewayOptions;
  const { gateway, issuer, objects, origin } = await openDemoGateway(options);
  const stop = async (): Promise<void> => {
    await gateway.close();
    hangUp();
  };
  const once = { stopping: false };
  const stopOnce = (): void => {
    if (once.stopping) return;
    once.stopping = true;
    void stop();
  };
  process.on('message', (message: ToGateway) => {
    if (message.say === 'stop') stopOnce();
    if (message.say === 'let-in') issuer.answer(message.id, message.yes);
    if (message.say === 'token?') {
      void issuer.issue(message.personId).then((token) => tell({ say: 'token', id: message.id, token }));
    }
  });
  // Ctrl-C reaches the whole terminal group: the demo's own process says when to stop.
  process.on('SIGINT', () => {});
  process.on('disconnect', stopOnce);
  const venueFile = join(options.dataFolder, 'venue.json');
  tell({ say: 'ready', httpPort: gateway.httpPort, mqttPort: gateway.mqttPort, origin, venueFile, objects });
}

try {
  await run();
} catch (cause) {
  const { code = 'demo.failed', port } = cause as Partial<CodedRefusal>;
  const problem = cause instanceof Error ? cause.message : String(cause);
  tell({ say: 'failed', code, problem, ...(port === undefined ? {} : { port }) });
  process.exitCode = 1;
  hangUp();
}
