-- What a device believes and answers: its key manifest (FP-30), its settings (FP-23), and those that sign nothing (FP-32).

ALTER TABLE devices
  ADD COLUMN keys_ver BIGINT NOT NULL DEFAULT 0 CONSTRAINT device_keys_ver CHECK (keys_ver >= 0),
  ADD COLUMN is_unsigned SMALLINT NOT NULL DEFAULT 0
    CONSTRAINT device_unsigned CHECK (is_unsigned IN (0, 1) AND (is_unsigned = 0 OR public_x = '')),
  ADD COLUMN config_answers_json TEXT NOT NULL DEFAULT '{}',
  ADD COLUMN config_tries BIGINT NOT NULL DEFAULT 0,
  -- Journal entries that it gave up for want of room, as its last hello said (FP-16).
  ADD COLUMN journal_dropped BIGINT NOT NULL DEFAULT 0 CONSTRAINT device_journal_dropped CHECK (journal_dropped >= 0);

CREATE TABLE key_manifests (
  tenant_id word NOT NULL,
  ver BIGINT NOT NULL,
  root_kid word NOT NULL,
  jws TEXT NOT NULL,
  installed_at_ms BIGINT NOT NULL,
  CONSTRAINT key_manifest_pk PRIMARY KEY (tenant_id, ver),
  CONSTRAINT key_manifest_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT key_manifest_ver CHECK (ver >= 1)
);

-- A version that devices may have taken never means other keys.
CREATE TRIGGER key_manifest_no_update BEFORE UPDATE ON key_manifests
  FOR EACH ROW EXECUTE FUNCTION refuse_change('key_manifest_immutable');
CREATE TRIGGER key_manifest_no_delete BEFORE DELETE ON key_manifests
  FOR EACH ROW EXECUTE FUNCTION refuse_change('key_manifest_immutable');
CREATE TRIGGER key_manifest_no_truncate BEFORE TRUNCATE ON key_manifests
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('key_manifest_immutable');
