// Statement: what one venue or one person sees of the books in a period; opening, movements and closing always add up.
import { formatMinor } from '../domain/money.ts';
import type { BooksQuery } from '../ports/store.ts';
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

type MovementRow = {
  readonly at_ms: number;
  readonly kind: string;
  readonly session_id: string | null;
  readonly object_name: string | null;
  readonly year: number | null;
  readonly number: number | null;
  readonly payable_minor: number;
  readonly tax_minor: number;
  readonly fee_minor: number;
};

const VENUE_MOVEMENTS = `
  SELECT t.at_ms, t.kind, t.session_id, o.name AS object_name, n.year, n.number,
    COALESCE(SUM(CASE WHEN p.account = ? THEN p.delta_minor END), 0) AS payable_minor,
    COALESCE(SUM(CASE WHEN p.account = ? THEN p.delta_minor END), 0) AS tax_minor,
    COALESCE(SUM(CASE WHEN p.account = ? THEN p.delta_minor END), 0) AS fee_minor
  FROM transfers t
  JOIN postings p ON p.transfer_id = t.transfer_id AND p.account IN (?, ?, ?)
  LEFT JOIN sessions s ON s.session_id = t.session_id
  LEFT JOIN objects o ON o.object_id = s.object_id
  LEFT JOIN receipts r ON r.session_id = t.session_id AND t.kind = 'capture' AND t.op_key LIKE '%:' || s.hold_id || ':%' AND r.payer_id = s.payer_id
  LEFT JOIN receipt_numbers n ON n.receipt_id = r.receipt_id
  WHERE t.currency = ? AND t.at_ms >= ? AND t.at_ms < ?
  GROUP BY t.transfer_id, t.at_ms, t.kind, t.session_id, o.name, n.year, n.number
  ORDER BY t.at_ms, t.transfer_id`;

const BALANCE_BEFORE = `
  SELECT COALESCE(SUM(p.delta_minor), 0) AS balance_minor
  FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
  WHERE p.account = ? AND t.currency = ? AND t.at_ms < ?`;

async function balanceBefore(books: BooksQuery, account: string, currency: string, atMs: number): Promise<bigint> {
  const [row] = await books<{ balance_minor: number | string }>(BALANCE_BEFORE, [account, currency, atMs]);
  return BigInt(row?.balance_minor ?? 0);
}

function receiptNumberOf({ year, number }: Pick<MovementRow, 'year' | 'number'>): string | null {
  return year === null || number === null ? null : `${year}-${String(number).padStart(6, '0')}`;
}

/** What a venue is owed: every capture with its tax and fee, every refund, dispute and payout. */
export async function readVenueStatement(
  books: BooksQuery,
  venueId: string,
  currency: string,
  period: Period,
): Promise<Statement> {
  const accounts = [`payable:${venueId}`, `tax:${venueId}`, `fee:${venueId}`];
  const [payable = ''] = accounts;
  const found = await books<MovementRow>(VENUE_MOVEMENTS, [...accounts, ...accounts, currency, period.fromMs, period.untilMs]);
  const rows = found.map((row): StatementRow => {
    const [net, tax, fee] = [BigInt(row.payable_minor), BigInt(row.tax_minor), BigInt(row.fee_minor)];
    return {
      atMs: Number(row.at_ms),
      kind: row.kind,
      sessionId: row.session_id,
      objectName: row.object_name,
      receiptNumber: receiptNumberOf(row),
      grossMinor: net + tax + fee,
      taxMinor: tax,
      feeMinor: fee,
      netMinor: net,
    };
  });
  return {
    subject: venueId,
    currency,
    period,
    openingMinor: await balanceBefore(books, payable, currency, period.fromMs),
    rows,
    closingMinor: await balanceBefore(books, payable, currency, period.untilMs),
  };
}

type PersonRow = {
  readonly at_ms: number;
  readonly kind: string;
  readonly session_id: string | null;
  readonly object_name: string | null;
  readonly net_minor: number;
};

const PERSON_MOVEMENTS = `
  SELECT t.at_ms, t.kind, t.session_id, o.name AS object_name, SUM(p.delta_minor) AS net_minor
  FROM transfers t
  JOIN postings p ON p.transfer_id = t.transfer_id AND p.account IN (?, ?)
  LEFT JOIN sessions s ON s.session_id = t.session_id
  LEFT JOIN objects o ON o.object_id = s.object_id
  WHERE t.currency = ? AND t.at_ms >= ? AND t.at_ms < ?
  GROUP BY t.transfer_id, t.at_ms, t.kind, t.session_id, o.name
  HAVING SUM(p.delta_minor) <> 0
  ORDER BY t.at_ms, t.transfer_id`;

/** A wallet as its person sees it: what is reserved is still theirs, so only what came and went is listed. */
export async function readPersonStatement(
  books: BooksQuery,
  personId: string,
  currency: string,
  period: Period,
): Promise<Statement> {
  const accounts = [`available:${personId}`, `held:${personId}`] as const;
  const found = await books<PersonRow>(PERSON_MOVEMENTS, [...accounts, currency, period.fromMs, period.untilMs]);
  const balanceAt = async (atMs: number): Promise<bigint> =>
    (await balanceBefore(books, accounts[0], currency, atMs)) + (await balanceBefore(books, accounts[1], currency, atMs));
  return {
    subject: personId,
    currency,
    period,
    openingMinor: await balanceAt(period.fromMs),
    rows: found.map((row) => ({
      atMs: Number(row.at_ms),
      kind: row.kind,
      sessionId: row.session_id,
      objectName: row.object_name,
      receiptNumber: null,
      grossMinor: BigInt(row.net_minor),
      taxMinor: 0n,
      feeMinor: 0n,
      netMinor: BigInt(row.net_minor),
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
