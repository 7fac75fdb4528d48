// Lists of objects as spreadsheets save them: read whole with every separator, or refused whole with every problem by line and column.
import { describe, expect, test } from 'vitest';
import { judgeObjectList, type ListFacts } from '../../../../../gateway/domain/venue/object-list.ts';
import { SET_UP_LIMITS } from '../../../../../gateway/domain/venue/set-up-limits.ts';
import { readObjectList } from '../../../../../gateway/operator/read-object-list.ts';

const facts: ListFacts = {
  kinds: ['sleep-pod', 'bike'],
  venues: [
    { venueId: 'ven_1', name: 'Pudong' },
    { venueId: 'ven_2', name: 'Hongqiao' },
  ],
  places: [
    { placeId: 'plc_1', venueId: 'ven_1', name: 'Hall A' },
    { placeId: 'plc_2', venueId: 'ven_2', name: 'Hall A' },
    { placeId: 'plc_3', venueId: 'ven_2', name: 'Gate; 9' },
  ],
  tariffs: [
    { tariffId: 'tar_1', name: 'by the minute' },
    { tariffId: 'tar_2', name: 'by the night' },
    { tariffId: 'tar_3', name: 'By the night' },
  ],
  isMisfit: (tariffId, kind) => tariffId === 'tar_1' && kind === 'bike',
  isNameTaken: (placeId, name) => placeId === 'plc_1' && name === 'Pod 1',
  isDeviceId: (deviceId) => /^[A-Za-z0-9_-]{1,48}$/.test(deviceId),
  isDeviceTaken: (deviceId) => deviceId === 'dev_used',
};
const judge = (csv: string) => judgeObjectList(readObjectList(csv), facts);
const problems = (csv: string): readonly string[] => {
  const judged = judge(csv);
  return judged.ok ? [] : judged.error.map(({ line, column, problem }) => `${line} ${column || '-'} ${problem}`);
};
const row = (line: number, name: string, more: object = {}) => ({
  ...{ line, name, kind: 'sleep-pod', venueId: 'ven_1', placeId: 'plc_1', tariffId: null, deviceId: null },
  ...more,
});

describe('a list that is right', () => {
  test.each([
    ['commas', 'name,kind,place\nPod 2,sleep-pod,plc_1\n'],
    ['semicolons and a BOM, as Excel saves them', '\uFEFFname;kind;place\r\nPod 2;sleep-pod;plc_1\r\n'],
    ['tabs', 'name\tkind\tplace\nPod 2\tsleep-pod\tplc_1'],
    ['quotes around everything', '"name","kind","place"\r\n"Pod 2","sleep-pod","plc_1"\r\n'],
    ['columns in another order, in capitals', 'PLACE,Kind,Name\nplc_1,sleep-pod,Pod 2\n'],
    ['blanks around cells', ' name , kind , place \n Pod 2 , sleep-pod , plc_1 \n'],
  ])('with %s', (_what, csv) => {
    expect(judge(csv)).toEqual({ ok: true, value: [row(2, 'Pod 2')] });
  });

  test('names venue, place and price by name, and lines by where they stand among empty ones', () => {
    const csv =
      'name,kind,venue,place,tariff,device\n\nPod 2,sleep-pod,hongqiao,hall a,By the minute,dev_9\n,,,,,\nP,bike,,"Gate; 9",,\n';
    expect(judge(csv)).toEqual({
      ok: true,
      value: [
        row(3, 'Pod 2', { venueId: 'ven_2', placeId: 'plc_2', tariffId: 'tar_1', deviceId: 'dev_9' }),
        row(5, 'P', { kind: 'bike', venueId: 'ven_2', placeId: 'plc_3' }),
      ],
    });
  });

  test.each([
    '=HYPERLINK("http://evil")',
    '+1',
    '@SUM(A1)',
    '<b>Pod</b>',
    '\u202e7 doP',
    'Pod, "7"',
  ])('a cell such as %s is a name like any other', (name) => {
    const csv = `name,kind,place\n"${name.replaceAll('"', '""')}",sleep-pod,plc_1\n`;
    expect(judge(csv)).toEqual({ ok: true, value: [row(2, name)] });
  });
});

describe('a list that is wrong', () => {
  test('three broken rows and two duplicates are told together, each with its line', () => {
    const csv = [
      '\uFEFFname;kind;place',
      'Pod 1;sleep-pod;plc_1',
      'Pod 2;boat;plc_1',
      'Pod "3;sleep-pod;plc_1',
      'Pod 4;sleep-pod',
      'Pod 5;sleep-pod;plc_1',
      'pod  5;sleep-pod;plc_1',
    ].join('\r\n');
    expect(problems(csv)).toEqual([
      '2 name name.taken',
      '3 kind kind.unknown',
      '4 - row.quotes',
      '5 - row.cells',
      '7 name name.twice',
    ]);
  });

  test.each([
    ['nothing', '', ['1 - list.empty']],
    ['a heading alone', 'name,kind,place\n', ['1 - list.empty']],
    ['a heading with a slip', 'name,kind,plce\nA,bike,plc_1\n', ['1 plce column.unknown', '1 place column.missing']],
    ['a column twice', 'name,name,kind,place\nA,B,bike,plc_1\n', ['1 name column.twice']],
    [
      'no heading',
      'Pod 2,sleep-pod\n',
      [
        '1 Pod 2 column.unknown',
        '1 sleep-pod column.unknown',
        '1 name column.missing',
        '1 kind column.missing',
        '1 place column.missing',
      ],
    ],
    ['no name', 'name,kind,place\n,bike,plc_1\n', ['2 name name.missing']],
    ['a long name', `name,kind,place\n${'x'.repeat(81)},bike,plc_1\n`, ['2 name name.too-long']],
    ['a name of two lines', 'name,kind,place\n"Pod\n9",bike,plc_1\n', ['3 name name.unreadable']],
    ['no kind', 'name,kind,place\nA,,plc_1\n', ['2 kind kind.missing']],
    ['no place', 'name,kind,place\nA,bike,\n', ['2 place place.missing']],
    ['a place that two venues have', 'name,kind,place\nA,bike,Hall A\n', ['2 place place.several']],
    ["another tenant's place", 'name,kind,place\nA,bike,plc_99\n', ['2 place place.unknown']],
    ['a venue that is none', 'name,kind,venue,place\nA,bike,Nowhere,Hall A\n', ['2 venue venue.unknown']],
    ['a price that is none', 'name,kind,place,tariff\nA,bike,plc_1,cheap\n', ['2 tariff tariff.unknown']],
    ['a price of a common name', 'name,kind,place,tariff\nA,bike,plc_1,by the night\n', ['2 tariff tariff.several']],
    ['a price that does not fit', 'name,kind,place,tariff\nA,bike,plc_1,tar_1\n', ['2 tariff tariff.misfit']],
    ['a device id with a dot', 'name,kind,place,device\nA,bike,plc_1,a.b\n', ['2 device device.id-refused']],
    ['a device in use', 'name,kind,place,device\nA,bike,plc_1,dev_used\n', ['2 device device.taken']],
    ['a device twice', 'name,kind,place,device\nA,bike,plc_1,d\nB,bike,plc_1,d\n', ['3 device device.twice']],
    ['a cell too many', 'name,kind,place\nA,bike,plc_1,x\n', ['2 - row.cells']],
  ])('%s', (_what, csv, found) => {
    expect(problems(csv)).toEqual(found);
  });

  test('more rows than a list may have, and more problems than anybody reads, are cut short', () => {
    const rows = (count: number, kind: string) =>
      `name,kind,place\n${Array.from({ length: count }, (_, at) => `Pod x${at},${kind},plc_1`).join('\n')}`;
    expect(problems(rows(SET_UP_LIMITS.importRows, 'bike'))).toEqual([]);
    expect(problems(rows(SET_UP_LIMITS.importRows + 1, 'bike'))).toEqual([`${SET_UP_LIMITS.importRows + 2} - list.too-long`]);
    expect(problems(rows(SET_UP_LIMITS.importRows, 'boat'))).toHaveLength(SET_UP_LIMITS.importProblems);
  });
});
