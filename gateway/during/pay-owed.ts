// Pay owed: a person pays what could not be had before, so that they may start again (R19).
import { ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { collectFromBalance } from '../domain/ledger/late-ticket.ts';
import type { UncollectedRecord, WalletBalance } from '../domain/ledger/ledger.ts';
import { askForOwed, owedFromBalance, repayFromBalance } from '../domain/ledger/owed-collect.ts';
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
  /** All of them: what is owed beside them is of the balance itself. */
  readonly memos: readonly UncollectedRecord[];
  /** Of as many as are paid at once. */
  readonly dossiers: readonly SessionDossier[];
  readonly balances: readonly WalletBalance[];
  readonly tenantId: string | null;
};

type Elsewhere = {
  /** Of the wallets that the money is owed at. */
  readonly asked: readonly Change[];
  readonly collected: readonly Change[];
  readonly isUnderWay: boolean;
};

/** Memos in one payment: more are paid with the next press. */
const MOST_AT_ONCE = 20;

export function createPayOwed(context: StepContext): PayOwed {
  const { store } = context;

  async function load(personId: string): Promise<Result<Facts, Rejection>> {
    const standing = await store.standing(personId, { sinceMs: context.clock.nowMs() });
    const memos = (await store.uncollectedOf(personId)).filter(({ state }) => state === 'open');
    const dossiers: SessionDossier[] = [];
    for (const { sessionId } of memos.slice(0, MOST_AT_ONCE)) {
      const dossier = await store.dossier(sessionId);
      if (dossier) dossiers.push(dossier);
    }
    const balances: WalletBalance[] = [];
    for (const { currency } of standing.owed) balances.push(await store.balance(personId, currency));
    // Money in a wallet is no tenant's; its row is kept with whoever the gateway stands at.
    const tenantId = standing.owed.length > 0 ? await store.ownTenant() : null;
    return ok({ standing, memos, dossiers, balances, tenantId });
  }

  /** Out of the balance where that is the wallet in force, or the only one left; else that wallet is asked once more. */
  function paidElsewhere({ memos, dossiers, balances }: Facts, nowMs: number): Elsewhere {
    const asked: Change[] = [];
    const collected: Change[] = [];
    let isUnderWay = false;
    const left = new Map(balances.map(({ currency, availableMinor }) => [currency, availableMinor]));
    for (const memo of memos) {
      const of = dossiers.find(({ session }) => session.sessionId === memo.sessionId);
      const hold = of?.holds.find(({ holdId }) => holdId === memo.holdId);
      if (!of || !hold || hold.wallet === 'ledger') continue;
      const isOpen = context.wallets.has(hold.wallet);
      const availableMinor = left.get(memo.currency) ?? 0n;
      const isFromBalance = context.walletInForce === 'ledger' || !isOpen;
      const at = { transferId: context.ids('trf'), atMs: nowMs };
      const taken = isFromBalance ? owedFromBalance(of, memo, availableMinor, at) : [];
      if (taken.length > 0) left.set(memo.currency, availableMinor - memo.owedMinor);
      collected.push(...taken);
      if (taken.length > 0 || !isOpen) continue;
      asked.push(...askForOwed(of, memo, nowMs));
      isUnderWay = true;
    }
    return { asked, collected, isUnderWay };
  }

  function decide(personId: string, facts: Facts, nowMs: number): Result<Acted, Rejection> {
    const { standing, memos, dossiers, balances, tenantId } = facts;
    if (standing.owed.length === 0) return refused({ code: 'owed.nothing' });
    const elsewhere = paidElsewhere(facts, nowMs);
    const { asked } = elsewhere;
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
    const lateMemos = memos.flatMap((memo) => {
      const of = dossiers.find(({ session }) => session.sessionId === memo.sessionId);
      return of ? [{ memo, of, transferId: context.ids('trf') }] : [];
    });
    // Counted once in a commit: a debt of the balance itself comes first, and the next press pays the rest.
    const late = balances.map((balance) => collectFromBalance(lateMemos, balance, nowMs)).find((changes) => changes.length > 0);
    const collected = elsewhere.collected.length > 0 ? elsewhere.collected : late;
    const counted: Change = { change: 'person-counted', personId, fromVersion: standing.version };
    const fromBalance = repaid.length > 0 || !collected ? repaid : [counted, ...collected];
    // Asking counts as well: what is waived or lowered at this moment is not asked for in full (R10, R13).
    const changes = [...asked, ...(asked.length > 0 && fromBalance.length === 0 ? [counted] : fromBalance)];
    const short = balances[0];
    if (changes.length === 0 && short && !elsewhere.isUnderWay) {
      const owedMinor = standing.owed.find(({ currency }) => currency === short.currency)?.minor ?? 0n;
      const shortfallMinor = owedMinor > short.availableMinor ? owedMinor - short.availableMinor : owedMinor;
      return refused({ code: 'wallet.funds-insufficient', shortfallMinor, currency: short.currency });
    }
    const operations = asked.filter(({ change }) => change === 'operation-added').length;
    return ok({ status: 202, body: { askedWallet: operations, paidFromBalance: fromBalance.length > 0 }, changes });
  }

  return (request) =>
    runKeyedAct<Facts>(context, request, {
      load: () => load(request.personId),
      decide: (facts, nowMs) => decide(request.personId, facts, nowMs),
    });
}
