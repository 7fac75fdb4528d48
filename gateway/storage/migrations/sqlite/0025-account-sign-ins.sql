-- Account sign-ins: a row is a browser in which a person is signed in; taken away, its cookie and every copy of it open nothing.
CREATE TABLE account_sign_ins (
  sign_in_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  CONSTRAINT account_sign_in_pk PRIMARY KEY (sign_in_id),
  CONSTRAINT account_sign_in_account FOREIGN KEY (person_id) REFERENCES accounts (person_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX account_sign_in_by_person ON account_sign_ins (person_id);
