// Every row of the crash table has a test whose title names it, so that `row 16` finds the proof and none can be lost unseen.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROWS = 30;
const FOLDERS = ['unit', 'contract', 'journey', 'http', 'chaos'].map((name) => join(import.meta.dirname, '..', name));
/** `test(` and `describe(` with whatever `.each` they carry, up to the end of their title. */
const TITLE = /\b(?:test|describe)(?:\.\w+)*\(\s*(?:\[[^\]]*\][^)]*\)\(\s*)?(['"`])((?:(?!\1)[^\\\n]|\\.)*)\1/g;

function titlesIn(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(TITLE)].map((found) => found[2] ?? ''));
}

describe('the crash table', () => {
  const titles = FOLDERS.flatMap(titlesIn).filter((title) => /\brow \d/.test(title));
  /** In front, as `row 16:` or `row 2, row 10:`. */
  const named = titles.flatMap((title) => [...(/^(?:row \d+[:,] ?)+/.exec(title)?.[0] ?? '').matchAll(/\d+/g)].map(Number));

  test.each(Array.from({ length: ROWS }, (_, at) => at + 1))('has a test of row %i', (row) => {
    expect(named).toContain(row);
  });

  test('has no other rows', () => {
    expect(named.filter((row) => row < 1 || row > ROWS)).toEqual([]);
  });
});
