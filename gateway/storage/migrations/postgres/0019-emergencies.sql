-- Emergencies: the red button of a venue - who pressed it, and which second person said that the danger is over.

CREATE TABLE emergencies (
  emergency_id word NOT NULL,
  tenant_id word NOT NULL,
  venue_id word NOT NULL,
  raised_by word NOT NULL,
  raised_at_ms BIGINT NOT NULL,
  raise_reason TEXT NOT NULL,
  ended_by word,
  ended_at_ms BIGINT,
  end_reason TEXT,
  version BIGINT NOT NULL,
  CONSTRAINT emergency_pk PRIMARY KEY (emergency_id),
  CONSTRAINT emergency_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT emergency_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT emergency_end_whole CHECK ((ended_by IS NULL) = (ended_at_ms IS NULL) AND (ended_by IS NULL) = (end_reason IS NULL)),
  CONSTRAINT emergency_second_person CHECK (ended_by IS NULL OR ended_by <> raised_by)
);

-- One open emergency a venue.
CREATE UNIQUE INDEX emergency_of_venue ON emergencies (venue_id) WHERE ended_at_ms IS NULL;
CREATE INDEX emergency_by_venue ON emergencies (venue_id, raised_at_ms);
