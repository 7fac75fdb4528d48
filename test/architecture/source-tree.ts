// Lists the files of the house, as paths relative to the repository's top.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { houseFolders, sourceExtensions, untracked } from './rules.ts';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Every file below `folder`, sorted, without what git never sees. */
export function listFiles(folder: string): string[] {
  const entries = readdirSync(join(repository, folder), { withFileTypes: true }).filter((entry) => !untracked.test(entry.name));
  return entries
    .flatMap((entry) => {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? listFiles(path) : [path];
    })
    .sort();
}

/** Source files that carry a purpose line: those of the five folders, and the build. */
export function listSources(): string[] {
  return ['.ci', ...houseFolders]
    .filter((folder) => existsSync(join(repository, folder)))
    .flatMap(listFiles)
    .filter((path) => sourceExtensions.some((end) => extname(path) === end));
}

export const readText = (path: string): string => readFileSync(join(repository, path), 'utf8');
