// Contacts decided: a code for one address and a while, few tries, and the old address until the new one is confirmed.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  CONTACT_LIMITS,
  type ContactRecord,
  contactCodeOf,
  contactViewOf,
} from '../../../../../gateway/domain/message/contact.ts';
import { askForAddress, confirmAddress, removeAddress } from '../../../../../gateway/domain/message/contact-decide.ts';

const NOW_MS = 1_000_000;
const mac = (text: string): string => createHmac('sha256', 'key').update(text).digest('base64url');
const wish = { personId: 'ann', address: 'ann@example.com', language: 'de' };
const asked = (before: ContactRecord | null = null, changes = {}) => askForAddress(before, { ...wish, ...changes }, NOW_MS).value;
const confirm = (before: ContactRecord | null, code: string, nowMs = NOW_MS) =>
  confirmAddress(before, { code, language: 'nl' }, mac, null, nowMs);
const codeOf = (contact: ContactRecord): string => (contact.pending ? contactCodeOf(mac, 'ann', contact.pending) : '');
/** What never was a code of it. */
const wrongFor = (contact: ContactRecord): string => String((Number(codeOf(contact)) + 1) % 1_000_000).padStart(6, '0');
function confirmed(contact: ContactRecord, code = codeOf(contact)): ContactRecord {
  const { value } = confirm(contact, code);
  if ('refusal' in value) throw new Error(value.refusal.code);
  return value.contact;
}

test('an address is asked for with a message that carries its code, and counts only once the code is back', () => {
  const { value, changes } = askForAddress(null, wish, NOW_MS);
  expect(value).toMatchObject({ personId: 'ann', address: null, language: 'de', version: 1 });
  expect(changes.map(({ change }) => change)).toEqual(['contact-changed', 'message-queued', 'deadline-set']);
  expect(codeOf(value)).toMatch(/^\d{6}$/);
  const done = confirmed(value, ` ${codeOf(value).slice(0, 3)} ${codeOf(value).slice(3)} `);
  expect(done).toMatchObject({ address: 'ann@example.com', confirmedAtMs: NOW_MS, pending: null, language: 'nl', version: 2 });
});

test('the code of another address, person or moment is another one', () => {
  const pending = asked().pending;
  if (!pending) throw new Error('asked for');
  const codes = new Set([
    contactCodeOf(mac, 'ann', pending),
    contactCodeOf(mac, 'bob', pending),
    contactCodeOf(mac, 'ann', { ...pending, address: 'bob@example.com' }),
    contactCodeOf(mac, 'ann', { ...pending, untilMs: pending.untilMs + 1 }),
  ]);
  expect(codes.size).toBe(4);
});

test('five wrong codes end it, each noted, and the right one comes too late then', () => {
  let contact = asked();
  const right = codeOf(contact);
  for (let left = CONTACT_LIMITS.wrongCodes - 1; left > 0; left -= 1) {
    const { value, changes } = confirm(contact, wrongFor(contact));
    expect(value).toEqual({ refusal: { code: 'contact.code-wrong', attemptsLeft: left } });
    const [change] = changes;
    if (change?.change !== 'contact-changed') throw new Error('noted');
    contact = change.contact;
  }
  const { value, changes } = confirm(contact, wrongFor(contact));
  expect(value).toEqual({ refusal: { code: 'contact.code-over' } });
  const [last] = changes;
  if (last?.change !== 'contact-changed') throw new Error('noted');
  expect(confirm(last.contact, right)).toEqual({ changes: [], value: { refusal: { code: 'contact.code-over' } } });
});

test('a code is good for half an hour and not a moment longer', () => {
  const contact = asked();
  const endMs = NOW_MS + CONTACT_LIMITS.codeForMs;
  expect(confirm(contact, codeOf(contact), endMs - 1).value).toHaveProperty('contact');
  expect(confirm(contact, codeOf(contact), endMs).value).toEqual({ refusal: { code: 'contact.code-over' } });
  expect(contactViewOf(contact, endMs - 1).pending).not.toBeNull();
  expect(contactViewOf(contact, endMs).pending).toBeNull();
});

test('an address that is to take another’s place leaves that one in force until it is confirmed', () => {
  const first = confirmed(asked());
  const second = asked(first, { address: 'new@example.com' });
  expect(second).toMatchObject({ address: 'ann@example.com', pending: { address: 'new@example.com' }, version: 3 });
  expect(confirmed(second)).toMatchObject({ address: 'new@example.com', pending: null });
});

test('removing leaves nothing of either, and is no change where there is nothing', () => {
  const both = asked(confirmed(asked()), { address: 'new@example.com' });
  const removed = removeAddress(both);
  if (!removed.ok) throw new Error('removed');
  expect(JSON.stringify(removed.value.changes)).not.toContain('@');
  expect(removeAddress(null)).toEqual({ ok: true, value: { changes: [], value: null } });
});
