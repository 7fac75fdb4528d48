-- Tariff versions: who published which price and when. What a set-up wrote is kept here once a later version takes its place.

CREATE TABLE tariff_versions (
  tariff_id word NOT NULL,
  tariff_version BIGINT NOT NULL,
  tariff_hash word NOT NULL,
  tenant_id word NOT NULL,
  -- NULL where a set-up wrote it.
  published_by word,
  published_at_ms BIGINT,
  CONSTRAINT tariff_version_pk PRIMARY KEY (tariff_id, tariff_version, tariff_hash),
  CONSTRAINT tariff_version_text FOREIGN KEY (tariff_hash) REFERENCES tariff_texts (tariff_hash),
  CONSTRAINT tariff_version_dated CHECK ((published_by IS NULL) = (published_at_ms IS NULL))
);

CREATE TRIGGER tariff_version_no_update BEFORE UPDATE ON tariff_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change('tariff_version_immutable');
CREATE TRIGGER tariff_version_no_delete BEFORE DELETE ON tariff_versions
  FOR EACH ROW EXECUTE FUNCTION refuse_change('tariff_version_immutable');
CREATE TRIGGER tariff_version_no_truncate BEFORE TRUNCATE ON tariff_versions
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('tariff_version_immutable');

CREATE INDEX object_by_tariff ON objects (tariff_id);
