// In-memory contact: where one person wants mail, as the edge asks for it; the right code is 123456.
import { ok, type Result, refused } from '#protocol';
import type { ContactView } from '../../gateway/domain/message/contact.ts';
import type { Rejection } from '../../gateway/domain/rejections.ts';
import type { ContactSteps } from '../../gateway/during/set-contact.ts';

export type InMemoryContact = ContactSteps & {
  /** From now on this gateway sends mail. */
  offer(): void;
};

export function inMemoryContact(nowMs: () => number): InMemoryContact {
  let isOffered = false;
  const views = new Map<string, ContactView>();
  const viewOf = (personId: string): ContactView => views.get(personId) ?? { isOffered, address: null, pending: null };
  function put(personId: string, view: Omit<ContactView, 'isOffered'>): Result<ContactView, Rejection> {
    views.set(personId, { isOffered, ...view });
    return ok(viewOf(personId));
  }
  return {
    offer: () => {
      isOffered = true;
    },
    readContact: async ({ personId }) => ok(viewOf(personId)),
    askForContact: async ({ personId, address }) => {
      if (!isOffered) return refused({ code: 'contact.not-offered' });
      if (!address.includes('@')) return refused({ code: 'contact.address-refused' });
      return put(personId, { address: viewOf(personId).address, pending: { address, untilMs: nowMs() + 1_800_000 } });
    },
    confirmContact: async ({ personId, code, sessionId }) => {
      const { pending } = viewOf(personId);
      if (pending === null) return refused({ code: 'contact.code-over' });
      if (code !== '123456') return refused({ code: 'contact.code-wrong', attemptsLeft: 4 });
      put(personId, { address: pending.address, pending: null });
      return ok({ contact: viewOf(personId), isReceiptSent: sessionId !== null });
    },
    removeContact: async ({ personId }) => put(personId, { address: null, pending: null }),
    sendReceipt: async ({ personId }) => {
      return viewOf(personId).address === null ? refused({ code: 'contact.missing' }) : ok(viewOf(personId));
    },
  };
}
