// Mutated tree: a copy of the house with one thing changed, sharing what is installed.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant, Replacement } from './mutant.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const COPIED = ['firmware-protocol', 'qr', 'gateway', 'device-sim', 'test', 'package.json', 'tsconfig.json'];

class AnchorLost extends Error {
  override readonly name = 'AnchorLost';
}

/** A fresh copy of the sources; whoever makes it removes it. */
export function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-mutant-'));
  for (const name of COPIED) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true, filter: (path) => !path.includes('/test/output') });
  }
  mkdirSync(join(folder, 'test/output'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** @returns the text before, to be put back. */
function replaceOnce(folder: string, { file, find, with: text }: Replacement): string {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const count = before.split(find).length - 1;
  if (count !== 1) throw new AnchorLost(`${file}: the anchor stands there ${count} times, not once:\n${find}`);
  writeFileSync(
    path,
    before.replace(find, () => text),
  );
  return before;
}

/** Runs `work` in the tree with the mutant in it, and puts the tree right again. */
export async function withMutant<T>(folder: string, mutant: Mutant, work: () => Promise<T>): Promise<T> {
  const undo: (() => void)[] = [];
  try {
    for (const change of mutant.changes) {
      const before = replaceOnce(folder, change);
      undo.unshift(() => writeFileSync(join(folder, change.file), before));
    }
    return await work();
  } finally {
    for (const each of undo) each();
  }
}

/** Every anchor that is gone, or stands there more than once; nothing is run before there is none. */
export function lostAnchors(mutants: readonly Mutant[]): readonly string[] {
  return mutants.flatMap(({ name, changes }) =>
    changes.flatMap(({ file, find }) => {
      const count = readFileSync(join(ROOT, file), 'utf8').split(find).length - 1;
      return count === 1 ? [] : [`${name}: in ${file} the anchor stands ${count} times, not once:\n${find}`];
    }),
  );
}

export function removeTree(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
