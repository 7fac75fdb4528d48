// The map is whole: every source file says in its first line what it is for.
import { describe, expect, test } from 'vitest';
import { drawMap, purposeOf } from './map.ts';
import { listSources, readText } from './source-tree.ts';

describe('the map', () => {
  test('has a purpose for every source file', () => {
    const silent = listSources().filter((path) => purposeOf(readText(path)) === undefined);
    expect(silent, 'files whose first line is not "// <what this file is for>."').toEqual([]);
  });

  test.each([
    ['// Money in minor units.\nexport {};', 'Money in minor units.'],
    ['#!/usr/bin/env node\n// The command table.\n', 'The command table.'],
    ['/* Colours of the phone page. */\nbody {}', 'Colours of the phone page.'],
    ['// Money in minor units\n', undefined],
    ['//Money.\n', undefined],
    ['// @ts-check\n// Money.\n', undefined],
    ["import x from 'x';\n// Late.\n", undefined],
    ['', undefined],
  ])('reads %j as %j', (text, purpose) => {
    expect(purposeOf(text)).toBe(purpose);
  });

  test('is a tree in the order of its paths', () => {
    const texts: Record<string, string> = { 'qr/sheets/page.ts': '// A page.', 'qr/sign.ts': '// Signs.', 'test/a.ts': '' };
    expect(drawMap(Object.keys(texts), (path) => texts[path] ?? '')).toEqual([
      'qr/',
      '  sheets/',
      '    page.ts  A page.',
      '  sign.ts    Signs.',
      'test/',
      '  a.ts       (says nothing)',
    ]);
  });
});
