-- Accounts: persons who sign in at this gateway itself, their passkeys, and the terms that they accepted.

-- The person is a name drawn at random. An account that has ended keeps its row: receipts and sessions name it.
CREATE TABLE accounts (
  person_id TEXT NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  version INTEGER NOT NULL,
  CONSTRAINT account_pk PRIMARY KEY (person_id),
  CONSTRAINT account_version CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

-- Public halves only. `counter` stays 0 where a passkey travels between devices.
CREATE TABLE account_passkeys (
  credential_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  public_key TEXT NOT NULL,
  counter INTEGER NOT NULL,
  transports_json TEXT NOT NULL,
  is_backed_up INTEGER NOT NULL,
  made_on TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_used_at_ms INTEGER NOT NULL,
  CONSTRAINT account_passkey_pk PRIMARY KEY (credential_id),
  CONSTRAINT account_passkey_account FOREIGN KEY (person_id) REFERENCES accounts (person_id),
  CONSTRAINT account_passkey_counter CHECK (counter >= 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_passkey_by_person ON account_passkeys (person_id, created_at_ms);

-- What was accepted stays accepted: which version, which text of it, in which language, when.
CREATE TABLE terms_acceptances (
  person_id TEXT NOT NULL,
  version TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  language TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT terms_acceptance_pk PRIMARY KEY (person_id, version),
  CONSTRAINT terms_acceptance_account FOREIGN KEY (person_id) REFERENCES accounts (person_id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER terms_acceptance_no_update BEFORE UPDATE ON terms_acceptances BEGIN SELECT RAISE(ABORT, 'terms_acceptance_immutable'); END;
CREATE TRIGGER terms_acceptance_no_delete BEFORE DELETE ON terms_acceptances BEGIN SELECT RAISE(ABORT, 'terms_acceptance_immutable'); END;
