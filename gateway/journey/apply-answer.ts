// Apply answer: a wallet's word reaches the books once, whether it is the reply to our call or came by itself (row 25).
import { ok, type Result } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { failedLateKey } from '../domain/correction/refund.ts';
import { type Decision, decide, NOTHING } from '../domain/decision.ts';
import type { RefundRecord } from '../domain/ledger/ledger.ts';
import { receivableMinor, type TopUpDebt } from '../domain/ledger/top-up-decide.ts';
import type { Rejection } from '../domain/rejections.ts';
import { openReview } from '../domain/session/session-review.ts';
import { type AnswerFacts, decideAnswer } from '../domain/wallet/wallet-answer.ts';
import { decideTopUpAnswer } from '../domain/wallet/wallet-answer-top-up.ts';
import { type OperationRecord, opKeys } from '../domain/wallet/wallet-operation.ts';
import type { WalletOutcome } from '../domain/wallet/wallet-outcome.ts';
import { composing, type StepContext, settleFactsOf, settleIds } from './step-context.ts';

/** @param seen the message that brought it, noted in the same commit, so that its repeat is known. */
export type ApplyAnswer = (
  opKey: string,
  outcome: WalletOutcome,
  seen?: { readonly source: string; readonly eventId: string },
) => Promise<void>;

type Facts = {
  readonly operation: OperationRecord | null;
  readonly answer: AnswerFacts | null;
  /** What the payer of a top-up owes of earlier ones. */
  readonly debt: TopUpDebt;
};

async function failedLateOf({ store }: StepContext, refunds: readonly RefundRecord[]): Promise<readonly string[]> {
  const keys = refunds.map(({ sessionId, holdId, rule }) => opKeys.refund(sessionId, holdId, rule));
  const failed: string[] = [];
  for (const key of keys) if (await store.transferOf(failedLateKey(key))) failed.push(key);
  return failed;
}

export async function loadAnswerFacts(context: StepContext, operation: OperationRecord): Promise<AnswerFacts | null> {
  const dossier = operation.sessionId === null ? null : await context.store.dossier(operation.sessionId);
  if (!dossier) return null;
  const nowMs = context.clock.nowMs();
  const { version: payerVersion } = await context.store.standing(operation.payerId, { sinceMs: nowMs });
  const refunds = operation.kind === 'refund' ? await context.store.refundsOf(dossier.session.sessionId) : [];
  const failedLate = await failedLateOf(context, refunds);
  return { ...(await settleFactsOf(context, dossier)), operation, refunds, failedLate, payerVersion };
}

async function loadDebt({ store, clock }: StepContext, { payerId, currency }: OperationRecord): Promise<TopUpDebt> {
  const standing = await store.standing(payerId, { sinceMs: clock.nowMs() });
  const uncollected = await store.uncollectedOf(payerId);
  return { receivableMinor: receivableMinor(standing, uncollected, currency), version: standing.version };
}

export function createApplyAnswer(context: StepContext): ApplyAnswer {
  async function load(opKey: string): Promise<Result<Facts, Rejection>> {
    const operation = await context.store.operation(opKey);
    const debt = operation?.kind === 'top-up' ? await loadDebt(context, operation) : { receivableMinor: 0n, version: 0 };
    return ok({ operation, answer: operation && (await loadAnswerFacts(context, operation)), debt });
  }

  function decideOn({ operation, answer, debt }: Facts, outcome: WalletOutcome): Decision {
    const nowMs = context.clock.nowMs();
    if (!operation) return NOTHING;
    const transferId = context.ids('trf');
    if (!answer) return decideTopUpAnswer(operation, outcome, { transferId, auditId: context.ids('aud') }, debt, nowMs);
    const ids = { transferId, commandId: context.ids('cmd'), settle: settleIds(context, answer.holds) };
    return decideAnswer(answer, outcome, ids, composing(context, nowMs));
  }

  return async (opKey, outcome, seen) => {
    const noted: readonly Change[] = seen ? [{ change: 'event-seen', ...seen, atMs: context.clock.nowMs() }] : [];
    const applied = await context.runner.run<Facts, null>({
      point: 'resolve-operation',
      load: () => load(opKey),
      decide: (facts) => {
        const { changes } = decideOn(facts, outcome);
        return changes.length === 0 && noted.length === 0 ? ok(NOTHING) : ok(decide([...noted, ...changes]));
      },
      whenBroken: ({ answer }) => {
        if (!answer) return NOTHING;
        return openReview(answer, { reason: 'invariant-broken', opKey }, context.clock.nowMs());
      },
    });
    if (!applied.ok) context.log.warn('answer of a wallet refused', { opKey, code: applied.error.code });
  };
}
