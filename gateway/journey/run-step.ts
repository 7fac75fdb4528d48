// Run-step: load, decide, commit; a lost race loads and decides again, a broken promise of our own goes to a person (R11).
import { ok, type Result, refused } from '#protocol';
import type { Change, Constraint } from '../domain/changes.ts';
import type { Decision } from '../domain/decision.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Failpoint, StepPoint } from '../ports/failpoint.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { CommitOutcome, Store } from '../ports/store.ts';
import { Unavailable } from '../ports/unavailable.ts';

const MOST_TRIES = 3;
/** Whoever loses the race for a person's count lost it to somebody who counted: with the limit on starts this ends soon. */
const MOST_TRIES_PER_PERSON = 12;

/** Called after each commit with what it changed: sends commands, wakes waiting requests. Never before (R18). */
export type AfterCommit = (changes: readonly Change[]) => void;

export type Step<F, T> = {
  readonly load: () => Promise<Result<F, Rejection>>;
  /** Pure and synchronous. */
  readonly decide: (facts: F) => Result<Decision<T>, Rejection>;
  /** Where a proof may end the process, around this step's commit. */
  readonly point?: StepPoint;
  /** Committed instead when the decision, or the database, finds a promise of our own broken: an alarm counts it. */
  readonly whenBroken?: (facts: F) => Decision<T>;
};

export type StepRunner = {
  /** A conflict runs load and decide again; after the last try the world is called unavailable. */
  run<F, T>(step: Step<F, T>): Promise<Result<T, Rejection>>;
};

export type StepRunnerDeps = {
  readonly store: Store;
  readonly afterCommit: AfterCommit;
  readonly failpoint: Failpoint;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** `waitFor`: the session that the step would change, while another step has the turn there. */
type Tried<T> =
  | { readonly answer: Result<T, Rejection> }
  | { readonly lost: Constraint; readonly sessionId: string | null }
  | { readonly waitFor: string };

function sessionOf(changes: readonly Change[]): string | null {
  const moved = changes.find((change) => change.change === 'session-changed');
  return moved?.session.sessionId ?? null;
}

/** Turns at a session, in the order in which they were asked for. */
function createTurns() {
  const lastOf = new Map<string, Promise<void>>();
  return {
    isTaken: (sessionId: string): boolean => lastOf.has(sessionId),
    take<T>(sessionId: string, act: () => Promise<T>): Promise<T> {
      const acted = (lastOf.get(sessionId) ?? Promise.resolve()).then(act);
      const over: Promise<void> = acted
        .then(
          () => {},
          () => {},
        )
        .then(() => {
          if (lastOf.get(sessionId) === over) lastOf.delete(sessionId);
        });
      lastOf.set(sessionId, over);
      return acted;
    },
  };
}

/**
 * A step that lost the race for a session takes a turn there, and every later one waits for its own: whoever taps, asks and
 * leaves as fast as they can holds up nobody's Stop.
 */
export function createStepRunner(deps: StepRunnerDeps): StepRunner {
  const turns = createTurns();

  /** What is committed instead; without it, or when the world itself is down, the cause goes on. */
  function broken<F, T>({ whenBroken }: Step<F, T>, facts: F, cause: unknown): Decision<T> {
    if (!whenBroken || cause instanceof Unavailable) throw cause;
    deps.metrics.count('money_invariant_alarms', 'broken');
    deps.log.error('a promise about money is broken', { cause: String(cause) });
    return whenBroken(facts);
  }

  function decideOrDoubt<F, T>(step: Step<F, T>, facts: F): Result<Decision<T>, Rejection> {
    try {
      return step.decide(facts);
    } catch (cause) {
      return ok(broken(step, facts, cause));
    }
  }

  /** The database's own checks are the last to notice. */
  async function commitOrDoubt<F, T>(
    step: Step<F, T>,
    facts: F,
    decision: Decision<T>,
  ): Promise<{ readonly decision: Decision<T>; readonly outcome: CommitOutcome }> {
    try {
      return { decision, outcome: await deps.store.commit(decision.changes) };
    } catch (cause) {
      const instead = broken(step, facts, cause);
      return { decision: instead, outcome: await deps.store.commit(instead.changes) };
    }
  }

  async function attempt<F, T>(step: Step<F, T>, facts: F, turnAt: string | null): Promise<Tried<T>> {
    const decided = decideOrDoubt(step, facts);
    if (!decided.ok) return { answer: refused(decided.error) };
    if (decided.value.changes.length === 0) return { answer: ok(decided.value.value) };
    const sessionId = sessionOf(decided.value.changes);
    if (sessionId !== null && turnAt === null && turns.isTaken(sessionId)) return { waitFor: sessionId };
    if (step.point) deps.failpoint(`${step.point}:before-commit`);
    const { decision, outcome } = await commitOrDoubt(step, facts, decided.value);
    if (!outcome.ok) return { lost: outcome.constraint, sessionId };
    if (step.point) deps.failpoint(`${step.point}:after-commit`);
    deps.afterCommit(decision.changes);
    return { answer: ok(decision.value) };
  }

  /** @param turnAt the session whose turn the step has; it never waits for a second one. */
  async function go<F, T>(step: Step<F, T>, lost: Constraint[], turnAt: string | null): Promise<Result<T, Rejection>> {
    for (;;) {
      const facts = await step.load();
      if (!facts.ok) return facts;
      const tried = await attempt(step, facts.value, turnAt);
      if ('answer' in tried) return tried.answer;
      if ('waitFor' in tried) return turns.take(tried.waitFor, () => go(step, lost, tried.waitFor));
      const { sessionId } = tried;
      lost.push(tried.lost);
      const others = lost.filter((constraint) => constraint !== 'person_version').length;
      if (others >= MOST_TRIES || lost.length >= MOST_TRIES_PER_PERSON) {
        throw new Unavailable('store', new Error(`lost the race for ${lost.join(', ')}`));
      }
      if (sessionId !== null && turnAt === null) return turns.take(sessionId, () => go(step, lost, sessionId));
    }
  }

  return { run: (step) => go(step, [], null) };
}
