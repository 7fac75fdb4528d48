// What refuses a Start, and that opening a code never writes: codes, tickets, offers, money, keys and races.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TagKeyStatus } from '#qr';
import { freezeTariff } from '../../gateway/domain/tariff/tariff.ts';
import type { VenueSetup } from '../../gateway/ports/store.ts';
import { changesOf, expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { ledgerTotals } from '../support/stored.ts';

let house: House;
let ada: Person;
beforeEach(async () => {
  house = await openHouse({ objects: ['pod-1', 'pod-2'] });
  ada = await createPerson(house, 'ada');
});
afterEach(async () => house.close());

const refusal = (code: string, facts: object = {}) => ({ ok: false, error: { code, ...facts } });

async function offered(person: Person, objectId = 'pod-1'): Promise<{ ticket: string; tariffHash: string }> {
  const { ticket, offer } = must(await person.scan(objectId));
  return { ticket, tariffHash: offer.tariff.hash };
}

const openCode = (code: string) => house.core.steps.resolveScan({ code, personId: null, binding: 'c:nobody', address: null });

const withTag = (objectId: string, status: VenueSetup['tags'][number]['status']) => (setup: VenueSetup) => ({
  ...setup,
  tags: setup.tags.map((tag) => (tag.objectId === objectId ? { ...tag, status } : tag)),
});

async function expectNothingHeld(): Promise<void> {
  expect(await ada.wallet()).toMatchObject({ availableMinor: 50_000n, heldMinor: 0n });
  expect(changesOf(house, 'command-added')).toEqual([]);
}

describe('opening a code', () => {
  const forge = (digits: string): string => {
    const at = digits.length - 6;
    return digits.slice(0, at) + ((Number(digits[at]) + 1) % 10) + digits.slice(at + 1);
  };

  test('writes nothing, whatever the code is', async () => {
    await house.changeVenue(withTag('pod-2', 'revoked'));
    await house.settle();
    const before = house.store.statistics();
    const digits = house.codeOf('pod-1');
    const codes = [
      digits,
      house.codeOf('pod-2'),
      forge(digits),
      digits.slice(0, -7),
      `${digits}0`,
      '',
      'https://elsewhere.example/1',
    ];
    for (const code of codes) await openCode(code);
    const ticket = must(await ada.scan('pod-1')).ticket;
    must(await house.core.steps.readTicket({ ticket, personId: 'ada', binding: ada.binding }));
    expect(house.store.statistics()).toEqual(before);
  });

  test.each([
    ['forged', forge],
    ['truncated', (digits: string) => digits.slice(0, -3)],
    ['of other digits', (digits: string) => digits.replaceAll('1', '2')],
    ['not a code at all', () => 'hello'],
  ])('that is %s says only that it is not ours', async (_what, spoil) => {
    expect(await openCode(spoil(house.codeOf('pod-1')))).toEqual(refusal('code.not-ours'));
  });

  test('that was revoked says that the label is replaced, and its older tickets start nothing', async () => {
    const before = await offered(ada);
    await house.changeVenue(withTag('pod-1', 'revoked'));
    expect(await openCode(house.codeOf('pod-1'))).toEqual(refusal('code.replaced'));
    expect(await ada.startWith(before)).toEqual(refusal('code.replaced'));
    await expectNothingHeld();
  });

  test('of an object out of service offers nothing to start', async () => {
    await house.changeVenue((setup) => ({
      ...setup,
      objects: setup.objects.map((each) => (each.objectId === 'pod-1' ? { ...each, status: 'out_of_service' } : each)),
    }));
    expect(must(await ada.scan('pod-1')).offer.availability).toBe('out-of-service');
    expect(await ada.start('pod-1')).toEqual(refusal('object.out-of-service'));
    await expectNothingHeld();
  });

  test('of an object whose device is away says since when', async () => {
    house.device('pod-1').wire.disconnect();
    await house.settle();
    expect(must(await ada.scan('pod-1')).offer.availability).toBe('offline');
    expect(await ada.start('pod-1')).toEqual(refusal('device.offline', { lastSeenAtMs: house.clock.nowMs() }));
    await expectNothingHeld();
  });
});

describe('a ticket', () => {
  test('is used once', async () => {
    const ticket = await offered(ada);
    const { sessionId } = must(await ada.startWith(ticket));
    await house.pass(3_000);
    must(await ada.stop(sessionId));
    await house.pass(6_000);
    expect((await ada.read(sessionId)).state).toBe('closed');
    expect(await ada.startWith(ticket)).toEqual(refusal('ticket.used'));
    expect(await ada.wallet()).toMatchObject({ heldMinor: 0n });
  });

  test('expires after three minutes', async () => {
    const ticket = await offered(ada);
    await house.pass(180_000, 60_000);
    expect(await ada.startWith(ticket)).toEqual(refusal('ticket.expired'));
    await expectNothingHeld();
  });

  test('of another person or cookie is worth nothing', async () => {
    const bob = await createPerson(house, 'bob');
    expect(await bob.startWith(await offered(ada))).toEqual(refusal('ticket.invalid'));
    const stranger = must(await openCode(house.codeOf('pod-1')));
    expect(await ada.startWith({ ticket: stranger.ticket, tariffHash: stranger.offer.tariff.hash })).toEqual(
      refusal('ticket.invalid'),
    );
    await expectNothingHeld();
  });

  test('that was altered is worth nothing', async () => {
    const { ticket, tariffHash } = await offered(ada);
    const [body = '', seal = ''] = ticket.split('.');
    const other = Buffer.from(Buffer.from(body, 'base64url').toString().replace('pod-1', 'pod-2')).toString('base64url');
    for (const spoiled of [`${other}.${seal}`, body, `${body}.`, `${body}.${seal}.x`, '', `${body}.${seal.slice(1)}A`]) {
      expect(await ada.startWith({ ticket: spoiled, tariffHash })).toEqual(refusal('ticket.invalid'));
    }
    await expectNothingHeld();
  });
});

describe('an offer', () => {
  const dearer = (setup: VenueSetup): VenueSetup => ({
    ...setup,
    tariffs: setup.tariffs.map((frozen) =>
      frozen.tariffId === 'tariff-sleep-pod'
        ? freezeTariff(frozen.tariffId, frozen.version + 1, { ...frozen.tariff, baseMinor: frozen.tariff.baseMinor + 100n })
        : frozen,
    ),
  });

  test('row 30: that changed between scan and Start is refused, and the new one can be started', async () => {
    const old = await offered(ada);
    await house.changeVenue(dearer);
    const told = await ada.startWith(old);
    if (told.ok || told.error.code !== 'offer.changed') throw new Error('not told');
    const { offer, ticket } = told.error;
    expect(offer).toMatchObject({ objectId: 'pod-1', tariff: { baseMinor: 400 }, holdMinor: 5_900, mostMinor: 5_900 });
    const fresh = await offered(ada);
    expect(fresh.tariffHash).not.toBe(old.tariffHash);
    expect(await ada.startWith({ ...fresh, tariffHash: old.tariffHash })).toMatchObject(refusal('offer.changed'));
    await expectNothingHeld();
    // The ticket that came with the refusal takes the offer that came with it, once.
    const renewed = { ticket, tariffHash: offer.tariffHash };
    expect(must(await ada.startWith(renewed)).status).toBe(201);
    expect((await house.store.session(must(await ada.startWith(renewed)).sessionId))?.offerHash).toBe(offer.offerHash);
  });

  test('row 30: of a label that was put on another object is refused with the offer of that one', async () => {
    const old = await offered(ada, 'pod-1');
    await house.changeVenue((setup) => ({
      ...setup,
      tags: setup.tags.map((tag) => (tag.objectId === 'pod-1' ? { ...tag, objectId: 'pod-2' } : tag)),
    }));
    expect(await ada.startWith(old)).toMatchObject(refusal('offer.changed', { offer: { objectId: 'pod-2' } }));
    await expectNothingHeld();
  });

  test('row 30: of a label whose key was revoked since the scan starts nothing, and says that there is a newer one', async () => {
    await house.close();
    let status: TagKeyStatus = 'sign';
    house = await openHouse({ objects: ['pod-1'], tagKeys: (own) => own.map((key) => ({ ...key, status })) });
    ada = await createPerson(house, 'ada');
    const old = await offered(ada);
    status = 'revoked';
    await house.stopGateway();
    await house.startGateway();
    await house.settle();
    expect(await ada.startWith(old)).toEqual(refusal('code.replaced'));
    expect(await openCode(house.codeOf('pod-1'))).toEqual(refusal('code.not-ours'));
    await expectNothingHeld();
    // Taken back, the same ticket is as good as it was.
    status = 'verify-only';
    await house.stopGateway();
    await house.startGateway();
    await house.settle();
    expect(must(await ada.startWith(old)).status).toBe(201);
  });

  test('row 30: of a label that was printed anew under the same name starts nothing', async () => {
    const old = await offered(ada);
    await house.changeVenue((setup) => ({
      ...setup,
      tags: setup.tags.map((tag) =>
        tag.objectId === 'pod-1' ? { ...tag, payloadHex: `${tag.payloadHex.slice(0, -2)}ff` } : tag,
      ),
    }));
    expect(await ada.startWith(old)).toEqual(refusal('code.replaced'));
    await expectNothingHeld();
  });

  test('once accepted cannot become dearer', async () => {
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(3_000);
    await house.changeVenue(dearer);
    await house.pass(20_000, 1_000);
    must(await ada.stop(sessionId));
    await house.pass(6_000);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
  });

  test('above the balance is refused with the shortfall', async () => {
    const eve = await createPerson(house, 'eve', 5_000n);
    expect(await eve.start('pod-1')).toEqual(refusal('wallet.funds-insufficient', { shortfallMinor: 900n, currency: 'CNY' }));
    const poor = await createPerson(house, 'poor', 0n);
    expect(await poor.start('pod-1')).toEqual(refusal('wallet.funds-insufficient', { shortfallMinor: 5_900n, currency: 'CNY' }));
  });

  test('is paid once where one wallet has money for one of two', async () => {
    const eve = await createPerson(house, 'eve', 6_000n);
    const [first, second] = [await offered(eve, 'pod-1'), await offered(eve, 'pod-2')];
    const outcomes = await Promise.all([eve.startWith(first), eve.startWith(second)]);
    expect(outcomes.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({
      error: { code: 'wallet.funds-insufficient', shortfallMinor: 5_800n },
    });
    expect(await eve.wallet()).toMatchObject({ availableMinor: 100n, heldMinor: 5_900n });
  });
});

describe('a request key', () => {
  test('used twice answers the same bytes and starts once', async () => {
    const ticket = { ...(await offered(ada)), key: 'tap' };
    const [first, second] = await Promise.all([ada.startWith(ticket), ada.startWith(ticket)]);
    expect(must(second)).toEqual(must(first));
    expect(must(first).status).toBe(201);
    await house.pass(3_000);
    expect(must(await ada.startWith(ticket))).toEqual(must(first));
    expect(changesOf(house, 'session-created')).toHaveLength(1);
    await expectBooksHold(house, [ada]);
  });

  test('row 10: answers the same bytes after the ticket has expired and the session is closed', async () => {
    const ticket = { ...(await offered(ada)), key: 'tap' };
    const first = must(await ada.startWith(ticket));
    await house.pass(3_000);
    must(await ada.stop(first.sessionId));
    await house.pass(300_000, 60_000);
    expect(must(await ada.startWith(ticket))).toEqual(first);
    expect(changesOf(house, 'session-created')).toHaveLength(1);
  });

  test('with another body is refused', async () => {
    must(await ada.startWith({ ...(await offered(ada)), key: 'tap' }));
    expect(await ada.startWith({ ...(await offered(ada)), key: 'tap' })).toEqual(refusal('idempotency.key-reused'));
  });

  test('that is new leads the same person to the running session, for ever', async () => {
    const { sessionId } = must(await ada.start('pod-1'));
    const second = { ...(await offered(ada)), key: 'second tap' };
    const again = must(await ada.startWith(second));
    expect(again).toMatchObject({ status: 200, sessionId, location: `/api/v1/sessions/${sessionId}` });
    await house.pass(3_000);
    must(await ada.stop(sessionId));
    await house.pass(6_000);
    // A repeat that comes late must not start what the first one did not (A2).
    expect(must(await ada.startWith(second))).toEqual(again);
    expect(changesOf(house, 'session-created')).toHaveLength(1);
  });

  test('of another person is another key', async () => {
    must(await ada.startWith({ ...(await offered(ada)), key: 'tap' }));
    const bob = await createPerson(house, 'bob');
    expect(must(await bob.startWith({ ...(await offered(bob, 'pod-2')), key: 'tap' })).status).toBe(201);
  });
});

describe('two phones', () => {
  test('that race for one object leave one session and one who is told that it is busy', async () => {
    const bob = await createPerson(house, 'bob');
    const [hers, his] = [await offered(ada), await offered(bob)];
    const outcomes = await Promise.all([ada.startWith(hers), bob.startWith(his)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toEqual(refusal('object.busy'));
    await expectBooksHold(house, [ada, bob]);
    await house.pass(3_000);
    await expectBooksHold(house, [ada, bob]);
  });

  test('of one person that race for one object lead to one session', async () => {
    const [here, there] = [await offered(ada), await offered(ada)];
    const outcomes = await Promise.all([ada.startWith(here), ada.startWith(there)]);
    expect(outcomes.map((outcome) => must(outcome).status).sort()).toEqual([200, 201]);
    expect(new Set(outcomes.map((outcome) => must(outcome).sessionId)).size).toBe(1);
    await expectBooksHold(house, [ada]);
  });

  test('see each other: yours here, busy there', async () => {
    const { sessionId } = must(await ada.start('pod-1'));
    const bob = await createPerson(house, 'bob');
    expect(must(await ada.scan('pod-1')).offer).toMatchObject({ availability: 'yours', liveSessionId: sessionId });
    expect(must(await bob.scan('pod-1')).offer).toMatchObject({ availability: 'busy', liveSessionId: null });
  });
});

test('a top-up that arrives twice counts once', async () => {
  const topUp = { topUpId: 'bank-1', tenantId: 'demo', personId: 'ada', currency: 'CNY', amountMinor: 700n };
  await Promise.all([house.core.topUp(topUp), house.core.topUp(topUp)]);
  await house.core.topUp(topUp);
  expect(await ada.wallet()).toMatchObject({ availableMinor: 50_700n });
  expect(await ledgerTotals(house.store)).toEqual({ CNY: 0n });
});
