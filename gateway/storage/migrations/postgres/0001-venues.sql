-- Who owns what, and where it stands: tenants, venues, places, tariffs, devices, objects, tags, stays.

-- Ids, keys and our own words, compared byte by byte: no two machines sort them differently, and an upgrade of the
-- system's locale cannot break their indexes. Texts that people write stay TEXT.
CREATE DOMAIN word AS text COLLATE "C";

-- The one way to refuse: the constraint's name reaches the store as if a CHECK of that name had failed.
CREATE FUNCTION refuse(constraint_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = constraint_name, CONSTRAINT = constraint_name;
END $$;

-- A compare-and-set that touched no row did not happen (R10): the whole commit is refused where it stands, in the server,
-- so that the list of changes needs no answer in between.
CREATE FUNCTION refuse_unless(applied boolean, constraint_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT applied THEN PERFORM refuse(constraint_name); END IF;
END $$;

-- For what only a mistake of ours can cause.
CREATE FUNCTION assert_that(holds boolean, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT holds THEN RAISE EXCEPTION USING ERRCODE = 'assert_failure', MESSAGE = what; END IF;
END $$;

-- As a trigger: refuses whatever the trigger stands for, by the name it was given.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse(TG_ARGV[0]);
  RETURN NULL;
END $$;

-- A member of a JSON text, as SQLite writes it: what reads the books is the same SQL on both.
CREATE FUNCTION json_member(document text, member text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN document::json ->> member;
CREATE FUNCTION json_part(document text, member text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN (document::json -> member)::text;
CREATE OPERATOR ->> (LEFTARG = text, RIGHTARG = text, FUNCTION = json_member);
CREATE OPERATOR -> (LEFTARG = text, RIGHTARG = text, FUNCTION = json_part);

-- Names the gateways that share this database, each for as long as it is open (row 26).
CREATE SEQUENCE replica_numbers;

CREATE TABLE tenants (
  tenant_id word NOT NULL,
  CONSTRAINT tenant_pk PRIMARY KEY (tenant_id)
);

CREATE TABLE venues (
  venue_id word NOT NULL,
  tenant_id word NOT NULL,
  name TEXT NOT NULL,
  zone word NOT NULL,
  currency word NOT NULL,
  fee_permille INTEGER NOT NULL DEFAULT 0,
  seller_json TEXT,
  CONSTRAINT venue_pk PRIMARY KEY (venue_id),
  CONSTRAINT venue_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT venue_fee CHECK (fee_permille BETWEEN 0 AND 1000)
);

CREATE TABLE places (
  place_id word NOT NULL,
  tenant_id word NOT NULL,
  venue_id word NOT NULL,
  name TEXT NOT NULL,
  CONSTRAINT place_pk PRIMARY KEY (place_id),
  CONSTRAINT place_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT place_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id)
);

-- Texts of tariffs by their hash: sessions name the hash, so a price can never move under them (R13).
CREATE TABLE tariff_texts (
  tariff_hash word NOT NULL,
  tariff_json TEXT NOT NULL,
  CONSTRAINT tariff_text_pk PRIMARY KEY (tariff_hash)
);

CREATE TRIGGER tariff_text_no_update BEFORE UPDATE ON tariff_texts
  FOR EACH ROW EXECUTE FUNCTION refuse_change('tariff_text_immutable');
CREATE TRIGGER tariff_text_no_delete BEFORE DELETE ON tariff_texts
  FOR EACH ROW EXECUTE FUNCTION refuse_change('tariff_text_immutable');
CREATE TRIGGER tariff_text_no_truncate BEFORE TRUNCATE ON tariff_texts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('tariff_text_immutable');

-- The version in force.
CREATE TABLE tariffs (
  tariff_id word NOT NULL,
  tenant_id word NOT NULL,
  tariff_version BIGINT NOT NULL,
  tariff_hash word NOT NULL,
  CONSTRAINT tariff_pk PRIMARY KEY (tariff_id),
  CONSTRAINT tariff_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT tariff_text FOREIGN KEY (tariff_hash) REFERENCES tariff_texts (tariff_hash)
);

CREATE TABLE devices (
  device_id word NOT NULL,
  tenant_id word NOT NULL,
  kind word NOT NULL,
  public_x word NOT NULL,
  password_hash word NOT NULL,
  is_online SMALLINT NOT NULL DEFAULT 0,
  conn word,
  last_seen_at_ms BIGINT,
  boot word,
  boot_at_ms BIGINT,
  boot_verified_at_ms BIGINT,
  boot_conn word,
  last_ctr BIGINT NOT NULL DEFAULT 0,
  state_boot word,
  state_seq BIGINT,
  state_ver BIGINT,
  state_json TEXT,
  state_at_ms BIGINT,
  desired_ver BIGINT NOT NULL,
  desired_json TEXT NOT NULL,
  reported_ver BIGINT NOT NULL DEFAULT 0,
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
);

-- No foreign key on the tariff: an object whose tariff is missing is shown, and its start refused; it never costs 0.
-- `row_no` here and elsewhere: the order in which rows came, which SQLite keeps by itself.
CREATE TABLE objects (
  row_no BIGINT GENERATED ALWAYS AS IDENTITY,
  object_id word NOT NULL,
  tenant_id word NOT NULL,
  venue_id word NOT NULL,
  place_id word NOT NULL,
  kind word NOT NULL,
  name TEXT NOT NULL,
  device_id word NOT NULL,
  tariff_id word NOT NULL,
  status word NOT NULL,
  binding_version BIGINT NOT NULL,
  CONSTRAINT object_pk PRIMARY KEY (object_id),
  CONSTRAINT object_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT object_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT object_place FOREIGN KEY (place_id) REFERENCES places (place_id),
  CONSTRAINT object_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT object_status CHECK (status IN ('in_service', 'out_of_service'))
);

CREATE INDEX object_by_device ON objects (device_id);

CREATE TABLE tags (
  row_no BIGINT GENERATED ALWAYS AS IDENTITY,
  tag_id word NOT NULL,
  tenant_id word NOT NULL,
  payload_hex word NOT NULL,
  status word NOT NULL,
  object_id word NOT NULL,
  CONSTRAINT tag_pk PRIMARY KEY (tag_id),
  CONSTRAINT tag_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT tag_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT tag_status CHECK (status IN ('printed', 'active', 'replaced', 'lost', 'revoked'))
);

CREATE INDEX tag_by_object ON tags (object_id);

CREATE TABLE stays (
  stay_id word NOT NULL,
  tenant_id word NOT NULL,
  object_id word NOT NULL,
  pairing_code word NOT NULL,
  paired_person_id word,
  from_at_ms BIGINT NOT NULL,
  until_at_ms BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT stay_pk PRIMARY KEY (stay_id),
  CONSTRAINT stay_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT stay_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT stay_span CHECK (from_at_ms < until_at_ms)
);

CREATE INDEX stay_by_object ON stays (object_id, until_at_ms);

-- Wrong pairing codes: whose they were, so that a stranger's do not lock the guest out.
CREATE TABLE stay_attempts (
  stay_attempt_id BIGINT GENERATED ALWAYS AS IDENTITY,
  stay_id word NOT NULL,
  person_id word NOT NULL,
  request_key word NOT NULL,
  failed_at_ms BIGINT NOT NULL,
  CONSTRAINT stay_attempt_pk PRIMARY KEY (stay_attempt_id),
  CONSTRAINT stay_attempt_stay FOREIGN KEY (stay_id) REFERENCES stays (stay_id)
);

CREATE INDEX stay_attempt_by_stay ON stay_attempts (stay_id, failed_at_ms);

-- A word on the whole database, such as purpose = demo.
CREATE TABLE stamps (
  name word NOT NULL,
  value TEXT NOT NULL,
  written_at_ms BIGINT NOT NULL,
  CONSTRAINT stamp_pk PRIMARY KEY (name)
);
