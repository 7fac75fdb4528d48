// Queries on book owners: which venues and persons there are books of, in which currencies, and how much the books hold.
import type { AuditCounts } from '../../domain/audit/audit-report.ts';
import { accounts } from '../../domain/ledger/ledger.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { minorFromColumn } from '../rows/values.ts';

type VenueRow = {
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly name: string;
  readonly currency: string;
  readonly owed_minor: number;
};

/** One venue in one currency. */
type VenueBooks = {
  readonly tenantId: string;
  readonly venueId: string;
  readonly name: string;
  readonly currency: string;
  /** What it is owed now, due or not. */
  readonly owedMinor: bigint;
};

/** Its own currency always, so that a venue without a movement is listed too. */
const VENUES = `
  SELECT v.tenant_id, v.venue_id, v.name, c.currency, COALESCE(b.owed_minor, 0) AS owed_minor
  FROM venues v
  JOIN (
    SELECT venue_id, currency FROM venues
    UNION SELECT v.venue_id, t.currency FROM venues v
      JOIN postings p ON p.account = 'payable:' || v.venue_id JOIN transfers t ON t.transfer_id = p.transfer_id
  ) AS c ON c.venue_id = v.venue_id
  LEFT JOIN (
    SELECT p.account, t.currency, SUM(p.delta_minor) AS owed_minor
    FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
    WHERE p.account LIKE 'payable:%' GROUP BY p.account, t.currency
  ) AS b ON b.account = 'payable:' || v.venue_id AND b.currency = c.currency
  ORDER BY v.tenant_id, v.venue_id, c.currency`;

export async function readVenueBooks(books: BooksQuery): Promise<readonly VenueBooks[]> {
  return (await books<VenueRow>(VENUES)).map((row) => ({
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    name: row.name,
    currency: row.currency,
    owedMinor: minorFromColumn(row.owed_minor),
  }));
}

type CurrencyRow = { readonly currency: string };

const VENUE_CURRENCIES = `
  SELECT currency FROM venues WHERE venue_id = ?
  UNION SELECT t.currency FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id WHERE p.account = ?
  ORDER BY currency`;

/** Empty for a venue that there is none of. */
export async function readVenueCurrencies(books: BooksQuery, venueId: string): Promise<readonly string[]> {
  const rows = await books<CurrencyRow>(VENUE_CURRENCIES, [venueId, accounts.payable(venueId)]);
  return rows.map(({ currency }) => currency);
}

const PERSON_CURRENCIES = `
  SELECT currency FROM holds WHERE payer_id = ?
  UNION SELECT currency FROM wallet_balances WHERE account IN (?, ?)
  ORDER BY currency`;

/** Empty for a person who has never had money here, nor a hold at a wallet elsewhere. */
export async function readPersonCurrencies(books: BooksQuery, personId: string): Promise<readonly string[]> {
  const own = [accounts.available(personId), accounts.held(personId)];
  const rows = await books<CurrencyRow>(PERSON_CURRENCIES, [personId, ...own]);
  return rows.map(({ currency }) => currency);
}

const VENUE_TENANT = 'SELECT tenant_id FROM venues WHERE venue_id = ?';

export async function isVenueOf(books: BooksQuery, venueId: string, tenantId: string): Promise<boolean> {
  const [row] = await books<{ readonly tenant_id: string }>(VENUE_TENANT, [venueId]);
  return row?.tenant_id === tenantId;
}

type PersonRow = {
  readonly person_id: string;
  readonly currency: string;
  readonly sessions: number;
  readonly last_at_ms: number | null;
  readonly balance_minor: number | null;
};

/** One person in one currency. */
type PersonBooks = {
  readonly personId: string;
  readonly currency: string;
  readonly sessions: number;
  /** null for somebody who has never reserved anything. */
  readonly lastAtMs: number | null;
  /** With what is reserved; null where the money is in a wallet elsewhere. */
  readonly balanceMinor: bigint | null;
};

const PERSONS = `
  SELECT k.person_id, k.currency, COUNT(DISTINCT h.session_id) AS sessions, MAX(h.created_at_ms) AS last_at_ms,
    (SELECT SUM(b.balance_minor) FROM wallet_balances b
      WHERE b.account IN ('available:' || k.person_id, 'held:' || k.person_id) AND b.currency = k.currency) AS balance_minor
  FROM (
    SELECT payer_id AS person_id, currency FROM holds
    UNION SELECT SUBSTR(account, 11) AS person_id, currency FROM wallet_balances WHERE account LIKE 'available:%'
  ) AS k
  LEFT JOIN holds h ON h.payer_id = k.person_id AND h.currency = k.currency
  GROUP BY k.person_id, k.currency
  ORDER BY COALESCE(MAX(h.created_at_ms), 0) DESC, k.person_id, k.currency LIMIT ?`;

/** Whoever used something last comes first. */
export async function readPersonBooks(books: BooksQuery, limit: number): Promise<readonly PersonBooks[]> {
  return (await books<PersonRow>(PERSONS, [limit])).map((row) => ({
    personId: row.person_id,
    currency: row.currency,
    sessions: row.sessions,
    lastAtMs: row.last_at_ms,
    balanceMinor: row.balance_minor === null ? null : minorFromColumn(row.balance_minor),
  }));
}

const COUNTS = `
  SELECT (SELECT COUNT(*) FROM sessions) AS sessions, (SELECT COUNT(*) FROM holds) AS holds,
    (SELECT COUNT(*) FROM transfers) AS transfers, (SELECT COUNT(*) FROM postings) AS postings,
    (SELECT COUNT(*) FROM receipts) AS receipts`;

export async function readBookCounts(books: BooksQuery): Promise<AuditCounts> {
  const [row] = await books<AuditCounts>(COUNTS);
  return row ?? { sessions: 0, holds: 0, transfers: 0, postings: 0, receipts: 0 };
}
