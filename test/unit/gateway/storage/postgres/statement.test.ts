// Statements: named parameters become numbered ones, and values their text on the wire.
import { describe, expect, test } from 'vitest';
import { encodeValue, insertInto, sql } from '../../../../../gateway/storage/postgres/statement.ts';

describe('a statement', () => {
  test('numbers each name once, in the order of the text', () => {
    const statement = sql<{ a: string; b: number }>('UPDATE t SET x = @b, y = @a WHERE z = @b');
    expect(statement({ a: 'A', b: 7 })).toEqual({ text: 'UPDATE t SET x = $1, y = $2 WHERE z = $1', values: [7, 'A'] });
  });

  test('leaves casts, operators and texts with an at sign of their own alone', () => {
    const statement = sql<{ ids: readonly string[] }>('SELECT @ids::text[], tags @> ARRAY[1], 5 @ 6');
    expect(statement({ ids: [] }).text).toBe('SELECT $1::text[], tags @> ARRAY[1], 5 @ 6');
  });

  test('uses no other member of what it is given, and misses one that is not there', () => {
    const statement = sql<{ a: string }>('SELECT @a');
    expect(statement({ a: 'A', other: 'B' } as { a: string }).values).toEqual(['A']);
    expect(() => statement({} as { a: string })).toThrow('@a');
    expect(statement({ a: null as unknown as string }).values).toEqual([null]);
  });

  test('inserts a row by its own columns', () => {
    expect(insertInto('t', { a: 1, b: null, c: 'x' })).toEqual({
      text: 'INSERT INTO t (a, b, c) VALUES ($1, $2, $3)',
      values: [1, null, 'x'],
    });
  });
});

describe('a value on the wire', () => {
  test.each([
    ['text', 'it’s', 'it’s'],
    ['the greatest safe amount', 9_007_199_254_740_991, '9007199254740991'],
    ['nothing', null, null],
    ['U+0000, which no text of PostgreSQL can hold', 'a\0b\0', 'a␀b␀'],
    ['an empty list', [], '{}'],
    ['numbers', [1, -2], '{1,-2}'],
    ['texts with whatever a list is written with', ['a,b', '{}', '"', '\\', 'NULL', ''], '{"a,b","{}","\\"","\\\\","NULL",""}'],
  ])('%s', (_what, value, text) => {
    expect(encodeValue(value)).toBe(text);
  });
});
