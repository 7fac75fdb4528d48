// The card wallet's adapter against the reference card provider: the shared contract, and what is Stripe's own.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CardStage, openCardStage } from './card-stage.ts';
import { describeEvents, eventsSince, parse } from './describe-events.ts';
import { describeFaults } from './describe-faults.ts';
import { describeOutcomes, keyOf, refundKey } from './describe-outcomes.ts';
import type { StagedHold } from './stage.ts';

describeOutcomes('card wallet', () => openCardStage());

/** What took effect is found out by looking at the intent; what did not is asked again. */
describeFaults('card wallet', () => openCardStage(), [
  { fault: 'lose-request', answers: ['no-answer'] },
  { fault: 'lose-reply', answers: ['done'] },
  { fault: 'repeat', answers: ['done'] },
  { fault: 'error', answers: ['server-error'] },
  { fault: 'error-after', answers: ['done'] },
  { fault: 'truncate', answers: ['done'] },
  { fault: 'malform', answers: ['done'] },
  { fault: 'redirect', answers: ['done'] },
  { fault: 'huge', answers: ['done'] },
  { fault: 'drip', answers: ['no-answer', 'done'] },
  { fault: 'cache-error', answers: ['server-error'], without: ['increment', 'refund'] },
  { fault: 'cache-error-after', answers: ['done'] },
  { fault: 'lie-amount', answers: ['mismatch'], without: ['void', 'increment'] },
  { fault: 'lie-currency', answers: ['mismatch'] },
  { fault: 'lie-hold', answers: ['mismatch'], without: ['refund'] },
  { fault: 'lie-key', answers: ['mismatch'], without: ['refund'] },
]);

describeEvents('card wallet', () => openCardStage());

describe('card wallet: made, stored, confirmed', () => {
  let stage: CardStage;
  beforeAll(async () => {
    stage = await openCardStage();
  });
  afterAll(() => stage.close());
  const intents = (hold: StagedHold) =>
    stage.provider.books.truth().intents.filter(({ metadata }) => metadata.unlatch_hold === hold.holdId);

  test('holds nothing before the name of the intent is stored', async () => {
    const hold = await stage.newHold();
    const statuses: string[] = [];
    const onRef = async (): Promise<void> => void statuses.push(...intents(hold).map(({ status }) => status));
    expect(await stage.wallet.authorize(stage.call(hold.authorizeKey, { onRef }), hold)).toMatchObject({ outcome: 'done' });
    expect(statuses).toEqual(['requires_confirmation']);
  });

  test('holds nothing when the name could not be stored', async () => {
    const hold = await stage.newHold();
    const onRef = async (): Promise<void> => {
      throw new Error('the operation is no longer pending');
    };
    const outcome = await stage.wallet.authorize(stage.call(hold.authorizeKey, { onRef }), hold);
    expect(outcome).toMatchObject({ outcome: 'unknown', cause: 'no-answer' });
    expect(intents(hold).map(({ status }) => status)).toEqual(['requires_confirmation']);
  });

  test('learns the name again when the answer to the making was lost, and makes no second one', async () => {
    const hold = await stage.newHold();
    stage.provider.edge.faults.script([{ fault: 'lose-reply', on: 'create' }]);
    expect(await stage.authorize(hold)).toMatchObject({ outcome: 'unknown', cause: 'no-answer' });
    expect(await stage.authorize(hold)).toMatchObject({ outcome: 'done' });
    expect(intents(hold)).toHaveLength(1);
  });

  test.each([
    ['nothing was made', 'cache-error', 1],
    ['it was made all the same', 'cache-error-after', 1],
  ] as const)('goes on behind a remembered 500 to the making: %s', async (_, fault, made) => {
    const hold = await stage.newHold();
    stage.provider.edge.faults.script([{ fault, on: 'create' }]);
    expect(await stage.authorize(hold)).toMatchObject({ outcome: 'unknown', cause: 'server-error' });
    expect(await stage.authorize(hold)).toMatchObject({ outcome: 'done' });
    expect(intents(hold)).toHaveLength(made);
    expect(stage.moneyOf(hold.holdId).heldMinor).toBe(3_500);
  });

  test('asks under five keys at most, each once, and again when the first of them is forgotten', async () => {
    const hold = await stage.held(1_000n);
    const opKey = keyOf(hold, 'capture');
    const capture = () => stage.wallet.capture(stage.call(opKey), { ...hold, amountMinor: 400n });
    stage.fault({ fault: 'cache-error', act: 'capture', times: 100 });
    for (let n = 0; n < 7; n += 1) expect(await capture()).toMatchObject({ outcome: 'unknown', cause: 'server-error' });
    const { answers } = stage.provider.books.truth();
    expect(answers.filter((each) => each.idempotency_key.startsWith(`${opKey}/capture`))).toHaveLength(5);
    expect(stage.moneyOf(hold.holdId).capturedMinor).toBe(0);
    stage.fault();
    stage.advance(25 * 3_600_000);
    expect(await capture()).toMatchObject({ outcome: 'done', amountMinor: 400n });
    expect(stage.moneyOf(hold.holdId).capturedMinor).toBe(400);
  });

  test('waits out a remembered 500 to a refund: no second key, and nothing is paid twice', async () => {
    const hold = await stage.held(1_000n);
    await stage.wallet.capture(stage.call(keyOf(hold, 'capture')), { ...hold, amountMinor: 600n });
    const refund = () => stage.wallet.refund(stage.call(refundKey(hold, '1')), { ...hold, totalMinor: 200n });
    stage.fault({ fault: 'cache-error', act: 'refund' });
    expect(await refund()).toMatchObject({ outcome: 'unknown', cause: 'server-error' });
    expect(await refund()).toMatchObject({ outcome: 'unknown', cause: 'server-error' });
    expect(stage.moneyOf(hold.holdId).refundedMinor).toBe(0);
    stage.advance(25 * 3_600_000);
    expect(await refund()).toMatchObject({ outcome: 'done', amountMinor: 200n });
    expect(stage.moneyOf(hold.holdId).refundedMinor).toBe(200);
  });

  test('row 4: a declined authorize stays declined when the provider has forgotten its keys', async () => {
    const hold = await stage.newHold();
    stage.fault({ fault: 'decline', act: 'authorize', code: 'insufficient_funds' });
    const no = await stage.authorize(hold);
    stage.advance(25 * 3_600_000);
    expect(await stage.authorize(hold)).toEqual(no);
    expect(stage.moneyOf(hold.holdId).heldMinor).toBe(0);
  });

  test('finds a hold by our key when the provider has forgotten its keys', async () => {
    const hold = await stage.newHold();
    const askedAtMs = stage.clock.nowMs();
    await stage.authorize(hold);
    stage.advance(25 * 3_600_000);
    const call = stage.call(hold.authorizeKey, { walletRef: null, askedAtMs });
    expect(await stage.wallet.authorize(call, hold)).toMatchObject({ outcome: 'done' });
    expect(await stage.wallet.status(call, stage.question('authorize', hold, 3_500n))).toMatchObject({ outcome: 'done' });
    expect(intents(hold)).toHaveLength(1);
  });

  test('a payer who changed cards between two attempts gets the first one answered', async () => {
    let paymentMethod = 'pm_card_visa';
    const own = await openCardStage({ accountOf: async (payerId) => ({ customer: `cus_${payerId}`, paymentMethod }) });
    const hold = await own.newHold();
    own.provider.edge.faults.script([{ fault: 'lose-reply', on: 'create' }]);
    await own.authorize(hold);
    paymentMethod = 'pm_card_mastercard';
    expect(await own.authorize(hold)).toMatchObject({ outcome: 'done' });
    expect(own.provider.books.truth().intents).toHaveLength(1);
    await own.close();
  });

  test('a payer without a card is refused, and voiding what was never there is done', async () => {
    const own = await openCardStage({ accountOf: async () => null });
    const hold = await own.newHold();
    expect(await own.authorize(hold)).toEqual({ outcome: 'refused', code: 'method_invalid', retry: true });
    const voided = await own.wallet.void(own.call(keyOf(hold, 'void')), hold);
    expect(voided).toMatchObject({ outcome: 'done', amountMinor: 0n });
    expect(own.provider.books.truth().intents).toEqual([]);
    await own.close();
  });

  test('a wrong secret key refuses for now, and moves nothing', async () => {
    const own = await openCardStage({ secretKey: 'sk_test_wrong' });
    const hold = await own.newHold();
    expect(await own.authorize(hold)).toEqual({ outcome: 'refused', code: 'misconfigured', retry: true });
    await own.close();
  });

  test('without incremental authorization an increment is not supported, and nobody is asked', async () => {
    const own = await openCardStage({ increment: 'none' });
    const hold = await own.held();
    const asked = { ...hold, totalMinor: 5_000n };
    const refused = { outcome: 'refused', code: 'not_supported', retry: false };
    expect(await own.wallet.increment(own.call('ses_1:hld_1:inc:1'), asked)).toEqual(refused);
    expect(own.wallet.capabilities.increment).toBe('none');
    await own.close();
  });

  test('a currency of three decimals is not supported', async () => {
    const hold = await stage.newHold(1_234n, 'KWD');
    expect(await stage.authorize(hold)).toEqual({ outcome: 'refused', code: 'not_supported', retry: false });
  });

  test.each([
    ['insufficient_funds', 'insufficient_funds', false],
    ['card_velocity_exceeded', 'limit_exceeded', false],
    ['stolen_card', 'fraud', false],
    ['restricted_card', 'account_blocked', false],
    ['expired_card', 'method_invalid', false],
    ['generic_decline', 'method_invalid', false],
    ['authentication_required', 'auth_required', false],
    ['try_again_later', 'method_invalid', true],
  ])('a decline %s is %s', async (code, refusal, retry) => {
    const hold = await stage.newHold();
    stage.fault({ fault: 'decline', act: 'authorize', code });
    expect(await stage.authorize(hold)).toEqual({ outcome: 'refused', code: refusal, retry });
  });
});

describe('card wallet: what happens elsewhere', () => {
  let stage: CardStage;
  let after = 0;
  beforeAll(async () => {
    stage = await openCardStage();
  });
  beforeEach(async () => {
    await stage.webhooks.deliver();
    after = stage.deliveries.count();
  });
  afterAll(() => stage.close());

  async function captured(): Promise<StagedHold & { readonly walletRef: string }> {
    const hold = await stage.held(1_000n);
    await stage.wallet.capture(stage.call(keyOf(hold, 'capture')), { ...hold, amountMinor: 600n });
    if (hold.walletRef === null) throw new Error('a hold has its name');
    await eventsSince(stage, after);
    after = stage.deliveries.count();
    return { ...hold, walletRef: hold.walletRef };
  }

  test('a dispute is opened once, whatever says so, and then won or lost', async () => {
    for (const [status, event] of [
      ['won', 'dispute-won'],
      ['lost', 'dispute-lost'],
    ] as const) {
      const hold = await captured();
      stage.provider.dispute(hold.walletRef, 'needs_response');
      const opened = await eventsSince(stage, after);
      const facts = { opKey: keyOf(hold, 'capture'), amountMinor: 600n, currency: 'EUR' };
      expect(opened).toHaveLength(2);
      expect(new Set(opened.map(({ eventId }) => eventId)).size).toBe(1);
      expect(opened[0]).toMatchObject({ event: 'dispute-opened', ...facts });
      after = stage.deliveries.count();
      stage.provider.dispute(hold.walletRef, status);
      expect(await eventsSince(stage, after)).toEqual([expect.objectContaining({ event, ...facts })]);
      after = stage.deliveries.count();
    }
  });

  test('an inquiry takes nothing until its money goes', async () => {
    const hold = await captured();
    stage.provider.dispute(hold.walletRef, 'warning_needs_response');
    expect(await eventsSince(stage, after)).toEqual([]);
    after = stage.deliveries.count();
    stage.provider.dispute(hold.walletRef, 'needs_response');
    expect(await eventsSince(stage, after)).toEqual([
      expect.objectContaining({ event: 'dispute-opened', opKey: keyOf(hold, 'capture') }),
    ]);
  });

  test('a refund made in the provider’s own pages is told, counts towards the total, and is never given twice', async () => {
    const hold = await captured();
    stage.provider.refundElsewhere(hold.walletRef, 250);
    expect(await eventsSince(stage, after)).toEqual([
      expect.objectContaining({ event: 'refunded-elsewhere', opKey: keyOf(hold, 'capture'), amountMinor: 250n, currency: 'EUR' }),
    ]);
    const refund = await stage.wallet.refund(stage.call(refundKey(hold, '1')), { ...hold, totalMinor: 400n });
    expect(refund).toMatchObject({ outcome: 'done', amountMinor: 400n });
    expect(stage.moneyOf(hold.holdId).refundedMinor).toBe(400);
  });

  test('row 24: a refund that fails later is told as refused', async () => {
    const hold = await captured();
    stage.fault({ fault: 'pend', act: 'refund' });
    const refund = await stage.wallet.refund(stage.call(refundKey(hold, '1')), { ...hold, totalMinor: 400n });
    expect(refund).toMatchObject({ outcome: 'pending' });
    stage.complete('failed');
    const opKey = refundKey(hold, '1');
    const refused = { outcome: 'refused', code: 'method_invalid', retry: false };
    expect(await eventsSince(stage, after)).toContainEqual(expect.objectContaining({ opKey, outcome: refused }));
    expect(await stage.wallet.status(stage.call(opKey), stage.question('refund', hold, 400n))).toEqual(refused);
  });

  test('a top-up that is given back is told as reversed', async () => {
    const { payerId } = await stage.newHold();
    const payIn = { topUpId: 'top_9', payerId, amountMinor: 900n, currency: 'EUR', grant: null };
    const outcome = await stage.wallet.topUp(stage.call('topup:top_9'), payIn);
    if (outcome.outcome !== 'done') throw new Error(outcome.outcome);
    await eventsSince(stage, after);
    after = stage.deliveries.count();
    stage.provider.refundElsewhere(outcome.walletRef, 900);
    expect(await eventsSince(stage, after)).toEqual([
      expect.objectContaining({ event: 'top-up-reversed', opKey: 'topup:top_9', amountMinor: 900n }),
    ]);
  });

  test('what cannot be looked up now is asked for again', async () => {
    const hold = await captured();
    stage.provider.refundElsewhere(hold.walletRef, 100);
    await stage.webhooks.deliver();
    const [told] = stage.deliveries.all().slice(after);
    if (!told) throw new Error('a webhook came');
    stage.fault({ fault: 'error', act: 'status' });
    expect(await parse(stage, told)).toMatchObject({ ok: false, error: { code: 'webhook.unresolved' } });
    expect(await parse(stage, told)).toMatchObject({ ok: true, value: [{ event: 'refunded-elsewhere' }] });
  });

  test('M8 its balance is what was captured, topped up and not given back', async () => {
    const own = await openCardStage();
    const hold = await own.held(1_000n);
    await own.wallet.capture(own.call(keyOf(hold, 'capture')), { ...hold, amountMinor: 600n });
    await own.wallet.refund(own.call(refundKey(hold, '1')), { ...hold, totalMinor: 150n });
    expect(own.provider.books.truth().clearing).toEqual([{ currency: 'EUR', amount_minor: 450 }]);
    await own.close();
  });
});
