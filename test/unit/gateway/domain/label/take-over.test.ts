// Take-over: lists of addresses as people make them, one spelling of each, and all lines or none.
import { describe, expect, test } from 'vitest';
import type { TakenOverLabel } from '../../../../../gateway/domain/label/label.ts';
import {
  decideTakeOver,
  parseForeignUrl,
  readTakeOverList,
  TAKE_OVER_MOST,
  type TakeOverList,
} from '../../../../../gateway/domain/label/take-over.ts';

const notOurs = () => false;
const problems = (csv: string, isOurs: (url: string) => boolean = notOurs) => {
  const read = readTakeOverList(csv, isOurs);
  const wrong = read.ok ? read.value.wrong : read.error;
  return wrong.map(({ line, problem }) => `${line} ${problem}`);
};

describe('an address', () => {
  test.each([
    ['https://M.Example.CN:443/Scan?ID=1#a', 'https://m.example.cn/Scan?ID=1#a'],
    ['  http://example.com  ', 'http://example.com/'],
    ['http://example.com:8080/x', 'http://example.com:8080/x'],
    ['https://例子.cn/扫', 'https://xn--fsqu00a.cn/%E6%89%AB'],
  ])('%s is known as %s', (text, url) => {
    expect(parseForeignUrl(text)).toBe(url);
  });

  test.each([
    '',
    'm.example.cn/1',
    'weixin://dl/business/?t=1',
    'javascript:alert(1)',
    'https://user:secret@example.com/',
    'https://exa mple.com/',
    'https://example.com\\@evil.example/',
    'https://',
    `https://example.com/${'x'.repeat(2_000)}`,
  ])('%s is none', (text) => {
    expect(parseForeignUrl(text)).toBeNull();
  });
});

describe('a list', () => {
  test('is read with or without its first line, with a byte order mark, quotes and Windows line ends', () => {
    const csv =
      '\uFEFFurl,object\r\n"https://a.example/?x=1,2",obj_1\r\n\r\nhttps://a.example/2,\r\n"https://a.example/""3""",  obj_2 \r\n';
    expect(readTakeOverList(csv, notOurs)).toEqual({
      ok: true,
      value: {
        lines: [
          { line: 2, url: 'https://a.example/?x=1,2', objectId: 'obj_1' },
          { line: 4, url: 'https://a.example/2', objectId: null },
          { line: 5, url: 'https://a.example/%223%22', objectId: 'obj_2' },
        ],
        wrong: [],
      },
    });
    expect(readTakeOverList('https://a.example/1,obj_1', notOurs)).toMatchObject({ value: { lines: [{ line: 1 }] } });
  });

  test('that is wrong in some lines names each of them', () => {
    const csv = [
      'https://a.example/1,obj_1',
      'nothing,obj_1',
      'https://a.example/1,obj_2',
      'https://a.example/3',
      '"https://a.example/4,obj_1',
      'https://a.example/5,obj_1,more',
      'https://ours.example/1,obj_1',
    ].join('\n');
    expect(problems(csv, (url) => url.startsWith('https://ours.example/'))).toEqual([
      '2 url.malformed',
      '3 url.twice',
      '4 line.malformed',
      '5 line.malformed',
      '6 line.malformed',
      '7 url.ours',
    ]);
  });

  test('that is empty or endless is refused', () => {
    expect(problems('url,object\n\n')).toEqual(['1 list.empty']);
    const many = Array.from({ length: TAKE_OVER_MOST + 1 }, (_, n) => `https://a.example/${n},obj_1`).join('\n');
    expect(problems(many)).toEqual([`${TAKE_OVER_MOST + 1} list.too-long`]);
  });
});

describe('taking over', () => {
  const object = (objectId: string, tenantId = 'tnt_1') => ({
    ...{ objectId, tenantId, venueId: 'ven_1', kind: 'bike', name: objectId, placeName: 'Rack' },
  });
  const stored = (n: number, changes: Partial<TakenOverLabel> = {}): TakenOverLabel => ({
    ...{ labelId: `tko_${n}`, tenantId: 'tnt_1', url: `https://a.example/${n}`, objectId: 'obj_1', takenOverAtMs: 1, version: 1 },
    ...changes,
  });
  const lineTo = (n: number, objectId: string | null) => ({ line: n, url: `https://a.example/${n}`, objectId });
  function takeOver(
    lines: readonly ReturnType<typeof lineTo>[],
    known: readonly TakenOverLabel[] = [],
    mayTakeOver: (url: string) => boolean = () => true,
    wrong: TakeOverList['wrong'] = [],
  ) {
    return decideTakeOver(
      { lines, wrong },
      {
        tenantId: 'tnt_1',
        objects: new Map([object('obj_1'), object('obj_2'), object('obj_other', 'tnt_2')].map((each) => [each.objectId, each])),
        known: new Map(known.map((each) => [each.url, each])),
        mayTakeOver,
        nowMs: 9,
        newId: () => 'tko_new',
      },
    );
  }

  test('adds what is new, changes what leads elsewhere now, lets go, and leaves the rest', () => {
    const known = [stored(2), stored(3), stored(4)];
    expect(takeOver([lineTo(1, 'obj_1'), lineTo(2, 'obj_2'), lineTo(3, null), lineTo(4, 'obj_1')], known)).toEqual({
      ok: true,
      value: {
        added: [stored(1, { labelId: 'tko_new', takenOverAtMs: 9 })],
        changed: [stored(2, { objectId: 'obj_2', version: 2 }), stored(3, { objectId: null, version: 2 })],
        led: [
          { labelId: 'tko_new', url: 'https://a.example/1', from: null, to: 'obj_1' },
          { labelId: 'tko_2', url: 'https://a.example/2', from: 'obj_1', to: 'obj_2' },
          { labelId: 'tko_3', url: 'https://a.example/3', from: 'obj_1', to: null },
        ],
        same: 1,
      },
    });
  });

  test('never leads to an object of another tenant, nor takes their address', () => {
    const lines = [lineTo(1, 'obj_other'), lineTo(2, 'obj_none'), lineTo(3, 'obj_1'), lineTo(4, 'obj_1')];
    expect(takeOver(lines, [stored(3, { tenantId: 'tnt_2' })])).toEqual({
      ok: false,
      error: [
        { line: 1, problem: 'object.unknown' },
        { line: 2, problem: 'object.unknown' },
        { line: 3, problem: 'url.of-another' },
      ],
    });
  });

  test('tells all that is wrong at once, line by line', () => {
    const lines = [lineTo(1, 'obj_none'), lineTo(3, 'obj_1'), lineTo(5, 'obj_none')];
    const wrong = [
      { line: 2, problem: 'url.malformed', objectId: 'obj_none' },
      { line: 4, problem: 'url.twice', objectId: 'obj_1' },
      { line: 6, problem: 'line.malformed', objectId: null },
    ] as const;
    const decided = takeOver(lines, [], (url) => !url.endsWith('/5'), wrong);
    expect(decided.ok ? [] : decided.error.map(({ line, problem }) => `${line} ${problem}`)).toEqual([
      '1 object.unknown',
      '2 url.malformed',
      '2 object.unknown',
      '4 url.twice',
      '5 object.unknown',
      '5 host.not-allowed',
      '6 line.malformed',
    ]);
  });

  test('lets go of nothing that nobody has, and of nothing of another tenant', () => {
    const theirs = [stored(2, { tenantId: 'tnt_2' }), stored(3, { tenantId: 'tnt_2', objectId: null })];
    expect(takeOver([lineTo(1, null), lineTo(2, null), lineTo(3, null)], theirs)).toEqual({
      ok: false,
      error: [
        { line: 1, problem: 'url.unknown' },
        { line: 2, problem: 'url.of-another' },
        { line: 3, problem: 'url.unknown' },
      ],
    });
  });

  test('takes an address that another tenant has let go of', () => {
    const free = stored(1, { tenantId: 'tnt_2', objectId: null, version: 4 });
    expect(takeOver([lineTo(1, 'obj_1')], [free])).toMatchObject({
      value: { added: [], changed: [{ labelId: 'tko_1', tenantId: 'tnt_1', objectId: 'obj_1', version: 5 }] },
    });
  });

  test("of a host that is not the tenant's is refused by line, even where another tenant has it; its own it may let go", () => {
    const known = [stored(2, { tenantId: 'tnt_2' }), stored(3)];
    expect(takeOver([lineTo(1, 'obj_1'), lineTo(2, 'obj_1'), lineTo(3, null)], known, () => false)).toEqual({
      ok: false,
      error: [
        { line: 1, problem: 'host.not-allowed' },
        { line: 2, problem: 'host.not-allowed' },
      ],
    });
  });
});
