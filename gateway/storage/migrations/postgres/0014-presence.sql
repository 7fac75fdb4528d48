-- Presence: what showed that a person was at an object, claims while an offer is open, and codes of displays.

CREATE TABLE presence_evidence (
  evidence_id word NOT NULL,
  tenant_id word NOT NULL,
  person_id word NOT NULL,
  object_id word NOT NULL,
  by_way word NOT NULL,
  at_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  -- The Start that it was spent on.
  session_id word,
  CONSTRAINT presence_evidence_pk PRIMARY KEY (evidence_id),
  CONSTRAINT presence_evidence_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT presence_evidence_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT presence_evidence_way CHECK (by_way IN ('display-code', 'nfc', 'button', 'blink', 'stay', 'staff')),
  CONSTRAINT presence_evidence_time CHECK (until_ms > at_ms)
);

CREATE INDEX presence_evidence_unspent ON presence_evidence (person_id, object_id, until_ms) WHERE session_id IS NULL;

-- Starts that were let through although nothing showed the person at the object.
CREATE TABLE starts_without_presence (
  session_id word NOT NULL,
  person_id word NOT NULL,
  object_id word NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT start_without_presence_pk PRIMARY KEY (session_id),
  CONSTRAINT start_without_presence_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
);

CREATE INDEX start_without_presence_by_person ON starts_without_presence (person_id, object_id, at_ms);
CREATE INDEX start_without_presence_by_object ON starts_without_presence (object_id, at_ms);

-- Secrets of devices that show a rotating code; one per object.
CREATE TABLE displays (
  object_id word NOT NULL,
  tag_id word NOT NULL,
  tenant_id word NOT NULL,
  device_id word NOT NULL,
  secret_hex word NOT NULL,
  made_at_ms BIGINT NOT NULL,
  CONSTRAINT display_pk PRIMARY KEY (object_id),
  CONSTRAINT display_tag UNIQUE (tag_id),
  CONSTRAINT display_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT display_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT display_tag_id CHECK (length(tag_id) = 16),
  CONSTRAINT display_secret CHECK (length(secret_hex) = 64)
);

-- Each value once per person, and once per Start where only one person at a time uses the object.
CREATE TABLE display_code_uses (
  tag_id word NOT NULL,
  counter BIGINT NOT NULL,
  person_id word NOT NULL,
  session_id word NOT NULL,
  is_exclusive SMALLINT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT display_code_use_pk PRIMARY KEY (tag_id, counter, person_id),
  CONSTRAINT display_code_use_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT display_code_use_exclusive CHECK (is_exclusive IN (0, 1))
);

CREATE UNIQUE INDEX display_code_use_once ON display_code_uses (tag_id, counter) WHERE is_exclusive = 1;

-- Objects that are kept a short while for whoever looks at their offer; `blinks` and `answered` count what the object was asked
-- to show, and what of it the person has told; `presses` counts the newest row of presses of its button.
CREATE TABLE reservations (
  reservation_id word NOT NULL,
  tenant_id word NOT NULL,
  object_id word NOT NULL,
  person_id word NOT NULL,
  state word NOT NULL,
  made_at_ms BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  blinks BIGINT NOT NULL,
  blinked_at_ms BIGINT,
  answered BIGINT NOT NULL,
  wrong_answers BIGINT NOT NULL,
  presses BIGINT NOT NULL,
  pressed_at_ms BIGINT,
  version BIGINT NOT NULL,
  CONSTRAINT reservation_pk PRIMARY KEY (reservation_id),
  CONSTRAINT reservation_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT reservation_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT reservation_state CHECK (state IN ('open', 'started', 'lapsed')),
  CONSTRAINT reservation_time CHECK (until_ms > made_at_ms),
  CONSTRAINT reservation_blinks CHECK ((blinks = 0) = (blinked_at_ms IS NULL) AND blinks >= answered AND answered >= wrong_answers),
  CONSTRAINT reservation_presses CHECK ((presses = 0) = (pressed_at_ms IS NULL))
);

CREATE UNIQUE INDEX reservation_of_object ON reservations (object_id) WHERE state = 'open';
CREATE UNIQUE INDEX reservation_of_person ON reservations (person_id) WHERE state = 'open';
CREATE INDEX reservation_by_object ON reservations (object_id, made_at_ms);
CREATE INDEX reservation_by_person ON reservations (person_id, made_at_ms);

-- Where a place is, in millionths of a degree (WGS 84), and how far around it its objects stand.
ALTER TABLE places
  ADD COLUMN latitude_e6 BIGINT CONSTRAINT place_latitude CHECK (latitude_e6 BETWEEN -90000000 AND 90000000),
  ADD COLUMN longitude_e6 BIGINT CONSTRAINT place_longitude CHECK (longitude_e6 BETWEEN -180000000 AND 180000000),
  ADD COLUMN radius_m BIGINT,
  ADD CONSTRAINT place_position_whole CHECK (
    (radius_m IS NULL) = (latitude_e6 IS NULL) AND (radius_m IS NULL) = (longitude_e6 IS NULL) AND (radius_m IS NULL OR radius_m > 0)
  );
