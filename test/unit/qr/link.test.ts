// Links around a tag: what is composed is read back, and nothing else is taken for one.
import { describe, expect, test } from 'vitest';
import { composeLink, isOrigin, parseLink } from '../../../qr/link.ts';

const DIGITS = '0'.repeat(185);

describe('isOrigin', () => {
  test.each([
    'https://q.example.com',
    'http://192.168.1.10:8080',
    'http://[::1]:8080',
    'https://xn--fsq.example',
  ])('accepts %s', (text) => {
    expect(isOrigin(text)).toBe(true);
  });

  test.each([
    'q.example.com',
    'https://q.example.com/',
    'https://Q.example.com',
    'https://q.example.com:443',
    'ftp://x.y',
    'https://',
    '',
  ])('refuses %s', (text) => {
    expect(isOrigin(text)).toBe(false);
  });
});

describe('composeLink', () => {
  test('puts 185 digits behind the origin', () => {
    expect(composeLink('https://q.example.com', new Uint8Array(76))).toBe(`https://q.example.com/${DIGITS}`);
  });

  test('asserts on an address with a path and on other bytes than a tag has', () => {
    expect(() => composeLink('https://q.example.com/t', new Uint8Array(76))).toThrow(
      expect.objectContaining({ name: 'AssertionError' }),
    );
    expect(() => composeLink('https://q.example.com', new Uint8Array(75))).toThrow(
      expect.objectContaining({ name: 'AssertionError' }),
    );
  });
});

describe('parseLink', () => {
  test.each([
    [`https://q.example.com/${DIGITS}`, 'https://q.example.com'],
    [`http://192.168.1.10:8080/${DIGITS}`, 'http://192.168.1.10:8080'],
    [`HTTPS://Q.Example.COM/${DIGITS}`, 'https://q.example.com'],
    [`https://q.example.com/${DIGITS}?from=scanner#top`, 'https://q.example.com'],
  ])('reads %s', (text, origin) => {
    expect(parseLink(text)).toEqual({ ok: true, value: { origin, digits: DIGITS } });
  });

  test.each([
    [`https://q.example.com/t/${DIGITS}`, 'link'],
    [`https://q.example.com/${DIGITS}/`, 'link'],
    [`https://q.example.com@evil.example/${DIGITS}`, 'link'],
    [`https://q.example.com:99999/${DIGITS}`, 'link'],
    [`javascript:alert(1)//${DIGITS}`, 'link'],
    [`/${DIGITS}`, 'link'],
    ['https://q.example.com/', 'length'],
    [`https://q.example.com/${DIGITS}0`, 'length'],
    [`https://q.example.com/${DIGITS.slice(1)}o`, 'digit'],
  ])('refuses %s', (text, reason) => {
    expect(parseLink(text)).toEqual({ ok: false, error: reason });
  });
});
