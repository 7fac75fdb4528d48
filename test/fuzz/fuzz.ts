// Fuzz: `npm run fuzz` - a million generated payloads and frames against the readers and the real broker, each replayable by its seed.
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { measureDisturbance, startNeighbour, startTarget, type Waits } from './disturbance.ts';
import { fuzzBroker } from './fuzz-broker.ts';
import { fuzzCodec } from './fuzz-codec.ts';
import { describeError, printTally } from './tally.ts';
import type { Memory, TargetAnswer } from './target-process.ts';

const USAGE = 'npm run fuzz -- [--runs N] [--seed S] [--only codec|broker|disturbance] [--batch B] [--messages N] [--quiet]';
/** Of all runs, so many are payloads for the readers; the rest are frames that the broker read. */
const CODEC_SHARE = 0.6;
/** The first share of the frames warms the broker up; growth is counted from there. */
const WARM_UP_SHARE = 0.1;
/** What a process may keep of all it was sent, after a collection of its garbage. */
const MOST_GROWTH_BYTES = 64 * 1_024 * 1_024;
/** As long as that, and the gateway would send a command again (FP-12). */
const LONGEST_WAIT_MS = 2_000;
/** Of fewer messages the 95th of a hundred is the worst of them, and says more about this machine than about the gateway. */
const FEWEST_TIMED = 100;
const MOST_SHOWN = 5;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
    only: { type: 'string' },
    batch: { type: 'string' },
    messages: { type: 'string', default: '400' },
    quiet: { type: 'boolean', default: false },
  },
});

function wrongUsage(problem: string): never {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

const mebibytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const memoryNow = (): Memory => {
  collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssBytes: rss, heapBytes: heapUsed, peakRssBytes: process.resourceUsage().maxRSS * 1_024 };
};

/** @returns what is wrong with it; null when it stays within its bound. */
function tellMemory(whose: string, before: Memory, after: Memory): string | null {
  console.log(
    `${whose}: RSS ${mebibytes(before.rssBytes)} before, ${mebibytes(after.peakRssBytes)} at its peak, ${mebibytes(after.rssBytes)} after; heap ${mebibytes(before.heapBytes)} before, ${mebibytes(after.heapBytes)} after`,
  );
  const grown = after.rssBytes - before.rssBytes;
  const heapGrown = after.heapBytes - before.heapBytes;
  if (Math.min(grown, heapGrown) <= MOST_GROWTH_BYTES && heapGrown <= MOST_GROWTH_BYTES) return null;
  return `${whose}: grew by ${mebibytes(grown)} RSS and ${mebibytes(heapGrown)} heap, more than ${mebibytes(MOST_GROWTH_BYTES)}`;
}

const progress = (words: string): void => {
  if (!values.quiet) process.stderr.write(`\r${words}   `);
};

async function runCodec(runs: number, seed: string, batch: number | undefined): Promise<readonly string[]> {
  await fuzzCodec({ runs: Math.min(runs, 10_000), seed: `${seed} warm-up` });
  const before = memoryNow();
  const startedAtMs = Date.now();
  const report = await fuzzCodec({ runs, seed, batch, onBatch: (payloads) => progress(`codec ${payloads} of ${runs}`) });
  progress('\n');
  console.log(
    `codec: ${report.payloads} payloads in ${Math.round((Date.now() - startedAtMs) / 1_000)} s, ${report.crashes.length} crashes`,
  );
  console.log(printTally(report.outcomes));
  const grown = tellMemory('codec', before, memoryNow());
  const again = (at: number): string => `again: npm run fuzz -- --only codec --runs ${runs} --seed ${seed} --batch ${at}`;
  const crashes = report.crashes.slice(0, MOST_SHOWN).map(({ batch: at, what, problem }) => `${what}: ${problem}\n${again(at)}`);
  return [...crashes, ...(grown ? [grown] : [])];
}

/** What a broker did that it never may. */
function complaintsOf({ errors }: TargetAnswer): readonly string[] {
  return errors.slice(0, MOST_SHOWN).map((error) => `the gateway logged an error: ${error}`);
}

async function runBroker(frames: number, seed: string, batch: number | undefined): Promise<readonly string[]> {
  const target = startTarget('deep');
  const { port } = await target.ready;
  const neighbour = startNeighbour({ port, messages: 20, everyMs: 20 });
  try {
    await neighbour.ready;
    let before: TargetAnswer | null = null;
    const startedAtMs = Date.now();
    let isOver = false;
    const goesOn = (async () => {
      let last = await neighbour.count();
      while (!isOver) last = await neighbour.count();
      return last;
    })();
    // Whoever waits for it hears of its end; until then a dead neighbour is not the process's own.
    goesOn.catch(() => {});
    const report = await fuzzBroker({
      port,
      frames,
      seed,
      batch,
      onBatch: (read) => progress(`broker ${read} of ${frames} frames`),
      async framesRead() {
        const counts = await target.count();
        if (before === null && (counts.framesRead >= frames * WARM_UP_SHARE || batch !== undefined)) before = counts;
        return counts.framesRead;
      },
    });
    isOver = true;
    const last = await goesOn;
    const after = await target.count();
    await neighbour.stop();
    await target.stop();
    progress('\n');
    const took = Math.round((Date.now() - startedAtMs) / 1_000);
    console.log(
      `broker: ${after.framesRead} frames read of ${report.framesSent} sent (${mebibytes(report.bytesSent)}) on ${report.connections} connections in ${took} s`,
    );
    console.log(printTally(new Map(Object.entries(after.metrics))));
    console.log(
      `a well-behaved device beside them: ${last.said} messages said, ${after.heard} heard, ${last.interruptions} interruptions`,
    );
    const grown = tellMemory('broker', (before ?? after).memory, after.memory);
    const again = (at: number): string => `again: npm run fuzz -- --only broker --seed ${seed} --batch ${at}`;
    return [
      ...complaintsOf(after),
      ...report.leftOpen.slice(0, MOST_SHOWN).map((at) => `a connection was left open\n${again(at)}`),
      ...(after.heard === last.said && last.interruptions === 0 ? [] : ['the well-behaved device was disturbed']),
      ...(grown ? [grown] : []),
    ];
  } catch (error) {
    await Promise.allSettled([neighbour.kill(), target.kill()]);
    throw new Error(`the broker did not survive; again: npm run fuzz -- --only broker --runs ${frames} --seed ${seed}`, {
      cause: error,
    });
  }
}

async function runDisturbance(messages: number): Promise<readonly string[]> {
  const found = await measureDisturbance(messages);
  const { alone, disturbed, mischief, said, heard, interruptions, target } = found;
  const tell = (waits: Waits): string =>
    `p50 ${waits.p50Ms.toFixed(2)} ms, p95 ${waits.p95Ms.toFixed(2)} ms, longest ${waits.maxMs.toFixed(1)} ms`;
  console.log(`a well-behaved device, up and back: alone ${tell(alone)}`);
  console.log(
    `  while one misbehaves (${mischief.connections} connections, ${mebibytes(mischief.bytesSent)}): ${tell(disturbed)}; ratio p50 ${(disturbed.p50Ms / alone.p50Ms).toFixed(2)}, p95 ${(disturbed.p95Ms / alone.p95Ms).toFixed(2)}; ${said - heard} lost`,
  );
  console.log(printTally(new Map(Object.entries(target.metrics))));
  return [
    ...complaintsOf(target),
    ...(said === heard && interruptions === 0
      ? []
      : [`the well-behaved device lost ${said - heard} messages and ${interruptions} connections`]),
    ...(messages < FEWEST_TIMED || disturbed.p95Ms < LONGEST_WAIT_MS
      ? []
      : [`the well-behaved device waited ${disturbed.p95Ms.toFixed(0)} ms`]),
  ];
}

async function main(): Promise<void> {
  const { only, seed } = values;
  const runs = Number(values.runs);
  const messages = Number(values.messages);
  if (!Number.isSafeInteger(messages) || messages < 1) wrongUsage('messages is a count');
  const batch = values.batch === undefined ? undefined : Number(values.batch);
  if (!Number.isSafeInteger(runs) || runs < 1) wrongUsage('runs is a count');
  if (only !== undefined && !['codec', 'broker', 'disturbance'].includes(only)) wrongUsage(`no part ${only}`);
  if (batch !== undefined && (only === undefined || !Number.isSafeInteger(batch))) wrongUsage('a batch is a number of one part');
  console.log(`seed ${seed}, ${runs} runs`);
  const payloads = only === 'codec' ? runs : Math.round(runs * CODEC_SHARE);
  const frames = only === 'broker' ? runs : runs - payloads;
  const found: string[] = [];
  if (only === undefined || only === 'codec') found.push(...(await runCodec(payloads, seed, batch)));
  if (only === undefined || only === 'broker') found.push(...(await runBroker(frames, seed, batch)));
  if (only === undefined || only === 'disturbance') found.push(...(await runDisturbance(messages)));
  if (found.length === 0) {
    console.log('nothing found');
    return;
  }
  console.error(found.join('\n'));
  process.exitCode = 1;
}

process.on('unhandledRejection', (reason) => {
  console.error(`an unhandled rejection: ${describeError(reason)}`);
  process.exit(1);
});
await main();
