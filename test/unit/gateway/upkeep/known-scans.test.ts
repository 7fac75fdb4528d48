// Known scans: who counts at a label, how often, and how much is kept of them at the most.
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import { createKnownScans } from '../../../../gateway/upkeep/known-scans.ts';

const START_MS = Date.UTC(2026, 10, 21);
const by = (personId: string | null, address: string | null = null) => ({ personId, address });
const elsewhere = (personId: string | null) => ({ how: 'elsewhere', by: by(personId) }) as const;
const here = (personId: string | null, address?: string) => ({ how: 'here', by: by(personId, address) }) as const;

describe('the word that a label is elsewhere', () => {
  test('counts once for a person, a label and a day', () => {
    const known = createKnownScans();
    expect(known.isNew('t1', elsewhere('ada'), START_MS)).toBe(true);
    for (let hour = 0; hour < 24; hour += 1) expect(known.isNew('t1', elsewhere('ada'), START_MS + hour * HOUR_MS)).toBe(false);
    expect(known.isNew('t2', elsewhere('ada'), START_MS)).toBe(true);
    expect(known.isNew('t1', elsewhere('bob'), START_MS)).toBe(true);
    expect(known.isNew('t1', elsewhere('ada'), START_MS + DAY_MS)).toBe(true);
  });

  test('of nobody who is known by name counts for nothing', () => {
    const known = createKnownScans();
    expect(known.isNew('t1', elsewhere(null), START_MS)).toBe(false);
  });

  test('says nothing of whether it hangs there, and keeps no scan from counting', () => {
    const known = createKnownScans();
    expect(known.isNew('t1', elsewhere('ada'), START_MS)).toBe(true);
    expect(known.isNew('t1', here('ada'), START_MS)).toBe(true);
  });
});

test('ever new people fill no memory: the newest are known, and those of long ago are forgotten', () => {
  const most = 100;
  const known = createKnownScans(most);
  for (let n = 0; n < 10 * most; n += 1) expect(known.isNew('t1', here(`bot-${n}`), START_MS)).toBe(true);
  for (let n = 9 * most; n < 10 * most; n += 1) expect(known.isNew('t1', here(`bot-${n}`), START_MS)).toBe(false);
  expect(known.isNew('t1', here('bot-0'), START_MS)).toBe(true);
});
