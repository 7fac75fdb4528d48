// Set contact: a person says where they want mail - asked for, confirmed by a code, removed - and has a receipt sent there.
import { ok, type Result, refused, SECOND_MS } from '#protocol';
import { addressKey, siteKey } from '../domain/limits/address-key.ts';
import type { Demand } from '../domain/limits/scan-limits.ts';
import { addressName, parseMailAddress } from '../domain/message/address.ts';
import { type ContactRecord, type ContactView, contactViewOf } from '../domain/message/contact.ts';
import { askForAddress, type Confirmed, confirmAddress, removeAddress } from '../domain/message/contact-decide.ts';
import { queueAskedReceipt } from '../domain/message/queue-message.ts';
import type { ReceiptRecord } from '../domain/receipt/receipt.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { Limits } from '../ports/limits.ts';

/** The network address at the other end of the line. */
type From = { readonly from: string };
type Of<R> = { readonly personId: string } & R;
type Ask<R, T> = (request: Of<R>) => Promise<Result<T, Rejection>>;

export type ContactSteps = {
  /** Without mail: that it is not offered, and nothing else. */
  readonly readContact: Ask<object, ContactView>;
  /** Sends a code there; what was confirmed before counts until the code has come back. */
  readonly askForContact: Ask<{ readonly address: string; readonly language: string } & From, ContactView>;
  /** @param sessionId whose receipt is sent then, if there is one. */
  readonly confirmContact: Ask<
    { readonly code: string; readonly language: string; readonly sessionId: string | null },
    { readonly contact: ContactView; readonly isReceiptSent: boolean }
  >;
  readonly removeContact: Ask<object, ContactView>;
  /** Once for each receipt and confirmed address, however often it is asked for. */
  readonly sendReceipt: Ask<{ readonly sessionId: string } & From, ContactView>;
};

export type ContactStepsDeps = {
  readonly context: StepContext;
  readonly limits: Limits;
  /** False where no mail server is configured. */
  readonly isOffered: boolean;
};

const NOT_OFFERED: ContactView = { isOffered: false, address: null, pending: null };

export function createContactSteps({ context, limits, isOffered }: ContactStepsDeps): ContactSteps {
  const { store, runner, clock, mac } = context;
  const viewOf = (contact: ContactRecord | null): ContactView => contactViewOf(contact, clock.nowMs());

  /** Whoever presses for mails cannot fill a mailbox: not their own, not somebody else's. */
  function mayMail(personId: string, address: string, from: string): Result<null, Rejection> {
    const demands: readonly Demand[] = [
      { limit: 'mail-account', of: personId },
      { limit: 'mail-mailbox', of: addressName(address) },
      { limit: 'mail-site', of: siteKey(addressKey(from)) },
      { limit: 'mail-all', of: 'all' },
    ];
    const waitMs = limits.take(demands);
    return waitMs === 0 ? ok(null) : refused({ code: 'contact.too-often', retryAfterS: Math.ceil(waitMs / SECOND_MS) });
  }

  const loadContact = (personId: string) => async () => ok({ contact: await store.contact(personId) });

  /** Of a session whose receipt is theirs; a stranger's is as unknown as none. */
  async function receiptFor(sessionId: string | null, personId: string): Promise<ReceiptRecord | null> {
    return sessionId === null ? null : store.receiptOf(sessionId, personId);
  }

  const offered =
    <R, T>(step: Ask<R, T>): Ask<R, T> =>
    async (request) =>
      isOffered ? step(request) : refused({ code: 'contact.not-offered' });

  return {
    readContact: async ({ personId }) => ok(isOffered ? viewOf(await store.contact(personId)) : NOT_OFFERED),
    askForContact: offered(async ({ personId, address: typed, language, from }) => {
      const address = parseMailAddress(typed);
      if (address === null) return refused({ code: 'contact.address-refused' });
      const admitted = mayMail(personId, address, from);
      if (!admitted.ok) return admitted;
      const asked = await runner.run({
        load: loadContact(personId),
        decide: ({ contact }) => ok(askForAddress(contact, { personId, address, language }, clock.nowMs())),
      });
      return asked.ok ? ok(viewOf(asked.value)) : asked;
    }),
    confirmContact: offered(async ({ personId, code, language, sessionId }) => {
      const receipt = await receiptFor(sessionId, personId);
      const confirmed = await runner.run<{ readonly contact: ContactRecord | null }, Confirmed>({
        load: loadContact(personId),
        decide: ({ contact }) => ok(confirmAddress(contact, { code, language }, mac, receipt, clock.nowMs())),
      });
      if (!confirmed.ok) return confirmed;
      if ('refusal' in confirmed.value) return refused(confirmed.value.refusal);
      return ok({ contact: viewOf(confirmed.value.contact), isReceiptSent: receipt !== null });
    }),
    // Possible without a mail server too: whoever was promised that it can be removed can remove it.
    removeContact: async ({ personId }) => {
      const removed = await runner.run({ load: loadContact(personId), decide: ({ contact }) => removeAddress(contact) });
      return removed.ok ? ok({ ...NOT_OFFERED, isOffered }) : removed;
    },
    sendReceipt: offered(async ({ personId, sessionId, from }) => {
      const [contact, receipt] = [await store.contact(personId), await receiptFor(sessionId, personId)];
      if (!contact?.address) return refused({ code: 'contact.missing' });
      if (receipt === null) return refused({ code: 'session.unknown' });
      const admitted = mayMail(personId, contact.address, from);
      if (!admitted.ok) return admitted;
      const queued = await runner.run({
        load: async () => ok(null),
        decide: () => ok({ changes: queueAskedReceipt(contact, receipt, clock.nowMs()), value: null }),
      });
      return queued.ok ? ok(viewOf(contact)) : queued;
    }),
  };
}
