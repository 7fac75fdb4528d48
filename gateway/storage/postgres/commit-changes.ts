// Commit changes: a list of changes becomes one batch; the server applies all of it or says which constraint refused.
import type { Change } from '../../domain/changes.ts';
import type { Failpoint } from '../../ports/failpoint.ts';
import type { CommitOutcome } from '../../ports/store.ts';
import { inReferenceOrder } from '../change-order.ts';
import type { Database } from './database.ts';
import { emergencyWriters } from './emergencies.ts';
import { MOST_TRIES } from './limits.ts';
import { messageWriters } from './messages.ts';
import { asThrown, judge } from './postgres-errors.ts';
import { reservationWriters } from './reservations.ts';
import type { Statement } from './statement.ts';
import type { TariffTexts } from './tariff-texts.ts';
import { accountWriters } from './write-accounts.ts';
import { commandWriters } from './write-commands.ts';
import { credentialWriters } from './write-credentials.ts';
import { deviceWriters } from './write-devices.ts';
import { labelWatchWriters } from './write-label-watch.ts';
import { labelWriters } from './write-labels.ts';
import { limitWriters } from './write-limits.ts';
import { holdWriters, ledgerWriters, operationWriters } from './write-money.ts';
import { paperWriters } from './write-paper.ts';
import { peopleWriters, proofWriters } from './write-people.ts';
import { placeWriters } from './write-places.ts';
import { presenceWriters } from './write-presence.ts';
import { evidenceWriters, sessionWriters, stayWriters } from './write-sessions.ts';
import { staffWriters } from './write-staff.ts';
import { tariffWriters } from './write-tariffs.ts';
import { venueSetUpWriters } from './write-venue-set-up.ts';
import type { Writers } from './writers.ts';

export type CommitChanges = {
  commit(changes: readonly Change[]): Promise<CommitOutcome>;
  statistics(): { readonly commits: number; readonly transactions: number };
};

/**
 * One round trip, whatever the number of changes: conditional updates refuse in the server (READ COMMITTED, R10). What lost
 * a race for the server's own reasons (40001, 40P01) is sent again a few times. When the server's word does not come,
 * the outcome is unknown, and neither ok nor a refusal is told: Unavailable (gateway/decisions/0005).
 */
export function createCommitChanges(deps: {
  readonly database: Database;
  readonly tariffs: TariffTexts;
  readonly failpoint?: Failpoint | undefined;
}): CommitChanges {
  const writers: Writers<Change['change']> = {
    ...sessionWriters(deps.tariffs),
    ...evidenceWriters,
    ...stayWriters,
    ...ledgerWriters,
    ...holdWriters,
    ...operationWriters,
    ...peopleWriters,
    ...reservationWriters,
    ...emergencyWriters,
    ...messageWriters,
    ...placeWriters,
    ...venueSetUpWriters,
    ...tariffWriters,
    ...proofWriters,
    ...paperWriters,
    ...commandWriters,
    ...deviceWriters,
    ...credentialWriters,
    ...labelWriters,
    ...limitWriters,
    ...labelWatchWriters,
    ...presenceWriters,
    ...staffWriters,
    ...accountWriters,
  };
  const write = (change: Change): readonly Statement[] => {
    const writer = writers[change.change] as (each: Change) => readonly Statement[];
    return writer(change);
  };
  let commits = 0;

  /** Null when it lost a race and is to be tried again. */
  async function attempt(statements: readonly Statement[], isLast: boolean): Promise<CommitOutcome | null> {
    try {
      // Once sent, the server commits it whether we live to hear of it or not.
      await deps.database.run(statements, () => deps.failpoint?.('group-commit:before'));
      deps.failpoint?.('group-commit:after');
      return { ok: true };
    } catch (error) {
      const judgement = judge(error);
      if (judgement.is === 'refusal') return { ok: false, constraint: judgement.constraint };
      if (judgement.is === 'again' && !isLast) return null;
      throw asThrown(error);
    }
  }

  return {
    async commit(changes) {
      if (changes.length === 0) return { ok: true };
      const statements = inReferenceOrder(changes).flatMap(write);
      let outcome: CommitOutcome | null = null;
      for (let tries = 1; outcome === null; tries += 1) outcome = await attempt(statements, tries === MOST_TRIES);
      if (outcome.ok) commits += 1;
      return outcome;
    },
    statistics: () => ({ commits, transactions: commits }),
  };
}
