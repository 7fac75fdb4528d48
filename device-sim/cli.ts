// The sim command: a venue of simulated devices on a broker, one live line per event, and hands on standard input.
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { type Command, InvalidArgumentError } from 'commander';
import { KIND_CATALOGUE } from '#protocol';
import type { Observation } from './device/device.ts';
import { FAULT_KINDS } from './faults/catalogue.ts';
import { type PlannedFault, parseDurationMs, parseFault } from './faults/fault.ts';
import { createFleet, type Fleet } from './fleet/fleet.ts';
import { loadVenueFile, type VenueDevice, type VenueFile } from './fleet/venue-file.ts';
import { KIND_MODELS } from './kinds/catalogue.ts';
import { createMqttLink } from './links/mqtt.ts';
import { PERSONAS } from './persona/persona.ts';
import { createRealAlarms, createSteadyClock } from './runtime/alarms.ts';
import { createFileMemory, createVolatileMemory } from './runtime/memory-store.ts';

type SimOptions = {
  readonly venue: string;
  readonly broker: string;
  readonly data?: string;
  readonly fault: readonly PlannedFault[];
  readonly pace: number;
  readonly person: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
};

type Line = {
  readonly at: number;
  readonly device: string;
  readonly ev: string;
  readonly [field: string]: string | number | boolean;
};

function printer(asJson: boolean): (line: Line) => void {
  if (asJson) return (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  return ({ at, device, ev, ...data }) => {
    const time = new Date(at).toISOString().slice(11, 23);
    const facts = Object.entries(data).map(([name, value]) => `${name}=${value}`);
    process.stdout.write(`${time}  ${device.padEnd(10)}  ${ev.padEnd(12)}${facts.join(' ')}\n`);
  };
}

function collectFault(text: string, before: readonly PlannedFault[]): readonly PlannedFault[] {
  const parsed = parseFault(FAULT_KINDS, text);
  if (parsed.ok) return [...before, parsed.value];
  throw new InvalidArgumentError(`${parsed.error.code}. Known:\n  ${FAULT_KINDS.map((kind) => kind.usage).join('\n  ')}`);
}

function parsePace(text: string): number {
  const pace = Number(text);
  if (!(pace >= 0 && pace <= 100)) throw new InvalidArgumentError('a number from 0 (at once) to 100');
  return pace;
}

/** Obeys `pod-1 leave`, `bike-1 ride 4` and `pod-1 powerCut 2s`; @returns what it did not understand. */
function obeyLine(fleet: Fleet, text: string): string | null {
  const [device = '', act = '', value] = text.trim().split(/\s+/);
  if (device === '') return null;
  const runtime = fleet.find(device);
  if (!runtime) return `no device ${device}`;
  if (act === '') return `what should happen to ${device}?`;
  if (act === 'powerCut') {
    const offMs = parseDurationMs(value ?? '1s');
    if (offMs === undefined) return 'powerCut takes 2s or 500ms';
    runtime.powerCut(offMs);
    return null;
  }
  const amount = value === undefined ? undefined : Number(value);
  if (amount !== undefined && !Number.isFinite(amount)) return `${value} is no number`;
  runtime.act(act, amount);
  return null;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

function openFleet(venue: VenueFile, options: SimOptions, print: (line: Line) => void) {
  const clock = createSteadyClock();
  const timers = createRealAlarms(clock);
  const tell = (device: string, observation: Observation): void => {
    if (!options.quiet) print({ at: Date.now(), device, ev: observation.ev, ...observation.data });
  };
  return createFleet({
    venue,
    kinds: KIND_CATALOGUE,
    models: KIND_MODELS,
    personas: options.person ? PERSONAS : [],
    pace: options.pace,
    faults: options.fault,
    clock,
    timers,
    randomBytes: (size) => randomBytes(size),
    stopwatch: () => performance.now(),
    linkOf: ({ device, password }) =>
      createMqttLink({
        url: options.broker,
        device,
        password,
        timers,
        randomBytes: (size) => randomBytes(size),
        onTrouble: (why) => tell(device, { ev: 'ignored', data: { what: 'connection', why } }),
      }),
    memoryOf: ({ device, kind }: VenueDevice) =>
      options.data === undefined ? createVolatileMemory() : createFileMemory(options.data, device, kind),
    observe: (entry, observation) => tell(entry.device, observation),
  });
}

async function simulate(options: SimOptions, command: Command): Promise<void> {
  const venue = loadVenueFile(options.venue);
  if (!venue.ok) {
    const where = 'at' in venue.error ? ` (${venue.error.at})` : '';
    command.error(`${venue.error.code}: ${venue.error.path}${where}`);
  }
  const print = printer(options.json);
  const opened = await openFleet(venue.value, options, print);
  if (!opened.ok) command.error(`${opened.error.code}: ${opened.error.device} is a ${opened.error.kind}`);
  const fleet = opened.value;
  const stopped = untilStopped();
  const hands = createInterface({ input: process.stdin });
  hands.on('line', (text) => {
    const problem = obeyLine(fleet, text);
    if (problem !== null) process.stderr.write(`${problem}\n`);
  });
  fleet.start();
  await stopped;
  hands.close();
  process.stdin.destroy();
  await fleet.stop();
  const { commands, longestMs, totalMs } = fleet.stats();
  print({
    at: Date.now(),
    device: '-',
    ev: 'stats',
    devices: venue.value.devices.length,
    commands,
    meanMs: commands === 0 ? 0 : Number((totalMs / commands).toFixed(3)),
    longestMs: Number(longestMs.toFixed(3)),
  });
}

/** Adds `sim` to the program that owns the command line. */
export function registerSimCommands(program: Command): void {
  program
    .command('sim')
    .description('run simulated devices against a broker; type e.g. "pod-1 leave" to act as the person')
    .requiredOption('--venue <file>', 'venue file: devices, their keys, and the keys they believe')
    .option('--broker <url>', 'MQTT broker', 'mqtt://127.0.0.1:1883')
    .option('--data <folder>', 'keep device memory here, so that a restart is a power cut and not a new device')
    .option('--fault <fault>', '[device/]name[@moment][:argument], may be repeated', collectFault, [])
    .option('--pace <factor>', 'how slowly people act: 1 as in life, 0 at once', parsePace, 1)
    .option('--no-person', 'nobody acts by themselves; use the hands on standard input')
    .option('--json', 'one JSON object per line', false)
    .option('--quiet', 'no live lines, only the figures at the end', false)
    .action(simulate);
}
