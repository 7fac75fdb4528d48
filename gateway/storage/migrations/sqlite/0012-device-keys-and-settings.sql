-- What a device believes and answers: its key manifest (FP-30), its settings (FP-23), and those that sign nothing (FP-32).

ALTER TABLE devices ADD COLUMN keys_ver INTEGER NOT NULL DEFAULT 0
  CONSTRAINT device_keys_ver CHECK (keys_ver >= 0);
ALTER TABLE devices ADD COLUMN is_unsigned INTEGER NOT NULL DEFAULT 0
  CONSTRAINT device_unsigned CHECK (is_unsigned IN (0, 1) AND (is_unsigned = 0 OR public_x = ''));
ALTER TABLE devices ADD COLUMN config_answers_json TEXT NOT NULL DEFAULT '{}';
ALTER TABLE devices ADD COLUMN config_tries INTEGER NOT NULL DEFAULT 0;
-- Journal entries that it gave up for want of room, as its last hello said (FP-16).
ALTER TABLE devices ADD COLUMN journal_dropped INTEGER NOT NULL DEFAULT 0
  CONSTRAINT device_journal_dropped CHECK (journal_dropped >= 0);

CREATE TABLE key_manifests (
  tenant_id TEXT NOT NULL,
  ver INTEGER NOT NULL,
  root_kid TEXT NOT NULL,
  jws TEXT NOT NULL,
  installed_at_ms INTEGER NOT NULL,
  CONSTRAINT key_manifest_pk PRIMARY KEY (tenant_id, ver),
  CONSTRAINT key_manifest_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT key_manifest_ver CHECK (ver >= 1)
) STRICT, WITHOUT ROWID;

-- A version that devices may have taken never means other keys.
CREATE TRIGGER key_manifest_no_update BEFORE UPDATE ON key_manifests BEGIN SELECT RAISE(ABORT, 'key_manifest_immutable'); END;
CREATE TRIGGER key_manifest_no_delete BEFORE DELETE ON key_manifests BEGIN SELECT RAISE(ABORT, 'key_manifest_immutable'); END;
