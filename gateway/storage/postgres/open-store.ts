// The PostgreSQL store: a database that several gateways may share, behind the store's port.
import { assert, type Clock } from '#protocol';
import type { Failpoint } from '../../ports/failpoint.ts';
import type { OwnedStore } from '../../ports/store.ts';
import { createBooks } from './books.ts';
import { createClaimDeadlines } from './claim-deadlines.ts';
import { createCommitChanges } from './commit-changes.ts';
import { asStartRefusal, connect } from './connect.ts';
import { createDatabase, type Database, type PoolLimits } from './database.ts';
import { type DatabaseAddress, parseDatabaseUrl } from './database-address.ts';
import { messageReads } from './messages.ts';
import { migrate } from './migrate.ts';
import { asThrown } from './postgres-errors.ts';
import { challengeReads } from './read-challenges.ts';
import { credentialReads } from './read-credentials.ts';
import { dossierReads } from './read-dossier.ts';
import { labelReads } from './read-labels.ts';
import { ledgerReads, moneyReads, standingReads } from './read-money.ts';
import { presenceReads } from './read-presence.ts';
import { evidenceReads, sessionReads } from './read-sessions.ts';
import { venueReads } from './read-venues.ts';
import { createReader } from './reads.ts';
import { reservationReads } from './reservations.ts';
import { createSetUpVenue } from './set-up-venue.ts';
import { sql } from './statement.ts';
import { createTariffTexts } from './tariff-texts.ts';

export type PostgresStoreOptions = {
  /** `postgres://user:password@host:5432/database?sslmode=...` */
  readonly url: string;
  readonly clock: Clock;
  readonly pool?: PoolLimits | undefined;
  readonly failpoint?: Failpoint | undefined;
};

const keepStamp = sql<{ name: string; value: string; at_ms: number }>(
  `INSERT INTO stamps (name, value, written_at_ms) VALUES (@name, @value, @at_ms) ON CONFLICT (name) DO NOTHING`,
);
const writeStamp = sql<{ name: string; value: string; at_ms: number }>(
  `INSERT INTO stamps (name, value, written_at_ms) VALUES (@name, @value, @at_ms)
   ON CONFLICT (name) DO UPDATE SET value = excluded.value, written_at_ms = excluded.written_at_ms`,
);

/** One use of the database that a caller may see the errors of. */
async function asPort<T>(use: Promise<T>): Promise<T> {
  try {
    return await use;
  } catch (error) {
    throw asThrown(error);
  }
}

function createPostgresStore(database: Database, replica: number, options: PostgresStoreOptions): OwnedStore {
  const { clock, failpoint } = options;
  const tariffs = createTariffTexts(database);
  const reader = createReader(database);
  const { commit, statistics } = createCommitChanges({ database, tariffs, failpoint });
  const deadlines = createClaimDeadlines(database, replica);
  const setUpVenue = createSetUpVenue(database, clock);
  let closing: Promise<void> | null = null;

  async function closeOnce(): Promise<void> {
    try {
      await deadlines.release();
    } finally {
      await database.close();
    }
  }

  const venues = venueReads(reader, tariffs, clock);
  return {
    ...sessionReads(reader, tariffs),
    ...dossierReads(reader, tariffs),
    ...evidenceReads(reader),
    ...venues,
    ...credentialReads(reader),
    ...reservationReads(reader),
    ...messageReads(reader),
    ...labelReads(reader),
    ...presenceReads(reader),
    ...challengeReads(reader),
    ...ledgerReads(reader),
    ...moneyReads(reader),
    ...standingReads(reader),
    dueDeadlines: deadlines.dueDeadlines,
    books: createBooks(database),
    async commit(changes) {
      assert(!closing, 'a closed store takes no commit');
      return commit(changes);
    },
    statistics,
    canCommit: database.isReachable,
    setUpVenue: (setup) => asPort(setUpVenue(setup)),
    async keepStamp(name, value) {
      await asPort(database.run([keepStamp({ name, value, at_ms: clock.nowMs() })]));
      return (await venues.readStamp(name)) ?? value;
    },
    async writeStamp(name, value) {
      await asPort(database.run([writeStamp({ name, value, at_ms: clock.nowMs() })]));
    },
    close() {
      closing ??= closeOnce();
      return closing;
    },
  };
}

/** The schema of this release, and our number among the gateways that share it. */
async function prepare(address: DatabaseAddress, clock: Clock): Promise<number> {
  const client = await connect(address);
  try {
    await migrate(client, { name: address.name, clock });
    const { rows } = await client.query<{ replica: number }>("SELECT nextval('replica_numbers')::int AS replica");
    return rows[0]?.replica ?? 0;
  } catch (error) {
    throw asStartRefusal(error, address);
  } finally {
    await client.end();
  }
}

/**
 * Opens the store and brings its schema to this release; any number of gateways may have it open.
 * @throws StorageRefused with a code and a next step when the server cannot be reached, is not durable, or has other data.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<OwnedStore> {
  const address = parseDatabaseUrl(options.url);
  const replica = await prepare(address, options.clock);
  return createPostgresStore(createDatabase(address, options.pool), replica, options);
}
