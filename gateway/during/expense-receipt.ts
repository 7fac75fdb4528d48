// Expense receipt: a payer reads what makes a receipt good for expenses, and has it made out to a company, once.
import { ok, type Result, refused } from '#protocol';
import type { ReceiptRecord } from '../domain/receipt/receipt.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { ReadReceipt } from '../journey/8-issue-receipt.ts';
import type { StepContext } from '../journey/step-context.ts';
import { Unavailable } from '../ports/unavailable.ts';

export type ExpenseFacts = {
  readonly number: string | null;
  readonly seller: { readonly name: string; readonly vatNumber: string; readonly address: string };
  readonly company: string | null;
};
export type ReadExpenseReceipt = (request: {
  readonly sessionId: string;
  readonly personId: string;
}) => Promise<Result<{ readonly receipt: ReceiptRecord; readonly expense: ExpenseFacts }, Rejection>>;
export type AddressReceipt = (request: {
  readonly sessionId: string;
  readonly personId: string;
  readonly company: string;
}) => Promise<Result<ExpenseFacts, Rejection>>;

/** Reads the paper around a receipt; null where its venue has not said who sells. */
export type ReadPaper = (receiptId: string) => Promise<ExpenseFacts | null>;

/** @param numberReceipt gives it its number at the first look, so that nobody waits for the upkeep of the minute. */
export function createReadExpenseReceipt(
  readReceipt: ReadReceipt,
  readPaper: ReadPaper,
  numberReceipt: (receiptId: string) => Promise<void>,
): ReadExpenseReceipt {
  return async (request) => {
    const receipt = await readReceipt(request);
    if (!receipt.ok) return receipt;
    const { receiptId } = receipt.value;
    let expense = await readPaper(receiptId);
    if (expense?.number === null) {
      try {
        await numberReceipt(receiptId);
      } catch (cause) {
        // A disk that is full hides no paper (row 28): the upkeep numbers it later.
        if (!(cause instanceof Unavailable)) throw cause;
      }
      expense = await readPaper(receiptId);
    }
    return expense ? ok({ receipt: receipt.value, expense }) : refused({ code: 'receipt.not-for-expenses' });
  };
}

/** The same name again is no second wish; another name is refused: what was handed to a tax office does not change. */
export function createAddressReceipt(
  context: Pick<StepContext, 'store' | 'clock'>,
  readExpenseReceipt: ReadExpenseReceipt,
): AddressReceipt {
  return async ({ company, ...request }) => {
    const found = await readExpenseReceipt(request);
    if (!found.ok) return found;
    const { receipt, expense } = found.value;
    if (expense.company === null) {
      const addressee = { receiptId: receipt.receiptId, company, atMs: context.clock.nowMs() };
      const outcome = await context.store.commit([{ change: 'receipt-addressed', addressee }]);
      if (outcome.ok) return ok({ ...expense, company });
    }
    const now = await readExpenseReceipt(request);
    if (!now.ok) return now;
    return now.value.expense.company === company ? ok(now.value.expense) : refused({ code: 'receipt.made-out-already' });
  };
}
