// Queries on accounts: who signs in here with which passkey, what they accepted, and what money of theirs is where.

import type { AccountPasskey, AccountStanding } from '../../domain/account/account.ts';
import type { AmountOf } from '../../domain/account/account-decide.ts';
import { HOLD_STATES, isOpenHold } from '../../domain/hold/hold.ts';
import { accounts } from '../../domain/ledger/ledger.ts';
import type { BooksQuery } from '../../ports/store.ts';
import {
  type AccountPasskeyRow,
  type AccountRow,
  accountFromRow,
  accountPasskeyFromRow,
  type TermsAcceptanceRow,
  termsAcceptanceFromRow,
} from '../rows/account-row.ts';
import { minorFromColumn, wordList } from '../rows/values.ts';

const ACCOUNT = 'SELECT * FROM accounts WHERE person_id = ?';
const PASSKEYS = 'SELECT * FROM account_passkeys WHERE person_id = ? ORDER BY created_at_ms, credential_id';
const ACCEPTED = 'SELECT * FROM terms_acceptances WHERE person_id = ? ORDER BY at_ms, version';
const PASSKEY = 'SELECT * FROM account_passkeys WHERE credential_id = ?';

/** Null where this person has no account here. */
export async function readAccount(books: BooksQuery, personId: string): Promise<AccountStanding | null> {
  const [row] = await books<AccountRow>(ACCOUNT, [personId]);
  if (!row) return null;
  const passkeys = await books<AccountPasskeyRow>(PASSKEYS, [personId]);
  const accepted = await books<TermsAcceptanceRow>(ACCEPTED, [personId]);
  return {
    account: accountFromRow(row),
    passkeys: passkeys.map(accountPasskeyFromRow),
    accepted: accepted.map(termsAcceptanceFromRow),
  };
}

export async function readAccountPasskey(books: BooksQuery, credentialId: string): Promise<AccountPasskey | null> {
  const [row] = await books<AccountPasskeyRow>(PASSKEY, [credentialId]);
  return row ? accountPasskeyFromRow(row) : null;
}

const SIGN_IN = `
  SELECT s.person_id, (
    SELECT count(*) FROM account_passkeys p WHERE p.credential_id = s.credential_id AND p.person_id = s.person_id
  ) AS passkeys
  FROM account_sign_ins s WHERE s.sign_in_id = ?`;

/** A sign-in that nobody ended. */
export type OpenSignIn = {
  readonly personId: string;
  /** The passkey that it began with is still the person's. */
  readonly hasPasskey: boolean;
};

/** Null where it was signed out, or ended with its account. */
export async function readSignIn(books: BooksQuery, signInId: string): Promise<OpenSignIn | null> {
  const [row] = await books<{ readonly person_id: string; readonly passkeys: number }>(SIGN_IN, [signInId]);
  return row ? { personId: row.person_id, hasPasskey: Number(row.passkeys) > 0 } : null;
}

const BALANCES = 'SELECT currency, balance_minor AS minor FROM wallet_balances WHERE account = ? ORDER BY currency';
/** What waits for a wallet elsewhere, or stands open there. */
const UNDER_WAY = `
  SELECT 1 AS found FROM holds WHERE payer_id = ? AND state IN (${wordList(HOLD_STATES.filter((state) => isOpenHold({ state })))})
  UNION ALL SELECT 1 FROM wallet_operations WHERE payer_id = ? AND resolved_at_ms IS NULL
  UNION ALL SELECT 1 FROM refunds WHERE payer_id = ? AND state <> 'done' LIMIT 1`;

export type PersonMoney = {
  readonly balances: readonly AmountOf[];
  readonly held: readonly AmountOf[];
  /** Something at a wallet elsewhere, or a refund, is not over. */
  readonly hasUnderWay: boolean;
};

export async function readPersonMoney(books: BooksQuery, personId: string): Promise<PersonMoney> {
  const amounts = async (account: string): Promise<readonly AmountOf[]> => {
    const rows = await books<{ readonly currency: string; readonly minor: number }>(BALANCES, [account]);
    return rows.map(({ currency, minor }) => ({ currency, minor: minorFromColumn(Number(minor)) }));
  };
  const underWay = await books(UNDER_WAY, [personId, personId, personId]);
  return {
    balances: await amounts(accounts.available(personId)),
    held: await amounts(accounts.held(personId)),
    hasUnderWay: underWay.length > 0,
  };
}
