// Chase operations: wallets elsewhere are asked, outside of any transaction, until they have said what became of each intent (R1-R3).
import { ok, type Result, refused } from '#protocol';
import { NOTHING } from '../domain/decision.ts';
import type { Rejection } from '../domain/rejections.ts';
import { MONEY_LIMITS } from '../domain/wallet/money-limits.ts';
import type { AnswerFacts } from '../domain/wallet/wallet-answer.ts';
import type { OperationRecord } from '../domain/wallet/wallet-operation.ts';
import {
  decideNamed,
  decideQuestion,
  decideTopUpQuestion,
  nameOperation,
  type Question,
} from '../domain/wallet/wallet-question.ts';
import { createApplyAnswer, loadAnswerFacts } from '../journey/apply-answer.ts';
import type { StepContext } from '../journey/step-context.ts';
import { createCallWallet } from './call-wallet.ts';

export type ChaseOperations = {
  /** Asks, unless it is being asked already; resolves once the attempt is counted, the call itself goes on by itself. */
  chase(opKey: string): Promise<void>;
  /** Resolves when no call is under way. */
  idle(): Promise<void>;
  /** Cuts off what is under way; it is asked again after the next start. */
  stop(): void;
};

type Facts = { readonly operation: OperationRecord | null; readonly answer: AnswerFacts | null };
/** So many at once, the others in turn. */
function createGate(most: number): (run: () => Promise<void>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (run) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

export function createChaseOperations(context: StepContext): ChaseOperations {
  const applyAnswer = createApplyAnswer(context);
  const callWallet = createCallWallet(context);
  const gate = createGate(MONEY_LIMITS.walletCallsAtOnce);
  /** Operations that this process is asking about: never two calls of one at a time. */
  const asking = new Set<string>();
  const running = new Set<Promise<void>>();
  const stopped = new AbortController();

  async function load(opKey: string): Promise<Result<Facts, Rejection>> {
    const operation = await context.store.operation(opKey);
    return ok({ operation, answer: operation && (await loadAnswerFacts(context, operation)) });
  }

  /** The attempt is committed before the call: a crash in between finds it counted (R1). */
  async function count(opKey: string): Promise<Question | null> {
    const counted = await context.runner.run<Facts, Question | null>({
      load: () => load(opKey),
      decide: ({ operation, answer }) => {
        if (!operation) return ok({ ...NOTHING, value: null });
        const keyTtlMs = context.wallets.get(operation.wallet)?.capabilities.keyTtlMs ?? 0;
        const nowMs = context.clock.nowMs();
        return ok(
          answer
            ? decideQuestion(answer, keyTtlMs, context.jitter(), nowMs)
            : decideTopUpQuestion(operation, keyTtlMs, context.jitter(), nowMs),
        );
      },
    });
    return counted.ok ? counted.value : null;
  }

  /** Committed before the wallet goes on; thrown back at it when the operation is over (row 3, R4). */
  async function name(opKey: string, walletRef: string): Promise<void> {
    const named = await context.runner.run<Facts, boolean>({
      load: () => load(opKey),
      decide: ({ operation, answer }) => {
        if (answer) return ok(decideNamed(answer, walletRef));
        if (!operation || operation.resolvedAtMs !== null) return refused({ code: 'session.not-running', state: 'resolved' });
        return ok({ value: true, changes: [nameOperation(operation, walletRef)] });
      },
    });
    if (!named.ok || !named.value) throw new Error(`${opKey} is over: nothing may take effect any more`);
  }

  async function resolve(question: Question): Promise<void> {
    const { opKey, wallet: walletName } = question.operation;
    const wallet = context.wallets.get(walletName);
    if (!wallet) {
      context.log.error('no such wallet is configured', { wallet: walletName, opKey });
      return;
    }
    const outcome = await callWallet(wallet, question, (walletRef) => name(opKey, walletRef), stopped.signal);
    if (outcome.outcome === 'unknown') {
      if (stopped.signal.aborted) return;
      context.metrics.count('wallet_calls_unanswered', outcome.cause);
      context.log.warn('no word of the wallet', { opKey, cause: outcome.cause, detail: outcome.detail });
    }
    await applyAnswer(opKey, outcome);
  }

  function track(opKey: string, call: Promise<void>): void {
    const tracked: Promise<void> = call
      .catch((cause: unknown) => context.log.error('answer of a wallet not applied', { opKey, cause: String(cause) }))
      .finally(() => {
        asking.delete(opKey);
        running.delete(tracked);
      });
    running.add(tracked);
  }

  return {
    async chase(opKey) {
      if (asking.has(opKey) || stopped.signal.aborted) return;
      asking.add(opKey);
      let question: Question | null = null;
      try {
        question = await count(opKey);
      } finally {
        if (!question) asking.delete(opKey);
      }
      if (question) {
        const asked = question;
        track(
          opKey,
          gate(() => resolve(asked)),
        );
      }
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
    stop: () => stopped.abort(),
  };
}
