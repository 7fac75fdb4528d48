// Crash: `npm run crash` - lives of a gateway, each ended by kill -9 at a named point, until the asked number is reached.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { WALLET_NAMES, type WalletName } from '../../../gateway/domain/wallet/wallet-operation.ts';
import { FAILPOINTS, type FailpointName } from '../../../gateway/ports/failpoint.ts';
import { drawHouseKeys } from '../../support/house-keys.ts';
import { bundlePrograms } from './bundle.ts';
import { createChance } from './chance.ts';
import type { WorldReport } from './play-world.ts';
import { createTally, type Tally } from './tally.ts';
import type { WorldPlan } from './world-plan.ts';
import type { FromWorlds, ToWorlds } from './world-process.ts';

const OUTPUT = fileURLToPath(new URL('../../output/crash', import.meta.url));
/** Long enough that sessions of one life end in a later one, short enough to be played again while one waits. */
const LIVES_PER_WORLD = 8;
const MOST_MISSED = 0.1;
const USAGE =
  'npm run crash -- --runs N [--store sqlite|postgres] [--wallet ledger|host|card|mixed] [--seed S] [--at point,point] [--jobs J]';

type Asked = {
  readonly runs: number;
  readonly store: WorldPlan['store'];
  readonly wallets: readonly WalletName[];
  readonly seed: string;
  /** One world, played again. */
  readonly at: readonly FailpointName[] | null;
  readonly jobs: number;
};

function isFailpoint(name: string): name is FailpointName {
  return FAILPOINTS.some((point) => point.name === name);
}

function wrongUsage(problem: string): never {
  console.error(`${problem}\n${USAGE}`);
  process.exit(2);
}

function readWords(): Asked {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '52' },
      store: { type: 'string', default: 'sqlite' },
      wallet: { type: 'string', default: 'mixed' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_007) },
      at: { type: 'string' },
      jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    },
  });
  const { store, wallet, at } = values;
  if (store !== 'sqlite' && store !== 'postgres') return wrongUsage(`no store ${store}`);
  const wallets = WALLET_NAMES.filter((name) => wallet === 'mixed' || wallet === name);
  if (wallets.length === 0) return wrongUsage(`no wallet ${wallet}`);
  const [runs, jobs] = [Number(values.runs), Number(values.jobs)];
  if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(jobs) || jobs < 1)
    return wrongUsage('runs and jobs are counts');
  const points = at?.split(',') ?? null;
  const unknown = points?.find((name) => !isFailpoint(name));
  if (unknown !== undefined) return wrongUsage(`no failpoint ${unknown}`);
  return { runs: points?.length ?? runs, store, wallets, seed: values.seed, at: points?.filter(isFailpoint) ?? null, jobs };
}

/** Plans of worlds, each for the points that were hit least so far. */
function createPlanner(asked: Asked, tally: Tally) {
  const chance = createChance(`plans ${asked.seed}`);
  let planned = 0;
  let worlds = 0;
  return (): WorldPlan | null => {
    // A life that ended elsewhere is made up for; too many of them are a fault of their own.
    if (planned - tally.missed() >= asked.runs || tally.missed() > asked.runs * MOST_MISSED + 2) return null;
    const { store } = asked;
    const wallet = chance.pick(asked.wallets);
    if (asked.at) {
      planned = asked.runs;
      return { seed: asked.seed, store, wallet, kills: asked.at };
    }
    worlds += 1;
    const kills = tally.leastHit(Math.min(LIVES_PER_WORLD, asked.runs - planned + tally.missed()), wallet, chance);
    planned += kills.length;
    return { seed: `${asked.seed}-${worlds}`, store, wallet, kills };
  };
}

/** A process that plays worlds until there are no more plans. */
async function playAll(
  child: ChildProcess,
  begin: ToWorlds,
  next: () => WorldPlan | null,
  onReport: (report: WorldReport) => void,
) {
  const ended = new Promise<void>((resolve, reject) => {
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`a world process ended with ${code ?? signal}`)),
    );
  });
  const hear = (): Promise<FromWorlds> =>
    new Promise((resolve) => child.once('message', (message: FromWorlds) => resolve(message)));
  const ask = async (message: ToWorlds): Promise<FromWorlds | null> => {
    const heard = hear();
    child.send(message);
    return (await Promise.race([heard, ended])) ?? null;
  };
  await ask(begin);
  for (let plan = next(); plan; plan = next()) {
    const answer = await ask({ play: plan, name: plan.seed });
    if (answer?.is === 'played') onReport(answer.report);
  }
  child.send({ end: true } satisfies ToWorlds);
  await ended;
}

function replayOf({ plan, reached }: WorldReport): string {
  const kills = plan.kills.slice(0, Math.max(1, reached.length)).join(',');
  return `npm run crash -- --store ${plan.store} --wallet ${plan.wallet} --seed ${plan.seed} --at ${kills}`;
}

function tell(report: WorldReport, folder: string): void {
  const missed = report.plan.kills.filter((_, at) => report.reached[at] === false);
  if (report.violations.length === 0 && missed.length === 0) return;
  mkdirSync(OUTPUT, { recursive: true });
  const file = join(OUTPUT, `${report.plan.seed}.json`);
  const asText = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
  writeFileSync(file, JSON.stringify(report, asText, 1));
  if (missed.length > 0) console.log(`world ${report.plan.seed} did not reach ${missed.join(', ')}`);
  if (report.violations.length === 0) return;
  for (const { id, says, row } of report.violations.slice(0, 5)) console.error(`${id} ${says}: ${JSON.stringify(row, asText)}`);
  console.error(`  again: ${replayOf(report)}\n  story: ${file}\n  data:  ${join(folder, report.plan.seed)}`);
}

async function main(): Promise<void> {
  const asked = readWords();
  const startedAtMs = Date.now();
  mkdirSync(OUTPUT, { recursive: true });
  const built = mkdtempSync(join(OUTPUT, 'run-'));
  const programs = await bundlePrograms(join(built, 'programs'));
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-lives-'));
  const tally = createTally();
  const next = createPlanner(asked, tally);
  const begin: ToWorlds = {
    begin: { gatewayFile: programs.gateway, folder, store: asked.store, keys: await drawHouseKeys(Date.UTC(2026, 10, 21, 4)) },
  };
  const startWorlds = (): ChildProcess =>
    fork(programs.worlds, [], { execArgv: [], serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const jobs = Array.from({ length: asked.at ? 1 : asked.jobs }, () =>
    playAll(startWorlds(), begin, next, (report) => {
      tally.add(report);
      tell(report, folder);
    }),
  );
  await Promise.all(jobs);
  console.log(tally.lines({ ...asked, tookMs: Date.now() - startedAtMs }).join('\n'));
  rmSync(built, { recursive: true, force: true });
  const isGood = tally.isGood(asked.runs);
  if (isGood) rmSync(folder, { recursive: true, force: true });
  process.exitCode = isGood ? 0 : 1;
}

await main();
