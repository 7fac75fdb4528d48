// PostgreSQL at a start: a server that cannot be used is refused with a code and a next step, before anything is written.

import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Unavailable } from '../../../gateway/ports/unavailable.ts';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { StorageRefused } from '../../../gateway/storage/storage-refused.ts';
import { hasPostgres, inSql, openPostgresForTests, type PostgresForTests } from '../../support/postgres.ts';
import { createPostgresWire } from '../../support/postgres-wire.ts';
import { sessionRecord } from '../../support/records.ts';
import { ledgerTotals } from '../../support/stored.ts';
import { clock, furnishWithSession } from './opened-store.ts';

/** What a start is refused with, as whoever runs the gateway reads it. */
async function refusalOf(url: string): Promise<string> {
  try {
    const store = await openPostgresStore({ url, clock });
    await store.close();
    return 'opened';
  } catch (error) {
    return error instanceof StorageRefused ? `${error.code}: ${error.message}` : String(error);
  }
}

const with_ = (url: string, changes: Partial<Pick<URL, 'username' | 'password' | 'pathname' | 'search' | 'port'>>): string =>
  Object.assign(new URL(url), changes).href;

describe.skipIf(!hasPostgres)('PostgreSQL: a start (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let url: string;

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
    const store = await openPostgresStore({ url, clock });
    await furnishWithSession(store);
    await store.close();
  });
  afterAll(() => postgres.stop());

  /** A database with the schema and a session, to be spoiled. */
  const copy = (): Promise<string> => postgres.copyDatabase(url);

  test('a database of before opens again with all that is in it', async () => {
    const store = await openPostgresStore({ url: await copy(), clock });
    expect(await store.session('ses_1')).toEqual(sessionRecord());
    await store.close();
  });

  test('a database of a later release is refused and left alone', async () => {
    const later = await copy();
    await inSql(later, "INSERT INTO migrations VALUES (9999, '9999-from-the-future.sql', 'x', 0)");
    expect(await refusalOf(later)).toMatch(/^storage\.newer: .*9999-from-the-future\.sql.* Run that release\.$/);
    expect(await inSql(later, 'SELECT 1 FROM sessions')).toHaveLength(1);
  });

  test('a changed migration is refused', async () => {
    const altered = await copy();
    await inSql(altered, "UPDATE migrations SET checksum = 'other' WHERE migration_id = 2");
    expect(await refusalOf(altered)).toMatch(/^storage\.altered: migration 0002-sessions\.sql .*UNLATCH_DATABASE/);
  });

  test.each([
    ['other tables', 'CREATE TABLE recipes (name TEXT)'],
    ['migrations of its own', 'CREATE TABLE migrations (id INT, run_on TIMESTAMP)'],
  ])("another program's database, with %s, is refused and left alone", async (_what, sql) => {
    const foreign = await postgres.createDatabase();
    await inSql(foreign, sql);
    expect(await refusalOf(foreign)).toMatch(
      /^storage\.foreign: postgres:\/\/127\.0\.0\.1:\d+\/\w+ is a database of something else/,
    );
    const tables = await inSql(foreign, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'");
    expect(tables).toHaveLength(1);
  });

  test.each([
    ['synchronous_commit', 'off'],
    ['session_replication_role', 'replica'],
    ['default_transaction_read_only', 'on'],
  ])('a database whose %s is %s is refused by that name', async (setting, value) => {
    const spoiled = await copy();
    await inSql(spoiled, `ALTER DATABASE ${new URL(spoiled).pathname.slice(1)} SET ${setting} = ${value}`);
    const refusal = await refusalOf(spoiled);
    expect(refusal).toMatch(new RegExp(`^storage\\.unsuitable: .*${setting} is ${value} and must be `));
  });

  test.each(['fsync', 'full_page_writes'])('a server without %s is refused', async (setting) => {
    await inSql(url, `ALTER SYSTEM SET ${setting} = off`);
    await inSql(url, 'SELECT pg_reload_conf()');
    // Each connection begins with what the server has read by then.
    while ((await inSql<{ found: string }>(url, `SELECT current_setting('${setting}') AS found`))[0]?.found !== 'off');
    expect(await refusalOf(url)).toMatch(
      `storage.unsuitable: the PostgreSQL server is not safe to keep money on: ${setting} is off`,
    );
    await inSql(url, `ALTER SYSTEM SET ${setting} = on`);
    await inSql(url, 'SELECT pg_reload_conf()');
    while ((await inSql<{ found: string }>(url, `SELECT current_setting('${setting}') AS found`))[0]?.found !== 'on');
  });

  test('a database that is not UTF-8 is refused', async () => {
    await inSql(url, "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    expect(await refusalOf(with_(url, { pathname: '/latin' }))).toMatch(
      /^storage\.unsuitable: .*server_encoding is LATIN1 and must be UTF8/,
    );
  });

  test.each([
    ['a wrong password', { password: 'wrong' }, 'it does not take this user and password. Correct them in UNLATCH_DATABASE.'],
    ['an unknown database', { pathname: '/none' }, 'it has no database of this name. Make it: createdb'],
    ['TLS that it does not offer', { search: '?sslmode=verify-full' }, 'it does not offer TLS. Switch it on there; or, '],
  ])('%s is said, with what to do', async (_what, changes, words) => {
    const refusal = await refusalOf(with_(url, changes));
    expect(refusal).toMatch(/^storage\.unreachable: postgres:\/\/127\.0\.0\.1:\d+\/\w+ cannot be reached: /);
    expect(refusal).toContain(words);
    expect(refusal).not.toContain(new URL(url).password);
  });

  test('a port where nothing listens is said, with what to do', async () => {
    const wire = await createPostgresWire(postgres.port);
    const nowhere = wire.url(url);
    await wire.close();
    expect(await refusalOf(nowhere)).toMatch(/^storage\.unreachable: .*: nothing listens there\. Is PostgreSQL running there/);
  });

  test('a user who may not make tables is told who must give them the database', async () => {
    const plain = await postgres.createDatabase();
    await inSql(plain, "CREATE ROLE tenant LOGIN PASSWORD 'tenant'");
    await inSql(plain, 'REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    expect(await refusalOf(with_(plain, { username: 'tenant', password: 'tenant' }))).toMatch(
      /^storage\.denied: .*permission denied for schema public.*OWNER TO/,
    );
  });

  test('the owner of a database who is no superuser runs everything', async () => {
    const owned = await postgres.createDatabase();
    const name = new URL(owned).pathname.slice(1);
    await inSql(owned, `CREATE ROLE landlord LOGIN PASSWORD 'landlord'; ALTER DATABASE ${name} OWNER TO landlord`);
    const store = await openPostgresStore({ url: with_(owned, { username: 'landlord', password: 'landlord' }), clock });
    await furnishWithSession(store);
    expect(await store.dueDeadlines(0, 1)).toEqual([]);
    expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
    await store.close();
  });

  test('a server that turns unsafe while we run makes the store unavailable on its next connection', async () => {
    const spoiled = await copy();
    const store = await openPostgresStore({ url: spoiled, clock });
    await inSql(spoiled, `ALTER DATABASE ${new URL(spoiled).pathname.slice(1)} SET synchronous_commit = off`);
    await expect(store.session('ses_1')).rejects.toThrow(Unavailable);
    await store.close();
  });
});

const openssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!hasPostgres || !openssl)('PostgreSQL over TLS (needs PostgreSQL 15 and OpenSSL)', () => {
  let postgres: PostgresForTests;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
    folder = mkdtempSync(join(tmpdir(), 'unlatch-tls-'));
    const [key, certificate] = [join(postgres.dataFolder, 'server.key'), join(postgres.dataFolder, 'server.crt')];
    const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    const names = ['-addext', 'subjectAltName=DNS:localhost'];
    execFileSync('openssl', [...words, ...names, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
    const { uid, gid } = statSync(postgres.dataFolder);
    for (const path of [key, certificate]) chownSync(path, uid, gid);
    chmodSync(key, 0o600);
    execFileSync('cp', [certificate, join(folder, 'root.crt')]);
    execFileSync('openssl', [...words, '-keyout', join(folder, 'other.key'), '-out', join(folder, 'other.crt')], {
      stdio: 'ignore',
    });
    await inSql(url, 'ALTER SYSTEM SET ssl = on');
    await postgres.killImmediate();
    await postgres.restart();
  });
  afterAll(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });

  const at = (host: string, search: string): string => {
    const changed = new URL(url);
    changed.hostname = host;
    changed.search = search;
    return changed.href;
  };
  const root = (): string => `sslrootcert=${join(folder, 'root.crt')}`;

  test('a certificate of a known authority and the right name is taken, and the connection is encrypted', async () => {
    const store = await openPostgresStore({ url: at('localhost', `?sslmode=verify-full&${root()}`), clock });
    const encrypted = await store.books('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
    expect(encrypted).toEqual([{ ssl: 1 }]);
    await store.close();
  });

  test.each([
    ['an unknown authority', 'localhost', () => '?sslmode=verify-full', 'its certificate is not trusted'],
    ['another authority', 'localhost', () => `?sslmode=verify-full&sslrootcert=${join(folder, 'other.crt')}`, 'not trusted'],
    ['another name', '127.0.0.1', () => `?sslmode=verify-full&${root()}`, 'its certificate is for another host'],
  ])('%s is refused', async (_what, host, search, words) => {
    expect(await refusalOf(at(host, search()))).toMatch(new RegExp(`^storage\\.unreachable: .*${words}`));
  });

  test.each([
    ['verify-ca asks for the authority alone', '127.0.0.1', () => `?sslmode=verify-ca&${root()}`],
    ['require asks for encryption alone', '127.0.0.1', () => '?sslmode=require'],
  ])('%s', async (_what, host, search) => {
    const store = await openPostgresStore({ url: at(host, search()), clock });
    expect(await store.books('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).toEqual([{ ssl: 1 }]);
    await store.close();
  });
});
