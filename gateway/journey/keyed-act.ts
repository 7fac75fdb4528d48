// Keyed act: loads, decides and stores the answer in one commit, so that the same key gets the same bytes (A2).
import { assert, ok, type Result } from '#protocol';
import type { StoredAnswer } from '../domain/answer.ts';
import type { Change } from '../domain/changes.ts';
import type { Decision } from '../domain/decision.ts';
import type { Rejection } from '../domain/rejections.ts';
import { earlierAnswer, type KeyedRequest, newAnswer } from './keyed-request.ts';
import type { StepContext } from './step-context.ts';

export type ActAnswer = { readonly status: number; readonly body: string };
/** What the act changes, and the document it is answered with. */
export type Acted = { readonly status: number; readonly body: object; readonly changes: readonly Change[] };

type Loaded<F> = { readonly earlier: StoredAnswer } | { readonly earlier: null; readonly facts: F };

export function runKeyedAct<F>(
  context: Pick<StepContext, 'store' | 'runner' | 'clock'>,
  request: KeyedRequest,
  act: {
    readonly load: () => Promise<Result<F, Rejection>>;
    readonly decide: (facts: F, nowMs: number) => Result<Acted, Rejection>;
    /** Done and answered instead when the decision, or the database, finds a promise of our own broken (R11). */
    readonly whenBroken?: (facts: F, nowMs: number) => Acted;
  },
): Promise<Result<ActAnswer, Rejection>> {
  function answered({ status, body: document, changes }: Acted, atMs: number): Decision<ActAnswer> {
    const body = JSON.stringify(document);
    const answer = newAnswer(request, { status, location: null, body, atMs });
    return { changes: [...changes, { change: 'answer-stored', answer }], value: { status, body } };
  }

  const { whenBroken } = act;
  return context.runner.run<Loaded<F>, ActAnswer>({
    load: async () => {
      const earlier = await earlierAnswer(context, request);
      if (!earlier.ok) return earlier;
      if (earlier.value) return ok({ earlier: earlier.value });
      const facts = await act.load();
      return facts.ok ? ok({ earlier: null, facts: facts.value }) : facts;
    },
    decide: (loaded) => {
      if (loaded.earlier) return ok({ changes: [], value: { status: loaded.earlier.status, body: loaded.earlier.body } });
      const nowMs = context.clock.nowMs();
      const acted = act.decide(loaded.facts, nowMs);
      return acted.ok ? ok(answered(acted.value, nowMs)) : acted;
    },
    ...(whenBroken && {
      whenBroken: (loaded) => {
        assert(loaded.earlier === null, 'an earlier answer decides nothing');
        const nowMs = context.clock.nowMs();
        return answered(whenBroken(loaded.facts, nowMs), nowMs);
      },
    }),
  });
}
