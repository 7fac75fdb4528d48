// Group commit: the commits of one turn of the event loop share one transaction and its fsync; each stands or falls alone.
import { assert, type Clock } from '#protocol';
import type { Change, Constraint } from '../../domain/changes.ts';
import { type Failpoint, noFailpoint } from '../../ports/failpoint.ts';
import type { CommitOutcome } from '../../ports/store.ts';
import { Unavailable } from '../../ports/unavailable.ts';
import { type Ballast, noBallast } from './ballast.ts';
import type { Connection } from './connection.ts';
import { asThrown, isDiskFull, judge } from './sqlite-errors.ts';

/** `commits`: those that were applied; the refused and failed ones of the group are not counted. */
export type GroupCommitted = (group: { readonly commits: number }) => void;

export type GroupCommit = {
  commit(changes: readonly Change[]): Promise<CommitOutcome>;
  statistics(): { readonly commits: number; readonly transactions: number };
  /** False once the disk has failed in a way that a retry would only hide. */
  canCommit(): boolean;
  /** Writes what is waiting; later commits are our own mistake. */
  close(): void;
};

type Pending = {
  readonly changes: readonly Change[];
  readonly resolve: (outcome: CommitOutcome) => void;
  readonly reject: (error: unknown) => void;
};

type Verdict = { readonly outcome: CommitOutcome } | { readonly mistake: unknown };

const DISK_FULL = new Unavailable('storage', new Error('the disk is full: nothing new begins'));

function isBeginning({ changes }: Pending): boolean {
  return changes.some(({ change }) => change === 'session-created' || change === 'quarantined');
}

/** One transaction for a whole group; within it every list of changes has its own savepoint. */
function createGroupWriter(db: Connection, apply: (changes: readonly Change[]) => Constraint | null, failpoint: Failpoint) {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const mark = db.prepare('SAVEPOINT one');
  const keep = db.prepare('RELEASE one');
  const undo = db.prepare('ROLLBACK TO one');

  function applyOne(changes: readonly Change[]): Verdict {
    mark.run();
    let verdict: Verdict;
    try {
      const constraint = apply(changes);
      verdict = { outcome: constraint === null ? { ok: true } : { ok: false, constraint } };
    } catch (error) {
      const judgement = judge(error);
      // A broken world may have ended the transaction: nothing of the group can be saved.
      if (judgement.is === 'world') throw error;
      verdict = judgement.is === 'refusal' ? { outcome: { ok: false, constraint: judgement.constraint } } : { mistake: error };
    }
    if (!('outcome' in verdict && verdict.outcome.ok)) undo.run();
    keep.run();
    return verdict;
  }

  return (group: readonly Pending[]): readonly Verdict[] => {
    begin.run();
    try {
      const verdicts = group.map(({ changes }) => applyOne(changes));
      const isAnyApplied = verdicts.some((verdict) => 'outcome' in verdict && verdict.outcome.ok);
      if (isAnyApplied) failpoint('group-commit:before');
      (isAnyApplied ? commit : rollback).run();
      if (isAnyApplied) failpoint('group-commit:after');
      return verdicts;
    } catch (error) {
      if (db.inTransaction) rollback.run();
      throw error;
    }
  };
}

/**
 * Collects the commits that arrive before the event loop has seen all that is ready now (setImmediate), then writes
 * them in one go. Synchronous from BEGIN to COMMIT, so that no read and no await ever sees half of it.
 * @param apply applies one list: null, or the constraint that refused; may throw.
 * @param onGroupCommitted called after the callers were answered; must not throw.
 */
export function createGroupCommit(deps: {
  readonly db: Connection;
  readonly apply: (changes: readonly Change[]) => Constraint | null;
  readonly onGroupCommitted?: GroupCommitted | undefined;
  readonly failpoint?: Failpoint | undefined;
  readonly ballast?: Ballast | undefined;
  readonly clock?: Clock | undefined;
  /** Told once, when the disk has failed in a way that a retry would only hide: the process must end (row 28). */
  readonly onFailed?: ((cause: unknown) => void) | undefined;
}): GroupCommit {
  const writeGroup = createGroupWriter(deps.db, deps.apply, deps.failpoint ?? noFailpoint);
  const { ballast = noBallast } = deps;
  let waiting: Pending[] = [];
  let isClosed = false;
  let lastingFailure: unknown = null;
  let commits = 0;
  let transactions = 0;

  function failAll(group: readonly Pending[], error: unknown): void {
    const judgement = judge(error);
    if (judgement.is === 'world' && judgement.lasting && lastingFailure === null) {
      lastingFailure = error;
      deps.onFailed?.(error);
    }
    const thrown = asThrown(error);
    for (const { reject } of group) reject(thrown);
  }

  /** The reserve is for what runs: nothing begins on it, and no stranger's flood eats it (row 28). */
  function withoutBeginnings(group: readonly Pending[], error: unknown): readonly Pending[] {
    if (ballast.isHeld()) return group;
    failAll(group.filter(isBeginning), error);
    return group.filter((pending) => !isBeginning(pending));
  }

  /** A full disk gives back what was kept for this; the same group then fits, and is tried once more. */
  function writeWithReserve(group: readonly Pending[]): {
    readonly written: readonly Pending[];
    readonly verdicts: readonly Verdict[];
  } {
    try {
      return { written: group, verdicts: writeGroup(group) };
    } catch (error) {
      if (!isDiskFull(error) || !ballast.giveUp()) throw error;
      const written = withoutBeginnings(group, error);
      return { written, verdicts: written.length === 0 ? [] : writeGroup(written) };
    }
  }

  function flush(): void {
    const all = waiting;
    waiting = [];
    if (!ballast.isHeld()) ballast.takeBack(deps.clock?.nowMs() ?? 0);
    const wanted = withoutBeginnings(all, DISK_FULL);
    if (wanted.length === 0) return;
    let group: readonly Pending[];
    let verdicts: readonly Verdict[];
    try {
      ({ written: group, verdicts } = writeWithReserve(wanted));
    } catch (error) {
      failAll(wanted, error);
      return;
    }
    // R18: only here, after COMMIT has returned, does anybody learn of anything.
    let applied = 0;
    for (const [at, { resolve, reject }] of group.entries()) {
      const verdict = verdicts[at];
      assert(verdict, 'each commit of a group has its verdict');
      if ('mistake' in verdict) reject(verdict.mistake);
      else resolve(verdict.outcome);
      if ('outcome' in verdict && verdict.outcome.ok) applied += 1;
    }
    if (applied === 0) return;
    commits += applied;
    transactions += 1;
    deps.onGroupCommitted?.({ commits: applied });
  }

  return {
    async commit(changes) {
      assert(!isClosed, 'a closed store takes no commit');
      if (changes.length === 0) return { ok: true };
      if (lastingFailure !== null) throw new Unavailable('storage', lastingFailure);
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ changes, resolve, reject });
      });
    },
    statistics: () => ({ commits, transactions }),
    canCommit: () => lastingFailure === null,
    close() {
      isClosed = true;
      flush();
    },
  };
}
