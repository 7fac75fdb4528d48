// Scan limits: which ways in a scan has, and that the one for people who sign in is never shut for all.
import { describe, expect, test } from 'vitest';
import { lanesOf } from '../../../../../gateway/domain/limits/scan-limits.ts';

const asking = { address: '203.0.113.7', personId: null, isGuessable: true, isStrained: false };
const limitsOf = (changes: Partial<Parameters<typeof lanesOf>[0]>) =>
  lanesOf({ ...asking, ...changes }).map(({ demands, misses }) => [...demands, ...misses].map(({ limit }) => limit));

describe('a scan', () => {
  test('of a signed code asks only how much work its address makes', () => {
    expect(limitsOf({ isGuessable: false })).toEqual([['scan-address']]);
    expect(limitsOf({ isGuessable: false, isStrained: true })).toEqual([['scan-address']]);
  });

  test('of a code that can be guessed asks how often the address has missed', () => {
    expect(limitsOf({})).toEqual([['scan-address', 'guess-address', 'miss-address']]);
  });

  test('from an IPv6 address asks how often its whole /48 has missed, and so do all accounts there together', () => {
    const at = lanesOf({ ...asking, address: '2001:db8:1:2::/64', personId: 'ada' });
    expect(at.map(({ misses }) => misses)).toEqual([
      [
        { limit: 'miss-account', of: 'ada' },
        { limit: 'miss-accounts-there', of: '2001:db8:1::/48' },
      ],
      [
        { limit: 'miss-address', of: '2001:db8:1:2::/64' },
        { limit: 'miss-site', of: '2001:db8:1::/48' },
      ],
    ]);
  });

  test('of somebody who signed in has a way of its own first', () => {
    expect(limitsOf({ personId: 'ada' })).toEqual([
      ['scan-account', 'guess-account', 'miss-account', 'miss-accounts-there'],
      ['scan-address', 'guess-address', 'miss-address'],
    ]);
  });

  test('while all together miss too often, takes a person where the code can be guessed', () => {
    expect(limitsOf({ isStrained: true })).toEqual([]);
    expect(limitsOf({ isStrained: true, personId: 'ada' })).toHaveLength(1);
  });

  test('from inside the process is held by nothing', () => {
    expect(lanesOf({ ...asking, address: null })).toEqual([{ demands: [], misses: [] }]);
  });
});
