// What must not be written: each text rule of the table, tried on its own examples and then on every file.
import { describe, expect, test } from 'vitest';
import { type TextRule, textRules } from './rules.ts';
import { listFiles, readText } from './source-tree.ts';

/** The table quotes what it forbids. */
const table = 'test/architecture/rules.ts';
const files = listFiles('.').filter((path) => path !== table);

const placesWhere = (rule: TextRule): string[] =>
  files
    .filter((path) => rule.files.test(path) && !rule.except?.test(path))
    .flatMap((path) =>
      readText(path)
        .split('\n')
        .flatMap((line, at) => (rule.pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
    );

describe.each(textRules)('$name', (rule) => {
  test('is kept everywhere', () => {
    expect(placesWhere(rule)).toEqual([]);
  });

  test('can be broken, and does not break on what is fine', () => {
    expect(rule.pattern.test(rule.caught), rule.caught).toBe(true);
    expect(rule.pattern.test(rule.fine), rule.fine).toBe(false);
  });
});
