// Writes of accounts: persons who sign in here, their passkeys and sign-ins, and the terms that they accepted.
import { ACCOUNT_LIMITS } from '../../domain/account/account.ts';
import {
  type AccountPasskeyRow,
  type AccountRow,
  type AccountSignInRow,
  accountPasskeyToRow,
  accountSignInToRow,
  accountToRow,
  type TermsAcceptanceRow,
  termsAcceptanceToRow,
} from '../rows/account-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type AccountChanges =
  | ('account-opened' | 'account-changed' | 'account-signed-in' | 'account-signed-out' | 'terms-accepted')
  | ('account-passkey-added' | 'account-passkey-used' | 'account-passkey-removed');

export function accountWriters(db: Connection): Writers<AccountChanges> {
  const open = db.prepare<AccountRow>(
    `INSERT INTO accounts (person_id, opened_at_ms, ended_at_ms, version)
     VALUES (@person_id, @opened_at_ms, @ended_at_ms, @version)`,
  );
  const change = db.prepare<AccountRow>(
    `UPDATE accounts SET ended_at_ms = @ended_at_ms, version = @version
     WHERE person_id = @person_id AND version = @version - 1 AND ended_at_ms IS NULL`,
  );
  const add = db.prepare<AccountPasskeyRow>(
    `INSERT INTO account_passkeys
       (credential_id, person_id, public_key, counter, transports_json, is_backed_up, made_on, created_at_ms, last_used_at_ms)
     VALUES
       (@credential_id, @person_id, @public_key, @counter, @transports_json, @is_backed_up, @made_on, @created_at_ms, @last_used_at_ms)`,
  );
  const use = db.prepare<AccountPasskeyRow & { from_counter: number }>(
    `UPDATE account_passkeys SET counter = @counter, is_backed_up = @is_backed_up, last_used_at_ms = @last_used_at_ms
     WHERE credential_id = @credential_id AND person_id = @person_id AND counter = @from_counter`,
  );
  const remove = db.prepare<[string, string]>('DELETE FROM account_passkeys WHERE credential_id = ? AND person_id = ?');
  const forgetSignIns = db.prepare<[string, number]>('DELETE FROM account_sign_ins WHERE person_id = ? AND started_at_ms <= ?');
  const signIn = db.prepare<AccountSignInRow>(
    `INSERT INTO account_sign_ins (sign_in_id, person_id, credential_id, started_at_ms)
     VALUES (@sign_in_id, @person_id, @credential_id, @started_at_ms)`,
  );
  const endOne = db.prepare<[string, string]>('DELETE FROM account_sign_ins WHERE person_id = ? AND sign_in_id = ?');
  const endAll = db.prepare<[string]>('DELETE FROM account_sign_ins WHERE person_id = ?');
  const accept = db.prepare<TermsAcceptanceRow>(
    `INSERT INTO terms_acceptances (person_id, version, text_hash, language, at_ms)
     VALUES (@person_id, @version, @text_hash, @language, @at_ms) ON CONFLICT (person_id, version) DO NOTHING`,
  );
  return {
    'account-opened': ({ account }) => {
      open.run(accountToRow(account));
      return null;
    },
    'account-changed': ({ account }) => refusedUnlessOne(change.run(accountToRow(account)), 'account_version'),
    'account-passkey-added': ({ passkey }) => {
      add.run(accountPasskeyToRow(passkey));
      return null;
    },
    'account-passkey-used': ({ passkey, fromCounter }) =>
      refusedUnlessOne(use.run({ ...accountPasskeyToRow(passkey), from_counter: fromCounter }), 'account_passkey'),
    'account-passkey-removed': ({ credentialId, personId }) =>
      refusedUnlessOne(remove.run(credentialId, personId), 'account_passkey'),
    'account-signed-in': ({ signIn: begun }) => {
      forgetSignIns.run(begun.personId, begun.startedAtMs - ACCOUNT_LIMITS.signInKeptMs);
      signIn.run(accountSignInToRow(begun));
      return null;
    },
    'account-signed-out': ({ personId, signInId }) => {
      if (signInId === null) endAll.run(personId);
      else endOne.run(personId, signInId);
      return null;
    },
    'terms-accepted': ({ acceptance }) => {
      accept.run(termsAcceptanceToRow(acceptance));
      return null;
    },
  };
}
