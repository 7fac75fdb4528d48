// CSV for mail merge: RFC 4180 with the mark for UTF-8, and no name that a spreadsheet would run.
import { expect, test } from 'vitest';
import { LABEL_CSV_HEAD, type LabelRow, labelCsvRow } from '../../../../qr/labels/label-csv.ts';

const row: LabelRow = {
  url: 'https://q.example.com/014',
  shortCode: '7K3M-Q9TX-8',
  name: 'Pod 12',
  kind: 'sleep-pod',
  place: 'Hall 4',
};

/** RFC 4180 section 2, read letter by letter and not with our own rules. */
function parse(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let [fields, field, isQuoted]: [string[], string, boolean] = [[], '', false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (isQuoted && letter === '"' && text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && letter === ',') {
      fields.push(field);
      field = '';
    } else if (!isQuoted && letter === '\r' && text[at + 1] === '\n') {
      rows.push([...fields, field]);
      [fields, field] = [[], ''];
      at += 1;
    } else field += letter;
  }
  expect([fields, field, isQuoted]).toEqual([[], '', false]);
  return rows;
}

test('the head names the columns and says UTF-8', () => {
  expect(Buffer.from(LABEL_CSV_HEAD).subarray(0, 3).toString('hex')).toBe('efbbbf');
  expect(LABEL_CSV_HEAD.slice(1)).toBe('url,short code,name,kind,place\r\n');
});

test('plain fields stand plainly', () => {
  expect(labelCsvRow(row)).toBe('https://q.example.com/014,7K3M-Q9TX-8,Pod 12,sleep-pod,Hall 4\r\n');
});

test.each([
  'a,b',
  'say "hi"',
  'two\r\nlines',
  '"',
  ',',
  '睡眠舱，一号',
  ' blanks ',
  'Größe; één',
])('%j comes back as it was', (name) => {
  const [fields] = parse(labelCsvRow({ ...row, name, place: name }));
  expect(fields).toEqual([row.url, row.shortCode, name, row.kind, name]);
});

test.each([
  '=1+1',
  '+49 30',
  '-3',
  '@SUM(A1)',
  '\tx',
  '\rx',
  '=HYPERLINK("https://evil.example","x")',
])('%j is text for a spreadsheet', (name) => {
  const [fields] = parse(labelCsvRow({ ...row, name }));
  expect(fields?.[2]).toBe(`'${name}`);
});
