// Label act: what staff do to labels, decided again where a race was lost; with a key its answer is kept in the same commit (A2).
import { ok, type Result } from '#protocol';
import type { Decision } from '../domain/decision.ts';
import type { Rejection } from '../domain/rejections.ts';
import { runKeyedAct } from '../journey/keyed-act.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { StepContext } from '../journey/step-context.ts';

export type LabelActContext = Pick<StepContext, 'store' | 'runner' | 'clock' | 'ids'>;

/** @param keyed null: asked by a form or by the owner's command, where the same act done twice is answered by what is there. */
export async function runLabelAct<F, T extends object>(
  context: LabelActContext,
  keyed: KeyedRequest | null,
  act: {
    readonly load: () => Promise<Result<F, Rejection>>;
    /** Its value is kept as JSON. */
    readonly decide: (facts: F, nowMs: number) => Result<Decision<T>, Rejection>;
  },
): Promise<Result<T, Rejection>> {
  const { load, decide } = act;
  if (keyed === null) return context.runner.run<F, T>({ load, decide: (facts) => decide(facts, context.clock.nowMs()) });
  const done = await runKeyedAct<F>(context, keyed, {
    load,
    decide: (facts, nowMs) => {
      const decided = decide(facts, nowMs);
      return decided.ok ? ok({ status: 200, body: decided.value.value, changes: decided.value.changes }) : decided;
    },
  });
  return done.ok ? ok(JSON.parse(done.value.body) as T) : done;
}
