// Mutants: `npm run mutants` - puts each known mistake into a copy of the house, and shows what notices it first.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Fate, LAYER_NAMES, type LayerName, tryLayer, tryMutant } from './layers.ts';
import { MUTANTS } from './list.ts';
import type { Mutant } from './mutant.ts';
import { copyTree, lostAnchors, removeTree, withMutant } from './mutated-tree.ts';

/** One thing to try in a tree of its own; says whether it went as it has to. */
type Trial = { readonly weight: number; readonly run: (folder: string) => Promise<boolean> };

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    /** What this layer alone would notice. */
    layer: { type: 'string' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});

const AS_IT_IS: Mutant = { name: 'the house as it is', breaks: 'nothing', changes: [], table: [], wallet: 'ledger', at: [] };

const tookSince = (startedAtMs: number): string => `${Math.round((Date.now() - startedAtMs) / 1_000)} s`;

function sayFate({ name, breaks }: Mutant, { layer, outcome }: Fate, took: string): void {
  const is = { killed: String(layer), passed: 'SURVIVED', void: 'UNDECIDED' }[outcome.is];
  console.log(`${is.padEnd(9)} ${name} (${breaks}), ${took}`);
  if (outcome.is === 'killed') console.log(`          by: ${outcome.reason}`);
  if (outcome.is === 'void') console.error(`${layer}: ${outcome.reason}`);
}

/** The house as it is has to get past whatever a mutant was killed by, or that kill means nothing. */
function houseTrial(layer: LayerName, trial: Mutant, weight: number): Trial {
  return {
    weight,
    async run(folder) {
      const startedAtMs = Date.now();
      const outcome = await tryLayer(folder, layer, trial);
      const isSound = outcome.is === 'passed';
      console.log(`${(isSound ? 'passes' : 'FAILS').padEnd(9)} ${AS_IT_IS.name}: ${layer}, ${tookSince(startedAtMs)}`);
      if (!isSound) console.error(outcome.reason);
      return isSound;
    },
  };
}

/** All tables in one go; of the other layers only those that killed somebody, each with the same words. */
function tableTrial(chosen: readonly Mutant[]): Trial {
  const table = [...new Set(chosen.flatMap((mutant) => mutant.table))];
  return houseTrial('table', { ...AS_IT_IS, table }, Number.POSITIVE_INFINITY);
}

function laterTrials(killed: readonly { readonly mutant: Mutant; readonly layer: LayerName }[]): readonly Trial[] {
  const beyond = killed.filter(({ layer }) => layer !== 'table');
  return beyond.map(({ mutant, layer }) => houseTrial(layer, { ...mutant, changes: [] }, 1));
}

/** Each of the trees takes the next trial as soon as it is free. */
async function tryAll(trials: readonly Trial[], folders: readonly string[]): Promise<boolean> {
  const queue = [...trials].sort((one, other) => other.weight - one.weight);
  const went: boolean[] = [];
  const work = async (folder: string): Promise<void> => {
    for (let trial = queue.shift(); trial; trial = queue.shift()) went.push(await trial.run(folder));
  };
  await Promise.all(folders.map(work));
  return went.every(Boolean);
}

async function main(): Promise<void> {
  const chosen = MUTANTS.filter(({ name }) => values.only === undefined || name.includes(values.only));
  const lost = lostAnchors(chosen);
  if (lost.length > 0) {
    console.error(`anchors are lost: bring test/mutants/list.ts up to the sources\n${lost.join('\n')}`);
    process.exitCode = 1;
    return;
  }
  const layer = LAYER_NAMES.find((name) => name === values.layer) ?? null;
  if (values.layer !== undefined && layer === null) {
    console.error(`no layer ${values.layer}: ${LAYER_NAMES.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const startedAtMs = Date.now();
  const killed: { mutant: Mutant; layer: LayerName }[] = [];
  const mutantTrial = (mutant: Mutant): Trial => ({
    weight: mutant.table.length,
    async run(folder) {
      const beganAtMs = Date.now();
      const fate = await withMutant(folder, mutant, () => tryMutant(folder, mutant, layer));
      sayFate(mutant, fate, tookSince(beganAtMs));
      if (fate.outcome.is === 'killed' && fate.layer) killed.push({ mutant, layer: fate.layer });
      return fate.outcome.is === 'killed';
    },
  });
  const folders = Array.from({ length: Number(values.jobs) }, copyTree);
  try {
    const tables = layer === null || layer === 'table' ? [tableTrial(chosen)] : [];
    const isGood = await tryAll([...tables, ...chosen.map(mutantTrial)], folders);
    const isSound = await tryAll(laterTrials(killed), folders);
    console.log(`mutants: ${killed.length} of ${chosen.length} killed, ${tookSince(startedAtMs)}`);
    process.exitCode = isGood && isSound ? 0 : 1;
  } finally {
    for (const folder of folders) removeTree(folder);
  }
}

await main();
