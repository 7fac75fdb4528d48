// Statement: what one venue or one person sees of the books in a period; opening, movements and closing always add up.
import { accounts } from '../domain/ledger/ledger.ts';
import { formatMinor } from '../domain/money.ts';
import { formatReceiptNumber } from '../domain/receipt/receipt-number.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readBalanceBefore, readPersonMovements, readVenueMovements } from '../storage/queries/movements.ts';
import { type Cell, encodeCsv } from './csv.ts';

export type Period = { readonly fromMs: number; readonly untilMs: number };

export type StatementRow = {
  readonly atMs: number;
  readonly kind: string;
  readonly sessionId: string | null;
  readonly objectName: string | null;
  /** Running number of the receipt, where it has one. */
  readonly receiptNumber: string | null;
  readonly grossMinor: bigint;
  readonly taxMinor: bigint;
  readonly feeMinor: bigint;
  /** What it changes of the balance that the statement is about. */
  readonly netMinor: bigint;
};

export type Statement = {
  readonly subject: string;
  readonly currency: string;
  readonly period: Period;
  readonly openingMinor: bigint;
  readonly rows: readonly StatementRow[];
  readonly closingMinor: bigint;
};

/** What a venue is owed: every capture with its tax and fee, every refund, dispute and payout. */
export async function readVenueStatement(
  books: BooksQuery,
  venueId: string,
  currency: string,
  period: Period,
): Promise<Statement> {
  const payable = accounts.payable(venueId);
  const movements = await readVenueMovements(books, venueId, currency, period);
  const rows = movements.map(({ receiptNumber, payableMinor, taxMinor, feeMinor, ...movement }) => ({
    ...movement,
    receiptNumber: receiptNumber && formatReceiptNumber(receiptNumber),
    grossMinor: payableMinor + taxMinor + feeMinor,
    taxMinor,
    feeMinor,
    netMinor: payableMinor,
  }));
  return {
    subject: venueId,
    currency,
    period,
    openingMinor: await readBalanceBefore(books, payable, currency, period.fromMs),
    rows,
    closingMinor: await readBalanceBefore(books, payable, currency, period.untilMs),
  };
}

/** A wallet as its person sees it: what is reserved is still theirs, so only what came and went is listed. */
export async function readPersonStatement(
  books: BooksQuery,
  personId: string,
  currency: string,
  period: Period,
): Promise<Statement> {
  const movements = await readPersonMovements(books, personId, currency, period);
  const balanceAt = async (atMs: number): Promise<bigint> => {
    const availableMinor = await readBalanceBefore(books, accounts.available(personId), currency, atMs);
    return availableMinor + (await readBalanceBefore(books, accounts.held(personId), currency, atMs));
  };
  return {
    subject: personId,
    currency,
    period,
    openingMinor: await balanceAt(period.fromMs),
    rows: movements.map(({ netMinor, ...movement }) => ({
      ...movement,
      receiptNumber: null,
      grossMinor: netMinor,
      taxMinor: 0n,
      feeMinor: 0n,
      netMinor,
    })),
    closingMinor: await balanceAt(period.untilMs),
  };
}

/** The movements explain the balance to the cent; a statement that does not is not given out. */
export function isStatementSound({ openingMinor, rows, closingMinor }: Statement): boolean {
  return rows.reduce((sum, { netMinor }) => sum + netMinor, openingMinor) === closingMinor;
}

const COLUMNS = ['at', 'what', 'session', 'object', 'receipt_number', 'currency', 'gross', 'tax', 'fee', 'net', 'balance'];

/** Decimal amounts with a running balance; the first and last line are the opening and the closing. */
export function statementToCsv(statement: Statement): string {
  const { currency, period } = statement;
  const amount = (minor: bigint): string => formatMinor(minor, currency);
  const edge = (what: string, atMs: number, minor: bigint): readonly Cell[] => [
    new Date(atMs).toISOString(),
    what,
    ...Array<string>(3).fill(''),
    currency,
    ...Array<string>(4).fill(''),
    amount(minor),
  ];
  let balanceMinor = statement.openingMinor;
  const movements = statement.rows.map((row): readonly Cell[] => {
    balanceMinor += row.netMinor;
    return [
      new Date(row.atMs).toISOString(),
      row.kind,
      row.sessionId,
      row.objectName,
      row.receiptNumber,
      currency,
      amount(row.grossMinor),
      amount(row.taxMinor),
      amount(row.feeMinor),
      amount(row.netMinor),
      amount(balanceMinor),
    ];
  });
  return encodeCsv(COLUMNS, [
    edge('opening', period.fromMs, statement.openingMinor),
    ...movements,
    edge('closing', period.untilMs, statement.closingMinor),
  ]);
}
