// Run bench: plays full sessions at each number in flight, in a new world per run, and checks the books after each.

import type { BenchPerson } from './bench-messages.ts';
import { findBookProblems, type Played } from './books.ts';
import { median, type Spread, spreadOf } from './figures.ts';
import { createPhone, type Phone, type PlayedSession } from './phone.ts';
import { createWorldKeeper, type World } from './world.ts';

/** Obeys Start and Stop at once and by itself: nobody has to leave or park first, so no device time is waited out. */
const KIND = 'restaurant-table';
const WARM_UP_SESSIONS = 300;
const WARM_UP_IN_FLIGHT = 16;
/** Then somebody else plays: what one person and one address may scan is limited. */
const SESSIONS_OF_A_PERSON = 30;

export type BenchOptions = {
  readonly runs: number;
  /** Of each run at each level. */
  readonly sessions: number;
  readonly devices: number;
  readonly levels: readonly number[];
  readonly timeLimitMs: number;
  /** Ends it early, for example on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly parentFolder: string;
  readonly profileFolder: string | null;
  readonly onProgress: (line: string) => void;
};

/** One level of one run; `deviceMs` is the mean that a device took to answer a command, already off `active`. */
export type Level = {
  readonly inFlight: number;
  readonly sessionsPerS: number;
  readonly created: Spread;
  readonly active: Spread;
  readonly deviceMs: number;
  readonly commitsPerSession: number;
  readonly transactionsPerSession: number;
  readonly cpuMsPerSession: number;
};

type Crowd = { readonly played: readonly PlayedSession[]; readonly tookMs: number };

/** `inFlight` persons at a time, each on an object of their own; objects and persons rest until all others had their turn. */
async function playCrowd(
  origin: string,
  persons: BenchPerson[],
  objects: string[],
  crowd: { readonly inFlight: number; readonly sessions: number },
): Promise<Crowd> {
  const played: PlayedSession[] = [];
  let left = crowd.sessions;
  const playOnce = async (phone: Phone): Promise<void> => {
    const link = objects.shift();
    if (link === undefined) throw new Error('bench.no-object: more sessions in flight than objects');
    played.push(await phone.play(link));
    objects.push(link);
  };
  const playTurn = async (person: BenchPerson): Promise<void> => {
    const phone = createPhone(origin, person.token, person.address);
    try {
      for (let turn = 0; turn < SESSIONS_OF_A_PERSON && left > 0; turn += 1) {
        left -= 1;
        await playOnce(phone);
      }
    } catch (cause) {
      // Nobody begins another session after the first that failed.
      left = 0;
      throw cause;
    } finally {
      phone.close();
    }
  };
  const playOn = async (): Promise<void> => {
    while (left > 0) {
      const person = persons.shift();
      if (person === undefined) throw new Error('bench.no-person: more sessions in flight than persons');
      await playTurn(person);
      persons.push(person);
    }
  };
  const beganMs = performance.now();
  await Promise.all(Array.from({ length: crowd.inFlight }, playOn));
  return { played, tookMs: performance.now() - beganMs };
}

async function countBoth({ gateway, devices }: World) {
  const [at, device] = await Promise.all([gateway.count(), devices.count()]);
  return { ...at, device };
}

async function measureLevel(world: World, people: BenchPerson[], objects: string[], inFlight: number, sessions: number) {
  const { origin } = world.ready;
  const before = await countBoth(world);
  const { played, tookMs } = await playCrowd(origin, people, objects, { inFlight, sessions });
  const after = await countBoth(world);
  const commands = after.device.commands - before.device.commands;
  const deviceMs = commands === 0 ? 0 : (after.device.totalMs - before.device.totalMs) / commands;
  const seen = spreadOf(played.map((each) => each.activeMs));
  const level: Level = {
    inFlight,
    sessionsPerS: (played.length * 1_000) / tookMs,
    created: spreadOf(played.map((each) => each.createdMs)),
    active: { p50Ms: Math.max(0, seen.p50Ms - deviceMs), p99Ms: Math.max(0, seen.p99Ms - deviceMs) },
    deviceMs,
    commitsPerSession: (after.commits - before.commits) / played.length,
    transactionsPerSession: (after.transactions - before.transactions) / played.length,
    cpuMsPerSession: (after.cpuMs - before.cpuMs) / played.length,
  };
  return { level, played };
}

const sumOf = (played: readonly PlayedSession[]): Played => ({
  sessions: played.length,
  finalMinor: played.reduce((sum, each) => sum + each.finalMinor, 0),
});

async function runOnce(world: World, options: BenchOptions, run: number): Promise<readonly Level[]> {
  const { origin, persons, links } = world.ready;
  const [people, objects] = [[...persons], [...links]];
  const most = Math.max(...options.levels);
  const warmUp = { inFlight: Math.min(most, WARM_UP_IN_FLIGHT), sessions: Math.min(options.sessions, WARM_UP_SESSIONS) };
  const all = [...(await playCrowd(origin, people, objects, warmUp)).played];
  const levels: Level[] = [];
  for (const inFlight of options.levels) {
    const { level, played } = await measureLevel(world, people, objects, inFlight, options.sessions);
    levels.push(level);
    all.push(...played);
    options.onProgress(`run ${run} of ${options.runs}: ${inFlight} in flight, ${level.sessionsPerS.toFixed(0)} sessions/s`);
  }
  const problems = findBookProblems(await world.gateway.count(), sumOf(all));
  if (problems.length > 0) throw new Error(`bench.books: ${problems.join('; ')}`);
  return levels;
}

/** The median of each figure over the runs; every figure on its own. */
function middleOf(runs: readonly Level[]): Level {
  const of = (read: (level: Level) => number): number => median(runs.map(read));
  return {
    inFlight: of((level) => level.inFlight),
    sessionsPerS: of((level) => level.sessionsPerS),
    created: { p50Ms: of((level) => level.created.p50Ms), p99Ms: of((level) => level.created.p99Ms) },
    active: { p50Ms: of((level) => level.active.p50Ms), p99Ms: of((level) => level.active.p99Ms) },
    deviceMs: of((level) => level.deviceMs),
    commitsPerSession: of((level) => level.commitsPerSession),
    transactionsPerSession: of((level) => level.transactionsPerSession),
    cpuMsPerSession: of((level) => level.cpuMsPerSession),
  };
}

function explain(stop: AbortSignal, options: BenchOptions, cause: unknown): unknown {
  if (!stop.aborted) return cause;
  if (options.signal.aborted) return new Error('bench.interrupted', { cause });
  return new Error(`bench.time-limit: not done after ${options.timeLimitMs / 1_000} s`, { cause });
}

/**
 * @returns one row per level. Throws at the first session that does not close, for books that do not balance, and
 * `bench.time-limit` when it takes too long; nothing keeps running and no file stays.
 */
export async function runBench(options: BenchOptions): Promise<readonly Level[]> {
  const most = Math.max(...options.levels);
  if (options.devices < most) throw new Error(`bench.too-few-devices: ${options.devices} for ${most} in flight`);
  const persons = most + Math.ceil((WARM_UP_SESSIONS + options.levels.length * options.sessions) / SESSIONS_OF_A_PERSON);
  const keeper = createWorldKeeper();
  const stop = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeLimitMs)]);
  stop.addEventListener('abort', () => void keeper.abandon(), { once: true });
  const { devices, parentFolder, profileFolder } = options;
  try {
    const runs: (readonly Level[])[] = [];
    for (let run = 1; run <= options.runs; run += 1) {
      stop.throwIfAborted();
      const world = await keeper.open({ kind: KIND, devices, persons, parentFolder, profileFolder });
      runs.push(await runOnce(world, options, run));
      await world.close();
    }
    return options.levels.map((_, at) => middleOf(runs.flatMap((levels) => levels[at] ?? [])));
  } catch (cause) {
    throw explain(stop, options, cause);
  } finally {
    await keeper.abandon();
  }
}
