-- Limits: buckets that outlive a restart, and kept answers by age.

-- Whose bucket it is, is kept as a keyed digest only; a bucket that is full again is nobody's and needs no row.
CREATE TABLE limit_buckets (
  bucket_key word NOT NULL,
  full_at_ms BIGINT NOT NULL,
  CONSTRAINT limit_bucket_pk PRIMARY KEY (bucket_key)
);

CREATE INDEX limit_bucket_full ON limit_buckets (full_at_ms);

-- Answers are kept for 30 days, and then found by their age.
CREATE INDEX answer_by_age ON answers (at_ms);
