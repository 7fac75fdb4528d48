// Keyed request: one key and body get one answer, stored with what they did (A2).
import { ok, type Result, refused } from '#protocol';
import type { StoredAnswer } from '../domain/answer.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { StepContext } from './step-context.ts';

export type KeyedRequest = {
  readonly personId: string;
  /** Route template that the key is scoped to. */
  readonly route: string;
  /** The caller's Idempotency-Key. */
  readonly key: string;
  readonly bodyHash: string;
};

/** What was answered to this key before: its bytes, nothing, or a refusal when the body differs. */
export async function earlierAnswer(
  context: Pick<StepContext, 'store'>,
  request: KeyedRequest,
): Promise<Result<StoredAnswer | null, Rejection>> {
  const answer = await context.store.answer(request.personId, request.route, request.key);
  if (answer && answer.bodyHash !== request.bodyHash) return refused({ code: 'idempotency.key-reused' });
  return ok(answer);
}

export function newAnswer(
  request: KeyedRequest,
  answer: { readonly status: number; readonly location: string | null; readonly body: string; readonly atMs: number },
): StoredAnswer {
  return { personId: request.personId, route: request.route, key: request.key, bodyHash: request.bodyHash, ...answer };
}
