// What goes wrong between us and a wallet: no fault is taken for a refusal, and afterwards the same key takes effect exactly once (R3).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opKeys } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { WalletDoubt, WalletOutcome } from '../../../gateway/domain/wallet/wallet-outcome.ts';
import type { WalletCall } from '../../../gateway/ports/wallet.ts';
import type { FaultName } from '../../../gateway/wallet/reference/faults.ts';
import { keyOf, refundKey } from './describe-outcomes.ts';
import type { Act, StagedHold, WalletStage } from './stage.ts';

const DAY_MS = 86_400_000;
/** Short enough to wait for in a test, long enough for an honest answer. */
const IMPATIENT_MS = 400;
const MOST_ATTEMPTS = 4;

type Attempt = {
  readonly act: Act;
  readonly hold: StagedHold;
  readonly ask: (changes?: Partial<WalletCall>) => Promise<WalletOutcome>;
  /** What the wallet's own books say when it has taken effect once. */
  readonly effect: { readonly heldMinor: number; readonly capturedMinor: number; readonly refundedMinor: number };
};

const money = (heldMinor: number, capturedMinor = 0, refundedMinor = 0) => ({ heldMinor, capturedMinor, refundedMinor });

/** One of each act, everything before it done. */
async function prepare(stage: WalletStage): Promise<readonly Attempt[]> {
  const { wallet } = stage;
  const fresh = await stage.newHold(1_000n);
  const [toRaise, toCapture, toVoid, toRefund, toRecapture] = [
    await stage.held(1_000n),
    await stage.held(1_000n),
    await stage.held(1_000n),
    await stage.held(1_000n),
    await stage.held(1_000n),
  ];
  await wallet.capture(stage.call(keyOf(toRefund, 'capture')), { ...toRefund, amountMinor: 600n });
  const inc = opKeys.increment(toRaise.sessionId, toRaise.holdId, 1);
  const re = opKeys.recapture(toRecapture.sessionId, toRecapture.holdId, 1);
  const ask =
    (opKey: string, act: (call: WalletCall) => Promise<WalletOutcome>): Attempt['ask'] =>
    (changes) =>
      act(stage.call(opKey, changes));
  return [
    {
      act: 'authorize',
      hold: fresh,
      ask: ask(fresh.authorizeKey, (call) => wallet.authorize(call, fresh)),
      effect: money(1_000),
    },
    {
      act: 'increment',
      hold: toRaise,
      ask: ask(inc, (call) => wallet.increment(call, { ...toRaise, totalMinor: 1_500n })),
      effect: money(1_500),
    },
    {
      act: 'capture',
      hold: toCapture,
      ask: ask(keyOf(toCapture, 'capture'), (call) => wallet.capture(call, { ...toCapture, amountMinor: 400n })),
      effect: money(0, 400),
    },
    {
      act: 'void',
      hold: toVoid,
      ask: ask(keyOf(toVoid, 'void'), (call) => wallet.void(call, toVoid)),
      effect: money(0),
    },
    {
      act: 'refund',
      hold: toRefund,
      ask: ask(refundKey(toRefund, '1'), (call) => wallet.refund(call, { ...toRefund, totalMinor: 250n })),
      effect: money(0, 600, 250),
    },
    {
      act: 'recapture',
      hold: toRecapture,
      ask: ask(re, (call) => wallet.recapture(call, { ...toRecapture, amountMinor: 400n })),
      effect: money(0, 400),
    },
  ];
}

/** Holds expire for the recapture only: its own comes last, and time moves just before it. */
function beforeAct(stage: WalletStage, { act }: Attempt): void {
  if (act === 'recapture') stage.advance(7 * DAY_MS + 1_000);
}

export type FaultCase = {
  readonly fault: FaultName;
  /** What is answered first; `done` where the adapter has found out by itself. */
  readonly answers: readonly (WalletDoubt | 'done')[];
  /** Acts that this fault cannot meet. */
  readonly without?: readonly Act[];
};

export function describeFaults(name: string, open: () => Promise<WalletStage>, cases: readonly FaultCase[]): void {
  describe(`${name}: what goes wrong on the way`, () => {
    let stage: WalletStage;
    beforeAll(async () => {
      stage = await open();
    });
    afterAll(() => stage.close());

    test.each(cases)('rows 3, 12, 19, 23, 24: $fault moves nothing twice', async ({ fault, answers, without = [] }) => {
      for (const attempt of await prepare(stage)) {
        if (without.includes(attempt.act)) continue;
        beforeAct(stage, attempt);
        stage.fault({ fault, act: attempt.act });
        const first = await attempt.ask({ deadlineAtMs: stage.clock.nowMs() + (fault === 'drip' ? IMPATIENT_MS : 4_000) });
        const said = first.outcome === 'unknown' ? first.cause : first.outcome;
        expect(answers, `${attempt.act}: ${JSON.stringify(first, (_, v) => (typeof v === 'bigint' ? `${v}` : v))}`).toContain(
          said,
        );
        let last = first;
        for (let n = 0; n < MOST_ATTEMPTS && last.outcome === 'unknown'; n += 1) last = await attempt.ask();
        expect(last, attempt.act).toMatchObject({ outcome: 'done' });
        expect(stage.moneyOf(attempt.hold.holdId), attempt.act).toEqual(attempt.effect);
      }
    });

    test('follows no redirect, whatever it asked for', () => {
      expect(stage.edge.redirected()).toBe(0);
    });

    test('a caller who gives up, or comes too late, gets no word', async () => {
      const [attempt] = (await prepare(stage)) as readonly [Attempt, ...Attempt[]];
      const gaveUp = new AbortController();
      gaveUp.abort();
      expect(await attempt.ask({ signal: gaveUp.signal })).toMatchObject({ outcome: 'unknown', cause: 'no-answer' });
      const late = await attempt.ask({ deadlineAtMs: stage.clock.nowMs() - 1 });
      expect(late).toMatchObject({ outcome: 'unknown', cause: 'no-answer' });
      expect(stage.moneyOf(attempt.hold.holdId).heldMinor).toBe(0);
    });

    test('a status that is broken is no word either', async () => {
      const hold = await stage.held(1_000n);
      for (const { fault } of cases.filter(({ fault }) => fault !== 'drip')) {
        stage.fault({ fault, act: 'status' });
        const asked = stage.question('authorize', hold, 1_000n);
        const said = await stage.wallet.status(stage.call(hold.authorizeKey), asked);
        expect(['unknown', 'done'], `${fault}: ${said.outcome}`).toContain(said.outcome);
        if (fault.startsWith('lie-') || fault.startsWith('sign-')) expect(said.outcome, fault).toBe('unknown');
      }
    });
  });
}
