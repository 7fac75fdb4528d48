// Wish: what a person asks of a running session, keyed, decided and answered in one commit.
import { ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from '../domain/answer.ts';
import type { Change } from '../domain/changes.ts';
import type { Rejection } from '../domain/rejections.ts';
import { earlierAnswer, type KeyedRequest, newAnswer } from '../journey/keyed-request.ts';
import { ownDossier, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';

export type WishAnswer = { readonly status: number; readonly body: string };
/** What a granted wish changes, and the document it is answered with. */
export type GrantedWish = { readonly status: number; readonly body: object; readonly changes: readonly Change[] };

type Facts = { readonly earlier: StoredAnswer | null; readonly dossier: SessionDossier };

/** Same key, same answer; only the payer of an active session may wish. */
export async function runWish(
  context: StepContext,
  request: KeyedRequest & { readonly sessionId: string },
  grant: (dossier: SessionDossier) => Result<GrantedWish, Rejection>,
): Promise<Result<WishAnswer, Rejection>> {
  return context.runner.run<Facts, WishAnswer>({
    load: async () => {
      const earlier = await earlierAnswer(context, request);
      if (!earlier.ok) return earlier;
      const dossier = await ownDossier(context, request.sessionId, request.personId);
      return dossier.ok ? ok({ earlier: earlier.value, dossier: dossier.value }) : dossier;
    },
    decide: ({ earlier, dossier }) => {
      if (earlier) return ok({ changes: [], value: { status: earlier.status, body: earlier.body } });
      const { state } = dossier.session;
      if (state !== 'active') return refused({ code: 'session.not-running', state });
      const granted = grant(dossier);
      if (!granted.ok) return granted;
      const body = JSON.stringify(granted.value.body);
      const answer = newAnswer(request, { status: granted.value.status, location: null, body, atMs: context.clock.nowMs() });
      return ok({
        changes: [...granted.value.changes, { change: 'answer-stored', answer }],
        value: { status: answer.status, body },
      });
    },
  });
}
