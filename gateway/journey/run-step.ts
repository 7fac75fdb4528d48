// Run-step: load, decide, commit; a lost race loads and decides again, at most three times.
import { ok, type Result, refused } from '#protocol';
import type { Change, Constraint } from '../domain/changes.ts';
import type { Decision } from '../domain/decision.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Store } from '../ports/store.ts';
import { Unavailable } from '../ports/unavailable.ts';

const MOST_TRIES = 3;

/** Called after each commit with what it changed: sends commands, wakes waiting requests. Never before (R18). */
export type AfterCommit = (changes: readonly Change[]) => void;

export type StepRunner = {
  /**
   * `load` reads facts, or returns a rejection; `decide` is pure and synchronous.
   * A conflict runs both again; after the last try the world is called unavailable.
   */
  run<F, T>(step: {
    readonly load: () => Promise<Result<F, Rejection>>;
    readonly decide: (facts: F) => Result<Decision<T>, Rejection>;
  }): Promise<Result<T, Rejection>>;
};

export function createStepRunner(deps: { readonly store: Store; readonly afterCommit: AfterCommit }): StepRunner {
  return {
    async run(step) {
      let lost: Constraint | null = null;
      for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
        const facts = await step.load();
        if (!facts.ok) return facts;
        const decision = step.decide(facts.value);
        if (!decision.ok) return refused(decision.error);
        const { changes, value } = decision.value;
        if (changes.length === 0) return ok(value);
        const outcome = await deps.store.commit(changes);
        if (outcome.ok) {
          deps.afterCommit(changes);
          return ok(value);
        }
        lost = outcome.constraint;
      }
      throw new Unavailable('store', new Error(`lost the race for ${lost} ${MOST_TRIES} times`));
    },
  };
}
