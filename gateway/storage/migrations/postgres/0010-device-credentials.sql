-- How devices come to us and prove who they are: factory lists, one-time claims (FP-28), credentials (FP-29).

-- A device has one credential in use, and one at most that waits for its first use.
CREATE TABLE device_credentials (
  credential_id word NOT NULL,
  device_id word NOT NULL,
  kind word NOT NULL,
  state word NOT NULL,
  proof word NOT NULL,
  made_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT,
  first_used_at_ms BIGINT,
  ended_at_ms BIGINT,
  last_boot word,
  last_up_ms BIGINT,
  version BIGINT NOT NULL,
  CONSTRAINT credential_pk PRIMARY KEY (credential_id),
  CONSTRAINT credential_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT credential_kind CHECK (kind IN ('password', 'token', 'certificate', 'device-key')),
  CONSTRAINT credential_state CHECK (state IN ('current', 'next', 'replaced', 'revoked')),
  CONSTRAINT credential_ended CHECK ((ended_at_ms IS NULL) = (state IN ('current', 'next'))),
  CONSTRAINT credential_last_proof CHECK ((last_boot IS NULL) = (last_up_ms IS NULL))
);

CREATE UNIQUE INDEX credential_current ON device_credentials (device_id) WHERE state = 'current';
CREATE UNIQUE INDEX credential_next ON device_credentials (device_id) WHERE state = 'next';
CREATE INDEX credential_by_device ON device_credentials (device_id, made_at_ms);
CREATE INDEX credential_revoked ON device_credentials (ended_at_ms) WHERE state = 'revoked';

-- What was replaced or revoked opens nothing again, whoever writes past the store.
CREATE TRIGGER credential_dead BEFORE UPDATE ON device_credentials
  FOR EACH ROW WHEN (OLD.state IN ('replaced', 'revoked')) EXECUTE FUNCTION refuse_change('credential_dead');

-- Passwords that were set up before.
INSERT INTO device_credentials (credential_id, device_id, kind, state, proof, made_at_ms, version)
SELECT 'crd_' || device_id || '_0', device_id, 'password', 'current', password_hash, 0, 1 FROM devices WHERE password_hash <> '';

CREATE TABLE factory_units (
  serial word NOT NULL,
  tenant_id word NOT NULL,
  kind word NOT NULL,
  device_id word NOT NULL,
  key_hash word,
  CONSTRAINT factory_unit_pk PRIMARY KEY (serial),
  CONSTRAINT factory_unit_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

CREATE TABLE device_claims (
  claim_id word NOT NULL,
  tenant_id word NOT NULL,
  serial word NOT NULL,
  kind word NOT NULL,
  device_id word NOT NULL,
  state word NOT NULL,
  public_x word,
  model TEXT NOT NULL,
  fw TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  moved_at_ms BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT device_claim_pk PRIMARY KEY (claim_id),
  CONSTRAINT device_claim_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT device_claim_state CHECK (state IN ('issued', 'challenged', 'pending', 'enrolled', 'refused')),
  CONSTRAINT device_claim_day CHECK (expires_at_ms - issued_at_ms BETWEEN 1 AND 86400000)
);

CREATE UNIQUE INDEX device_claim_open ON device_claims (serial) WHERE state IN ('issued', 'challenged', 'pending');
CREATE INDEX device_claim_by_serial ON device_claims (serial, issued_at_ms);

-- A token is good for one key.
CREATE TRIGGER device_claim_key BEFORE UPDATE ON device_claims
  FOR EACH ROW WHEN (OLD.public_x <> coalesce(NEW.public_x, '')) EXECUTE FUNCTION refuse_change('device_claim_key');
