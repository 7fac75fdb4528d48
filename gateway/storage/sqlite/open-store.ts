// The SQLite store: one file (or memory), owned by this process, behind the store's port.
import type { Clock } from '#protocol';
import type { OwnedStore } from '../../ports/store.ts';
import { createApplyChanges } from './apply-changes.ts';
import { assertStrict, type Connection, openConnection } from './connection.ts';
import { createGroupCommit, type GroupCommitted } from './group-commit.ts';
import { migrate } from './migrate.ts';
import { ledgerQueries } from './read-ledger.ts';
import { evidenceQueries, sessionQueries } from './read-sessions.ts';
import { venueQueries } from './read-venues.ts';
import { createSetUpVenue } from './set-up-venue.ts';
import { asThrown } from './sqlite-errors.ts';
import { createTariffTexts } from './tariff-texts.ts';

type StoreOptions = {
  readonly clock: Clock;
  /** Called after each outer COMMIT, once its callers were answered; must not throw. */
  readonly onGroupCommitted?: GroupCommitted | undefined;
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

/** Puts the port on an open, migrated connection, which it owns from now on. */
export function createSqliteStore(db: Connection, options: StoreOptions): OwnedStore {
  const { clock, onGroupCommitted } = options;
  const tariffs = createTariffTexts(db);
  const group = createGroupCommit({ db, apply: createApplyChanges(db, tariffs), onGroupCommitted });
  const sessions = sessionQueries(db, tariffs);
  const evidence = evidenceQueries(db);
  const venues = venueQueries(db, tariffs, clock);
  const ledger = ledgerQueries(db);
  const writeStamp = db.prepare<[string, string, number]>(
    `INSERT INTO stamps (name, value, written_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, written_at_ms = excluded.written_at_ms`,
  );
  return {
    commit: group.commit,
    tag: asPort(venues.tag),
    scene: asPort(venues.scene),
    dossier: asPort(sessions.dossier),
    session: asPort(sessions.session),
    sessionsOf: asPort(sessions.sessionsOf),
    sessionEvents: asPort(sessions.sessionEvents),
    command: asPort(evidence.command),
    nextQueuedCommand: asPort(evidence.nextQueuedCommand),
    isDeviceBusy: asPort(evidence.isDeviceBusy),
    device: asPort(venues.device),
    sessionsOnDevice: asPort(sessions.sessionsOnDevice),
    journalEntry: asPort(evidence.journalEntry),
    journalEntryOf: asPort(evidence.journalEntryOf),
    answer: asPort(evidence.answer),
    failedPairings: asPort(venues.failedPairings),
    isTicketUsed: asPort(evidence.isTicketUsed),
    balance: asPort(ledger.balance),
    receiptOf: asPort(ledger.receiptOf),
    dueDeadlines: asPort(sessions.dueDeadlines),
    objects: asPort(venues.objects),
    tagsOf: asPort(venues.tagsOf),
    quarantineCount: asPort(venues.quarantineCount),
    statistics: group.statistics,
    canCommit: group.canCommit,
    setUpVenue: asPort(createSetUpVenue(db, tariffs)),
    readStamp: asPort(venues.readStamp),
    writeStamp: asPort((name: string, value: string) => {
      writeStamp.run(name, value, clock.nowMs());
    }),
    ledgerTotals: asPort(ledger.ledgerTotals),
    transfersOf: asPort(ledger.transfersOf),
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
    return createSqliteStore(db, options);
  } catch (error) {
    db.close();
    throw asThrown(error);
  }
}
