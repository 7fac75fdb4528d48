// PostgreSQL under many writers: what a count alone would let through, lost races that are run again, and too few connections.

import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { Unavailable } from '../../../gateway/ports/unavailable.ts';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { hasPostgres, inSql, openPostgresForTests, type PostgresForTests } from '../../support/postgres.ts';
import { composedCommand, PERSON, sessionRecord, startChanges, topUp, venueOfPods } from '../../support/records.ts';
import { ledgerTotals } from '../../support/stored.ts';
import { clock, mustCommit } from './opened-store.ts';

const PODS = 4;

/** A start on pod n, which has its own device. */
function startOn(pod: number): readonly Change[] {
  const place = { objectId: `obj_pod_${pod}`, deviceId: `dev_pod_${pod}` };
  const session = sessionRecord({ ...place, sessionId: `ses_${pod}`, holdId: `hld_${pod}` });
  return startChanges(session, { composed: composedCommand({ ctr: 1 }) });
}
const deposit = (name: string, personId = PERSON): Change => ({
  change: 'transfer-posted',
  transfer: topUp(name, 100n, personId),
});
/** Moves one person's balance alone: a row that a test can hold against it. */
const LOCK_BALANCE = `SELECT 1 FROM wallet_balances WHERE account = 'available:${PERSON}' FOR UPDATE`;

describe.skipIf(!hasPostgres)('PostgreSQL: many writers (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let url: string;
  let stores: OwnedStore[];
  let clients: Client[];

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    stores = [];
    clients = [];
    const store = await openStore();
    await store.setUpVenue(venueOfPods(PODS));
    await mustCommit(store, [{ change: 'transfer-posted', transfer: topUp('first', 1_000_000n) }]);
    return async () => {
      for (const client of clients) await client.end();
      for (const each of stores) await each.close();
      await postgres.emptyDatabase(url);
    };
  });

  async function openStore(pool?: { readonly size: number; readonly connectMs: number }): Promise<OwnedStore> {
    const store = await openPostgresStore({ url, clock, pool });
    stores.push(store);
    return store;
  }
  /** A connection of somebody else, with a transaction of its own. */
  async function begin(...settings: readonly string[]): Promise<Client> {
    const client = new Client({ connectionString: url });
    clients.push(client);
    await client.connect();
    for (const setting of settings) await client.query(setting);
    await client.query('BEGIN');
    return client;
  }
  /** Resolves when so many of the store's connections wait for a lock that somebody holds. */
  async function untilWaiting(count: number): Promise<void> {
    const sql = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'unlatch'";
    while ((await inSql(url, sql)).length < count);
  }

  test('counting, then inserting lets four starts through a limit of one (R10: why the row comes first)', async () => {
    const four = await Promise.all([1, 2, 3, 4].map(() => begin()));
    const counts = await Promise.all(
      four.map((client) => client.query("SELECT count(*)::int AS n FROM stay_attempts WHERE person_id = 'p'")),
    );
    expect(counts.map(({ rows }) => rows[0]?.n)).toEqual([0, 0, 0, 0]);
    await inSql(url, "INSERT INTO stays VALUES ('sty', 'tnt_airport', 'obj_pod_1', '1', NULL, 0, 1, 1)");
    const insert = "INSERT INTO stay_attempts (stay_id, person_id, request_key, failed_at_ms) VALUES ('sty', 'p', 'k', 0)";
    for (const client of four) await client.query(insert);
    for (const client of four) await client.query('COMMIT');
    expect(await inSql(url, "SELECT 1 FROM stay_attempts WHERE person_id = 'p'")).toHaveLength(4);
  });

  test.each([1, 2, 3])('four gateways at once let one start of one person through a limit of one: round %i (R10)', async () => {
    const gateways = await Promise.all([1, 2, 3, 4].map(() => openStore()));
    const standings = await Promise.all(gateways.map((store) => store.standing(PERSON, { sinceMs: 0 })));
    expect(standings.map(({ liveSessions }) => liveSessions)).toEqual([0, 0, 0, 0]);
    const outcomes = await Promise.all(
      gateways.map((store, at) =>
        store.commit([
          { change: 'person-counted', personId: PERSON, fromVersion: standings[at]?.version ?? 0 },
          ...startOn(at + 1),
        ]),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array(3).fill({ ok: false, constraint: 'person_version' }));
    expect(await gateways[0]?.standing(PERSON, { sinceMs: 0 })).toMatchObject({ version: 1, liveSessions: 1 });
  });

  test('a commit that the server sacrificed to end a deadlock is sent again, and succeeds (40P01)', async () => {
    const [store] = stores;
    // The other one looks for deadlocks much later than the store's own connection: the store is the victim.
    const other = await begin("SET deadlock_timeout = '60s'");
    await mustCommit(store as OwnedStore, [deposit('opens', 'person-a'), deposit('opens-too', 'person-b')]);
    await other.query("UPDATE wallet_balances SET balance_minor = 1 WHERE account = 'available:person-b'");
    const committing = store?.commit([deposit('a', 'person-a'), deposit('b', 'person-b')]);
    await untilWaiting(1);
    // Waits for the store, which waits for us.
    await other.query("UPDATE wallet_balances SET balance_minor = 2 WHERE account = 'available:person-a'");
    await other.query('COMMIT');
    expect(await committing).toEqual({ ok: true });
    expect((await store?.balance('person-a', 'CNY'))?.availableMinor).toBe(102n);
    expect((await store?.balance('person-b', 'CNY'))?.availableMinor).toBe(101n);
  });

  test('a commit that loses every time is given up, and says so (40001)', async () => {
    const [store] = stores;
    // A sequence counts what a rollback takes back.
    await inSql(
      url,
      `CREATE SEQUENCE tried;
       CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         PERFORM nextval('tried');
         RAISE EXCEPTION 'lost' USING ERRCODE = 'serialization_failure';
       END $$;
       CREATE TRIGGER loses BEFORE INSERT ON session_events FOR EACH ROW EXECUTE FUNCTION lose()`,
    );
    await mustCommit(store as OwnedStore, startOn(1));
    const event = { sessionId: 'ses_1', version: 1, what: 'started', facts: {}, atMs: 0 };
    await expect(store?.commit([{ change: 'session-event', event }])).rejects.toThrow(Unavailable);
    expect(await inSql(url, 'SELECT last_value::int FROM tried')).toEqual([{ last_value: 4 }]);
    await inSql(url, 'DROP TRIGGER loses ON session_events; DROP FUNCTION lose; DROP SEQUENCE tried');
    expect(await store?.commit([{ change: 'session-event', event }])).toEqual({ ok: true });
  });

  test('a row that somebody else never lets go of makes a commit unavailable, not endless', async () => {
    const holder = await begin();
    await holder.query(LOCK_BALANCE);
    await expect(stores[0]?.commit([deposit('blocked')])).rejects.toThrow(Unavailable);
    await holder.query('ROLLBACK');
    expect(await stores[0]?.commit([deposit('blocked')])).toEqual({ ok: true });
  });

  test('more commits than connections wait their turn, and all are done', async () => {
    const store = await openStore({ size: 2, connectMs: 30_000 });
    const names = Array.from({ length: 50 }, (_, at) => `turn-${at}`);
    const outcomes = await Promise.all(names.map((name) => store.commit([deposit(name, name)])));
    expect(outcomes).toEqual(names.map(() => ({ ok: true })));
    expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
  });

  test('whoever finds no free connection in time is told that the store is unavailable, and nothing is stuck', async () => {
    const store = await openStore({ size: 2, connectMs: 2_000 });
    // Both connections are there before anybody waits for one.
    await Promise.all([store.session('ses_1'), store.session('ses_2')]);
    const holder = await begin();
    await holder.query(LOCK_BALANCE);
    const blocked = [store.commit([deposit('one')]), store.commit([deposit('two')])];
    await untilWaiting(2);
    await expect(store.commit([deposit('three', 'person-c')])).rejects.toThrow(Unavailable);
    await holder.query('ROLLBACK');
    expect(await Promise.all(blocked)).toEqual([{ ok: true }, { ok: true }]);
    expect(await store.commit([deposit('three', 'person-c')])).toEqual({ ok: true });
  });

  test('a dossier is one state of the data while others commit', async () => {
    const [store] = stores;
    const reader = await openStore();
    await mustCommit(store as OwnedStore, startOn(1));
    const attempts = async (): Promise<void> => {
      for (let version = 2; version <= 60; version += 1) {
        const session = sessionRecord({ version, objectId: 'obj_pod_1', deviceId: 'dev_pod_1' });
        await mustCommit(store as OwnedStore, [
          { change: 'session-changed', session },
          { change: 'command-attempted', commandId: 'cmd_ses_1' },
        ]);
      }
    };
    const writing = attempts();
    const seen = new Set<number>();
    while (!seen.has(60)) {
      const dossier = await reader.dossier('ses_1');
      expect(dossier?.commands[0]?.attempts).toBe((dossier?.session.version ?? 0) - 1);
      seen.add(dossier?.session.version ?? 0);
    }
    await writing;
  });
});
