// Hands: lines of text that act as the person at an object, or take its power or its network.
import { describe, expect, test } from 'vitest';
import type { DeviceRuntime } from '#sim';
import { obeyLine } from '../../../device-sim/commands/hands.ts';

function stand() {
  const done: (readonly unknown[])[] = [];
  const note =
    (name: string) =>
    (...words: readonly unknown[]): void =>
      void done.push([name, ...words.filter((word) => word !== undefined)]);
  const pod = { act: note('act'), powerCut: note('powerCut'), loseNetwork: note('loseNetwork') } as unknown as DeviceRuntime;
  return { done, type: (text: string) => obeyLine((device) => (device === 'pod-1' ? pod : undefined), text) };
}

describe('a line', () => {
  test.each([
    ['pod-1 leave', ['act', 'leave']],
    ['  pod-1   ride 4 ', ['act', 'ride', 4]],
    ['pod-1 powerCut 2s', ['powerCut', 2_000]],
    ['pod-1 powerCut', ['powerCut', 1_000]],
    ['pod-1 loseNetwork 500ms', ['loseNetwork', 500]],
    ['pod-1 loseNetwork', ['loseNetwork', 10_000]],
  ])('"%s" is done', (text, what) => {
    const { done, type } = stand();
    expect(type(text)).toBeNull();
    expect(done).toEqual([what]);
  });

  test.each([
    ['pod-2 leave', 'no device pod-2: type e.g. "pod-1 leave"'],
    ['pod-1', 'what should happen to pod-1?'],
    ['pod-1 powerCut soon', 'powerCut takes 2s or 500ms'],
    ['pod-1 ride fast', 'fast is no number'],
  ])('"%s" is not understood, and nothing happens', (text, words) => {
    const { done, type } = stand();
    expect(type(text)).toContain(words);
    expect(done).toEqual([]);
  });

  test('with nothing in it is no complaint', () => {
    expect(stand().type('   ')).toBeNull();
  });
});
