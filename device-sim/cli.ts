// The sim commands: simulated devices on a broker - a venue, a fleet, a new device that enrols - with faults, a view and a report.
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { parseClaimCode } from '#protocol';
import { enrolDevice } from './commands/enrol-device.ts';
import { HANDS_HELP } from './commands/hands.ts';
import { describeRefusal, type SimRefusal } from './commands/refusal-words.ts';
import { type RunOptions, runVenue } from './commands/run-venue.ts';
import type { OpenStreet, Street } from './commands/street.ts';
import { describeFaults, FAULT_KINDS } from './faults/catalogue.ts';
import { type PlannedFault, parseDurationMs, parseFault } from './faults/fault.ts';
import { loadVenueFile, type VenueFile } from './fleet/venue-file.ts';
import { findScenario, SCENARIOS } from './scenarios/catalogue.ts';
import { describeScenarios, faultsOf, type Scenario } from './scenarios/scenario.ts';
import { describeObservation } from './view/sentence.ts';

type SimFlags = {
  readonly venue?: string;
  readonly fleet?: number;
  readonly perSecond: number;
  readonly visitors: number;
  readonly seed: string;
  readonly scenario?: Scenario;
  readonly broker: string;
  readonly ca?: string;
  readonly data?: string;
  readonly fault?: readonly PlannedFault[];
  readonly pace: number;
  readonly person: boolean;
  readonly json?: true;
  readonly quiet?: true;
  readonly view?: true;
  readonly for?: number;
  readonly report?: string;
  readonly pagePort?: number;
  readonly enrol?: string;
  readonly token?: string;
  readonly kind?: string;
};

/** Where keys and names of devices that enrolled by themselves are kept, and their memories. */
const OWN_FOLDER = './.unlatch/devices';
const MOST_DEVICES = 100_000;
const SCENARIOS_HELP = '\nUnder each stand its faults; --fault adds further ones.';
const TARGET_HELP =
  '\nBefore the name and a slash may stand whom it strikes: one device (pod-1/stuck), a kind (bike/stuck) or a share (5%/stuck).';

function collectFault(text: string, before: readonly PlannedFault[] = []): readonly PlannedFault[] {
  const parsed = parseFault(FAULT_KINDS, text);
  if (parsed.ok) return [...before, parsed.value];
  throw new InvalidArgumentError(`${parsed.error.code}. These are known:\n${describeFaults(FAULT_KINDS)}`);
}

function parsePace(text: string): number {
  const pace = Number(text);
  if (!(pace >= 0 && pace <= 100)) throw new InvalidArgumentError('a number from 0 (at once) to 100');
  return pace;
}

function parseLength(text: string): number {
  const lengthMs = parseDurationMs(text);
  if (lengthMs === undefined) throw new InvalidArgumentError('a time such as 30s or 5m');
  return lengthMs;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError('a whole number from 0 to 65535');
  return port;
}

const countFrom =
  (least: number) =>
  (text: string): number => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < least || count > MOST_DEVICES)
      throw new InvalidArgumentError(`a whole number from ${least} to ${MOST_DEVICES}`);
    return count;
  };

function parseScenario(name: string): Scenario {
  const scenario = findScenario(SCENARIOS, name);
  if (!scenario) throw new InvalidArgumentError(`these are known:\n${describeScenarios(SCENARIOS)}`);
  return scenario;
}

function refuse(command: Command, refusal: SimRefusal): never {
  return command.error(describeRefusal(refusal), { exitCode: 2 });
}

function readCa(command: Command, path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return refuse(command, { code: 'file.unreadable', path });
  }
}

function readVenue(command: Command, path: string | undefined): VenueFile {
  if (path === undefined) return refuse(command, { code: 'sim.nothing-to-run' });
  const venue = loadVenueFile(path);
  return venue.ok ? venue.value : refuse(command, venue.error);
}

/** What the flags say of a run, but for the objects that run and the broker that they run on. */
function runOptionsOf(command: Command, flags: SimFlags): Omit<RunOptions, 'broker' | 'street'> {
  const { data, fault = [], fleet, pace, person: isPeopled, report, pagePort, scenario, seed } = flags;
  const faults = [...(scenario ? faultsOf(scenario, FAULT_KINDS) : []), ...fault];
  const people = scenario?.people ?? (fleet === undefined ? undefined : 'all-tempers');
  return {
    ...{ ca: readCa(command, flags.ca), data, faults, people, pace, isPeopled, report, pagePort, seed },
    ...{ forMs: flags.for, perS: fleet === undefined ? undefined : flags.perSecond },
    ...{ scenario: scenario?.name, show: showOf(flags, fleet === undefined ? 'lines' : 'view') },
  };
}

function showOf({ json, quiet, view }: SimFlags, usual: RunOptions['show']): RunOptions['show'] {
  if (json) return 'json';
  if (quiet) return 'nothing';
  return view ? 'view' : usual;
}

async function run(command: Command, venue: VenueFile, options: RunOptions): Promise<void> {
  const ran = await runVenue(venue, options);
  if (!ran.ok) refuse(command, ran.error);
}

/** A device without a name asks for one first; from then on it is the only one of its venue. */
async function simulateNewcomer(serial: string, flags: SimFlags, command: Command): Promise<void> {
  const options = runOptionsOf(command, flags);
  const folder = flags.data ?? OWN_FOLDER;
  const { broker, kind, token } = flags;
  const said = parseClaimCode(serial) ?? { serial, kind, token };
  const enrolled = await enrolDevice({
    ...{ ...said, broker, ca: options.ca, folder },
    observe: (device, seen) => process.stdout.write(`${device}  ${describeObservation(seen)}\n`),
  });
  if (!enrolled.ok) return refuse(command, enrolled.error);
  // Its proof opens a connection only with a higher boot count: without its memory it would stay outside (FP-29).
  await run(command, enrolled.value, { ...options, broker, street: undefined, data: folder });
}

/** A fleet that has no gateway yet gets one of its own, for as long as it runs. */
async function simulateStreet(count: number, flags: SimFlags, command: Command, openStreet: OpenStreet): Promise<void> {
  const options = runOptionsOf(command, flags);
  const { seed, visitors: visitorsPerMinute } = flags;
  let street: Street;
  try {
    street = await openStreet({ count, seed, say: (line) => process.stderr.write(`${line}\n`) });
  } catch (cause) {
    return refuse(command, { code: 'street.not-opened', problem: cause instanceof Error ? cause.message : String(cause) });
  }
  try {
    await run(command, street.venue, { ...options, broker: street.broker, street: { street, visitorsPerMinute } });
  } finally {
    await street.close();
  }
}

async function simulate(flags: SimFlags, command: Command, openStreet: OpenStreet): Promise<void> {
  const { broker, enrol, fleet } = flags;
  if (enrol !== undefined) return simulateNewcomer(enrol, flags, command);
  if (fleet !== undefined && flags.venue === undefined) return simulateStreet(fleet, flags, command, openStreet);
  const venue = readVenue(command, flags.venue);
  const devices = venue.devices.slice(0, fleet);
  await run(command, { ...venue, devices }, { ...runOptionsOf(command, flags), broker, street: undefined });
}

/** Which devices run, and where. */
function addDeviceFlags(command: Command): Command {
  return command
    .option('--venue <file>', 'venue file: devices, their keys, and the keys they believe')
    .option('--broker <url>', 'MQTT broker: mqtt://, mqtts://, ws:// or wss://', 'mqtt://127.0.0.1:1883')
    .option('--ca <file>', "PEM of whoever signs the broker's certificate")
    .option('--data <folder>', 'keep device memory here, so that a restart is a power cut and not a new device')
    .option(
      '--enrol <serial>',
      'be one new device that gets its name from the gateway, and then be that device; or the whole text of its QR code',
    )
    .option('--token <token>', 'with --enrol: the one-time token of `unlatch device claim <serial>`')
    .option('--kind <kind>', 'with --enrol: what it is, such as bike')
    .option('--fleet <n>', 'many devices: the first n of the venue file, or without one n that the seed draws', countFrom(1))
    .option('--per-second <n>', 'with --fleet: at most so many are powered up each second', countFrom(1), 500);
}

/** What happens to them, and how it is shown. */
function addRunFlags(command: Command): Command {
  return command
    .option('--seed <text>', 'what the fleet, its people and all chances are drawn from', 'unlatch')
    .option('--scenario <name>', 'a day with a name; see `sim scenarios`', parseScenario)
    .option('--fault <fault>', '[target/]name[=value][@moment][:argument], may be repeated; see `sim faults`', collectFault)
    .option('--visitors <n>', 'with --fleet and no --venue: so many people come each minute', countFrom(0), 60)
    .option('--pace <factor>', 'how slowly people act: 1 as in life, 0 at once', parsePace, 1)
    .option('--no-person', 'nobody acts by themselves; use the hands on standard input')
    .option('--for <time>', 'ends by itself after this, such as 5m', parseLength)
    .option('--report <file>', 'writes the report of the run there, as JSON')
    .option(
      '--page-port <port>',
      'draws the objects on a page of this machine, to act there as the person; 0 takes any free port',
      parsePort,
    )
    .option('--view', 'one screen of counts instead of a line per event')
    .option('--json', 'one JSON object per line')
    .option('--quiet', 'no live lines, only the report at the end');
}

/**
 * Adds `sim` to the program that owns the command line.
 * @param openStreet makes a gateway for a fleet that was given none.
 */
export function registerSimCommands(program: Command, openStreet: OpenStreet): void {
  const sim = addRunFlags(addDeviceFlags(program.command('sim')))
    .description(`run simulated devices against a broker; ${HANDS_HELP} to act as the person`)
    .action((flags: SimFlags, command: Command) => simulate(flags, command, openStreet));
  const list = (name: string, about: string, text: () => string): void => {
    sim
      .command(name)
      .description(about)
      .action(() => void process.stdout.write(`${text()}\n`));
  };
  list(
    'scenarios',
    'every scenario by its name, and what happens in it',
    () => `${describeScenarios(SCENARIOS)}\n${SCENARIOS_HELP}`,
  );
  list('faults', 'every fault by its name, and what it does', () => `${describeFaults(FAULT_KINDS)}\n${TARGET_HELP}`);
}
