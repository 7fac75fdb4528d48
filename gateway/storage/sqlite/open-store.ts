// The SQLite store: one file (or memory), owned by this process, behind the store's port.
import type { Clock } from '#protocol';
import type { Failpoint } from '../../ports/failpoint.ts';
import type { OwnedStore, VenueSetup } from '../../ports/store.ts';
import { createApplyChanges } from './apply-changes.ts';
import { type Ballast, createBallast, noBallast } from './ballast.ts';
import { createBooks } from './books.ts';
import { assertStrict, type Connection, MEMORY, openConnection } from './connection.ts';
import { emergencyLooks } from './emergencies.ts';
import { createGroupCommit, type GroupCommitted } from './group-commit.ts';
import { messageQueries } from './messages.ts';
import { migrate } from './migrate.ts';
import { challengeQueries } from './read-challenges.ts';
import { credentialQueries } from './read-credentials.ts';
import { dossierQuery } from './read-dossier.ts';
import { labelQueries } from './read-labels.ts';
import { ledgerQueries } from './read-ledger.ts';
import { moneyQueries, standingQueries } from './read-money.ts';
import { presenceQueries } from './read-presence.ts';
import { evidenceQueries, sessionQueries } from './read-sessions.ts';
import { venueQueries } from './read-venues.ts';
import { reservationQueries } from './reservations.ts';
import { createSetUpVenue } from './set-up-venue.ts';
import { asThrown } from './sqlite-errors.ts';
import { createSurroundings } from './surroundings.ts';
import { createTariffTexts } from './tariff-texts.ts';

type StoreOptions = {
  readonly clock: Clock;
  /** Called after each outer COMMIT, once its callers were answered; must not throw. */
  readonly onGroupCommitted?: GroupCommitted | undefined;
  readonly failpoint?: Failpoint | undefined;
  readonly ballast?: Ballast | undefined;
  /** Told once, when the disk has failed for good: the process must end, for a failed fsync is never tried again (row 28). */
  readonly onFailed?: ((cause: unknown) => void) | undefined;
};

/** One synchronous use of the database as a promise; a broken world is Unavailable. */
function asPort<W extends readonly unknown[], T>(use: (...words: W) => T): (...words: W) => Promise<T> {
  return async (...words) => {
    try {
      return use(...words);
    } catch (error) {
      throw asThrown(error);
    }
  };
}

type Ports<R> = { readonly [N in keyof R]: R[N] extends (...words: infer W) => infer T ? (...words: W) => Promise<T> : never };

/** Each of a group of reads as a promise. */
function asPorts<R extends object>(reads: R): Ports<R> {
  const ports = Object.entries(reads).map(([name, read]) => [name, asPort(read as (...words: readonly unknown[]) => unknown)]);
  return Object.fromEntries(ports) as Ports<R>;
}

/** Words on the whole database. */
function stampWriters(db: Connection, { clock }: StoreOptions, readStamp: (name: string) => string | null) {
  const keepStamp = db.prepare<[string, string, number]>(
    'INSERT INTO stamps (name, value, written_at_ms) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING',
  );
  const writeStamp = db.prepare<[string, string, number]>(
    `INSERT INTO stamps (name, value, written_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, written_at_ms = excluded.written_at_ms`,
  );
  return {
    keep(name: string, value: string): string {
      keepStamp.run(name, value, clock.nowMs());
      return readStamp(name) ?? value;
    },
    write(name: string, value: string): void {
      writeStamp.run(name, value, clock.nowMs());
    },
  };
}

/** What is asked of venues, objects and devices. */
function venueReads(venues: ReturnType<typeof venueQueries>) {
  const { tag, scene, device, failedPairings, ownTenant, objects, venueScene, isInEmergency } = venues;
  return asPorts({ tag, scene, device, failedPairings, ownTenant, objects, venueScene, isInEmergency });
}

/** Puts the port on an open, migrated connection, which it owns from now on. */
export function createSqliteStore(db: Connection, options: StoreOptions): OwnedStore {
  const { clock } = options;
  const tariffs = createTariffTexts(db);
  const surroundings = createSurroundings(db);
  const group = createGroupCommit({ ...options, db, apply: createApplyChanges(db, tariffs, surroundings.forget) });
  const sessions = sessionQueries(db, tariffs);
  const emergencies = emergencyLooks(db);
  const { dossier } = dossierQuery(db, tariffs, surroundings, emergencies);
  const evidence = evidenceQueries(db);
  const { openOf, ...reservations } = reservationQueries(db);
  const venues = venueQueries(db, tariffs, clock, openOf, emergencies);
  const credentials = credentialQueries(db);
  const presence = presenceQueries(db);
  const labels = labelQueries(db);
  const stamps = stampWriters(db, options, venues.readStamp);
  const ledger = ledgerQueries(db);
  const money = moneyQueries(db);
  const { standing } = standingQueries(db);
  const books = createBooks(db);
  const setUpVenue = createSetUpVenue(db, tariffs, clock);
  return {
    commit: group.commit,
    ...venueReads(venues),
    dossier: asPort(dossier),
    session: asPort(sessions.session),
    sessionsOf: asPort(sessions.sessionsOf),
    sessionEvents: asPort(sessions.sessionEvents),
    command: asPort(evidence.command),
    nextQueuedCommand: asPort(evidence.nextQueuedCommand),
    isDeviceBusy: asPort(evidence.isDeviceBusy),
    sessionsOnDevice: asPort(sessions.sessionsOnDevice),
    journalEntry: asPort(evidence.journalEntry),
    journalEntryOf: asPort(evidence.journalEntryOf),
    answer: asPort(evidence.answer),
    isTicketUsed: asPort(evidence.isTicketUsed),
    ...asPorts(challengeQueries(db)),
    balance: asPort(ledger.balance),
    hold: asPort(money.hold),
    operation: asPort(money.operation),
    standing: asPort(standing),
    recentUses: asPort(sessions.recentUses),
    ...asPorts(presence),
    ...asPorts(reservations),
    ...asPorts(messageQueries(db)),
    claimsOf: asPort(money.claimsOf),
    refundsOf: asPort(money.refundsOf),
    uncollectedOf: asPort(money.uncollectedOf),
    outboxEvent: asPort(money.outboxEvent),
    transferOf: asPort(ledger.transferOf),
    receiptOf: asPort(ledger.receiptOf),
    dueDeadlines: asPort(sessions.dueDeadlines),
    ...asPorts(credentials),
    ...asPorts(labels),
    statistics: group.statistics,
    canCommit: group.canCommit,
    setUpVenue: asPort((setup: VenueSetup) => {
      setUpVenue(setup);
      surroundings.forget();
    }),
    readStamp: asPort(venues.readStamp),
    writeStamp: asPort(stamps.write),
    keepStamp: asPort(stamps.keep),
    books: async (sql, parameters) => asPort(books<never>)(sql, parameters),
    close: asPort(() => {
      group.close();
      db.close();
    }),
  };
}

/**
 * Opens the store of the process that owns the data, and brings its schema to this release.
 * @param options.path a file in an existing folder, or ':memory:' (the test double for storage).
 * @throws StorageRefused for a file that is in use, newer, altered or foreign; Unavailable when the disk fails.
 */
export function openSqliteStore(options: StoreOptions & { readonly path: string }): OwnedStore {
  const db = openConnection(options.path);
  try {
    migrate(db, options);
    assertStrict(db);
    const ballast = options.path === MEMORY ? noBallast : createBallast(options.path);
    return createSqliteStore(db, { ...options, ballast });
  } catch (error) {
    db.close();
    throw asThrown(error);
  }
}
