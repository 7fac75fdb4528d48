// Applies a list of changes inside an open transaction: every kind of change has exactly one prepared writer.
import type { Change, Constraint } from '../../domain/changes.ts';
import type { Connection } from './connection.ts';
import type { TariffTexts } from './tariff-texts.ts';
import { commandWriters } from './write-commands.ts';
import { deviceWriters } from './write-devices.ts';
import { ledgerWriters } from './write-ledger.ts';
import { evidenceWriters, sessionWriters, stayWriters } from './write-sessions.ts';
import type { Writers } from './writers.ts';

/** Foreign keys are checked row by row: a session comes before what belongs to it, an order after its command. */
const LATER: { readonly [C in Change['change']]?: number } = { 'session-created': -1, 'order-placed': 1, 'order-decided': 2 };
const referenceOrder = (change: Change): number => LATER[change.change] ?? 0;

/**
 * @returns applies a list in order (a session always first, orders last), up to the first change that is refused: null, or the
 * constraint. Throws what SQLite throws: unique keys and checks are judged by the caller, who also rolls back.
 */
export function createApplyChanges(db: Connection, tariffs: TariffTexts): (changes: readonly Change[]) => Constraint | null {
  const writers: Writers<Change['change']> = {
    ...sessionWriters(db, tariffs),
    ...evidenceWriters(db),
    ...stayWriters(db),
    ...ledgerWriters(db),
    ...commandWriters(db),
    ...deviceWriters(db),
  };
  const write = (change: Change): Constraint | null => {
    const writer = writers[change.change] as (each: Change) => Constraint | null;
    return writer(change);
  };
  return (changes) => {
    const ordered = [...changes].sort((one, other) => referenceOrder(one) - referenceOrder(other));
    for (const change of ordered) {
      const refusal = write(change);
      if (refusal) return refusal;
    }
    return null;
  };
}
