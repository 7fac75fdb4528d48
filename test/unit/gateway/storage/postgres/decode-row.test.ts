// Values as the server writes them, and as rows have them on SQLite too.
import { describe, expect, test } from 'vitest';
import { decodeRow, decodeValue } from '../../../../../gateway/storage/postgres/decode-row.ts';

/** Numbers of types from pg_type.dat. */
const TYPE = { bool: 16, int8: 20, int2: 21, int4: 23, text: 25, float8: 701, numeric: 1700 };
const field = (type: keyof typeof TYPE) => ({ name: 'x', dataTypeID: TYPE[type] });

describe('a value of the server', () => {
  test.each([
    ['int8', '9007199254740991', 9_007_199_254_740_991],
    ['int8', '-5', -5],
    ['int4', '0', 0],
    ['int2', '1', 1],
    ['numeric', '12300', 12_300],
    ['numeric', '0.5', 0.5],
    ['float8', '1.5e3', 1_500],
    ['bool', 't', 1],
    ['bool', 'f', 0],
    ['text', '12', '12'],
  ] as const)('%s %s', (type, text, value) => {
    expect(decodeValue(field(type), text)).toBe(value);
  });

  test.each(['int8', 'numeric'] as const)('a %s beyond what a number holds exactly is said, never rounded', (type) => {
    expect(() => decodeValue(field(type), '9007199254740993')).toThrow('safe integer');
  });

  test('NULL of any type is null, and a row has its columns by name', () => {
    const fields = [
      { name: 'a', dataTypeID: TYPE.int8 },
      { name: 'b', dataTypeID: TYPE.text },
    ];
    expect(decodeRow(fields, [null, 'x'])).toEqual({ a: null, b: 'x' });
  });
});
