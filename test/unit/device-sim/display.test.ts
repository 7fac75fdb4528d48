// The display of a simulated table: made by itself from the contract alone, and held against the codes that gateways believe.
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '#protocol';
import { displayDigits } from '../../../device-sim/device/display.ts';
import vectors from '../../../qr/vectors/display-codes.json' with { type: 'json' };
import { createBed } from './bed.ts';

const keyOf = (tagId: string, secretHex: string) => `${tagId}.${Buffer.from(secretHex, 'hex').toString('base64url')}`;
const [first] = vectors.valid;
if (!first) throw new Error('there are vectors');
const KEY = keyOf(first.tagId, first.secretHex);
const LINK = 'https://q.example.com/';
const STEP_MS = 30_000;

function tableWith(set: { readonly [key: string]: string }) {
  const bed = createBed('restaurant-table');
  bed.feed({ type: 'config', config: { v: 1, iss: 'gw', aud: 'airport/thing-1', ver: 1, set } });
  bed.feed({ type: 'connected', conn: 'c1' });
  bed.feed({ type: 'rehello', nonce: 'nonce-nonce-nonce-1' });
  return bed;
}
const shownBy = (bed: ReturnType<typeof createBed>) =>
  bed.effects().flatMap((effect) => {
    const { ev, data } = effect.type === 'observe' ? effect.observation : { ev: '', data: {} as { displayCode?: string } };
    return ev === 'display' && 'displayCode' in data ? [data.displayCode] : [];
  });

describe('FP-34 a display', () => {
  test.each(vectors.valid)('shows $name as its vector says', ({ tagId, secretHex, counter, digits }) => {
    expect(displayDigits(keyOf(tagId, secretHex), counter)).toBe(digits);
  });

  test('shows nothing before it knows the time, then the code of this step, and the next one on time', () => {
    const bed = tableWith({ displayLink: LINK, displayKey: KEY });
    bed.pass(5_000);
    expect(shownBy(bed)).toEqual([]);
    bed.welcome({ now: first.shownAtMs + 10_000 });
    expect(shownBy(bed)).toEqual([first.link]);
    bed.pass(STEP_MS - 10_000 - 1);
    expect(shownBy(bed)).toHaveLength(1);
    bed.pass(1);
    expect(shownBy(bed).at(-1)).toBe(`${LINK}${displayDigits(KEY, first.counter + 1)}`);
    bed.pass(10 * STEP_MS);
    expect(shownBy(bed)).toHaveLength(12);
  });

  test('goes on without a connection, and shows none after a day without a welcome', () => {
    const bed = tableWith({ displayLink: LINK, displayKey: KEY });
    bed.welcome({ now: first.shownAtMs });
    bed.feed({ type: 'disconnected' });
    bed.pass(STEP_MS);
    expect(shownBy(bed).at(-1)).toBe(`${LINK}${displayDigits(KEY, first.counter + 1)}`);
    bed.pass(DAY_MS);
    expect(shownBy(bed).at(-1)).toBe('');
  });

  test('shows none after a power cut until it is welcomed again', () => {
    const before = tableWith({ displayLink: LINK, displayKey: KEY });
    before.welcome({ now: first.shownAtMs });
    const after = createBed('restaurant-table', { memory: before.memory() });
    after.pass(STEP_MS);
    expect(shownBy(after)).toEqual([]);
    after.feed({ type: 'connected', conn: 'c2' });
    after.feed({ type: 'rehello', nonce: 'nonce-nonce-nonce-1' });
    after.welcome({ now: first.shownAtMs });
    expect(shownBy(after)).toEqual([first.link]);
  });

  test('shows the codes of a new secret as soon as it has it', () => {
    const bed = tableWith({ displayLink: LINK, displayKey: KEY });
    bed.welcome({ now: first.shownAtMs });
    const other = keyOf('ffffffffffffffff', first.secretHex);
    bed.feed({
      type: 'config',
      config: { v: 1, iss: 'gw', aud: 'airport/thing-1', ver: 2, set: { displayLink: LINK, displayKey: other } },
    });
    expect(shownBy(bed).at(-1)).toBe(`${LINK}${displayDigits(other, first.counter)}`);
  });

  test.each([
    ['without a key', { displayLink: LINK }],
    ['without a link', { displayKey: KEY }],
    ['with a key that is none', { displayLink: LINK, displayKey: 'secret' }],
  ])('%s shows none', (_what, set) => {
    const bed = tableWith(set);
    bed.welcome({ now: first.shownAtMs });
    bed.pass(2 * STEP_MS);
    expect(shownBy(bed)).toEqual([]);
  });
});
