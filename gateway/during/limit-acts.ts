// Limit acts: every keyed act leaves an answer that is kept (A2), so that one person may do only so many; taps of one key are one act.
import { type Result, refused, SECOND_MS } from '#protocol';
import type { LimitName } from '../domain/limits/scan-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { Limits } from '../ports/limits.ts';
import type { Store } from '../ports/store.ts';

type Act<R extends KeyedRequest, A> = (request: R) => Promise<Result<A, Rejection>>;
/** Taps of one key that are under way: together they take one from each bucket, and leave it there only for an answer. */
type Taps = { underWay: number; isAnswered: boolean };

/** @returns what makes an act limited; `also` are its own limits beside the one of all acts. */
export function createActLimit(
  limits: Limits,
  store: Pick<Store, 'answer'>,
): <R extends KeyedRequest, A>(act: Act<R, A>, ...also: readonly LimitName[]) => Act<R, A> {
  const tapsOf = new Map<string, Taps>();
  return (act, ...also) =>
    async (request) => {
      const { personId, route, key } = request;
      const demands = (['act-account', ...also] as const).map((limit) => ({ limit, of: personId }));
      const name = `${route} ${key} ${personId}`;
      if (!tapsOf.has(name)) {
        const waitMs = limits.take(demands);
        if (waitMs > 0) {
          // What was answered once is answered again, however little is left (A2).
          const isAnswered = (await store.answer(personId, route, key)) !== null;
          return isAnswered ? act(request) : refused({ code: 'act.too-often', retryAfterS: Math.ceil(waitMs / SECOND_MS) });
        }
      }
      const taps = tapsOf.get(name) ?? { underWay: 0, isAnswered: false };
      tapsOf.set(name, taps);
      taps.underWay += 1;
      try {
        const done = await act(request);
        if (done.ok) taps.isAnswered = true;
        return done;
      } finally {
        taps.underWay -= 1;
        if (taps.underWay === 0) {
          tapsOf.delete(name);
          if (!taps.isAnswered) limits.giveBack(demands);
        }
      }
    };
}
