// Accept terms: asked once for each version, before what reserves money, and never in the way of what runs.
import { ok, type Result, refused } from '#protocol';
import type { AccountStanding } from '../domain/account/account.ts';
import { decideAccept, type ShownTerms, termsRefusal } from '../domain/account/account-decide.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { readAccount } from '../storage/queries/accounts.ts';
import type { AccountContext } from './sign-in.ts';

export type AcceptTerms = (request: {
  readonly personId: string;
  readonly shown: ShownTerms;
}) => Promise<Result<null, Rejection>>;

export function createAcceptTerms(context: AccountContext): AcceptTerms {
  return ({ personId, shown }) =>
    context.runner.run<AccountStanding, null>({
      load: async () => {
        const standing = await readAccount(context.store.books, personId);
        return standing ? ok(standing) : refused({ code: 'identity.invalid' });
      },
      decide: (standing) => decideAccept(standing, shown, context.terms, context.clock.nowMs()),
    });
}

type Act<R extends KeyedRequest, A> = (request: R) => Promise<Result<A, Rejection>>;

/** @returns what keeps an act behind the terms; what was answered once is answered again, whatever has changed since (A2). */
export function createTermsGate({ store, terms }: AccountContext): <R extends KeyedRequest, A>(act: Act<R, A>) => Act<R, A> {
  return (act) => async (request) => {
    const { personId, route, key } = request;
    const refusal = termsRefusal(await readAccount(store.books, personId), terms);
    if (refusal === null || (await store.answer(personId, route, key)) !== null) return act(request);
    return refused(refusal);
  };
}
