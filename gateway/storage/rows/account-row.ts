// Account rows: persons who sign in here, their passkeys and sign-ins, and the terms that they accepted, as columns, both ways.
import type { Account, AccountPasskey, AccountSignIn, TermsAcceptance } from '../../domain/account/account.ts';
import { type Flag, flagToColumn, jsonFromColumn, jsonToColumn } from './values.ts';

export type AccountRow = {
  readonly person_id: string;
  readonly opened_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly version: number;
};

export function accountToRow(account: Account): AccountRow {
  return {
    person_id: account.personId,
    opened_at_ms: account.openedAtMs,
    ended_at_ms: account.endedAtMs,
    version: account.version,
  };
}

export function accountFromRow(row: AccountRow): Account {
  return { personId: row.person_id, openedAtMs: row.opened_at_ms, endedAtMs: row.ended_at_ms, version: row.version };
}

export type AccountPasskeyRow = {
  readonly credential_id: string;
  readonly person_id: string;
  readonly public_key: string;
  readonly counter: number;
  readonly transports_json: string;
  readonly is_backed_up: Flag;
  readonly made_on: AccountPasskey['madeOn'];
  readonly created_at_ms: number;
  readonly last_used_at_ms: number;
};

export function accountPasskeyToRow(passkey: AccountPasskey): AccountPasskeyRow {
  return {
    credential_id: passkey.credentialId,
    person_id: passkey.ownerId,
    public_key: passkey.publicKey,
    counter: passkey.counter,
    transports_json: jsonToColumn(passkey.transports),
    is_backed_up: flagToColumn(passkey.isBackedUp),
    made_on: passkey.madeOn,
    created_at_ms: passkey.createdAtMs,
    last_used_at_ms: passkey.lastUsedAtMs,
  };
}

export function accountPasskeyFromRow(row: AccountPasskeyRow): AccountPasskey {
  return {
    credentialId: row.credential_id,
    ownerId: row.person_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: jsonFromColumn(row.transports_json),
    isBackedUp: row.is_backed_up === 1,
    madeOn: row.made_on,
    createdAtMs: row.created_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
  };
}

export type AccountSignInRow = {
  readonly sign_in_id: string;
  readonly person_id: string;
  readonly credential_id: string;
  readonly started_at_ms: number;
};

export function accountSignInToRow({ signInId, personId, credentialId, startedAtMs }: AccountSignIn): AccountSignInRow {
  return { sign_in_id: signInId, person_id: personId, credential_id: credentialId, started_at_ms: startedAtMs };
}

export type TermsAcceptanceRow = {
  readonly person_id: string;
  readonly version: string;
  readonly text_hash: string;
  readonly language: string;
  readonly at_ms: number;
};

export function termsAcceptanceToRow(acceptance: TermsAcceptance): TermsAcceptanceRow {
  return {
    person_id: acceptance.personId,
    version: acceptance.version,
    text_hash: acceptance.textHash,
    language: acceptance.language,
    at_ms: acceptance.atMs,
  };
}

export function termsAcceptanceFromRow(row: TermsAcceptanceRow): TermsAcceptance {
  return {
    personId: row.person_id,
    version: row.version,
    textHash: row.text_hash,
    language: row.language,
    atMs: row.at_ms,
  };
}
