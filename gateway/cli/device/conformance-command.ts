// The `conformance` commands: prepare a bench for one device, then drive it through every rule of the contract and write the report.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { isTopicId, KIND_CATALOGUE } from '#protocol';
import {
  type BenchFile,
  CHECKS,
  composeHtml,
  composeJunit,
  composeLine,
  composeSummary,
  type HandsPlan,
  paintAnsi,
  paintNothing,
  prepareBench,
  readBench,
  testDevice,
  totalsOf,
} from '#sim';
import { describeConformanceRefusal } from './conformance-words.ts';

type PrepareFlags = { readonly kind: string; readonly bench: string; readonly deviceKey?: string; readonly brokerPort: number };

type RunFlags = {
  readonly device: string;
  readonly bench: string;
  readonly broker?: string;
  readonly ca?: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly cert?: string;
  readonly key?: string;
  readonly hands?: string;
  readonly run?: string;
  readonly type: string;
  readonly flash?: string;
  readonly wipe?: boolean;
  readonly only: readonly string[];
  readonly wait: number;
  readonly out?: string;
};

const BENCH_FLAG = ['--bench <folder>', 'folder of the bench, which holds secrets', './.unlatch/kit'] as const;
const MS_PER_MINUTE = 60_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function parseAddress(text: string): { readonly tenant: string; readonly device: string } {
  const [tenant = '', device = '', ...more] = text.includes('/') ? text.split('/') : ['bench', text];
  if (!isTopicId(tenant) || !isTopicId(device) || more.length > 0) {
    throw new InvalidArgumentError('a device id, or tenant/device, of A-Z a-z 0-9 _ - (FP-02).');
  }
  return { tenant, device };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new InvalidArgumentError('a port from 0 to 65535.');
  return port;
}

function parseListen(text: string): RunFlags['listen'] {
  const at = text.lastIndexOf(':');
  return { host: at < 0 ? '127.0.0.1' : text.slice(0, at), port: parsePort(text.slice(at + 1)) };
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (!(minutes > 0 && minutes <= 1_440)) throw new InvalidArgumentError('minutes, above 0.');
  return minutes;
}

function readPem(command: Command, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return command.error(`file.unreadable: cannot read ${path}`, { exitCode: 2 });
  }
}

async function prepare(device: string, flags: PrepareFlags, command: Command): Promise<void> {
  const address = parseAddress(device);
  const { bench: folder, brokerPort, deviceKey: deviceX, kind } = flags;
  const prepared = await prepareBench({ address, kind, folder, deviceX, brokerPort });
  if (!prepared.ok) command.error(describeConformanceRefusal(prepared.error), { exitCode: 2 });
  const { bench, password, root } = prepared.value;
  say(
    `${folder} is the bench of ${address.tenant}/${address.device}, and holds the credential of the kit, good for this device only.`,
  );
  say('');
  say('Give the device, in place of what your gateway would give it:');
  say(`  tenant, device  ${address.tenant}, ${address.device}`);
  say(`  gateway (iss)   ${bench.issuer}`);
  say(`  root key        ${root.kid} ${root.x}`);
  say(`  MQTT password   ${password}`);
  if (deviceX === undefined)
    say(`A key was made for it: ${join(folder, 'venue.json')}, which the simulator and the C core read.`);
  say('Everybody has the private half of this root: take it out of the device before it leaves the bench.');
  say('');
  say(`Next:  unlatch conformance --device ${address.device} --bench ${folder}`);
  say(`or, behind a broker:  mosquitto -c ${join(folder, 'mosquitto.conf')}`);
  say(`and  unlatch conformance --device ${address.device} --bench ${folder} --broker mqtt://127.0.0.1:${brokerPort}`);
}

function benchOf(command: Command, { bench: folder, device }: RunFlags): BenchFile {
  const bench = readBench(folder);
  if (!bench.ok) return command.error(describeConformanceRefusal(bench.error), { exitCode: 2 });
  const { tenant, device: known } = bench.value;
  if (device === known || device === `${tenant}/${known}`) return bench.value;
  return command.error(`bench.other-device: ${folder} is the bench of ${tenant}/${known}, not of ${device}`, { exitCode: 2 });
}

function readPair(command: Command, { cert, key }: RunFlags): { readonly cert: string; readonly key: string } | undefined {
  const pair = { cert: readPem(command, cert), key: readPem(command, key) };
  if (pair.cert !== undefined && pair.key !== undefined) return { cert: pair.cert, key: pair.key };
  if (pair.cert !== undefined)
    command.error('conformance.half-a-pair: --cert needs its private key as well, with --key <file>', { exitCode: 2 });
  if (pair.key !== undefined)
    command.error('conformance.half-a-pair: --key needs its certificate as well, with --cert <file>', { exitCode: 2 });
  return undefined;
}

function listenToPerson() {
  const lines = createInterface({ input: process.stdin });
  const typed = lines[Symbol.asyncIterator]();
  return {
    terminal: {
      say: (text: string) => void process.stdout.write(text),
      hear: async () => {
        const next = await typed.next();
        return next.done ? null : next.value;
      },
    },
    close: () => lines.close(),
  };
}

function openHands({ flash, hands, run, type: line, wipe: canWipe = false }: RunFlags): {
  readonly plan: HandsPlan;
  close(): void;
} {
  if (run !== undefined) return { plan: { by: 'program', command: run, line, flash: flash ?? null }, close() {} };
  if (hands !== undefined) return { plan: { by: 'command', command: hands, canWipe }, close() {} };
  const person = listenToPerson();
  return { plan: { by: 'person', terminal: person.terminal, canWipe }, close: person.close };
}

async function runKit(flags: RunFlags, command: Command): Promise<void> {
  const bench = benchOf(command, flags);
  const { broker: url, bench: folder, listen, only, out = folder } = flags;
  const paint = process.stdout.isTTY ? paintAnsi : paintNothing;
  const tls = readPair(command, flags);
  const ca = readPem(command, flags.ca);
  const stop = new AbortController();
  const end = (): void => {
    stop.abort();
    process.exit(130);
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  const hands = openHands(flags);
  const tested = await testDevice({
    bench,
    folder,
    broker: url === undefined ? null : { url, ca },
    listen,
    tls,
    hands: hands.plan,
    only,
    patienceMs: flags.wait * MS_PER_MINUTE,
    watch: (finding) => say(composeLine(finding, paint)),
    onListening: (port) => say(`${bench.device} is expected on ${listen.host}:${port}${url ? `, and goes on to ${url}` : ''}.\n`),
    onTrouble: (why) => say(`  ${bench.device}: ${why}`),
    signal: stop.signal,
  });
  hands.close();
  process.off('SIGINT', end);
  process.off('SIGTERM', end);
  if (!tested.ok) command.error(describeConformanceRefusal(tested.error), { exitCode: 2 });
  const report = tested.value;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'conformance.xml'), composeJunit(report));
  writeFileSync(join(out, 'conformance.html'), composeHtml(report));
  say(`\n${composeSummary(report, paint)}`);
  say(`Reports: ${join(out, 'conformance.html')}, ${join(out, 'conformance.xml')}`);
  process.exitCode = totalsOf(report).failed === 0 ? 0 : 1;
}

export function registerConformanceCommands(program: Command): void {
  const conformance = program
    .command('conformance')
    .enablePositionalOptions()
    .description('drive a real or simulated device through every rule of the firmware protocol, and write a report')
    .option('--device <id>', 'the device, as the bench was prepared for it')
    .option(...BENCH_FLAG)
    .option(
      '--broker <url>',
      'mqtt:// or mqtts:// broker that the kit is a proxy of; without it, the kit serves the device itself',
    )
    .option('--ca <file>', "PEM of who signs the broker's certificate")
    .option('--listen <host:port>', 'where the device connects to', parseListen, parseListen('127.0.0.1:1883'))
    .option('--cert <file>', 'PEM certificate with which the kit speaks TLS to the device')
    .option('--key <file>', 'PEM key of that certificate')
    .option(
      '--hands <command>',
      'run for each thing that a hand must do, with its name: use leave override block unblock power-cut wipe',
    )
    .addOption(
      new Option(
        '--run <command>',
        'the device is a program: starts it, and kills it to cut its power; {port} is where the kit listens',
      ).conflicts('hands'),
    )
    .option('--type <line>', 'what is typed to that program for one act', '{act}')
    .option('--flash <folder>', 'where that program keeps its memory: removed when it is to be wiped')
    .option('--wipe', 'a person or --hands can also erase its memory of counters')
    .option('--only <names>', 'only these rules or checks, such as FP-14,busy', (text) => text.split(','), [])
    .option('--wait <minutes>', 'how long the device may take to come', parseMinutes, 10)
    .option('--out <folder>', 'where the reports are written; default: the bench')
    .action(async (flags: Partial<RunFlags>, command: Command) => {
      if (flags.device === undefined)
        command.error("conformance.no-device: name it with --device <id>; 'unlatch conformance prepare' makes its bench", {
          exitCode: 2,
        });
      await runKit(flags as RunFlags, command);
    });
  conformance
    .command('prepare <device>')
    .description("make a bench: identity and test root for the device, a credential for the kit, a broker's rules for both")
    .addOption(new Option('--kind <kind>', 'what it is').choices(KIND_CATALOGUE.map(({ kind }) => kind)).makeOptionMandatory())
    .option(...BENCH_FLAG)
    .option('--device-key <x>', 'public Ed25519 key of a real device (x of its JWK); without it, a key is made')
    .option('--broker-port <port>', 'port of the broker that mosquitto.conf describes', parsePort, 1884)
    .action(prepare);
  conformance
    .command('checks')
    .description('list every check with its rule and its steps')
    .action(() => {
      for (const { id, rule, steps } of CHECKS) say(`${rule}  ${id.padEnd(30)} ${steps}`);
    });
}
