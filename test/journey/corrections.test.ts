// Corrections: claims, refunds by staff and what they leave in the books, with the embedded ledger.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '#protocol';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { changesOf } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany, createStaff, documentOf } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';

let house: House;
let ada: Person;
beforeEach(async () => {
  house = await openHouse({ objects: ['bike-1', 'bike-2', 'bike-3', 'pod-1'], persons: false, venue: withFee });
  ada = await createPerson(house, 'ada');
});
afterEach(async () => {
  expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
  await house.close();
});

/** A platform that takes its part, so that a refund has parts too. */
function withFee<V extends { readonly venue: { readonly feePermille: number } }>(setup: V): V {
  return { ...setup, venue: { ...setup.venue, feePermille: 50 } };
}

/** Unlocks a bike, pulls the pin, and closes it again after so long; the next ride is far enough away to be one of its own. */
async function ride(bike: string, forMs: number): Promise<string> {
  const hand = (act: string, value?: number): void => house.device(bike).runtime.act(act, value);
  const { sessionId } = must(await ada.start(bike));
  await house.pass(1_000);
  hand('pullPin');
  await house.settle();
  if (forMs > MINUTE_MS) hand('ride', 4);
  await house.pass(forMs, Math.min(forMs, 15_000));
  hand('brake');
  hand('closePin');
  must(await ada.stop(sessionId));
  await house.pass(10_000, 1_000);
  expect((await ada.read(sessionId)).state).toBe('closed');
  await house.pass(20 * MINUTE_MS, MINUTE_MS);
  return sessionId;
}

const paidOf = async (sessionId: string): Promise<number> => (await ada.receipt(sessionId)).totalMinor;

describe('"something wrong?" on the receipt', () => {
  test('is decided by the device’s own word, and what it agrees with is back in the wallet at once', async () => {
    const sessionId = await ride('bike-1', 5_000);
    const paid = await paidOf(sessionId);
    expect(paid).toBeGreaterThan(0);
    const company = createCompany(house, ada);
    expect((await company.corrections(sessionId)).claimable?.rules).toEqual([
      'never-opened',
      'opened-late',
      'offline-at-stop',
      'not-my-object',
    ]);
    const answer = must(await company.claim(sessionId, 'not-my-object', 'tap-1'));
    expect(documentOf(answer)).toMatchObject({ verdict: 'granted', because: 'no-use-proven', refundedMinor: paid });
    expect(must(await company.claim(sessionId, 'not-my-object', 'tap-1')).body).toBe(answer.body);
    expect(await company.claim(sessionId, 'not-my-object')).toMatchObject({ ok: false, error: { code: 'claim.made' } });
    expect((await ada.wallet()).availableMinor).toBe(50_000n);
    const after = await company.corrections(sessionId);
    expect(after).toMatchObject({ paidMinor: paid, refundedMinor: paid, claimable: null, owedMinor: 0 });
    expect(after.refunds).toMatchObject([{ amountMinor: paid, state: 'done', by: 'claim' }]);
    expect(await paidOf(sessionId), 'the receipt never changes').toBe(paid);
  });

  test('says no where the object was used, and leaves to a person what goes beyond the limits', async () => {
    const used = await ride('bike-1', 5 * MINUTE_MS);
    const company = createCompany(house, ada);
    expect(documentOf(must(await company.claim(used, 'never-opened')))).toMatchObject({
      verdict: 'refused',
      because: 'use-proven',
    });
    for (const bike of ['bike-1', 'bike-2', 'bike-3']) {
      const sessionId = await ride(bike, 5_000);
      expect(documentOf(must(await company.claim(sessionId, 'never-opened')))).toMatchObject({ verdict: 'granted' });
    }
    const again = await ride('bike-1', 5_000);
    const open = documentOf<{ claimId: string }>(must(await company.claim(again, 'never-opened')));
    expect(open).toMatchObject({ verdict: 'for-a-person', because: 'limit-reached', refundedMinor: 0 });

    const staff = createStaff(house);
    expect((await staff.matters()).claims).toMatchObject([{ claimId: open.claimId, sessionId: again, rule: 'never-opened' }]);
    const paid = BigInt(await paidOf(again));
    must(await staff.answerClaim(open.claimId, paid));
    expect((await staff.matters()).claims).toEqual([]);
    expect(await company.corrections(again)).toMatchObject({ refundedMinor: Number(paid), claims: [{ answered: true }] });
    expect(await staff.answerClaim(open.claimId, 0n)).toMatchObject({ ok: false, error: { code: 'claim.unknown' } });
  });

  test('two taps at once of two rules give back no more than was paid', async () => {
    const sessionId = await ride('bike-1', 5_000);
    const company = createCompany(house, ada);
    await Promise.all([company.claim(sessionId, 'never-opened'), company.claim(sessionId, 'not-my-object')]);
    const { paidMinor, refundedMinor, claims } = await company.corrections(sessionId);
    expect(refundedMinor).toBe(paidMinor);
    expect(claims).toHaveLength(2);
  });

  test('a week later it is too late', async () => {
    const sessionId = await ride('bike-1', 5_000);
    await house.pass(7 * DAY_MS + MINUTE_MS, DAY_MS);
    expect(await createCompany(house, ada).claim(sessionId, 'never-opened')).toMatchObject({
      ok: false,
      error: { code: 'claim.too-late' },
    });
    expect((await createCompany(house, ada).corrections(sessionId)).claimable).toBeNull();
  });
});

describe('staff', () => {
  test('give back up to a total: twice the same is once, more than was paid is refused', async () => {
    const sessionId = await ride('bike-1', 8 * MINUTE_MS);
    const paid = BigInt(await paidOf(sessionId));
    const staff = createStaff(house);
    const first = must(await staff.refund(sessionId, 100n, { key: 'click' }));
    expect(must(await staff.refund(sessionId, 100n, { key: 'click' })).body).toBe(first.body);
    expect(await staff.refund(sessionId, 100n)).toMatchObject({
      ok: false,
      error: { code: 'refund.already-given', refundedMinor: 100n },
    });
    expect(await staff.refund(sessionId, paid + 1n)).toMatchObject({
      ok: false,
      error: { code: 'refund.exceeds-captured', capturedMinor: paid },
    });
    must(await staff.refund(sessionId, paid));
    expect((await ada.wallet()).availableMinor).toBe(50_000n);
    // Venue, platform and tax account have each given back exactly what they got.
    const rows = await house.store.books<{ account: string; sum: number }>(
      'SELECT account, sum(delta_minor) AS sum FROM postings GROUP BY account ORDER BY account',
    );
    expect(rows.filter(({ account }) => /^(payable|fee|tax):/.test(account)).map(({ sum }) => sum)).toEqual([0, 0, 0]);
    const keys = changesOf(house, 'transfer-posted').map(({ transfer }) => transfer.opKey);
    expect(keys.filter((key) => key.includes(':refund:')).map((key) => key.split(':refund:')[1])).toEqual(['1', '2']);
  });

  test('a hundred of them at once give what one of them gives', async () => {
    const sessionId = await ride('bike-1', 5 * MINUTE_MS);
    const paid = BigInt(await paidOf(sessionId));
    const staff = createStaff(house);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => staff.refund(sessionId, paid, { key: `op-${n}` })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await ada.wallet()).availableMinor).toBe(50_000n);
  });

  test('of another tenant find nothing, and only who paid is refunded', async () => {
    const sessionId = await ride('bike-1', 5 * MINUTE_MS);
    const others = createStaff(house, { operatorId: 'staff-1', tenantId: 'other' as 'demo' });
    expect(await others.refund(sessionId, 100n)).toMatchObject({ ok: false, error: { code: 'session.unknown' } });
    expect(await others.matters()).toEqual({
      ...{ claims: [], money: [], owed: [], reviews: [], owedRefunds: [], disputes: [], mails: [], labels: [] },
    });
    const staff = createStaff(house);
    expect(await staff.refund(sessionId, 100n, { payerId: 'eve' })).toMatchObject({
      ok: false,
      error: { code: 'session.unknown' },
    });
    expect(await staff.resolveReview(sessionId)).toMatchObject({
      ok: false,
      error: { code: 'review.not-open', state: 'closed' },
    });
  });

  test('each act stands in the audit with its reason', async () => {
    const sessionId = await ride('bike-1', 5 * MINUTE_MS);
    must(await createStaff(house).refund(sessionId, 100n));
    const [audited] = changesOf(house, 'audited').filter(({ row }) => row.what === 'refund-given');
    expect(audited?.row).toMatchObject({
      actor: { kind: 'operator', id: 'staff-1' },
      subjectId: sessionId,
      facts: { totalMinor: '100', addedMinor: '100', reason: 'the heating was off' },
    });
  });
});
