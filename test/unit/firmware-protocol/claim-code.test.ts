// Claim code: what an installer's phone shows is read back whole, and nothing else is taken for one.
import { expect, test } from 'vitest';
import { composeClaimCode, parseClaimCode } from '#protocol';

const CODE = { serial: 'SN-1_a', kind: 'sleep-pod', token: '01f30et66dz9vc1vwtccdm89y6' };

test('FP-28 says serial, kind and token in one line and comes back as it was', () => {
  expect(composeClaimCode(CODE)).toBe('o2o-claim:SN-1_a?kind=sleep-pod&token=01f30et66dz9vc1vwtccdm89y6');
  expect(parseClaimCode(` ${composeClaimCode(CODE)}\n`)).toEqual(CODE);
});

test.each([
  'SN-1',
  'o2o-claim:',
  'o2o-claim:SN-1',
  'o2o-claim:SN 1?kind=bike&token=a',
  'o2o-claim:SN-1?kind=bike',
  'o2o-claim:SN-1?kind=bike&token=a?b',
  'https://go.example.com/o2o-claim:SN-1?kind=bike&token=a',
  `o2o-claim:${'a'.repeat(49)}?kind=bike&token=a`,
])('FP-28 takes %j for no code', (text) => {
  expect(parseClaimCode(text)).toBeNull();
});
