// Addresses: what we are ready to write to, and that nothing in one can mean more than one mailbox.
import { expect, test } from 'vitest';
import { addressName, parseMailAddress } from '../../../../../gateway/domain/message/address.ts';

test.each([
  ['ann@example.com', 'ann@example.com'],
  ['  Ann.Other+tag@EXAMPLE.com ', 'Ann.Other+tag@example.com'],
  ["o'neil@mail.example.co.uk", "o'neil@mail.example.co.uk"],
  ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
  ['ann@例子.公司', 'ann@xn--fsqu00a.xn--55qx5d'],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
])('%j is written to as %j', (text, address) => {
  expect(parseMailAddress(text)).toBe(address);
});

test.each([
  '',
  'ann',
  '@example.com',
  'ann@',
  'ann@localhost',
  'ann@127.0.0.1',
  'ann@[127.0.0.1]',
  'ann@0x7f.1',
  'ann@example.com:25',
  'ann@example.com/path',
  'ann@user@example.com',
  'ann@ex ample.com',
  'ann@-example.com',
  'ann@example..com',
  'ann@example.com.',
  '.ann@example.com',
  'ann.@example.com',
  'a..b@example.com',
  '"ann"@example.com',
  'ann (x)@example.com',
  'Ann <ann@example.com>',
  'ann@example.com, eve@example.com',
  'ann@example.com\r\nBcc: eve@example.com',
  'ann\r\n@example.com',
  'ann\u0000@example.com',
  'änn@example.com',
  `${'a'.repeat(65)}@example.com`,
  `ann@${'a'.repeat(64)}.com`,
  `ann@${'abcdefg.'.repeat(32)}com`,
])('%j is no address of ours', (text) => {
  expect(parseMailAddress(text)).toBeNull();
});

test('capitals make no other mailbox', () => {
  expect(addressName('Ann@example.com')).toBe(addressName('ann@example.com'));
  expect(addressName('ann+7@example.com')).toBe('ann@example.com');
  expect(addressName('+ann@example.com')).toBe('+ann@example.com');
});
