// Address keys: every spelling of one customer's address is one key, and no nonsense is a fresh one.
import { describe, expect, test } from 'vitest';
import { addressKey, siteKey } from '../../../../../gateway/domain/limits/address-key.ts';

describe('the key of an address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.000.113.07', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['[::ffff:203.0.113.7]:443', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['64:ff9b::203.0.113.7', '64:ff9b:0:0::/64'],
  ])('%s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  test('holds for the 64 bits that one customer has, and not for the next one', () => {
    const key = addressKey('2001:db8:1:2::1');
    for (const last of ['::2', ':ffff:ffff:ffff:ffff', ':0:0:0:9']) expect(addressKey(`2001:db8:1:2${last}`)).toBe(key);
    expect(addressKey('2001:db8:1:3::1')).not.toBe(key);
  });

  test.each([
    '',
    'unknown',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    ':::',
    '1::2::3',
    '12345::',
    'x'.repeat(9_999),
    '_hidden',
  ])('what is no address is one and the same stranger: %s', (address) => {
    expect(addressKey(address)).toBe('unreadable');
  });
});

test.each([
  ['2001:db8:1:2::1', '2001:db8:1::/48'],
  ['[2001:0DB8:1:ffff::9]:443', '2001:db8:1::/48'],
  ['2001:db8:2:2::1', '2001:db8:2::/48'],
  ['::1', '0:0:0::/48'],
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['unknown', 'unreadable'],
])('%s is at the site %s: what one customer may have whole', (address, site) => {
  expect(siteKey(addressKey(address))).toBe(site);
});
