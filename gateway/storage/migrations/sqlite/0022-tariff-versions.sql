-- Tariff versions: who published which price and when. What a set-up wrote is kept here once a later version takes its place.

CREATE TABLE tariff_versions (
  tariff_id TEXT NOT NULL,
  tariff_version INTEGER NOT NULL,
  tariff_hash TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  -- NULL where a set-up wrote it.
  published_by TEXT,
  published_at_ms INTEGER,
  CONSTRAINT tariff_version_pk PRIMARY KEY (tariff_id, tariff_version, tariff_hash),
  CONSTRAINT tariff_version_text FOREIGN KEY (tariff_hash) REFERENCES tariff_texts (tariff_hash),
  CONSTRAINT tariff_version_dated CHECK ((published_by IS NULL) = (published_at_ms IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TRIGGER tariff_version_no_update BEFORE UPDATE ON tariff_versions BEGIN SELECT RAISE(ABORT, 'tariff_version_immutable'); END;
CREATE TRIGGER tariff_version_no_delete BEFORE DELETE ON tariff_versions BEGIN SELECT RAISE(ABORT, 'tariff_version_immutable'); END;

CREATE INDEX object_by_tariff ON objects (tariff_id);
