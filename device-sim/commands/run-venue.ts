// Run venue: devices of a venue file on a broker until somebody stops them, with lines or a screen, and a report at the end.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { KIND_CATALOGUE, ok, type Result, refused } from '#protocol';
import type { Observation } from '../device/device.ts';
import type { PlannedFault } from '../faults/fault.ts';
import { createArrivals } from '../fleet/arrivals.ts';
import { watchBusiestSecond } from '../fleet/busiest-second.ts';
import { createFleet, type Fleet, type FleetRefusal } from '../fleet/fleet.ts';
import { drawTemper, type People } from '../fleet/plan.ts';
import { createTally, type Tally } from '../fleet/tally.ts';
import { type AnyVenueDevice, devicesOf, type VenueFile } from '../fleet/venue-file.ts';
import { KIND_MODELS } from '../kinds/catalogue.ts';
import { createMqttLink } from '../links/mqtt.ts';
import { createLivePage, type LivePage, type PageRefusal } from '../live-page/live-page.ts';
import { PERSONAS } from '../persona/persona.ts';
import { type Alarms, createRealAlarms, createSteadyClock } from '../runtime/alarms.ts';
import { createFileMemory, createVolatileMemory } from '../runtime/memory-store.ts';
import { createGauge } from '../view/gauge.ts';
import { startLiveView } from '../view/live-view.ts';
import { composeReportText, makeReport, type Report } from '../view/report.ts';
import { describeObservation } from '../view/sentence.ts';
import type { Usage } from '../view/usage.ts';
import { obeyLine } from './hands.ts';
import type { Street } from './street.ts';

export type RunOptions = {
  readonly broker: string;
  /** PEM text of whoever signs the broker's certificate. */
  readonly ca: string | undefined;
  readonly data: string | undefined;
  readonly faults: readonly PlannedFault[];
  /** Its name, for the screen and the report. */
  readonly scenario: string | undefined;
  readonly seed: string;
  /** Who uses the objects, as the seed draws them; undefined where all are the usual person. */
  readonly people: People | undefined;
  readonly pace: number;
  readonly isPeopled: boolean;
  /** What stands on standard output while it runs. */
  readonly show: 'lines' | 'json' | 'view' | 'nothing';
  /** So many devices are powered up each second; all at once where undefined. */
  readonly perS: number | undefined;
  readonly forMs: number | undefined;
  readonly report: string | undefined;
  /** Where the live page listens, 0 being any free port; none where undefined. */
  readonly pagePort: number | undefined;
  /** The gateway that was opened for this run, if it has its own. */
  readonly street: { readonly street: Street; readonly visitorsPerMinute: number } | undefined;
};

export type RunRefusal = FleetRefusal | PageRefusal | { readonly code: 'report.unwritable'; readonly path: string };

function readUsage(): Usage {
  const { system, user } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000, rssBytes: process.memoryUsage.rss() };
}

function createPrinter(show: RunOptions['show']): (device: string, observation: Observation) => void {
  if (show === 'json') {
    return (device, { data, ev }) => process.stdout.write(`${JSON.stringify({ at: Date.now(), device, ev, ...data })}\n`);
  }
  if (show !== 'lines') return () => {};
  return (device, observation) => {
    const time = new Date().toISOString().slice(11, 23);
    process.stdout.write(`${time}  ${device.padEnd(12)}  ${describeObservation(observation)}\n`);
  };
}

/** Resolves at Ctrl-C, at a request to end, or when the time is over. */
function untilStopped(timers: Alarms, forMs: number | undefined): Promise<void> {
  return new Promise((resolve) => {
    const cancel = forMs === undefined ? () => {} : timers.after(forMs, resolve);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        cancel();
        resolve();
      });
    }
  });
}

function openFleet(
  venue: VenueFile,
  options: RunOptions,
  parts: {
    readonly timers: Alarms;
    readonly tally: Tally;
    readonly see: (device: string, observation: Observation) => void;
    readonly page: LivePage | null;
  },
) {
  const { page, see, tally, timers } = parts;
  const personas = options.isPeopled ? PERSONAS : [];
  const { people } = options;
  const tlsOf = (entry: AnyVenueDevice) => ({
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...('certificate' in entry && entry.certificate ? { certificate: entry.certificate } : {}),
  });
  return createFleet({
    venue,
    kinds: KIND_CATALOGUE,
    models: KIND_MODELS,
    personas: page?.give(personas) ?? personas,
    pace: options.pace,
    faults: options.faults,
    seed: options.seed,
    ...(people ? { temperOf: (device: string) => drawTemper(options.seed, device, people) } : {}),
    clock: createSteadyClock(),
    timers,
    randomBytes: (size) => randomBytes(size),
    stopwatch: () => performance.now(),
    linkOf(entry) {
      const { device, password } = entry;
      const link = createMqttLink({
        url: options.broker,
        device,
        password,
        tls: tlsOf(entry),
        timers,
        randomBytes: (size) => randomBytes(size),
        onTrouble: (why) => see(device, { ev: 'ignored', data: { what: 'connection', why } }),
      });
      const counted = tally.count(link);
      return page?.wire(device, counted) ?? counted;
    },
    memoryOf({ device, kind }) {
      const memory = options.data === undefined ? createVolatileMemory() : createFileMemory(options.data, device, kind);
      return page?.keep(device, memory) ?? memory;
    },
    observe: ({ device }, observation) => see(device, observation),
  });
}

/** Says where the live page is, as a line or as an event among the others. */
async function openPage(
  page: LivePage | null,
  fleet: Fleet,
  options: RunOptions,
): Promise<Result<string | undefined, PageRefusal>> {
  if (page === null) return ok(undefined);
  const opened = await page.open(fleet, options.pagePort ?? 0);
  if (!opened.ok) return opened;
  const event = { at: Date.now(), device: '-', ev: 'page', url: opened.value };
  process.stdout.write(options.show === 'json' ? `${JSON.stringify(event)}\n` : `Live page: ${opened.value}\n`);
  return opened;
}

/** Lines on standard input are hands, where there is somebody to type them. */
function listenToHands(fleet: Fleet): () => void {
  const hands = createInterface({ input: process.stdin });
  hands.on('line', (text) => {
    const problem = obeyLine(fleet.find, text);
    if (problem !== null) process.stderr.write(`${problem}\n`);
  });
  return () => {
    hands.close();
    process.stdin.destroy();
  };
}

/** A name that no device has is most likely a slip; a share of a small fleet may be nobody. */
function warnOfIdleFaults({ faults, seed }: RunOptions, all: readonly AnyVenueDevice[]): void {
  for (const { isMeantFor, text } of faults) {
    if (!text.includes('%') && !all.some((entry) => isMeantFor(entry, seed)))
      process.stderr.write(`${text} is meant for none of the ${all.length} devices\n`);
  }
}

/** Whoever walks past sees whether an object is alive, and whether somebody is in it. */
function looksFree(fleet: Fleet, device: string): boolean {
  const seen = fleet.find(device)?.peek();
  return seen?.connection?.isGreeted === true && seen.flash.session === null;
}

function sayReport({ report: path, show }: RunOptions, report: Report, atMs: number): Result<null, RunRefusal> {
  if (show === 'json') {
    const { commands, longestMs, meanMs } = report.answers;
    const stats = { at: atMs, device: '-', ev: 'stats', devices: report.counts.devices, commands, meanMs, longestMs };
    process.stdout.write(`${JSON.stringify(stats)}\n`);
  } else process.stdout.write(`\n${composeReportText(report)}\n`);
  if (path === undefined) return ok(null);
  try {
    writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
    return ok(null);
  } catch {
    return refused({ code: 'report.unwritable', path });
  }
}

export async function runVenue(venue: VenueFile, options: RunOptions): Promise<Result<null, RunRefusal>> {
  const { faults, scenario, seed } = options;
  const street = options.street?.street;
  const clock = createSteadyClock();
  const timers = createRealAlarms(clock);
  const tally = createTally();
  const all = devicesOf(venue);
  const arrivals = createArrivals(clock, all.length);
  for (const { device, kind } of all) tally.add(device, kind);
  warnOfIdleFaults(options, all);
  const print = createPrinter(options.show);
  const isShown = options.pagePort !== undefined;
  const page = isShown ? createLivePage({ devices: all, counts: tally.counts, timers, nowMs: Date.now }) : null;
  const see = (device: string, observation: Observation): void => {
    tally.see(device, observation);
    page?.see(device, observation);
    arrivals.see(device, observation);
    print(device, observation);
  };
  const opened = await openFleet(venue, options, { timers, tally, see, page });
  if (!opened.ok) return opened;
  const fleet = opened.value;
  const shown = await openPage(page, fleet, options);
  if (!shown.ok) return shown;
  const stopped = untilStopped(timers, options.forMs);
  const beganMs = clock.nowMs();
  const deafen = listenToHands(fleet);
  const busiest = watchBusiestSecond({ counts: tally.counts, timers });
  const gauge = createGauge({ counts: tally.counts, clock, usage: readUsage, visits: () => street?.visits() });
  const title = { devices: all.length, broker: options.broker, seed, scenario, page: shown.value };
  const view = options.show === 'view' ? startLiveView({ gauge, timers, terminal: process.stdout, title }) : null;
  fleet.start(options.perS);
  street?.welcome(options.street?.visitorsPerMinute ?? 0, (device) => looksFree(fleet, device));
  await stopped;
  busiest.stop();
  view?.stop();
  deafen();
  const endedMs = clock.nowMs();
  const report = makeReport({
    ...{ beganMs, endedMs, seed, scenario, faultsAsked: faults.map(({ text }) => text), usage: readUsage() },
    ...{ counts: tally.counts(), arrivals: arrivals.times(), busiestPerS: busiest.messages(), times: fleet.stats() },
    gateway: await street?.usage(),
    visits: street?.visits(),
  });
  const counted = sayReport(options, report, endedMs);
  await page?.close();
  await fleet.stop();
  return counted;
}
