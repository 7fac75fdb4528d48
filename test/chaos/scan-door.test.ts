// The scan door: whatever is held before it - damaged, foreign, forged, guessed - gets one refusal in the same bytes, by the same look-ups, and writes nothing.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createTagKey,
  createTagVerifier,
  decodeDigits,
  encodeDigits,
  encodeDisplayCode,
  formatKeyRing,
  parseKeyRing,
  signTag,
  type TagSigningKey,
  type TagVerifyKey,
} from '#qr';
import { SCAN_RULES } from '../../gateway/domain/limits/scan-limits.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { openGuessedHouse } from '../fuzz/guess-short-codes.ts';
import { createHttpWorld, type HttpWorld } from '../http/http-world.ts';
import { drawHouseKeys, type HouseKeys } from '../support/house-keys.ts';
import { type ListeningStore, listenTo } from '../support/listening-store.ts';
import { type House, openHouse } from '../support/one-process.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 4, 0, 0);
const GUESSES = 20_000;

let house: House;
let door: HttpWorld;
let drawn: HouseKeys;
let own: TagSigningKey;
let digits: string;
/** What was read since the last time. */
let heard: ListeningStore['heard'];

async function signingKey(text: string): Promise<TagSigningKey> {
  const ring = await parseKeyRing(text);
  const key = ring.ok ? ring.value.signingKeys[0] : undefined;
  if (!key) throw new Error('a ring that was just made signs');
  return key;
}

beforeAll(async () => {
  drawn = await drawHouseKeys(NOW_MS);
  own = await signingKey(drawn.tagRing);
  const listening = listenTo(openSqliteStore({ path: ':memory:', clock: { nowMs: () => NOW_MS } }));
  heard = listening.heard;
  house = await openHouse({ objects: [], keys: drawn, store: listening.store });
  digits = house.codeOf('pod-1');
  door = await createHttpWorld({
    steps: house.core.steps,
    config: { publicOrigin: 'https://go.example.com', trustedProxies: 1 },
  });
}, 60_000);
afterAll(() => house.close());

function bytesOf(text: string): Uint8Array {
  const decoded = decodeDigits(text);
  if (!decoded.ok) throw new Error('genuine digits decode');
  return decoded.value;
}

function flipped(bit: number): string {
  const bytes = Uint8Array.from(bytesOf(digits));
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return encodeDigits(bytes);
}

let strangers = 0;
/** Each from a site of its own, as the one proxy in front of us saw it: no limit is met. */
async function knock(code: string): Promise<{ face: string; work: string }> {
  strangers += 1;
  heard();
  const from = `2001:${(0xdb8 + (strangers >> 16)).toString(16)}:${(strangers & 0xffff).toString(16)}::1`;
  const answer = await door.post('/api/v1/scans', { code }, { 'x-forwarded-for': from });
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie');
  return { face: `${answer.status} ${JSON.stringify(headers)} ${await answer.text()}`, work: heard().join(' ') };
}

/** All have one face, which says that they are not ours; answers how they were worked on. */
async function expectOneFace(texts: Iterable<string>): Promise<Map<string, number>> {
  const works = new Map<string, number>();
  const before = house.store.statistics();
  const { face } = await knock(`https://elsewhere.example/${'7'.repeat(185)}`);
  expect(face).toContain('"code":"code.not-ours"');
  expect(face.startsWith('404 ')).toBe(true);
  for (const text of texts) {
    const answer = await knock(text);
    expect(answer.face, text.slice(0, 80)).toBe(face);
    works.set(answer.work, (works.get(answer.work) ?? 0) + 1);
    // All together miss no more often than this; the door stays open for codes that can be guessed.
    if (strangers % 100 === 0) await house.pass(100_000, 100_000);
  }
  expect(house.store.statistics()).toEqual(before);
  return works;
}

const STATIC_WORK = 'tag takenOverByUrl';

describe('a tag with one wrong bit', () => {
  test('is refused, whichever of its 608 bits it is, in the same bytes by the same look-ups', async () => {
    const works = await expectOneFace(Array.from({ length: 608 }, (_, bit) => flipped(bit)));
    expect([...works]).toEqual([[STATIC_WORK, 608]]);
  });

  test('costs one check of a signature, unless it is of another version or type', async () => {
    const verifier = createTagVerifier(ownKeys());
    const costs = new Map<number, number>();
    for (let bit = 0; bit < 608; bit += 1) {
      const before = verifier.counts().signatureChecks;
      expect((await verifier.verify(flipped(bit))).ok).toBe(false);
      const cost = verifier.counts().signatureChecks - before;
      costs.set(cost, (costs.get(cost) ?? 0) + 1);
    }
    // The first byte: what is no tag by its form is told by looking at it, and that anybody may know.
    expect(costs).toEqual(
      new Map([
        [0, 8],
        [1, 600],
      ]),
    );
  });
});

function ownKeys(): readonly TagVerifyKey[] {
  return [own];
}

describe('digits of another form', () => {
  test('of every wrong length from 0 to 400 are refused, and never cost more than a tag', async () => {
    const long = digits.repeat(3);
    const lengths = Array.from({ length: 401 }, (_, length) => length).filter((length) => length !== 185);
    const works = await expectOneFace(lengths.slice(1).map((length) => long.slice(0, length)));
    expect([...works.values()].reduce((sum, count) => sum + count, 0)).toBe(399);
    // Nine letters may be a short code, 56 digits a display's.
    for (const work of works.keys()) expect(work.split(' ').length).toBeLessThanOrEqual(STATIC_WORK.split(' ').length + 1);
    expect(works.get(STATIC_WORK)).toBeGreaterThan(390);
    const nothing = await knock('');
    expect(nothing.face).toContain('"code":"request.malformed"');
    expect(nothing.work).toBe('');
  });

  test('in groups above 2^56, in each of the ten, or with a tail above 2^48, are refused', async () => {
    const spoilt = Array.from({ length: 10 }, (_, group) => {
      const at = group * 17;
      return ['72057594037927936', '99999999999999999'].map((wrong) => digits.slice(0, at) + wrong + digits.slice(at + 17));
    }).flat();
    const tails = ['281474976710656', '999999999999999'].map((wrong) => digits.slice(0, 170) + wrong);
    expect([...(await expectOneFace([...spoilt, ...tails]))]).toEqual([[STATIC_WORK, 22]]);
  });

  test('with zeros before, without theirs, with blanks, signs or exponents are refused', async () => {
    const small = Uint8Array.from(bytesOf(digits));
    small[6] = 0;
    const zeroed = encodeDigits(small);
    expect(zeroed[0]).toBe('0');
    const texts = [
      ...[`0${digits}`, `00${digits}`, zeroed, zeroed.replace(/^0+/, ''), ` ${digits}`, `${digits} `],
      ...[`+${digits}`, `-${digits}`, `${digits.slice(0, 90)} ${digits.slice(90)}`, `${digits}e0`, `0x${digits}`, `${digits}\n`],
      ...[`${digits}\0`, `\u200b${digits}`, `${digits}\u202e`],
    ];
    await expectOneFace(texts);
  });

  test.each([
    ['full-width', 0xff10],
    ['Arabic-Indic', 0x0660],
    ['Devanagari', 0x0966],
    ['mathematical bold', 0x1d7ce],
    ['Thai', 0x0e50],
  ])('in %s figures are refused', async (_name, zero) => {
    const written = [...digits].map((digit) => String.fromCodePoint(zero + Number(digit)));
    const oneOfThem = [written[0], ...[...digits].slice(1)];
    await expectOneFace([written.join(''), oneOfThem.join(''), `https://go.example.com/${written.join('')}`]);
  });
});

describe('links', () => {
  const HOSTS = [
    ...['https://go.example.com', 'https://evil.example', 'https://go.example.com.evil.example', 'https://gо.example.com'],
    ...[
      'https://ɡo.example.com',
      'https://xn--bcher-kva.example.com',
      'https://go-example.com',
      'http://[::1]:8080',
      'https://1.2.3.4',
    ],
    ...['HTTPS://GO.EXAMPLE.COM', 'https://go.example.com:444', 'https://ｇｏ.example.com'],
  ];

  test('of our host, of a foreign one or of one that looks like ours are refused alike with digits that are not ours', async () => {
    await expectOneFace(HOSTS.map((host) => `${host}/${flipped(300)}`));
  });

  test('of any host lead nowhere else than the digits of a genuine label do: the host proves nothing (QR-03)', async () => {
    for (const host of HOSTS) {
      const answer = await door.post('/api/v1/scans', { code: `${host}/${digits}` }, { 'x-forwarded-for': '192.0.2.1' });
      expect(await answer.json(), host).toMatchObject({ offer: { objectId: 'pod-1' } });
    }
  });

  test('that hide digits in a user, a port, a path, a query or a fragment are refused', async () => {
    const origin = 'https://go.example.com';
    await expectOneFace([
      ...[`https://${digits}@go.example.com/`, `https://go.example.com@evil.example/${digits}`, `${origin}/x/${digits}`],
      ...[`${origin}//${digits}`, `${origin}/${digits}/`, `${origin}/?${digits}`, `${origin}/#${digits}`, `${origin}\\${digits}`],
      ...[`javascript:${digits}`, `data:,${digits}`, `ftp://go.example.com/${digits}`, `//go.example.com/${digits}`],
      ...[`${origin}/%30${digits.slice(1)}`, `${origin}/..;/${digits}`, `https:go.example.com/${digits}`, `WIFI:S:${digits};;`],
    ]);
  });
});

describe('keys', () => {
  const payload = { tagId: '00aa00aa00aa00aa', issuedDay: 690 };
  const genuine = () => Buffer.from(bytesOf(digits).subarray(2, 10)).toString('hex');

  test('that were stolen mint nothing: neither a new tag nor an issued one of another day (rule 4)', async () => {
    const minted = await signTag({ kid: own.kid, ...payload }, own);
    const redated = await signTag({ kid: own.kid, tagId: genuine(), issuedDay: 1 }, own);
    const works = await expectOneFace([encodeDigits(minted), encodeDigits(redated)]);
    expect([...works]).toEqual([[STATIC_WORK, 2]]);
  });

  test("of a stranger mint nothing, under our key's number or under any other", async () => {
    const texts: string[] = [];
    for (const kid of [own.kid, 9, 255]) {
      const stranger = await signingKey(formatKeyRing([await createTagKey({ kid, issuer: own.issuer })]));
      texts.push(encodeDigits(await signTag({ kid, tagId: genuine(), issuedDay: 690 }, stranger)));
    }
    expect([...(await expectOneFace(texts))]).toEqual([[STATIC_WORK, 3]]);
  });

  test('that are retired sign nothing new, and their labels work; of a revoked one none does, and says no more than a stranger', async () => {
    async function scanUnder(status: 'verify-only' | 'revoked', code: string): Promise<string> {
      const { store, heard: hear } = listenTo(openSqliteStore({ path: ':memory:', clock: { nowMs: () => NOW_MS } }));
      const other = await openHouse({
        objects: [],
        keys: drawn,
        store,
        tagKeys: (keys) => keys.map((key) => ({ ...key, status })),
      });
      hear();
      const before = other.store.statistics();
      const answer = await other.core.steps.resolveScan({ code, personId: null, binding: 'c:x', address: '192.0.2.1' });
      expect(other.store.statistics()).toEqual(before);
      const work = hear().join(' ');
      await other.close();
      return `${answer.ok ? 'ok' : answer.error.code} ${work}`;
    }
    const minted = encodeDigits(await signTag({ kid: own.kid, ...payload }, own));
    expect(await scanUnder('verify-only', digits)).toMatch(/^ok tag/);
    expect(await scanUnder('verify-only', minted)).toBe(`code.not-ours ${STATIC_WORK}`);
    expect(await scanUnder('revoked', digits)).toBe(`code.not-ours ${STATIC_WORK}`);
    expect(await scanUnder('revoked', minted)).toBe(`code.not-ours ${STATIC_WORK}`);
  });
});

describe("a display's code", () => {
  const counter = Math.floor(NOW_MS / 30_000);
  const secret = randomBytes(32);
  const shown = (tagId: string) => encodeDigits(encodeDisplayCode({ tagId, counter }, secret));

  test('under a secret that is not ours, for a display or for none, is refused by the same look-ups', async () => {
    const display = {
      ...{ tagId: '00dd00dd00dd00dd', tenantId: 'demo', objectId: 'table-7', deviceId: 'table-7' },
      ...{ secretHex: randomBytes(32).toString('hex'), madeAtMs: NOW_MS },
    };
    expect(await house.store.commit([{ change: 'display-set', display }])).toEqual({ ok: true });
    const forged = shown(display.tagId);
    const spoilt = Uint8Array.from(bytesOf(forged));
    spoilt[22] = (spoilt[22] ?? 0) ^ 1;
    const works = await expectOneFace([
      forged,
      encodeDigits(spoilt),
      shown('00ee00ee00ee00ee'),
      `https://go.example.com/${forged}`,
    ]);
    expect(works.size).toBe(1);
  });
});

describe('short codes', () => {
  test('of our own labels open, so that what is guessed could find one', async () => {
    const { house: guessed, codes } = await openGuessedHouse(20);
    for (const code of codes) {
      const answer = await guessed.core.steps.resolveScan({ code, personId: null, binding: 'c:x', address: null });
      expect(answer).toMatchObject({ ok: true });
    }
    await guessed.close();
  });

  test('at random find nothing, write nothing, and cost one look-up each (npm run guess: a million)', async () => {
    const { house: guessed, guess } = await openGuessedHouse(400);
    const tally = await guess(GUESSES, () => null, 0);
    expect(tally).toEqual({
      ...{ found: 0, notOurs: GUESSES, limited: 0, other: 0, lookUps: GUESSES, commits: 0 },
      asked: new Set(['tagByShortCode']),
    });
    await guessed.close();
  });

  test('from a thousand sites in ten minutes are let through as often as all together may miss, and no more', async () => {
    const { house: guessed, guess, codes } = await openGuessedHouse(400);
    const spanMs = 600_000;
    const tally = await guess(GUESSES, (n) => `2001:db8:${(n % 1_000).toString(16)}::1`, spanMs);
    const { burst, everyMs } = SCAN_RULES['miss-all'];
    expect(tally.notOurs).toBeLessThanOrEqual(burst + spanMs / everyMs);
    expect(tally.notOurs).toBeGreaterThan(burst);
    expect(tally).toMatchObject({ found: 0, other: 0, commits: 0, lookUps: tally.notOurs, limited: GUESSES - tally.notOurs });
    // Whoever holds a genuine label in their hand is not shut out by it, nor is who signs in and types one.
    const ask = (code: string, personId: string | null) =>
      guessed.core.steps.resolveScan({ code, personId, binding: 'c:x', address: '2001:db8:1::1' });
    expect(await ask(guessed.codeOf('pod-1'), null)).toMatchObject({ ok: true });
    expect(await ask(codes[0] ?? '', 'ada')).toMatchObject({ ok: true });
    await guessed.close();
  });
});
