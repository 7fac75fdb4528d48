-- Staff links: the one link by which a member who lost every device makes another passkey; and what passkeys are called.

-- Null where nobody named it.
ALTER TABLE staff_passkeys ADD COLUMN name TEXT;

-- One for each member: another takes the place of the one before it. Links are kept as their SHA-256.
CREATE TABLE staff_links (
  staff_id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  -- Whether the passkeys of before go when it is used.
  does_replace INTEGER NOT NULL,
  used_at_ms INTEGER,
  CONSTRAINT staff_link_pk PRIMARY KEY (staff_id),
  CONSTRAINT staff_link_token UNIQUE (token_hash),
  CONSTRAINT staff_link_member FOREIGN KEY (staff_id) REFERENCES staff_members (staff_id),
  CONSTRAINT staff_link_replaces CHECK (does_replace IN (0, 1)),
  CONSTRAINT staff_link_life CHECK (until_ms > created_at_ms)
) STRICT, WITHOUT ROWID;
