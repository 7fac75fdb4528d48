// The demo command: a gateway and a simulated venue as two processes, a code for your phone, and a live line per event.
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { KIND_CATALOGUE } from '#protocol';
import { parseFaultWords } from '../../wallet/reference/fault-words.ts';
import {
  createDeviceWatch,
  type DeviceLine,
  type GatewayChild,
  GatewayNotStarted,
  startGateway,
  startSimulator,
} from './children.ts';
import { runConsole } from './console.ts';
import { createLineWriter, type LineWriter } from './lines.ts';
import type { DemoGatewayOptions, DemoWalletName, FromGateway } from './messages.ts';
import { playOnce, receiptFiles } from './once.ts';
import { type DemoWallet, startWallets, WalletNotStarted } from './wallets.ts';

type DemoFlags = {
  readonly httpPort?: number;
  readonly mqttPort?: number;
  readonly data?: string;
  readonly lan?: string | true;
  readonly once?: true;
  readonly verbose?: true;
  readonly kind: string;
  readonly wallet: DemoWalletName | 'ledger';
  readonly walletFaults?: string;
};

const CHECK_RECEIPT = 'Check it yourself: unlatch receipt verify';
const KEEP_RECEIPT =
  '\nWith --data <folder> its file and its keys stay there, for unlatch receipt verify; --verbose prints it whole.';

const HTTP_PORT = 8080;
const MQTT_PORT = 1883;
/** A step of --once may take so long; with a wallet that goes wrong, until what was lost has been asked again. */
const PATIENCE_MS = 12_000;
const PATIENCE_WITH_FAULTS_MS = 90_000;

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('a whole number from 0 to 65535');
  return port;
}

function checkFaults(words: string): string {
  const read = parseFaultWords(words, '');
  if (!read.ok) throw new InvalidArgumentError(read.error);
  return words;
}

/** The first address of this machine that others on its network reach. */
function lanAddress(): string | null {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? null;
}

function gatewayOptionsOf(flags: DemoFlags, dataFolder: string): DemoGatewayOptions {
  // A run by itself takes free ports, so that it never meets a demo that is already there.
  const fallback = flags.once ? { http: 0, mqtt: 0 } : { http: HTTP_PORT, mqtt: MQTT_PORT };
  const httpPort = flags.httpPort ?? fallback.http;
  const lan = flags.lan === true ? lanAddress() : (flags.lan ?? null);
  if (flags.lan !== undefined && lan === null)
    throw new GatewayNotStarted('demo.no-lan', 'this machine has no network address to put into codes', undefined);
  return {
    dataFolder,
    httpHost: lan ?? '127.0.0.1',
    httpPort,
    mqttPort: flags.mqttPort ?? fallback.mqtt,
    publicOrigin: lan === null || httpPort === 0 ? null : `http://${lan}:${httpPort}`,
  };
}

function explain(cause: unknown, flags: DemoFlags): string {
  if (cause instanceof WalletNotStarted) return `demo.wallet-not-started: ${cause.message}`;
  if (!(cause instanceof GatewayNotStarted)) return `demo.failed: ${cause instanceof Error ? cause.message : String(cause)}`;
  if (cause.code !== 'port.taken') return `${cause.code}: ${cause.message}`;
  const isHttp = cause.port === (flags.httpPort ?? HTTP_PORT);
  const flag = isHttp ? '--http-port' : '--mqtt-port';
  return `port.taken: port ${cause.port} is in use by another program. Stop that, or choose another with ${flag} <port> (0 takes any free one).`;
}

/** Session steps that say nothing to somebody who watches. */
const BOOKKEEPING: readonly string[] = ['state-reported', 'record-stored'];
/** What a simulated device says of its own: hands, sensors, records; not each state report. */
const QUIET_DEVICE_EVENTS: readonly string[] = ['state', 'booted', 'connected', 'config', 'acked', 'stats', 'ignored', 'page'];

/** Ids are for logs; somebody who watches reads what happened. */
function showDeviceLine(writer: LineWriter, line: DeviceLine): void {
  const { device, ev, at: _at, cid: _cid, ses: _ses, conn: _conn, n: _n, ...facts } = line;
  const shown = Object.entries(facts).map(([name, value]) => `${name}=${String(value)}`);
  writer.line(device, `· ${ev}`, shown.join(' '));
}

async function runDemo(flags: DemoFlags, command: Command): Promise<void> {
  if (flags.walletFaults !== undefined && flags.wallet === 'ledger')
    command.error('demo.no-wallet-elsewhere: --wallet-faults needs --wallet host or card: the ledger is in the gateway itself', {
      exitCode: 2,
    });
  const isOwnFolder = flags.once === true && flags.data === undefined;
  const dataFolder = isOwnFolder ? mkdtempSync(join(tmpdir(), 'unlatch-demo-')) : resolve(flags.data ?? './.unlatch/demo');
  const writer = createLineWriter(process.stdout, () => Date.now());
  let wallets: readonly DemoWallet[] = [];
  try {
    wallets = await startWallets(flags.wallet, dataFolder, flags.walletFaults ?? null);
    const elsewhere = wallets.map(({ access }) => access);
    const options = { ...gatewayOptionsOf(flags, dataFolder), wallet: flags.wallet, elsewhere };
    if (flags.once) {
      const wallet = wallets.find(({ access }) => access.name === flags.wallet) ?? null;
      const patienceMs = flags.walletFaults === undefined ? PATIENCE_MS : PATIENCE_WITH_FAULTS_MS;
      const isVerbose = flags.verbose === true;
      process.exitCode = await playOnce(flags.kind, options, { writer, wallet, patienceMs, isVerbose });
      const { receipt, keys } = receiptFiles(dataFolder);
      if (process.exitCode === 0) writer.say(isOwnFolder ? KEEP_RECEIPT : `\n${CHECK_RECEIPT} ${receipt} --keys ${keys}`);
      return;
    }
    await runLive(options, wallets, writer);
  } catch (cause) {
    command.error(explain(cause, flags));
  } finally {
    for (const wallet of wallets) await wallet.stop();
    if (isOwnFolder) rmSync(dataFolder, { recursive: true, force: true });
  }
}

async function runLive(options: DemoGatewayOptions, wallets: readonly DemoWallet[], writer: LineWriter): Promise<void> {
  const watch = createDeviceWatch();
  const hooks = {
    isShown: false,
    /** Questions that came before there was a screen to ask them on. */
    early: [] as FromGateway[],
    onGateway: (message: FromGateway): void => {
      if (message.say === 'let-in?') hooks.early.push(message);
      if (message.say === 'line' && !BOOKKEEPING.includes(message.what)) writer.line(message.who, message.what, message.facts);
    },
  };
  const start = (ports: DemoGatewayOptions): Promise<GatewayChild> => startGateway(ports, (message) => hooks.onGateway(message));
  writer.say('Starting a gateway and a simulated venue ...');
  const gateway = await start(options);
  for (const wallet of wallets) await wallet.tell(gateway.ready.origin);
  const bound = { ...options, httpPort: gateway.ready.httpPort, mqttPort: gateway.ready.mqttPort };
  const memoryFolder = join(options.dataFolder, 'devices');
  const simulator = startSimulator({ ...gateway.ready, memoryFolder }, (line) => {
    watch.see(line);
    if (hooks.isShown && !QUIET_DEVICE_EVENTS.includes(line.ev)) showDeviceLine(writer, line);
  });
  // The first screen comes once the objects are there: its code must not scroll away, and must work.
  await watch.greeted(gateway.ready.objects.length);
  hooks.isShown = true;
  const wallet = wallets.find(({ access }) => access.name === options.wallet) ?? null;
  for (const { access } of wallets.filter((each) => each !== wallet))
    writer.say(`The ${access.name} wallet of an earlier run is there as well: what it still holds is captured or released.`);
  await runConsole({ gateway, simulator, wallet, watch, restart: () => start(bound), writer, hooks });
}

export function registerDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('a gateway and a simulated venue on this machine: scan the code, press Start, use it, press Stop')
    .option('--http-port <port>', `port of the pages and the API (${HTTP_PORT}; with --once any free one)`, parsePort)
    .option('--mqtt-port <port>', `port of the embedded broker (${MQTT_PORT}; with --once any free one)`, parsePort)
    .option('--data <folder>', 'where everything is kept (./.unlatch/demo; with --once a folder that is removed afterwards)')
    .option('--lan [address]', "put this machine's network address into the codes, so that a real phone can scan them")
    .option('--once', 'play one story without hands, print its steps and the receipt, and exit')
    .option('--verbose', 'with --once: print the receipt as its JSON, proof and all')
    .addOption(
      new Option('--kind <kind>', 'whose story --once plays')
        .choices(KIND_CATALOGUE.map(({ kind }) => kind))
        .default('sleep-pod'),
    )
    .addOption(
      new Option('--wallet <wallet>', "where people's money is: in the gateway's own ledger, or in a process of its own")
        .choices(['ledger', 'host', 'card'])
        .default('ledger'),
    )
    .option('--wallet-faults <words>', 'what goes wrong there, such as "lose-reply=0.2,delay=500,events=twice"', checkFaults)
    .action(runDemo);
}
