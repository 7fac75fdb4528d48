-- Staff: who works for a tenant, their passkeys and sign-ins, the invitations that they came by, and the first start.

-- The name that pages show; `staff_version` serializes what is decided by all of its staff.
ALTER TABLE tenants ADD COLUMN name TEXT;
ALTER TABLE tenants ADD COLUMN staff_version BIGINT NOT NULL DEFAULT 0;

-- The first start happens once, whoever is fastest.
CREATE TABLE set_ups (
  set_up_no BIGINT NOT NULL,
  tenant_id word NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT set_up_once PRIMARY KEY (set_up_no),
  CONSTRAINT set_up_first CHECK (set_up_no = 1),
  CONSTRAINT set_up_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
);

CREATE TABLE staff_members (
  staff_id word NOT NULL,
  tenant_id word NOT NULL,
  name TEXT NOT NULL,
  role word NOT NULL,
  state word NOT NULL,
  joined_at_ms BIGINT NOT NULL,
  left_at_ms BIGINT,
  version BIGINT NOT NULL,
  CONSTRAINT staff_pk PRIMARY KEY (staff_id),
  CONSTRAINT staff_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT staff_role CHECK (role IN ('owner', 'staff', 'installer')),
  CONSTRAINT staff_state CHECK (state IN ('active', 'left') AND (state = 'left') = (left_at_ms IS NOT NULL))
);

CREATE INDEX staff_by_tenant ON staff_members (tenant_id, joined_at_ms);

-- Public halves only. `counter` stays 0 where a passkey travels between devices.
CREATE TABLE staff_passkeys (
  credential_id word NOT NULL,
  staff_id word NOT NULL,
  public_key word NOT NULL,
  counter BIGINT NOT NULL,
  transports_json word NOT NULL,
  is_backed_up BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  last_used_at_ms BIGINT NOT NULL,
  CONSTRAINT staff_passkey_pk PRIMARY KEY (credential_id),
  CONSTRAINT staff_passkey_member FOREIGN KEY (staff_id) REFERENCES staff_members (staff_id),
  CONSTRAINT staff_passkey_counter CHECK (counter >= 0)
);

CREATE INDEX staff_passkey_by_member ON staff_passkeys (staff_id);

-- A row is a browser that is signed in: taken away, it is signed out. Tokens are kept as their SHA-256.
CREATE TABLE staff_sign_ins (
  token_hash word NOT NULL,
  staff_id word NOT NULL,
  credential_id word NOT NULL,
  started_at_ms BIGINT NOT NULL,
  seen_at_ms BIGINT NOT NULL,
  CONSTRAINT staff_sign_in_pk PRIMARY KEY (token_hash),
  CONSTRAINT staff_sign_in_member FOREIGN KEY (staff_id) REFERENCES staff_members (staff_id)
);

CREATE INDEX staff_sign_in_by_member ON staff_sign_ins (staff_id);

CREATE TABLE staff_invitations (
  invitation_id word NOT NULL,
  tenant_id word NOT NULL,
  token_hash word NOT NULL,
  name TEXT NOT NULL,
  role word NOT NULL,
  invited_by word NOT NULL,
  created_at_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  state word NOT NULL,
  staff_id word,
  version BIGINT NOT NULL,
  CONSTRAINT invitation_pk PRIMARY KEY (invitation_id),
  CONSTRAINT invitation_token UNIQUE (token_hash),
  -- It lets one person in.
  CONSTRAINT invitation_used UNIQUE (staff_id),
  CONSTRAINT invitation_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT invitation_role CHECK (role IN ('owner', 'staff', 'installer')),
  CONSTRAINT invitation_state CHECK (
    state IN ('open', 'accepted', 'revoked') AND (state = 'accepted') = (staff_id IS NOT NULL))
);

CREATE INDEX invitation_by_tenant ON staff_invitations (tenant_id, created_at_ms);

-- What a device has answered, of staff and persons, until it would have expired anyway.
CREATE TABLE spent_challenges (
  challenge_id word NOT NULL,
  until_ms BIGINT NOT NULL,
  CONSTRAINT passkey_challenge PRIMARY KEY (challenge_id)
);

CREATE INDEX spent_challenge_until ON spent_challenges (until_ms);
