// Layers: what a mutant has to get past, the quickest first: the decision table, the model, and lives ended at chosen points.
import { spawn } from 'node:child_process';
import type { Mutant } from './mutant.ts';

export type Layer = { readonly name: 'table' | 'model' | 'crash'; readonly words: (mutant: Mutant) => readonly string[] };
export type Fate = { readonly killedBy: Layer['name'] | null; readonly said: string };

const MODEL_RUNS = 24;
/** How often the chosen points are gone through. */
const ROUNDS = 3;
/** A layer that hangs has noticed something, too. */
const LAYER_MS = 240_000;

const tsx = ['node_modules/tsx/dist/cli.mjs'];

const LAYERS: readonly Layer[] = [
  {
    name: 'table',
    words: ({ table }) => ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts', '--bail', '1', ...table],
  },
  {
    name: 'model',
    words: ({ wallet, store = 'sqlite' }) => [
      ...[...tsx, 'test/property/model/model.ts', '--runs', String(MODEL_RUNS), '--store', store],
      ...['--wallet', wallet, '--seed', '11', '--quick'],
    ],
  },
  {
    name: 'crash',
    words: ({ wallet, at, store = 'sqlite' }) => [
      ...[...tsx, 'test/crash/lives/crash.ts', '--store', store, '--wallet', wallet, '--seed', '11'],
      ...['--at', Array.from({ length: ROUNDS }, () => at.join(',')).join(',')],
    ],
  },
];

/** The last lines that a killed layer said: why. */
function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-40).join('\n');
}

async function runLayer(
  folder: string,
  layer: Layer,
  mutant: Mutant,
): Promise<{ readonly isKilled: boolean; readonly said: string }> {
  const child = spawn(process.execPath, layer.words(mutant), {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '', NO_COLOR: '1' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const patience = setTimeout(() => child.kill('SIGKILL'), LAYER_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(patience);
  return { isKilled: code !== 0, said: lastLines(said) };
}

/** Stops at the first layer that notices. */
export async function tryMutant(folder: string, mutant: Mutant): Promise<Fate> {
  let said = '';
  for (const layer of LAYERS) {
    if (layer.name === 'table' && mutant.table.length === 0) continue;
    const outcome = await runLayer(folder, layer, mutant);
    said = outcome.said;
    if (outcome.isKilled) return { killedBy: layer.name, said };
  }
  return { killedBy: null, said };
}
