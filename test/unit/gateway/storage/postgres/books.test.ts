// The books' SQL is the same on both databases: a `?` is a parameter, but not one that is text.
import { expect, test } from 'vitest';
import { numberPlaces } from '../../../../../gateway/storage/postgres/books.ts';

test.each([
  ['SELECT 1', 'SELECT 1'],
  ['WHERE a = ? AND b = ?', 'WHERE a = $1 AND b = $2'],
  ["WHERE a = 'who?' AND b = ?", "WHERE a = 'who?' AND b = $1"],
  ["WHERE a = 'it''s ?' AND b = ?", "WHERE a = 'it''s ?' AND b = $1"],
  ['SELECT x AS "y?" WHERE b = ?', 'SELECT x AS "y?" WHERE b = $1'],
  ['SELECT 1 -- why?\nWHERE b = ?', 'SELECT 1 -- why?\nWHERE b = $1'],
])('%j', (sql, numbered) => {
  expect(numberPlaces(sql)).toBe(numbered);
});
