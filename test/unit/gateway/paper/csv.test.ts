// CSV: RFC 4180 quoting, and no cell that a spreadsheet would run.
import { expect, test } from 'vitest';
import { encodeCsv, encodeCsvRows } from '../../../../gateway/paper/csv.ts';

const line = (cell: string | number | bigint | null): string => encodeCsvRows([[cell]]).slice(0, -2);

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['', ''],
  [null, ''],
  [-5, '-5'],
  [-12n, '-12'],
  ['-12.50', '-12.50'],
  ['=1+1', "'=1+1"],
  ['+31 6', "'+31 6"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
  ['舱 A1', '舱 A1'],
])('%s becomes %s', (cell, text) => {
  expect(line(cell)).toBe(text);
});

test('a file is its heading and its rows, each ended by CRLF', () => {
  expect(
    encodeCsv(
      ['a', 'b'],
      [
        [1, 'x'],
        [2, 'y'],
      ],
    ),
  ).toBe('a,b\r\n1,x\r\n2,y\r\n');
  expect(encodeCsv(['a'], [])).toBe('a\r\n');
});
