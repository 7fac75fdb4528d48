// Values at the edge of a row: amounts as checked whole numbers, flags as 0 and 1, composites as JSON text.
import { assert } from '#protocol';
import { type Minor, toSafeNumber } from '../../domain/money.ts';

export type Flag = 0 | 1;

/** Amounts beyond 2^53 are refused on the way in, so that no row is read back rounded. */
export const minorToColumn = (amountMinor: Minor): number => toSafeNumber(amountMinor);

export function minorFromColumn(column: number): Minor {
  assert(Number.isSafeInteger(column), `a stored amount is a safe integer, got ${column}`);
  return BigInt(column);
}

export const flagToColumn = (flag: boolean): Flag => (flag ? 1 : 0);

/** For composites that nothing queries inside; they are our own words, so reading trusts their shape. */
export const jsonToColumn = (value: object): string => JSON.stringify(value);
export const jsonFromColumn = <T>(column: string): T => JSON.parse(column) as T;

const isAmount = (key: string): boolean => key === 'minor' || key.endsWith('Minor');

/** Composites with amounts inside: `...Minor` is a whole number in the text, so that SQL can read it too, and a bigint outside. */
export const amountsToColumn = (value: object): string =>
  JSON.stringify(value, (key, part: unknown) => {
    assert(typeof part !== 'bigint' || isAmount(key), `the amount \`${key}\` is named by its unit`);
    return typeof part === 'bigint' ? minorToColumn(part) : part;
  });
export const amountsFromColumn = <T>(column: string): T =>
  JSON.parse(column, (key, part: unknown) => (isAmount(key) && typeof part === 'number' ? minorFromColumn(part) : part)) as T;

/** Our own words, such as states, as SQL has them after IN; never anything that came from outside. */
export const wordList = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
