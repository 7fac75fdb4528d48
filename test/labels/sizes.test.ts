// The sizes that README files and operators rely on: this tag is the smallest signed one, and it fits the labels that shops sell.
import { expect, test } from 'vitest';
import { measureContents, measureHosts, measureRoom, type Size, sideMm } from './code-sizes.ts';

const contents = new Map((await measureContents()).map((each) => [each.name, each]));
const sizes = (name: string): readonly Size[] => {
  const found = contents.get(name);
  if (found === undefined) throw new Error(name);
  return [found.M, found.Q];
};
const THIS = 'this tag, 76 bytes';

test.each([
  ['unsigned id, link in capitals', 2, 3],
  ['id and 80 bits of HMAC, link in capitals', 3, 4],
  ['rotating display code, 23 bytes', 4, 5],
  [THIS, 6, 8],
  ['the same bytes, base64url', 8, 9],
])('%s is version %i at level M and %i at level Q', (name, M, Q) => {
  expect(sizes(name).map(({ version }) => version)).toEqual([M, Q]);
});

test('the links are as long as codes of their kind', () => {
  expect([...contents.values()].slice(0, 5).map(({ text }) => text.length)).toEqual([35, 53, 78, 207, 124]);
});

test('the link of this tag has 207 characters, 41 modules at level M and 49 at level Q (QR-07)', () => {
  expect(contents.get(THIS)?.text).toHaveLength(207);
  expect(sizes(THIS).map(({ modules }) => modules)).toEqual([41, 49]);
  expect([sideMm(41, 0.5), sideMm(49, 0.5)]).toEqual([24.5, 28.5]);
});

test('each other signed way is larger at both levels', () => {
  const [M, Q] = sizes(THIS) as [Size, Size];
  const others = [...contents.keys()].filter((name) => /JWS|JWT|base64url/.test(name));
  expect(others).toHaveLength(5);
  for (const name of others) {
    const [otherM, otherQ] = sizes(name) as [Size, Size];
    expect([name, otherM.version > M.version, otherQ.version > Q.version]).toEqual([name, true, true]);
  }
});

test('a host of up to 18 characters does not make the code larger at level M', () => {
  expect(measureHosts([4 + 1, 13, 18]).map(({ M }) => M.version)).toEqual([6, 6, 6]);
  expect(measureHosts([60])[0]?.M.version).toBeGreaterThan(6);
});

test('every label takes level M; only the smallest refuses level Q', () => {
  const room = measureRoom();
  expect(room.filter(({ M }) => M === null)).toEqual([]);
  expect(room.filter(({ Q }) => Q === null).map(({ name }) => name)).toEqual(['avery-l6009']);
});
