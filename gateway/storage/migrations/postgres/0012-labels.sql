-- Labels: batches of printed codes, how a code can be typed, when it came to be and to end, and labels of others that were taken over.

-- Labels that were ordered together: asked for again, the batch answers the same ones.
CREATE TABLE label_batches (
  batch_id word NOT NULL,
  tenant_id word NOT NULL,
  venue_id word NOT NULL,
  issuer word NOT NULL,
  size BIGINT NOT NULL,
  order_hash word NOT NULL,
  ordered_at_ms BIGINT NOT NULL,
  CONSTRAINT label_batch_pk PRIMARY KEY (tenant_id, batch_id),
  CONSTRAINT label_batch_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT label_batch_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT label_batch_size CHECK (size >= 1)
);

ALTER TABLE tags ALTER COLUMN object_id DROP NOT NULL;
ALTER TABLE tags
  ADD COLUMN kid BIGINT,
  ADD COLUMN signature word,
  ADD COLUMN short_code word,
  ADD COLUMN batch_id word,
  ADD COLUMN batch_no BIGINT,
  ADD COLUMN issued_at_ms BIGINT,
  ADD COLUMN attached_at_ms BIGINT,
  ADD COLUMN first_scanned_at_ms BIGINT,
  ADD COLUMN ended_at_ms BIGINT,
  ADD COLUMN replaces word,
  ADD COLUMN version BIGINT NOT NULL DEFAULT 1,
  ADD CONSTRAINT tag_batch FOREIGN KEY (tenant_id, batch_id) REFERENCES label_batches (tenant_id, batch_id),
  ADD CONSTRAINT tag_replaces FOREIGN KEY (replaces) REFERENCES tags (tag_id),
  ADD CONSTRAINT tag_active_hangs CHECK (status <> 'active' OR object_id IS NOT NULL),
  ADD CONSTRAINT tag_kid CHECK (kid BETWEEN 0 AND 255),
  ADD CONSTRAINT tag_batch_whole CHECK ((batch_id IS NULL) = (batch_no IS NULL));

-- The kid is the second byte of the payload.
UPDATE tags SET kid = (strpos('0123456789abcdef', substr(payload_hex, 3, 1)) - 1) * 16
  + strpos('0123456789abcdef', substr(payload_hex, 4, 1)) - 1;

CREATE INDEX tag_by_kid ON tags (kid, status);
CREATE INDEX tag_by_tenant ON tags (tenant_id, tag_id);
-- Two who print a label anew at once print one.
CREATE UNIQUE INDEX tag_live_successor ON tags (replaces) WHERE replaces IS NOT NULL AND status IN ('printed', 'active');
CREATE UNIQUE INDEX tag_short_code ON tags (short_code);
CREATE UNIQUE INDEX tag_batch_no ON tags (tenant_id, batch_id, batch_no);

-- What has ended never counts again, whoever writes past the store.
CREATE TRIGGER tag_ended BEFORE UPDATE ON tags
  FOR EACH ROW WHEN (OLD.status IN ('replaced', 'lost', 'revoked') AND NEW.status IN ('printed', 'active'))
  EXECUTE FUNCTION refuse_change('tag_ended');

-- Labels of somebody else that hung there before us.
CREATE TABLE taken_over_labels (
  label_id word NOT NULL,
  tenant_id word NOT NULL,
  url word NOT NULL,
  object_id word,
  taken_over_at_ms BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT taken_over_label_pk PRIMARY KEY (label_id),
  CONSTRAINT taken_over_label_url UNIQUE (url),
  CONSTRAINT taken_over_label_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT taken_over_label_object FOREIGN KEY (object_id) REFERENCES objects (object_id)
);

CREATE INDEX taken_over_label_by_tenant ON taken_over_labels (tenant_id, url);

-- What became of a key is told to each tenant once, by whichever gateway came first.
CREATE UNIQUE INDEX audit_key_note ON audit_rows (tenant_id, subject_id, what)
  WHERE what IN ('tag-key-made', 'tag-key-retired', 'tag-key-revoked');
