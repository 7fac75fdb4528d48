// Writes of limits: buckets that outlive a restart.
import type { Connection } from './connection.ts';
import type { Writers } from './writers.ts';

export function limitWriters(db: Connection): Writers<'limits-kept'> {
  const keep = db.prepare<[string, number]>(
    `INSERT INTO limit_buckets (bucket_key, full_at_ms) VALUES (?, ?)
     ON CONFLICT (bucket_key) DO UPDATE SET full_at_ms = max(full_at_ms, excluded.full_at_ms)`,
  );
  const forget = db.prepare<[number]>('DELETE FROM limit_buckets WHERE full_at_ms <= ?');
  return {
    'limits-kept': ({ buckets, nowMs }) => {
      for (const { key, fullAtMs } of buckets) keep.run(key, fullAtMs);
      forget.run(nowMs);
      return null;
    },
  };
}
