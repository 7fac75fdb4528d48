// Refusals as a table: each constraint turns a commit away by its name, and nothing of that commit stays.
import { expect, test } from 'vitest';
import type { Change, Constraint } from '../../../gateway/domain/changes.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { topUp } from '../../support/records.ts';
import { mustCommit, refusedBy } from './opened-store.ts';

/** After `before` has been committed to the started session, `refused` is turned away by the constraint. */
export type RefusalCase = {
  readonly constraint: Constraint;
  readonly when: string;
  readonly before?: readonly (readonly Change[])[];
  readonly refused: readonly Change[];
};

async function commitAll(store: OwnedStore, lists: RefusalCase['before'] = []): Promise<void> {
  for (const changes of lists) await mustCommit(store, changes);
}

/** @param opened the store of the running test. */
export function testRefusals(cases: readonly RefusalCase[], opened: () => OwnedStore): void {
  test.each(cases)('$constraint refuses when $when', async ({ constraint, before, refused }) => {
    const store = opened();
    await commitAll(store, before);
    expect(await store.commit(refused)).toEqual(refusedBy(constraint));
  });

  test.each(cases)('what came before $constraint ($when) in the same commit is undone', async ({ before, refused }) => {
    const store = opened();
    await commitAll(store, before);
    const witness: readonly Change[] = [
      { change: 'deadline-set', deadline: { kind: 'renew-lease', subjectId: 'witness', dueAtMs: 1 } },
      { change: 'transfer-posted', transfer: topUp('witness', 1n, 'witness') },
    ];
    expect(await store.commit([...witness, ...refused])).toMatchObject({ ok: false });
    expect(await store.dueDeadlines(1, 10)).toEqual([]);
    expect((await store.balance('witness', 'CNY')).availableMinor).toBe(0n);
  });
}
