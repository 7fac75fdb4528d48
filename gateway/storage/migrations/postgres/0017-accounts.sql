-- Accounts: persons who sign in at this gateway itself, their passkeys, and the terms that they accepted.

-- The person is a name drawn at random. An account that has ended keeps its row: receipts and sessions name it.
CREATE TABLE accounts (
  person_id word NOT NULL,
  opened_at_ms BIGINT NOT NULL,
  ended_at_ms BIGINT,
  version BIGINT NOT NULL,
  CONSTRAINT account_pk PRIMARY KEY (person_id),
  CONSTRAINT account_version CHECK (version >= 1)
);

-- Public halves only. `counter` stays 0 where a passkey travels between devices.
CREATE TABLE account_passkeys (
  credential_id word NOT NULL,
  person_id word NOT NULL,
  public_key word NOT NULL,
  counter BIGINT NOT NULL,
  transports_json word NOT NULL,
  is_backed_up BIGINT NOT NULL,
  made_on word NOT NULL,
  created_at_ms BIGINT NOT NULL,
  last_used_at_ms BIGINT NOT NULL,
  CONSTRAINT account_passkey_pk PRIMARY KEY (credential_id),
  CONSTRAINT account_passkey_account FOREIGN KEY (person_id) REFERENCES accounts (person_id),
  CONSTRAINT account_passkey_counter CHECK (counter >= 0)
);

CREATE INDEX account_passkey_by_person ON account_passkeys (person_id, created_at_ms);

-- What was accepted stays accepted: which version, which text of it, in which language, when.
CREATE TABLE terms_acceptances (
  person_id word NOT NULL,
  version word NOT NULL,
  text_hash word NOT NULL,
  language word NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT terms_acceptance_pk PRIMARY KEY (person_id, version),
  CONSTRAINT terms_acceptance_account FOREIGN KEY (person_id) REFERENCES accounts (person_id)
);

CREATE TRIGGER terms_acceptance_no_update BEFORE UPDATE ON terms_acceptances
FOR EACH ROW EXECUTE FUNCTION refuse_change('terms_acceptance_immutable');
CREATE TRIGGER terms_acceptance_no_delete BEFORE DELETE ON terms_acceptances
FOR EACH ROW EXECUTE FUNCTION refuse_change('terms_acceptance_immutable');
