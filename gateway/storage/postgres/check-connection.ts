// Check connection: sets what every connection of ours needs, and reads back what durability and the constraints rest on.
import type { ClientBase } from 'pg';
import { StorageRefused } from '../storage-refused.ts';
import { runBatch } from './batch.ts';
import { LOCK_MS, STATEMENT_MS } from './limits.ts';
import type { Statement } from './statement.ts';

/** Prepared statements, pipelines and SQL functions as the schema uses them. */
const OLDEST_VERSION = 14;

const KEEPALIVE_S = { idle: 15, interval: 5, count: 3 };

/** A server whose client has vanished lets go of its locks before others have waited for long. */
const SETTINGS: { readonly [name: string]: string } = {
  timezone: 'UTC',
  default_transaction_isolation: 'read committed',
  statement_timeout: String(STATEMENT_MS),
  lock_timeout: String(LOCK_MS),
  idle_in_transaction_session_timeout: String(STATEMENT_MS),
  tcp_keepalives_idle: String(KEEPALIVE_S.idle),
  tcp_keepalives_interval: String(KEEPALIVE_S.interval),
  tcp_keepalives_count: String(KEEPALIVE_S.count),
};

const SET: Statement = {
  text: `SELECT set_config(name, value, false) FROM unnest($1::text[], $2::text[]) AS given (name, value)`,
  values: [Object.keys(SETTINGS), Object.values(SETTINGS)],
  once: true,
};

/** What is wrong unless it reads so; and what to do, in the words of whoever runs the server. */
const DEMANDS: readonly { readonly setting: string; readonly isFine: (found: string) => boolean; readonly wanted: string }[] = [
  // Without these, an answered commit can be lost in a crash (A1).
  { setting: 'fsync', isFine: (found) => found === 'on', wanted: 'on' },
  { setting: 'full_page_writes', isFine: (found) => found === 'on', wanted: 'on' },
  { setting: 'synchronous_commit', isFine: (found) => found !== 'off', wanted: 'on' },
  // Without this, no trigger and no foreign key is judged.
  { setting: 'session_replication_role', isFine: (found) => found === 'origin', wanted: 'origin' },
  { setting: 'default_transaction_isolation', isFine: (found) => found === 'read committed', wanted: 'read committed' },
  { setting: 'default_transaction_read_only', isFine: (found) => found === 'off', wanted: 'off' },
  { setting: 'in_hot_standby', isFine: (found) => found === 'off', wanted: 'off, which is the primary server' },
  { setting: 'server_encoding', isFine: (found) => found === 'UTF8', wanted: 'UTF8' },
  { setting: 'client_encoding', isFine: (found) => found === 'UTF8', wanted: 'UTF8' },
  { setting: 'TimeZone', isFine: (found) => found === 'UTC', wanted: 'UTC' },
  {
    setting: 'server_version_num',
    isFine: (found) => Number(found) >= OLDEST_VERSION * 10_000,
    wanted: `at least ${OLDEST_VERSION}0000`,
  },
];

const READ: Statement = {
  text: 'SELECT name, current_setting(name) AS found FROM unnest($1::text[]) AS asked (name)',
  values: [DEMANDS.map(({ setting }) => setting)],
  once: true,
};

/**
 * One round trip for a new connection.
 * @throws StorageRefused `storage.unsuitable` with everything that is wrong at once.
 */
export async function checkConnection(client: ClientBase): Promise<void> {
  const [, found] = await runBatch(client, [SET, READ], new Map());
  const settings = new Map((found ?? []).map((row) => [row.name, String(row.found)]));
  const problems = DEMANDS.flatMap(({ setting, isFine, wanted }) => {
    const value = settings.get(setting) ?? 'unknown';
    return isFine(value) ? [] : [`${setting} is ${value} and must be ${wanted}`];
  });
  if (problems.length > 0) throw new StorageRefused({ code: 'storage.unsuitable', problems });
}
