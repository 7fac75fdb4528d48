// Tickets: sealed, bound, short-lived, and worth nothing when a single character of them is another.
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../../../../gateway/domain/scan/scan.ts';
import { openTicket, sealTicket } from '../../../../../gateway/domain/scan/ticket.ts';

const NOW_MS = 1_000_000;
const mac = (text: string): string => createHmac('sha256', 'a key').update(text).digest('base64url');
const otherMac = (text: string): string => createHmac('sha256', 'another key').update(text).digest('base64url');
const ticket: Ticket = {
  tagId: '00112233445566aa',
  objectId: 'pod-1',
  bindingVersion: 1,
  offerHash: 'offer',
  nonce: 'tkt_1',
  binding: 'c:cookie',
  expiresAtMs: NOW_MS + 1,
  tag: { protectedHeader: 'a', payload: 'b', signature: 'c' },
  trust: 'signed',
};
const sealed = sealTicket(ticket, mac);
const invalid = { ok: false, error: { code: 'ticket.invalid' } };

describe('a ticket', () => {
  test('opens for its owner while it lives, and is safe in a path', () => {
    expect(openTicket(sealed, mac, ['p:ada', 'c:cookie'], NOW_MS)).toEqual({ ok: true, value: ticket });
    expect(sealed).toMatch(/^[A-Za-z0-9_.-]+$/);
  });

  test('is expired from its very moment on', () => {
    expect(openTicket(sealed, mac, ['c:cookie'], NOW_MS + 1)).toEqual({ ok: false, error: { code: 'ticket.expired' } });
  });

  test('opens for nobody else', () => {
    expect(openTicket(sealed, mac, ['c:other', 'p:ada'], NOW_MS)).toEqual(invalid);
    expect(openTicket(sealed, mac, [], NOW_MS)).toEqual(invalid);
  });

  test('of another gateway, or of none, does not open', () => {
    expect(openTicket(sealTicket(ticket, otherMac), mac, ['c:cookie'], NOW_MS)).toEqual(invalid);
    for (const text of ['', '.', '..', 'a.b', `${sealed}.`, sealed.replace('.', '')]) {
      expect(openTicket(text, mac, ['c:cookie'], NOW_MS)).toEqual(invalid);
    }
  });

  test('whose expiry was moved does not open', () => {
    const [, seal = ''] = sealed.split('.');
    const longer = Buffer.from(JSON.stringify({ ...ticket, expiresAtMs: NOW_MS * 2 })).toString('base64url');
    expect(openTicket(`${longer}.${seal}`, mac, ['c:cookie'], NOW_MS)).toEqual(invalid);
  });

  test('with any character changed never opens and never throws', () => {
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
        fc.pre(sealed[at] !== character);
        const spoiled = sealed.slice(0, at) + character + sealed.slice(at + 1);
        expect(openTicket(spoiled, mac, ['c:cookie'], NOW_MS)).toEqual(invalid);
      }),
    );
  });
});
