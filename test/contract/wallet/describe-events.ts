// What a wallet tells by itself: believed when it is genuine and fresh, the same however often it comes, and whether before or after the reply.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WalletEvent } from '../../../gateway/ports/wallet.ts';
import { keyOf, refundKey } from './describe-outcomes.ts';
import type { Delivery, StagedHold, WalletStage } from './stage.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export async function parse(stage: WalletStage, { headers, body }: Delivery, nowMs = stage.clock.nowMs()) {
  return stage.wallet.parseWebhook(headers, body, nowMs);
}

/** Every event of deliveries since `after`, in the order of their coming. */
export async function eventsSince(stage: WalletStage, after: number): Promise<readonly WalletEvent[]> {
  await stage.webhooks.deliver();
  const events: WalletEvent[] = [];
  for (const delivery of stage.deliveries.all().slice(after)) {
    const parsed = await parse(stage, delivery);
    if (!parsed.ok) throw new Error(parsed.error.problem);
    events.push(...parsed.value);
  }
  return events;
}

export function describeEvents(name: string, open: () => Promise<WalletStage>): void {
  describe(`${name}: what it tells by itself`, () => {
    let stage: WalletStage;
    let after = 0;
    beforeAll(async () => {
      stage = await open();
    });
    beforeEach(async () => {
      await stage.webhooks.deliver();
      after = stage.deliveries.count();
    });
    afterEach(() => stage.webhooks.set({ when: 'after', twice: false, reverse: false }));
    afterAll(() => stage.close());

    const capture = (hold: StagedHold, amountMinor: bigint) =>
      stage.wallet.capture(stage.call(keyOf(hold, 'capture')), { ...hold, amountMinor });

    test('tells each operation under its own key, with what was done', async () => {
      const hold = await stage.held(1_000n);
      await capture(hold, 400n);
      await stage.wallet.refund(stage.call(refundKey(hold, '1')), { ...hold, totalMinor: 150n });
      const events = await eventsSince(stage, after);
      const told = events.filter(({ event }) => event === 'operation');
      const done = (amountMinor: bigint) => expect.objectContaining({ outcome: 'done', amountMinor, currency: 'EUR' });
      expect(told).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ opKey: hold.authorizeKey, outcome: done(1_000n) }),
          expect.objectContaining({ opKey: keyOf(hold, 'capture'), outcome: done(400n) }),
          expect.objectContaining({ opKey: refundKey(hold, '1'), outcome: done(150n) }),
        ]),
      );
    });

    test('row 25: comes before the reply, and says the same', async () => {
      const hold = await stage.held(1_000n);
      await stage.webhooks.deliver();
      const from = stage.deliveries.count();
      stage.webhooks.set({ when: 'before' });
      const reply = capture(hold, 400n);
      const told = await stage.deliveries.until('the capture is told', ({ body }) => body.includes(keyOf(hold, 'capture')), from);
      const parsed = await parse(stage, told);
      const answer = await reply;
      if (answer.outcome !== 'done' || !parsed.ok) throw new Error('both say something');
      const { amountMinor, currency, walletRef } = answer;
      expect(parsed.value).toContainEqual(
        expect.objectContaining({ outcome: expect.objectContaining({ outcome: 'done', amountMinor, currency, walletRef }) }),
      );
    });

    test('row 25: comes twice under the same event id', async () => {
      stage.webhooks.set({ when: 'held', twice: true });
      const hold = await stage.held(1_000n);
      const events = (await eventsSince(stage, after)).filter((each) => each.opKey === hold.authorizeKey);
      expect(events.length).toBeGreaterThanOrEqual(2);
      expect(events[1]).toEqual(events[0]);
      expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(1);
    });

    test('comes in any order, and each still names its operation', async () => {
      stage.webhooks.set({ when: 'held', reverse: true });
      const hold = await stage.held(1_000n);
      await capture(hold, 400n);
      const keys = (await eventsSince(stage, after)).map(({ opKey }) => opKey);
      expect(keys.indexOf(keyOf(hold, 'capture'))).toBeLessThan(keys.indexOf(hold.authorizeKey));
      expect(keys).toContain(hold.authorizeKey);
    });

    test('row 22: tells that it let go of a hold', async () => {
      const hold = await stage.held(1_000n);
      await eventsSince(stage, after);
      const from = stage.deliveries.count();
      stage.advance(7 * DAY_MS + 1_000);
      const events = await eventsSince(stage, from);
      expect(events).toContainEqual(
        expect.objectContaining({ event: 'hold-released', opKey: hold.authorizeKey, reason: 'expired' }),
      );
    });

    test('is refused when it is forged, changed, unsigned, stale, or no event', async () => {
      await stage.held(1_000n);
      await stage.webhooks.deliver();
      const [genuine] = stage.deliveries.all().slice(after) as [Delivery];
      expect((await parse(stage, genuine)).ok).toBe(true);
      const header = stage.wallet.name === 'host' ? 'wallet-signature' : 'stripe-signature';
      const signature = genuine.headers[header] ?? '';
      const lies: { readonly [lie: string]: [Delivery, number?] } = {
        changed: [{ ...genuine, body: genuine.body.replace('1000', '9000') }],
        unsigned: [{ ...genuine, headers: {} }],
        'cut short': [{ ...genuine, headers: { [header]: signature.slice(0, -4) } }],
        'of another': [{ ...genuine, headers: { [header]: signature.replace(/.{43}$/, 'A'.repeat(43)) } }],
        nonsense: [{ ...genuine, headers: { [header]: 'x' } }],
        stale: [genuine, stage.clock.nowMs() + 6 * MINUTE_MS],
        'too large': [{ ...genuine, body: ' '.repeat(300_000) }],
      };
      for (const [lie, [delivery, nowMs]] of Object.entries(lies)) {
        const parsed = await parse(stage, delivery, nowMs);
        expect(parsed.ok ? 'believed' : parsed.error.code, lie).toBe('webhook.invalid');
      }
    });
  });
}
