// Writes of accounts: persons who sign in here, their passkeys and sign-ins, and the terms that they accepted.
import { ACCOUNT_LIMITS } from '../../domain/account/account.ts';
import {
  type AccountPasskeyRow,
  type AccountRow,
  accountPasskeyToRow,
  accountSignInToRow,
  accountToRow,
  type TermsAcceptanceRow,
  termsAcceptanceToRow,
} from '../rows/account-row.ts';
import { insertInto, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type AccountChanges =
  | ('account-opened' | 'account-changed' | 'account-signed-in' | 'account-signed-out' | 'terms-accepted')
  | ('account-passkey-added' | 'account-passkey-used' | 'account-passkey-removed');

const change = compareAndSet<AccountRow>(
  'account_version',
  `UPDATE accounts SET ended_at_ms = @ended_at_ms, version = @version
   WHERE person_id = @person_id AND version + 1 = @version AND ended_at_ms IS NULL`,
);
const use = compareAndSet<AccountPasskeyRow & { readonly from_counter: number }>(
  'account_passkey',
  `UPDATE account_passkeys SET counter = @counter, is_backed_up = @is_backed_up, last_used_at_ms = @last_used_at_ms
   WHERE credential_id = @credential_id AND person_id = @person_id AND counter = @from_counter`,
);
const remove = compareAndSet<Pick<AccountPasskeyRow, 'credential_id' | 'person_id'>>(
  'account_passkey',
  'DELETE FROM account_passkeys WHERE credential_id = @credential_id AND person_id = @person_id',
);
const forgetSignIns = sql<{ person_id: string; old_ms: number }>(
  'DELETE FROM account_sign_ins WHERE person_id = @person_id AND started_at_ms <= @old_ms',
);
const endOne = sql<{ person_id: string; sign_in_id: string }>(
  'DELETE FROM account_sign_ins WHERE person_id = @person_id AND sign_in_id = @sign_in_id',
);
const endAll = sql<{ person_id: string }>('DELETE FROM account_sign_ins WHERE person_id = @person_id');
const accept = sql<TermsAcceptanceRow>(
  `INSERT INTO terms_acceptances (person_id, version, text_hash, language, at_ms)
   VALUES (@person_id, @version, @text_hash, @language, @at_ms) ON CONFLICT (person_id, version) DO NOTHING`,
);

export const accountWriters: Writers<AccountChanges> = {
  'account-opened': ({ account }) => [insertInto('accounts', accountToRow(account))],
  'account-changed': ({ account }) => [change(accountToRow(account))],
  'account-passkey-added': ({ passkey }) => [insertInto('account_passkeys', accountPasskeyToRow(passkey))],
  'account-passkey-used': ({ passkey, fromCounter }) => [use({ ...accountPasskeyToRow(passkey), from_counter: fromCounter })],
  'account-passkey-removed': ({ credentialId, personId }) => [remove({ credential_id: credentialId, person_id: personId })],
  'account-signed-in': ({ signIn }) => [
    forgetSignIns({ person_id: signIn.personId, old_ms: signIn.startedAtMs - ACCOUNT_LIMITS.signInKeptMs }),
    insertInto('account_sign_ins', accountSignInToRow(signIn)),
  ],
  'account-signed-out': ({ personId, signInId }) => [
    signInId === null ? endAll({ person_id: personId }) : endOne({ person_id: personId, sign_in_id: signInId }),
  ],
  'terms-accepted': ({ acceptance }) => [accept(termsAcceptanceToRow(acceptance))],
};
