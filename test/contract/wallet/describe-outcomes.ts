// The rules that every wallet keeps, whichever adapter stands before it: run by each adapter's own test file.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { opKeys } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { StagedHold, WalletStage } from './stage.ts';

const DAY_MS = 86_400_000;

export const keyOf = (hold: StagedHold, kind: 'capture' | 'void'): string => opKeys[kind](hold.sessionId, hold.holdId);
export const refundKey = (hold: StagedHold, rule: string): string => opKeys.refund(hold.sessionId, hold.holdId, rule);
const incrementKey = (hold: StagedHold, n: number): string => opKeys.increment(hold.sessionId, hold.holdId, n);
const NOTHING = { heldMinor: 0, capturedMinor: 0, refundedMinor: 0 };

export function describeOutcomes(name: string, open: () => Promise<WalletStage>): void {
  describe(`${name}: what it does and refuses`, () => {
    let stage: WalletStage;
    beforeAll(async () => {
      stage = await open();
    });
    afterAll(() => stage.close());

    const capture = (hold: StagedHold, amountMinor: bigint, opKey = keyOf(hold, 'capture')) =>
      stage.wallet.capture(stage.call(opKey), { ...hold, amountMinor });
    const release = (hold: StagedHold) => stage.wallet.void(stage.call(keyOf(hold, 'void')), hold);

    test('holds what was asked, says until when, and says the same again under the same key', async () => {
      const hold = await stage.newHold(3_500n);
      const first = await stage.authorize(hold);
      expect(first).toMatchObject({ outcome: 'done', amountMinor: 3_500n, currency: 'EUR' });
      expect(first).toHaveProperty('expiresAtMs', stage.clock.nowMs() + 7 * DAY_MS);
      expect(await stage.authorize(hold)).toEqual(first);
      expect(stage.moneyOf(hold.holdId)).toEqual({ ...NOTHING, heldMinor: 3_500 });
    });

    test('row 2: holds once when the same authorize is sent ten times at once', async () => {
      const hold = await stage.newHold();
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, () => stage.wallet.authorize(stage.call(hold.authorizeKey), hold)),
      );
      // A provider may say "in use" to the twin of a request that is under way: that is no word, and never a refusal.
      expect(outcomes.filter(({ outcome }) => outcome !== 'done' && outcome !== 'unknown')).toEqual([]);
      expect(await stage.authorize(hold)).toMatchObject({ outcome: 'done' });
      expect(stage.moneyOf(hold.holdId).heldMinor).toBe(3_500);
    });

    test('raises a hold to an absolute total, once per key', async () => {
      const hold = await stage.held(1_000n);
      const raise = (n: number, totalMinor: bigint) =>
        stage.wallet.increment(stage.call(incrementKey(hold, n)), { ...hold, totalMinor });
      expect(await raise(1, 1_500n)).toMatchObject({ outcome: 'done', amountMinor: 1_500n });
      expect(await raise(1, 1_500n)).toMatchObject({ outcome: 'done', amountMinor: 1_500n });
      expect(await raise(2, 2_500n)).toMatchObject({ outcome: 'done', amountMinor: 2_500n });
      expect(stage.moneyOf(hold.holdId).heldMinor).toBe(2_500);
    });

    test('row 13: keeps the old hold when an increment is declined', async () => {
      const hold = await stage.held(1_000n);
      stage.fault({ fault: 'decline', act: 'increment', code: 'insufficient_funds' });
      const raised = await stage.wallet.increment(stage.call(incrementKey(hold, 1)), { ...hold, totalMinor: 1_500n });
      expect(raised).toEqual({ outcome: 'refused', code: 'insufficient_funds', retry: false });
      expect(stage.moneyOf(hold.holdId).heldMinor).toBe(1_000);
      expect(await capture(hold, 900n)).toMatchObject({ outcome: 'done' });
    });

    test('row 18: captures the final amount, releases the rest, and does so once under the same key', async () => {
      const hold = await stage.held(3_500n);
      const first = await capture(hold, 1_234n);
      expect(first).toMatchObject({ outcome: 'done', amountMinor: 1_234n, currency: 'EUR' });
      expect(await capture(hold, 1_234n)).toEqual(first);
      expect(stage.moneyOf(hold.holdId)).toEqual({ ...NOTHING, capturedMinor: 1_234 });
    });

    test('M3 never captures more than is held, nor a second time', async () => {
      const hold = await stage.held(1_000n);
      const above = await capture(hold, 1_001n, opKeys.recapture(hold.sessionId, hold.holdId, 9));
      expect(above).toEqual({ outcome: 'refused', code: 'amount_exceeds_hold', retry: false });
      expect(await capture(hold, 1_000n)).toMatchObject({ outcome: 'done' });
      const second = await capture(hold, 1_000n, opKeys.recapture(hold.sessionId, hold.holdId, 10));
      expect(second).toEqual({ outcome: 'refused', code: 'already_captured', retry: false });
      expect(stage.moneyOf(hold.holdId).capturedMinor).toBe(1_000);
    });

    test('voids a hold, once and again, and captures nothing afterwards', async () => {
      const hold = await stage.held();
      expect(await release(hold)).toMatchObject({ outcome: 'done', amountMinor: 0n });
      expect(await release(hold)).toMatchObject({ outcome: 'done', amountMinor: 0n });
      expect(await capture(hold, 100n)).toEqual({ outcome: 'refused', code: 'already_voided', retry: false });
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
    });

    test('row 23: says that a captured hold cannot be voided', async () => {
      const hold = await stage.held();
      await capture(hold, 100n);
      expect(await release(hold)).toEqual({ outcome: 'refused', code: 'already_captured', retry: false });
      expect(stage.moneyOf(hold.holdId).capturedMinor).toBe(100);
    });

    test('row 3: voids a hold whose answer was lost and whose name at the wallet nobody knows', async () => {
      const hold = await stage.newHold();
      stage.fault({ fault: 'lose-reply', act: 'authorize' });
      await stage.wallet.authorize(stage.call(hold.authorizeKey), hold);
      expect(await release(hold)).toMatchObject({ outcome: 'done', amountMinor: 0n });
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
    });

    test('R4 a void is sticky: an authorize that arrives after it holds nothing', async () => {
      const hold = await stage.newHold();
      stage.fault({ fault: 'park', act: 'authorize' });
      expect(await stage.authorize(hold)).toMatchObject({ outcome: 'unknown' });
      expect(await release(stage.named(hold))).toMatchObject({ outcome: 'done' });
      expect(stage.edge.release()).toBe(1);
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
      expect(await stage.authorize(hold)).toEqual({ outcome: 'refused', code: 'already_voided', retry: false });
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
    });

    test('R4 a void of what never was is done, and whoever comes later is refused', async () => {
      const hold = await stage.newHold();
      expect(await release(hold)).toMatchObject({ outcome: 'done', amountMinor: 0n });
      expect(await stage.authorize(hold)).toEqual({ outcome: 'refused', code: 'already_voided', retry: false });
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
    });

    test('refunds to a cumulative total, whatever is repeated or comes late (R16)', async () => {
      const hold = await stage.held();
      await capture(hold, 1_000n);
      const refund = (rule: string, totalMinor: bigint) =>
        stage.wallet.refund(stage.call(refundKey(hold, rule)), { ...hold, totalMinor });
      expect(await refund('1', 300n)).toMatchObject({ outcome: 'done', amountMinor: 300n });
      expect(await refund('1', 300n)).toMatchObject({ outcome: 'done', amountMinor: 300n });
      expect(await refund('2', 700n)).toMatchObject({ outcome: 'done', amountMinor: 700n });
      expect(await refund('3', 500n)).toMatchObject({ outcome: 'done', amountMinor: 500n });
      expect(await refund('4', 1_001n)).toEqual({ outcome: 'refused', code: 'amount_exceeds_hold', retry: false });
      expect(stage.moneyOf(hold.holdId)).toEqual({ ...NOTHING, capturedMinor: 1_000, refundedMinor: 700 });
    });

    test('row 22: lets a hold expire, says so, and takes the frozen amount by recapture', async () => {
      const hold = await stage.held(2_000n);
      stage.advance(7 * DAY_MS + 1_000);
      expect(await capture(hold, 800n)).toEqual({ outcome: 'refused', code: 'hold_expired', retry: false });
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
      const opKey = opKeys.recapture(hold.sessionId, hold.holdId, 1);
      const again = await stage.wallet.recapture(stage.call(opKey), { ...hold, amountMinor: 800n });
      expect(again).toMatchObject({ outcome: 'done', amountMinor: 800n });
      expect(stage.moneyOf(hold.holdId)).toEqual({ ...NOTHING, capturedMinor: 800 });
      const walletRef = again.outcome === 'done' ? again.walletRef : null;
      const refunded = await stage.wallet.refund(stage.call(refundKey(hold, '1')), { ...hold, walletRef, totalMinor: 800n });
      expect(refunded).toMatchObject({ outcome: 'done', amountMinor: 800n });
      expect(stage.moneyOf(hold.holdId).refundedMinor).toBe(800);
    });

    test('row 22: a declined recapture takes nothing', async () => {
      const hold = await stage.held(2_000n);
      stage.advance(7 * DAY_MS + 1_000);
      stage.fault({ fault: 'decline', act: 'recapture', code: 'insufficient_funds' });
      const opKey = opKeys.recapture(hold.sessionId, hold.holdId, 1);
      const again = await stage.wallet.recapture(stage.call(opKey), { ...hold, amountMinor: 800n });
      expect(again).toEqual({ outcome: 'refused', code: 'insufficient_funds', retry: false });
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
    });

    test('row 4: says no, and the same no under the same key', async () => {
      const hold = await stage.newHold();
      stage.fault({ fault: 'decline', act: 'authorize', code: 'insufficient_funds' });
      const no = { outcome: 'refused', code: 'insufficient_funds', retry: false };
      expect(await stage.authorize(hold)).toEqual(no);
      expect(await stage.authorize(hold)).toEqual(no);
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
    });

    test('leads the payer to an action, and holds when it is done', async () => {
      const hold = await stage.newHold();
      stage.fault({ fault: 'ask', act: 'authorize' });
      const asked = await stage.authorize(hold);
      expect(asked).toMatchObject({ outcome: 'action', url: expect.stringMatching(/^https:/) });
      expect(await stage.authorize(hold)).toEqual(asked);
      expect(stage.moneyOf(hold.holdId)).toEqual(NOTHING);
      expect(stage.complete(null)).toBe(1);
      expect(await stage.authorize(hold)).toMatchObject({ outcome: 'done', amountMinor: 3_500n });
    });

    test('a payer who fails the action is refused', async () => {
      const hold = await stage.newHold();
      stage.fault({ fault: 'ask', act: 'authorize' });
      await stage.authorize(hold);
      stage.complete('insufficient_funds');
      expect(await stage.authorize(hold)).toEqual({ outcome: 'refused', code: 'insufficient_funds', retry: false });
    });

    test('a capture may be pending, and is told when it is done', async () => {
      const hold = await stage.held();
      stage.fault({ fault: 'pend', act: 'capture' });
      expect(await capture(hold, 700n)).toMatchObject({ outcome: 'pending' });
      const asked = stage.question('capture', hold, 700n);
      expect(await stage.wallet.status(stage.call(keyOf(hold, 'capture')), asked)).toMatchObject({ outcome: 'pending' });
      stage.complete(null);
      const told = await stage.wallet.status(stage.call(keyOf(hold, 'capture')), asked);
      expect(told).toMatchObject({ outcome: 'done', amountMinor: 700n });
      expect(stage.moneyOf(hold.holdId)).toEqual({ ...NOTHING, capturedMinor: 700 });
    });

    test('tells by status what became of each operation, and what it never heard of', async () => {
      const hold = await stage.held(1_000n);
      const ask = (kind: 'authorize' | 'capture' | 'void' | 'refund', opKey: string, amountMinor: bigint) =>
        stage.wallet.status(stage.call(opKey), stage.question(kind, hold, amountMinor));
      expect(await ask('authorize', hold.authorizeKey, 1_000n)).toMatchObject({ outcome: 'done', amountMinor: 1_000n });
      expect(await ask('capture', keyOf(hold, 'capture'), 400n)).toEqual({ outcome: 'not-found' });
      expect(await ask('void', keyOf(hold, 'void'), 0n)).toEqual({ outcome: 'not-found' });
      await capture(hold, 400n);
      expect(await ask('capture', keyOf(hold, 'capture'), 400n)).toMatchObject({ outcome: 'done', amountMinor: 400n });
      expect(await ask('refund', refundKey(hold, '1'), 100n)).toEqual({ outcome: 'not-found' });
      await stage.wallet.refund(stage.call(refundKey(hold, '1')), { ...hold, totalMinor: 100n });
      expect(await ask('refund', refundKey(hold, '1'), 100n)).toMatchObject({ outcome: 'done', amountMinor: 100n });
      const unknown = await stage.newHold();
      const asked = stage.question('authorize', unknown, 3_500n);
      expect(await stage.wallet.status(stage.call(unknown.authorizeKey), asked)).toEqual({ outcome: 'not-found' });
    });

    test('row 19: another amount than was frozen is not taken for a capture', async () => {
      const hold = await stage.held(1_000n);
      await capture(hold, 400n);
      const asked = stage.question('capture', hold, 500n);
      const told = await stage.wallet.status(stage.call(keyOf(hold, 'capture')), asked);
      expect(told).toMatchObject({ outcome: 'unknown', cause: 'mismatch', saidMinor: 400n });
    });

    test('takes a top-up once, and refuses one that the payer cannot pay', async () => {
      const { payerId } = await stage.newHold();
      const topUp = async (topUpId: string) => {
        const opKey = opKeys.topUp(topUpId);
        const grant = await stage.grantOf(payerId, opKey);
        return stage.wallet.topUp(stage.call(opKey), { topUpId, payerId, amountMinor: 2_000n, currency: 'EUR', grant });
      };
      const first = await topUp('top_1');
      expect(first).toMatchObject({ outcome: 'done', amountMinor: 2_000n });
      expect(await topUp('top_1')).toEqual(first);
      stage.fault({ fault: 'decline', act: 'top-up', code: 'insufficient_funds' });
      expect(await topUp('top_2')).toEqual({ outcome: 'refused', code: 'insufficient_funds', retry: false });
    });

    test('row 27: lists every operation since a moment, in pages to the end', async () => {
      const sinceMs = stage.clock.nowMs();
      const holds = [];
      for (let n = 0; n < 3; n += 1) holds.push(await stage.held());
      const [first, second] = holds as [StagedHold, StagedHold, StagedHold];
      await capture(first, 500n);
      await stage.wallet.refund(stage.call(refundKey(first, '1')), { ...first, totalMinor: 200n });
      await release(second);
      const listed: string[] = [];
      for (let cursor: string | null = null, isMore = true; isMore; ) {
        const page = await stage.wallet.listSince({ sinceMs, cursor, signal: new AbortController().signal });
        listed.push(...page.operations.map(({ opKey, kind, state, amountMinor }) => `${opKey} ${kind} ${state} ${amountMinor}`));
        cursor = page.cursor;
        isMore = cursor !== null;
      }
      expect(listed).toEqual(
        expect.arrayContaining([
          ...holds.map(({ authorizeKey }) => `${authorizeKey} authorize done 3500`),
          `${keyOf(first, 'capture')} capture done 500`,
          `${refundKey(first, '1')} refund done 200`,
          `${keyOf(second, 'void')} void done 0`,
        ]),
      );
    });
  });
}
