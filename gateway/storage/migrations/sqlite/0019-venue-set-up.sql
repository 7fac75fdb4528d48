-- Venue set-up: what is decided in the browser has a version to compare an edit with; an object may wait for a cleaner, be out of use
-- for good, and says who changed its service last, when and why.

ALTER TABLE venues ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE places ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

ALTER TABLE objects ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE objects ADD COLUMN is_cleaned INTEGER NOT NULL DEFAULT 0 CONSTRAINT object_cleaned_flag CHECK (is_cleaned IN (0, 1));
ALTER TABLE objects ADD COLUMN unclean_since_ms INTEGER;
ALTER TABLE objects ADD COLUMN retired_at_ms INTEGER;
ALTER TABLE objects ADD COLUMN service_by TEXT;
ALTER TABLE objects ADD COLUMN service_reason TEXT;
ALTER TABLE objects ADD COLUMN service_at_ms INTEGER;

-- The console's list, and the names at a place.
CREATE INDEX object_by_tenant ON objects (tenant_id);
