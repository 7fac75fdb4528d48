// Names in a set-up: what is none, which two are the same, and rows of numbers that go on where they ended.
import { describe, expect, test } from 'vitest';
import { nameKey, nameProblem, namesInRow } from '../../../../../gateway/domain/venue/set-up-names.ts';

describe('a name', () => {
  test.each([
    ['of any script', '胶囊 7 – Zoë', null],
    ['that looks like a page', '<script>alert(1)</script>', null],
    ['that looks like a formula', '=1+1', null],
    ['that turns text around', '\u202egniK', null],
    ['of nothing', '', 'name.missing'],
    ['of what nobody sees', ' \u200b\u2060 ', 'name.missing'],
    ['of two lines', 'Pod\n7', 'name.unreadable'],
    ['with a bell', 'Pod\u0007', 'name.unreadable'],
    ['with half a letter', 'Pod \ud83d', 'name.unreadable'],
    ['of 80 letters', '胶'.repeat(80), null],
    ['of 81 letters', 'x'.repeat(81), 'name.too-long'],
  ])('%s', (_what, name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });

  test.each([
    ['Pod 7', 'pod  7', true],
    ['Pod 7', 'P\u200bod 7\u202c', true],
    ['Pod 7', 'Ｐｏｄ 7', true],
    ['Pod 7', 'Pod 77', false],
    ['ที่', 'ท', false],
  ])('%s and %s look alike: %s', (one, other, isSame) => {
    expect(nameKey(one) === nameKey(other)).toBe(isSame);
  });
});

describe('names in a row', () => {
  const taken =
    (...names: string[]) =>
    (name: string) =>
      names.map(nameKey).includes(nameKey(name));

  test('are counted on, with as many digits as the pattern has', () => {
    expect(namesInRow('Pod {n}', 3, 9, taken())).toEqual(['Pod 9', 'Pod 10', 'Pod 11']);
    expect(namesInRow('{nnn} A', 2, 9, taken())).toEqual(['009 A', '010 A']);
  });

  test('pass over what is in use', () => {
    expect(namesInRow('Pod {n}', 2, 1, taken('pod 1', 'Pod 3'))).toEqual(['Pod 2', 'Pod 4']);
  });

  test('without a number there is one, or none', () => {
    expect(namesInRow('The pod', 1, 1, taken())).toEqual(['The pod']);
    expect(namesInRow('The pod', 1, 1, taken('The Pod'))).toBeNull();
    expect(namesInRow('The pod', 2, 1, taken())).toBeNull();
  });
});
