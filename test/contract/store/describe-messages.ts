// Contract of the store, messages: a contact by who read it last, a message once, its attempts and its one end.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { ContactRecord } from '../../../gateway/domain/message/contact.ts';
import { MESSAGE_KINDS, MESSAGE_STATES, type MessageRecord } from '../../../gateway/domain/message/message.ts';
import { readUndelivered } from '../../../gateway/storage/queries/messages.ts';
import { PERSON, START_MS, TENANT } from '../../support/records.ts';
import { furnishWithSession, mustCommit, type OpenStore } from './opened-store.ts';
import { type RefusalCase, testRefusals } from './refusal-cases.ts';

const contact = (facts: Partial<ContactRecord> = {}): ContactRecord => ({
  ...{ personId: PERSON, language: 'zh-Hans', address: null, confirmedAtMs: null, version: 1 },
  pending: { address: 'ann@example.com', untilMs: START_MS + 5, wrongCodes: 2 },
  ...facts,
});
const put = (facts: Partial<ContactRecord> = {}): Change => ({ change: 'contact-changed', contact: contact(facts) });

const message = (facts: Partial<MessageRecord> = {}): MessageRecord => ({
  ...{ messageId: 'receipt-issued:rcp_1', kind: 'receipt', personId: PERSON, tenantId: TENANT, sessionId: 'ses_1' },
  ...{ subjectId: 'rcp_1', state: 'waiting', attempts: 0, atMs: START_MS, cause: null, endedAtMs: null },
  ...facts,
});
const queue = (facts: Partial<MessageRecord> = {}): Change => ({ change: 'message-queued', message: message(facts) });

const cases: readonly RefusalCase[] = [
  { constraint: 'contact_version', when: 'there is a first one already', before: [[put()]], refused: [put()] },
  { constraint: 'contact_version', when: 'there is none', refused: [put({ version: 2 })] },
  {
    constraint: 'contact_version',
    when: 'somebody changed it meanwhile',
    before: [[put()], [put({ version: 2 })]],
    refused: [put({ version: 2, pending: null })],
  },
];

export function describeMessages(name: string, open: OpenStore): void {
  describe(`${name}: messages`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    const store = () => opened.store;
    beforeEach(async () => {
      opened = await open();
      await furnishWithSession(opened.store);
    });
    afterEach(() => opened.dispose());

    testRefusals(cases, store);

    test('a contact is read as it was written: asked for, confirmed, removed', async () => {
      expect(await store().contact(PERSON)).toBeNull();
      await mustCommit(store(), [put()]);
      expect(await store().contact(PERSON)).toEqual(contact());
      const confirmed = contact({ version: 2, address: 'ann@example.com', confirmedAtMs: START_MS + 3, pending: null });
      await mustCommit(store(), [{ change: 'contact-changed', contact: confirmed }]);
      expect(await store().contact(PERSON)).toEqual(confirmed);
      const removed = contact({ version: 3, pending: null });
      await mustCommit(store(), [{ change: 'contact-changed', contact: removed }]);
      expect(await store().contact(PERSON)).toEqual(removed);
      expect(await store().contact('somebody')).toBeNull();
    });

    test('an address that counts has a moment from which it does', async () => {
      await expect(store().commit([put({ address: 'ann@example.com' })])).rejects.toThrow('person_contact_confirmed');
    });

    test('a message is queued once, attempted, and ended once for all', async () => {
      expect(await store().message(message().messageId)).toBeNull();
      await mustCommit(store(), [queue()]);
      expect(await store().message(message().messageId)).toEqual(message());
      const { messageId } = message();
      await mustCommit(store(), [{ change: 'message-attempted', messageId }, queue({ kind: 'refund', atMs: 1 })]);
      await mustCommit(store(), [{ change: 'message-failed', messageId, cause: 'smtp-451' }]);
      expect(await store().message(messageId)).toEqual(message({ attempts: 1, cause: 'smtp-451' }));
      const ended = { change: 'message-ended', messageId, state: 'taken', cause: null, atMs: START_MS + 9 } as const;
      await mustCommit(store(), [ended]);
      const taken = message({ attempts: 1, state: 'taken', endedAtMs: START_MS + 9 });
      expect(await store().message(messageId)).toEqual(taken);
      await mustCommit(store(), [
        { change: 'message-attempted', messageId },
        { change: 'message-failed', messageId, cause: 'late' },
        { ...ended, state: 'dropped', atMs: START_MS + 10 },
        queue(),
      ]);
      expect(await store().message(messageId)).toEqual(taken);
    });

    test('the kinds and states are those of the domain, and no others; one that ended says when', async () => {
      for (const kind of MESSAGE_KINDS) await mustCommit(store(), [queue({ messageId: kind, kind })]);
      for (const state of MESSAGE_STATES) {
        await mustCommit(store(), [queue({ messageId: state, state, endedAtMs: state === 'waiting' ? null : START_MS })]);
      }
      const unknown = 'unheard-of' as 'receipt' & 'taken';
      await expect(store().commit([queue({ messageId: 'k', kind: unknown })])).rejects.toThrow('message_kind');
      await expect(store().commit([queue({ messageId: 's', state: unknown, endedAtMs: 1 })])).rejects.toThrow('message_state');
      await expect(store().commit([queue({ messageId: 'e', state: 'taken' })])).rejects.toThrow('message_ended');
    });

    test('staff see what could not be delivered of their own sessions, and never to whom', async () => {
      const asked = { tenantId: TENANT, limit: 10 };
      const since = { sinceMs: START_MS, waitingBeforeMs: START_MS + 10 };
      await mustCommit(store(), [
        queue({
          messageId: 'refused',
          state: 'refused',
          endedAtMs: START_MS + 1,
          cause: 'smtp-550',
          attempts: 1,
          atMs: START_MS + 20,
        }),
        queue({ messageId: 'given-up', state: 'given-up', endedAtMs: START_MS + 1, atMs: START_MS + 15 }),
        queue({ messageId: 'old', atMs: START_MS + 9, attempts: 4, cause: 'ECONNECTION' }),
        queue({ messageId: 'fresh', atMs: START_MS + 10 }),
        queue({ messageId: 'warning', kind: 'session-ends-soon', atMs: START_MS + 9 }),
        queue({ messageId: 'forgotten', state: 'refused', endedAtMs: START_MS, atMs: START_MS - 1 }),
        queue({ messageId: 'taken', state: 'taken', endedAtMs: START_MS, atMs: START_MS + 2 }),
        queue({
          messageId: 'code',
          kind: 'confirm-address',
          tenantId: null,
          sessionId: null,
          state: 'refused',
          endedAtMs: START_MS,
        }),
      ]);
      const found = await readUndelivered(store().books, asked, since);
      expect(found.map(({ messageId }) => messageId)).toEqual(['refused', 'given-up', 'old']);
      expect(found[0]).toEqual({
        ...{ messageId: 'refused', kind: 'receipt', sessionId: 'ses_1', state: 'refused', cause: 'smtp-550', attempts: 1 },
        atMs: START_MS + 20,
      });
      expect(await readUndelivered(store().books, { ...asked, tenantId: 'other' }, since)).toEqual([]);
      expect(await readUndelivered(store().books, { ...asked, limit: 1 }, since)).toHaveLength(1);
    });
  });
}
