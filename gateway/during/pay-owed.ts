// Pay owed: a person pays what could not be had before, so that they may start again (R19).
import { ok, type Result, refused } from '#protocol';
import type { UncollectedRecord, WalletBalance } from '../domain/ledger/ledger.ts';
import { askForOwed, repayFromBalance } from '../domain/ledger/owed-collect.ts';
import { receivableMinor } from '../domain/ledger/top-up-decide.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { PersonStanding } from '../domain/session/person-standing.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';

export type PayOwed = (request: KeyedRequest) => Promise<Result<ActAnswer, Rejection>>;

type Facts = {
  readonly standing: PersonStanding;
  readonly memos: readonly UncollectedRecord[];
  readonly dossiers: readonly SessionDossier[];
  readonly balances: readonly WalletBalance[];
  readonly tenantId: string | null;
};

/** Memos in one payment: more are paid with the next press. */
const MOST_AT_ONCE = 20;

export function createPayOwed(context: StepContext): PayOwed {
  const { store } = context;

  async function load(personId: string): Promise<Result<Facts, Rejection>> {
    const standing = await store.standing(personId, { sinceMs: context.clock.nowMs() });
    const memos = (await store.uncollectedOf(personId)).filter(({ state }) => state === 'open').slice(0, MOST_AT_ONCE);
    const dossiers: SessionDossier[] = [];
    for (const { sessionId } of memos) {
      const dossier = await store.dossier(sessionId);
      if (dossier) dossiers.push(dossier);
    }
    const balances: WalletBalance[] = [];
    for (const { currency } of standing.owed) balances.push(await store.balance(personId, currency));
    // Money in a wallet is no tenant's; its row is kept with whoever the gateway stands at.
    const [scene] = standing.owed.length > 0 ? await store.objects() : [];
    return ok({ standing, memos, dossiers, balances, tenantId: scene?.object.tenantId ?? null });
  }

  function decide(personId: string, facts: Facts, nowMs: number): Result<Acted, Rejection> {
    const { standing, memos, dossiers, balances, tenantId } = facts;
    if (standing.owed.length === 0) return refused({ code: 'owed.nothing' });
    const asked = memos.flatMap((memo) => {
      const dossier = dossiers.find(({ session }) => session.sessionId === memo.sessionId);
      return dossier ? askForOwed(dossier, memo, nowMs) : [];
    });
    // One currency at a time: each repayment counts on the person's version.
    const due = balances.find(
      (balance) => balance.availableMinor > 0n && receivableMinor(standing, memos, balance.currency) > 0n,
    );
    const repaid =
      due && tenantId !== null
        ? repayFromBalance(
            { personId, tenantId, balance: due, receivableMinor: receivableMinor(standing, memos, due.currency) },
            { transferId: context.ids('trf'), version: standing.version, atMs: nowMs },
          )
        : [];
    const changes = [...asked, ...repaid];
    const operations = asked.filter(({ change }) => change === 'operation-added').length;
    return ok({ status: 202, body: { askedWallet: operations, paidFromBalance: repaid.length > 0 }, changes });
  }

  return (request) =>
    runKeyedAct<Facts>(context, request, {
      load: () => load(request.personId),
      decide: (facts, nowMs) => decide(request.personId, facts, nowMs),
    });
}
