// The console's chart: bars stand inside their field, and the scale ends at a round amount that nothing passes.
import { expect, test } from 'vitest';
import { nicestTop, placeBars } from '../../../../gateway/web/console/chart-bars.ts';

const FIELD = { left: 50, top: 10, width: 240, height: 100 };

test.each([
  [[0], 1_000, 1_000],
  [[], 1_000, 1_000],
  [[1_000], 1_000, 1_000],
  [[1_001], 1_000, 2_000],
  [[4_999, 12], 1_000, 5_000],
  [[99_999], 1_000, 100_000],
  [[100_001], 1_000, 200_000],
])('the scale of %j ends at a round amount', (values, least, top) => {
  expect(nicestTop(values, least)).toBe(top);
});

test('the highest bar fills the field, an empty hour has none, and the line is where all of them stand', () => {
  const bars = placeBars([0, 500, 1_000], [250, 0, 0], 1_000, FIELD);
  expect(bars.map(({ now }) => now.height)).toEqual([0, 50, 100]);
  expect(bars.map(({ before }) => before.height)).toEqual([25, 0, 0]);
  for (const { now, before } of bars) for (const { y, height } of [now, before]) expect(y + height).toBe(110);
});

test('as many hours as the longer day has stand beside each other and inside', () => {
  const bars = placeBars(Array(24).fill(1), Array(25).fill(2), 2, FIELD);
  expect(bars).toHaveLength(25);
  for (const { before } of bars) {
    expect(before.x).toBeGreaterThanOrEqual(FIELD.left);
    expect(before.x + before.width).toBeLessThanOrEqual(FIELD.left + FIELD.width);
  }
  expect(bars.every((bar, at) => at === 0 || bar.x > (bars[at - 1]?.x ?? 0))).toBe(true);
});

test('what is below nothing or above the scale stays inside the field', () => {
  const [low, high] = placeBars([-5, 3_000], [], 1_000, FIELD);
  expect(low?.now.height).toBe(0);
  expect(high?.now.height).toBe(100);
});
