// Where things stand and how they are called: top level, folders, names, lengths.
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { emptyWords, forbiddenFolders, givenNames, kebabName, maxLines, rootEntries, untracked } from './rules.ts';
import { listFiles, listSources, readText, repository } from './source-tree.ts';

const files = listFiles('.');
const folders = [...new Set(files.flatMap((path) => path.split('/').slice(0, -1)))];
const names = [...new Set(files.flatMap((path) => path.split('/').slice(1)))];

describe('the layout', () => {
  test('has exactly the agreed top level', () => {
    const present = readdirSync(repository).filter((name) => !untracked.test(name));
    expect(present.sort()).toEqual([...rootEntries].sort());
  });

  test('has no folder that hides what is inside', () => {
    expect(folders.filter((name) => forbiddenFolders.some((forbidden) => forbidden === name))).toEqual([]);
  });

  test('has kebab-case names', () => {
    const given = new Set<string>(givenNames);
    expect(names.filter((name) => !given.has(name) && !kebabName.test(name))).toEqual([]);
  });

  test('has no names that say nothing', () => {
    expect(names.filter((name) => emptyWords.test(name))).toEqual([]);
  });

  test('has index.ts only at a top-level folder', () => {
    expect(files.filter((path) => /\/index\.tsx?$/.test(path) && path.split('/').length > 2)).toEqual([]);
  });

  test('has no file that is too long to read', () => {
    const lengthOf = (path: string): number => readText(path).trimEnd().split('\n').length;
    expect(listSources().filter((path) => lengthOf(path) > maxLines)).toEqual([]);
  });

  test.each([
    'text-utils.ts',
    'utils',
    'service.ts',
    'hold-manager.ts',
    'common.test.ts',
    'helpers',
  ])('rejects the name %s', (name) => {
    expect(emptyWords.test(name)).toBe(true);
  });

  test.each(['Money.ts', 'hold_store.ts', 'holdStore.ts', '-x.ts'])('rejects the spelling %s', (name) => {
    expect(kebabName.test(name)).toBe(false);
  });
});
