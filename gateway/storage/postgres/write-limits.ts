// Writes of limits: buckets that outlive a restart.
import { sql } from './statement.ts';
import type { Writers } from './writers.ts';

// In one order for all gateways: two that keep the same buckets wait for each other, and never in a ring.
const keep = sql<{ keys: readonly string[]; moments: readonly number[] }>(
  `INSERT INTO limit_buckets (bucket_key, full_at_ms)
   SELECT key, moment FROM unnest(@keys::text[], @moments::bigint[]) AS kept (key, moment) ORDER BY key
   ON CONFLICT (bucket_key) DO UPDATE SET full_at_ms = greatest(limit_buckets.full_at_ms, excluded.full_at_ms)`,
);
const forget = sql<{ now_ms: number }>('DELETE FROM limit_buckets WHERE full_at_ms <= @now_ms');

export const limitWriters: Writers<'limits-kept'> = {
  'limits-kept': ({ buckets, nowMs }) => [
    keep({ keys: buckets.map(({ key }) => key), moments: buckets.map(({ fullAtMs }) => fullAtMs) }),
    forget({ now_ms: nowMs }),
  ],
};
