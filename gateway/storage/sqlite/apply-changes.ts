// Applies a list of changes inside an open transaction: every kind of change has exactly one prepared writer.
import type { Change, Constraint } from '../../domain/changes.ts';
import { inReferenceOrder } from '../change-order.ts';
import type { Connection } from './connection.ts';
import { emergencyWriters } from './emergencies.ts';
import { messageWriters } from './messages.ts';
import { reservationWriters } from './reservations.ts';
import type { TariffTexts } from './tariff-texts.ts';
import { accountWriters } from './write-accounts.ts';
import { commandWriters } from './write-commands.ts';
import { credentialWriters } from './write-credentials.ts';
import { deviceWriters } from './write-devices.ts';
import { holdWriters } from './write-holds.ts';
import { labelWatchWriters } from './write-label-watch.ts';
import { labelWriters } from './write-labels.ts';
import { ledgerWriters } from './write-ledger.ts';
import { limitWriters } from './write-limits.ts';
import { operationWriters } from './write-operations.ts';
import { paperWriters } from './write-paper.ts';
import { peopleWriters, proofWriters } from './write-people.ts';
import { placeWriters } from './write-places.ts';
import { presenceWriters } from './write-presence.ts';
import { evidenceWriters, sessionWriters, stayWriters } from './write-sessions.ts';
import { staffWriters } from './write-staff.ts';
import { tariffWriters } from './write-tariffs.ts';
import { venueSetUpWriters } from './write-venue-set-up.ts';
import type { Writers } from './writers.ts';

/**
 * @returns applies a list in order (a session always first, what refers to others last), up to the first change that is refused: null, or the
 * constraint. Throws what SQLite throws: unique keys and checks are judged by the caller, who also rolls back.
 */
export function createApplyChanges(
  db: Connection,
  tariffs: TariffTexts,
  onRebound: () => void,
): (changes: readonly Change[]) => Constraint | null {
  const writers: Writers<Change['change']> = {
    ...sessionWriters(db, tariffs),
    ...evidenceWriters(db),
    ...stayWriters(db),
    ...ledgerWriters(db),
    ...holdWriters(db),
    ...operationWriters(db),
    ...peopleWriters(db),
    ...reservationWriters(db),
    ...emergencyWriters(db),
    ...messageWriters(db),
    ...placeWriters(db, onRebound),
    ...venueSetUpWriters(db, onRebound),
    ...tariffWriters(db, tariffs, onRebound),
    ...proofWriters(db),
    ...paperWriters(db),
    ...commandWriters(db),
    ...deviceWriters(db),
    ...credentialWriters(db, onRebound),
    ...labelWriters(db),
    ...limitWriters(db),
    ...labelWatchWriters(db),
    ...presenceWriters(db),
    ...staffWriters(db),
    ...accountWriters(db),
  };
  const write = (change: Change): Constraint | null => {
    const writer = writers[change.change] as (each: Change) => Constraint | null;
    return writer(change);
  };
  return (changes) => {
    for (const change of inReferenceOrder(changes)) {
      const refusal = write(change);
      if (refusal) return refusal;
    }
    return null;
  };
}
