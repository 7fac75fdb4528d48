// Layers: what a mutant has to get past, the quickest first: the decision table, the model, and lives ended at chosen points.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';

export const LAYER_NAMES = ['table', 'model', 'crash'] as const;
export type LayerName = (typeof LAYER_NAMES)[number];
/** `reason`: the test, the rule or the line that says what was noticed. A layer that hangs or does not load has noticed nothing. */
export type Outcome =
  | { readonly is: 'passed' }
  | { readonly is: 'killed'; readonly reason: string }
  | { readonly is: 'void'; readonly reason: string };
export type Fate = { readonly layer: LayerName | null; readonly outcome: Outcome };

type Run = { readonly code: number | null; readonly isHung: boolean; readonly said: string; readonly folder: string };
type Layer = {
  readonly name: LayerName;
  readonly words: (trial: Mutant) => readonly string[];
  readonly judge: (run: Run) => Outcome;
};

const MODEL_RUNS = 24;
/** How often the chosen points are gone through. */
const ROUNDS = 3;
/** Far beyond what any of them takes: ended so, it tells nothing. */
const LAYER_MS = 600_000;
const REPORT = 'test/output/table.json';

const tsx = ['node_modules/tsx/dist/cli.mjs'];

type TableReport = {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

/** The last lines that a run said. */
function lastLines(text: string, most: number): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-most).join('\n');
}

const nothing = ({ said }: Run, why: string): Outcome => ({ is: 'void', reason: `${why}\n${lastLines(said, 40)}` });

function judgeTable(run: Run): Outcome {
  if (run.code === 0) return { is: 'passed' };
  const file = join(run.folder, REPORT);
  if (!existsSync(file)) return nothing(run, 'the tests did not run');
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as TableReport;
  const failed = testResults.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'failed');
  const killer = failed.find(({ failureMessages }) => !failureMessages.some((message) => message.includes('timed out in')));
  return killer ? { is: 'killed', reason: killer.fullName } : nothing(run, 'no test failed by what it expects');
}

/** The line by which a proof says what it has found; without one it broke by itself. */
const judgeBy =
  (finding: RegExp) =>
  (run: Run): Outcome => {
    if (run.code === 0) return { is: 'passed' };
    const found = finding.exec(run.said);
    return found ? { is: 'killed', reason: found[0].trim() } : nothing(run, 'it ended without a finding');
  };

const LAYERS: readonly Layer[] = [
  {
    name: 'table',
    words: ({ table }) => [
      ...['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/mutants/vitest.config.ts', '--bail', '1'],
      ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', REPORT, ...table],
    ],
    judge: judgeTable,
  },
  {
    name: 'model',
    words: ({ wallet, store = 'sqlite' }) => [
      ...[...tsx, 'test/property/model/model.ts', '--runs', String(MODEL_RUNS), '--store', store],
      ...['--wallet', wallet, '--seed', '11', '--quick'],
    ],
    judge: judgeBy(/^Property failed after .*$/m),
  },
  {
    name: 'crash',
    words: ({ wallet, at, store = 'sqlite' }) => [
      ...[...tsx, 'test/crash/lives/crash.ts', '--store', store, '--wallet', wallet, '--seed', '11'],
      ...['--at', Array.from({ length: ROUNDS }, () => at.join(',')).join(',')],
    ],
    judge: judgeBy(/^[ADLMR]\d+ .*$/m),
  },
];

async function runLayer(folder: string, words: readonly string[]): Promise<Run> {
  rmSync(join(folder, REPORT), { force: true });
  const child = spawn(process.execPath, words, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '', NO_COLOR: '1' },
  });
  let said = '';
  let isHung = false;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const patience = setTimeout(() => {
    isHung = true;
    child.kill('SIGKILL');
  }, LAYER_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(patience);
  return { code, isHung, said, folder };
}

/** Tries one layer on the tree as it stands there. */
export async function tryLayer(folder: string, name: LayerName, trial: Mutant): Promise<Outcome> {
  const layer = LAYERS.find((each) => each.name === name);
  if (!layer) throw new Error(`no layer ${name}`);
  const run = await runLayer(folder, layer.words(trial));
  return run.isHung ? nothing(run, `it hung for ${LAYER_MS / 1_000} s`) : layer.judge(run);
}

/** Stops at the first layer that notices; `only` asks one of them alone. */
export async function tryMutant(folder: string, mutant: Mutant, only: LayerName | null): Promise<Fate> {
  for (const { name } of LAYERS) {
    if ((only !== null && name !== only) || (name === 'table' && mutant.table.length === 0)) continue;
    const outcome = await tryLayer(folder, name, mutant);
    if (outcome.is !== 'passed') return { layer: name, outcome };
  }
  return { layer: null, outcome: { is: 'passed' } };
}
