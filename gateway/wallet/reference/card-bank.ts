// Bank of the reference card provider: what happens to a payment without anybody asking through the API.
import { completeIntent } from './card-acts.ts';
import type { CardBooks } from './card-books.ts';

export type CardBank = {
  /** Gives the bank's word on everything that waits; a decline code says no. */
  complete(declineCode: string | null): number;
  /** Somebody gives money back in the provider's own pages. */
  refundElsewhere(intentId: string, amount: number): void;
  /** A cardholder contests a payment; `status` moves it on. */
  dispute(intentId: string, status: string): void;
};

export function createCardBank(books: CardBooks): CardBank {
  const complete = (declineCode: string | null): number =>
    books.immediate(() => {
      const waiting = books.intents().filter((intent) => intent.waiting !== null);
      for (const intent of waiting) completeIntent(books, intent, declineCode);
      const late = books.refunds().filter((refund) => refund.status === 'pending');
      const [status, event] = declineCode === null ? ['succeeded', 'updated'] : ['failed', 'failed'];
      for (const refund of late) books.keepRefund({ ...refund, status }, event);
      return waiting.length + late.length;
    });
  const refundElsewhere = (intentId: string, amount: number): void =>
    books.immediate(() => {
      const currency = books.intentOf(intentId)?.currency ?? '';
      const facts = { payment_intent: intentId, amount, currency, status: 'succeeded', created: books.nowS(), metadata: {} };
      books.keepRefund({ ...books.newId('re'), ...facts }, 'created');
    });
  const dispute = (intentId: string, status: string): void =>
    books.immediate(() => {
      const known = books.disputes().find((each) => each.payment_intent === intentId);
      const intent = books.intentOf(intentId);
      const isOver = ['won', 'lost', 'warning_closed', 'prevented'].includes(status);
      if (known) {
        const isTaken = !status.startsWith('warning_') && known.status.startsWith('warning_');
        books.keepDispute({ ...known, status }, ...(isTaken ? ['funds_withdrawn'] : []), isOver ? 'closed' : 'updated');
        return;
      }
      const facts = { payment_intent: intentId, amount: intent?.amount_received ?? 0, currency: intent?.currency ?? '', status };
      const withdrawn = status.startsWith('warning_') ? [] : ['funds_withdrawn'];
      books.keepDispute({ ...books.newId('dp'), ...facts }, 'created', ...withdrawn);
    });
  return { complete, refundElsewhere, dispute };
}
