// Opening for the store's contract: how a suite gets a store, whatever database stands behind it.
import type { Change, Constraint } from '../../../gateway/domain/changes.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { START_MS, startChanges, topUp, venueSetup } from '../../support/records.ts';

/** A fresh, empty store, and the way to be rid of it. */
export type OpenStore = () => Promise<{
  readonly store: OwnedStore;
  dispose(): Promise<void>;
  /** Another process's view of the same data, where more than one may own it; `dispose` closes it too. */
  openSecond?(): Promise<OwnedStore>;
}>;

/** The hour at which every store of these suites lives. */
export const clock = { nowMs: (): number => START_MS };

/** Commits or says what refused: for steps of a story that must succeed. */
export async function mustCommit(store: OwnedStore, changes: readonly Change[]): Promise<void> {
  const outcome = await store.commit(changes);
  if (!outcome.ok) throw new Error(`refused by ${outcome.constraint}`);
}

export const refusedBy = (constraint: Constraint) => ({ ok: false, constraint });

/** The pod's venue with a person who has 200.00. */
export async function furnish(store: OwnedStore): Promise<void> {
  await store.setUpVenue(venueSetup());
  await mustCommit(store, [{ change: 'transfer-posted', transfer: topUp('first', 20_000n) }]);
}

/** ... and a session that has just been started: `ses_1`, `hld_1`, `cmd_ses_1` with counter 1. */
export async function furnishWithSession(store: OwnedStore): Promise<void> {
  await furnish(store);
  await mustCommit(store, startChanges());
}
