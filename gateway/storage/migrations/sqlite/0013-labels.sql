-- Labels: batches of printed codes, how a code can be typed, when it came to be and to end, and labels of others that were taken over.
-- rebuilds tables: a tag may hang on nothing yet, and SQLite cannot drop a NOT NULL.

-- Labels that were ordered together: asked for again, the batch answers the same ones.
CREATE TABLE label_batches (
  batch_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  venue_id TEXT NOT NULL,
  issuer TEXT NOT NULL,
  size INTEGER NOT NULL,
  order_hash TEXT NOT NULL,
  ordered_at_ms INTEGER NOT NULL,
  CONSTRAINT label_batch_pk PRIMARY KEY (tenant_id, batch_id),
  CONSTRAINT label_batch_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT label_batch_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT label_batch_size CHECK (size >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags_next (
  tag_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  payload_hex TEXT NOT NULL,
  status TEXT NOT NULL,
  object_id TEXT,
  kid INTEGER,
  signature TEXT,
  short_code TEXT,
  batch_id TEXT,
  batch_no INTEGER,
  issued_at_ms INTEGER,
  attached_at_ms INTEGER,
  first_scanned_at_ms INTEGER,
  ended_at_ms INTEGER,
  replaces TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT tag_pk PRIMARY KEY (tag_id),
  CONSTRAINT tag_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT tag_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT tag_batch FOREIGN KEY (tenant_id, batch_id) REFERENCES label_batches (tenant_id, batch_id),
  CONSTRAINT tag_replaces FOREIGN KEY (replaces) REFERENCES tags (tag_id),
  CONSTRAINT tag_status CHECK (status IN ('printed', 'active', 'replaced', 'lost', 'revoked')),
  CONSTRAINT tag_active_hangs CHECK (status <> 'active' OR object_id IS NOT NULL),
  CONSTRAINT tag_kid CHECK (kid BETWEEN 0 AND 255),
  CONSTRAINT tag_batch_whole CHECK ((batch_id IS NULL) = (batch_no IS NULL))
) STRICT;

-- The kid is the second byte of the payload.
INSERT INTO tags_next (tag_id, tenant_id, payload_hex, status, object_id, kid)
SELECT tag_id, tenant_id, payload_hex, status, object_id,
  (instr('0123456789abcdef', substr(payload_hex, 3, 1)) - 1) * 16 + instr('0123456789abcdef', substr(payload_hex, 4, 1)) - 1
FROM tags ORDER BY rowid;
DROP TABLE tags;
ALTER TABLE tags_next RENAME TO tags;

CREATE INDEX tag_by_object ON tags (object_id);
CREATE INDEX tag_by_kid ON tags (kid, status);
CREATE INDEX tag_by_tenant ON tags (tenant_id, tag_id);
-- Two who print a label anew at once print one.
CREATE UNIQUE INDEX tag_live_successor ON tags (replaces) WHERE replaces IS NOT NULL AND status IN ('printed', 'active');
CREATE UNIQUE INDEX tag_short_code ON tags (short_code);
CREATE UNIQUE INDEX tag_batch_no ON tags (tenant_id, batch_id, batch_no);

-- What has ended never counts again, whoever writes past the store.
CREATE TRIGGER tag_ended BEFORE UPDATE ON tags
WHEN OLD.status IN ('replaced', 'lost', 'revoked') AND NEW.status IN ('printed', 'active')
BEGIN SELECT RAISE(ABORT, 'tag_ended'); END;

-- Labels of somebody else that hung there before us.
CREATE TABLE taken_over_labels (
  label_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  url TEXT NOT NULL,
  object_id TEXT,
  taken_over_at_ms INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT taken_over_label_pk PRIMARY KEY (label_id),
  CONSTRAINT taken_over_label_url UNIQUE (url),
  CONSTRAINT taken_over_label_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT taken_over_label_object FOREIGN KEY (object_id) REFERENCES objects (object_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX taken_over_label_by_tenant ON taken_over_labels (tenant_id, url);

-- What became of a key is told to each tenant once, by whichever gateway came first.
CREATE UNIQUE INDEX audit_key_note ON audit_rows (tenant_id, subject_id, what)
  WHERE what IN ('tag-key-made', 'tag-key-retired', 'tag-key-revoked');
