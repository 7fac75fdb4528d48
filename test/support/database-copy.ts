// Database copy: reads the gateway's database beside the running gateway, which alone may open the file itself.
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '#protocol';
import { SqliteDatabase } from '../../gateway/storage/sqlite/library.ts';

export type Row = { readonly [column: string]: unknown };
export type Query = (sql: string, ...values: readonly unknown[]) => Row[];

/** Copies the file with its log, as a crash would leave them, and opens the copy. */
export function readDatabase<T>(dataFolder: string, read: (query: Query) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-copy-'));
  try {
    for (const name of ['unlatch.db-wal', 'unlatch.db']) {
      const from = join(dataFolder, name);
      if (existsSync(from)) copyFileSync(from, join(folder, name));
    }
    const db = new SqliteDatabase(join(folder, 'unlatch.db'));
    try {
      return read((sql, ...values) => db.prepare(sql).all(...values) as Row[]);
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function tablesOf(query: Query): readonly string[] {
  return query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").map((row) =>
    String(row.name),
  );
}

/** What is written now and then, outside of any request: limits, scans by the hour, and each minute the seals of the audit. */
const UPKEEP = ['limit_buckets', 'label_scans', 'audit_links'];
/** Each minute a gateway also notes keys that the audit does not know yet. */
const rowsBy = (table: string): string =>
  `SELECT * FROM ${table}${table === 'audit_rows' ? " WHERE NOT (actor_kind = 'gateway' AND what LIKE 'tag-key-%')" : ''}`;

/** One hash over every row of the tables named, or of all but what upkeep writes: equal when nothing was written. */
export function hashOfContent(dataFolder: string, tables: readonly string[] | 'but-upkeep'): string {
  return readDatabase(dataFolder, (query) => {
    const rowsOf = (table: string): string[] => query(rowsBy(table)).map((row) => JSON.stringify(row));
    const hashed = tables === 'but-upkeep' ? tablesOf(query).filter((table) => !UPKEEP.includes(table)) : tables;
    return sha256(JSON.stringify(hashed.map((table) => [table, rowsOf(table).sort()])));
  });
}

/** Every rule of money and sessions that the rows break (M1 to M4, M6, M13, D1); none in a sound database. */
export function findBrokenRules(dataFolder: string): readonly string[] {
  const rules: { readonly [rule: string]: string } = {
    'M1 postings of a transfer sum to 0': `SELECT transfer_id FROM postings GROUP BY transfer_id HAVING sum(delta_minor) <> 0`,
    'M2 what a wallet holds is the sum of its open holds': `
      SELECT account, balance_minor FROM wallet_balances WHERE account LIKE 'held:%' AND balance_minor <> (
        SELECT coalesce(sum(held_minor), 0) FROM holds WHERE state = 'held' AND 'held:' || payer_id = account)`,
    'M3 one hold a session, one authorize, at most one capture or void': `
      SELECT s.session_id FROM sessions s WHERE
        (SELECT count(*) FROM holds h WHERE h.session_id = s.session_id) <> 1
        OR (SELECT count(*) FROM transfers t WHERE t.session_id = s.session_id AND t.kind = 'authorize') <> 1
        OR (SELECT count(*) FROM transfers t WHERE t.session_id = s.session_id AND t.kind IN ('capture', 'void')) > 1`,
    'M4 a closed session has its hold resolved for its final amount, and a receipt of it': `
      SELECT s.session_id FROM sessions s JOIN holds h USING (session_id) LEFT JOIN receipts r USING (session_id)
      WHERE s.state = 'closed' AND (
        h.state = 'held' OR coalesce(h.captured_minor, 0) <> s.final_minor OR r.receipt_id IS NULL
        OR json_extract(r.receipt_json, '$.totalMinor') <> s.final_minor)`,
    'M13 no gap in a stored journal': `
      SELECT session_id FROM journal_entries GROUP BY session_id HAVING min(n) <> 0 OR max(n) <> count(*) - 1`,
    'D1 one live session per object': `
      SELECT object_id FROM sessions WHERE state <> 'closed' GROUP BY object_id HAVING count(*) > 1`,
  };
  return readDatabase(dataFolder, (query) =>
    Object.entries(rules).flatMap(([rule, sql]) => query(sql).map((row) => `${rule}: ${JSON.stringify(row)}`)),
  );
}
