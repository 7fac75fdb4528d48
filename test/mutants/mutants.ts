// Mutants: `npm run mutants` - puts each known mistake into a copy of the house, and shows what notices it first.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Fate, tryMutant } from './layers.ts';
import { MUTANTS } from './list.ts';
import type { Mutant } from './mutant.ts';
import { copyTree, lostAnchors, removeTree, withMutant } from './mutated-tree.ts';

type Tried = { readonly mutant: Mutant; readonly fate: Fate; readonly tookMs: number };

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});

/** Everything that any mutant is tried with, on the house as it is: it has to pass, or a kill means nothing. */
const UNMUTATED: Mutant = {
  name: 'the house as it is',
  breaks: 'nothing',
  changes: [],
  table: [...new Set(MUTANTS.flatMap(({ table }) => table))],
  wallet: 'host',
  at: [...new Set(MUTANTS.flatMap(({ at }) => at))].slice(0, 8),
};

async function work(queue: Mutant[], onTried: (tried: Tried) => void): Promise<void> {
  const folder = copyTree();
  try {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const startedAtMs = Date.now();
      const current = mutant;
      const fate = await withMutant(folder, current, () => tryMutant(folder, current));
      onTried({ mutant: current, fate, tookMs: Date.now() - startedAtMs });
    }
  } finally {
    removeTree(folder);
  }
}

async function main(): Promise<void> {
  const chosen = MUTANTS.filter(({ name }) => values.only === undefined || name.includes(values.only));
  const lost = lostAnchors(chosen);
  if (lost.length > 0) {
    console.error(`anchors are lost: bring test/mutants/list.ts up to the sources\n${lost.join('\n')}`);
    process.exitCode = 1;
    return;
  }
  const queue = [...(values.only === undefined ? [UNMUTATED] : []), ...chosen];
  const survivors: string[] = [];
  let isSound = true;
  const report = ({ mutant, fate, tookMs }: Tried): void => {
    const by = fate.killedBy ?? (mutant === UNMUTATED ? 'passes' : 'SURVIVED');
    console.log(`${by.padEnd(9)} ${mutant.name} (${mutant.breaks}), ${Math.round(tookMs / 1_000)} s`);
    if (mutant === UNMUTATED && fate.killedBy !== null) {
      isSound = false;
      console.error(fate.said);
    }
    if (mutant !== UNMUTATED && fate.killedBy === null) survivors.push(mutant.name);
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, () => work(queue, report)));
  console.log(`mutants: ${chosen.length - survivors.length} of ${chosen.length} killed`);
  process.exitCode = isSound && survivors.length === 0 ? 0 : 1;
}

await main();
