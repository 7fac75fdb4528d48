-- Who owns what, and where it stands: tenants, venues, places, tariffs, devices, objects, tags, stays.

CREATE TABLE tenants (
  tenant_id TEXT NOT NULL,
  CONSTRAINT tenant_pk PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE venues (
  venue_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  name TEXT NOT NULL,
  zone TEXT NOT NULL,
  currency TEXT NOT NULL,
  CONSTRAINT venue_pk PRIMARY KEY (venue_id),
  CONSTRAINT venue_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
  place_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  venue_id TEXT NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT place_pk PRIMARY KEY (place_id),
  CONSTRAINT place_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT place_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id)
) STRICT, WITHOUT ROWID;

-- Texts of tariffs by their hash: sessions name the hash, so a price can never move under them (R13).
CREATE TABLE tariff_texts (
  tariff_hash TEXT NOT NULL,
  tariff_json TEXT NOT NULL,
  CONSTRAINT tariff_text_pk PRIMARY KEY (tariff_hash)
) STRICT;

CREATE TRIGGER tariff_text_no_update BEFORE UPDATE ON tariff_texts BEGIN SELECT RAISE(ABORT, 'tariff_text_immutable'); END;
CREATE TRIGGER tariff_text_no_delete BEFORE DELETE ON tariff_texts BEGIN SELECT RAISE(ABORT, 'tariff_text_immutable'); END;

-- The version in force.
CREATE TABLE tariffs (
  tariff_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  tariff_version INTEGER NOT NULL,
  tariff_hash TEXT NOT NULL,
  CONSTRAINT tariff_pk PRIMARY KEY (tariff_id),
  CONSTRAINT tariff_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT tariff_text FOREIGN KEY (tariff_hash) REFERENCES tariff_texts (tariff_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  device_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  public_x TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  is_online INTEGER NOT NULL DEFAULT 0,
  conn TEXT,
  last_seen_at_ms INTEGER,
  boot TEXT,
  boot_at_ms INTEGER,
  boot_verified_at_ms INTEGER,
  boot_conn TEXT,
  last_ctr INTEGER NOT NULL DEFAULT 0,
  state_boot TEXT,
  state_seq INTEGER,
  state_ver INTEGER,
  state_json TEXT,
  state_at_ms INTEGER,
  desired_ver INTEGER NOT NULL,
  desired_json TEXT NOT NULL,
  reported_ver INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT device_pk PRIMARY KEY (device_id),
  CONSTRAINT device_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT device_online_flag CHECK (is_online IN (0, 1)),
  CONSTRAINT device_boot_whole CHECK (
    (boot IS NULL) = (boot_at_ms IS NULL)
    AND (boot IS NULL) = (boot_verified_at_ms IS NULL)
    AND (boot IS NULL) = (boot_conn IS NULL)
  ),
  CONSTRAINT device_state_whole CHECK (
    (state_boot IS NULL) = (state_seq IS NULL)
    AND (state_boot IS NULL) = (state_ver IS NULL)
    AND (state_boot IS NULL) = (state_json IS NULL)
    AND (state_boot IS NULL) = (state_at_ms IS NULL)
  )
) STRICT;

-- No foreign key on the tariff: an object whose tariff is missing is shown, and its start refused; it never costs 0.
CREATE TABLE objects (
  object_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  venue_id TEXT NOT NULL,
  place_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  device_id TEXT NOT NULL,
  tariff_id TEXT NOT NULL,
  status TEXT NOT NULL,
  binding_version INTEGER NOT NULL,
  CONSTRAINT object_pk PRIMARY KEY (object_id),
  CONSTRAINT object_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT object_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT object_place FOREIGN KEY (place_id) REFERENCES places (place_id),
  CONSTRAINT object_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT object_status CHECK (status IN ('in_service', 'out_of_service'))
) STRICT;

CREATE INDEX object_by_device ON objects (device_id);

CREATE TABLE tags (
  tag_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  payload_hex TEXT NOT NULL,
  status TEXT NOT NULL,
  object_id TEXT NOT NULL,
  CONSTRAINT tag_pk PRIMARY KEY (tag_id),
  CONSTRAINT tag_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT tag_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT tag_status CHECK (status IN ('printed', 'active', 'replaced', 'lost', 'revoked'))
) STRICT;

CREATE INDEX tag_by_object ON tags (object_id);

CREATE TABLE stays (
  stay_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  object_id TEXT NOT NULL,
  pairing_code TEXT NOT NULL,
  paired_person_id TEXT,
  from_at_ms INTEGER NOT NULL,
  until_at_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT stay_pk PRIMARY KEY (stay_id),
  CONSTRAINT stay_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT stay_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT stay_span CHECK (from_at_ms < until_at_ms)
) STRICT;

CREATE INDEX stay_by_object ON stays (object_id, until_at_ms);

-- Wrong pairing codes: whose they were, so that a stranger's do not lock the guest out.
CREATE TABLE stay_attempts (
  stay_attempt_id INTEGER NOT NULL,
  stay_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  request_key TEXT NOT NULL,
  failed_at_ms INTEGER NOT NULL,
  CONSTRAINT stay_attempt_pk PRIMARY KEY (stay_attempt_id),
  CONSTRAINT stay_attempt_stay FOREIGN KEY (stay_id) REFERENCES stays (stay_id)
) STRICT;

CREATE INDEX stay_attempt_by_stay ON stay_attempts (stay_id, failed_at_ms);

-- A word on the whole database, such as purpose = demo.
CREATE TABLE stamps (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  written_at_ms INTEGER NOT NULL,
  CONSTRAINT stamp_pk PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
