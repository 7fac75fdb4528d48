// Presence: a photo of a table's label starts nothing, what its display shows does once, and a bike asks after a start that nobody used.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { displayCounterAt, encodeDigits, encodeDisplayCode } from '#qr';
import { type House, openHouse } from '../support/one-process.ts';
import { createStaff, documentOf } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';

const STEP_MS = 30_000;
const refusal = (code: string, facts: object = {}) => ({ ok: false, error: { code, ...facts } });

let house: House;
let ada: Person;
/** Nobody stands at a bike: its pin stays where it is. */
const open = async (...objects: readonly string[]): Promise<void> => {
  house = await openHouse({ objects, kinds: KIND_CATALOGUE, persons: !objects.includes('bike-1') });
  ada = await createPerson(house, 'ada');
};
afterEach(async () => house.close());

const scan = (code: string, personId: string | null = ada.personId) =>
  house.core.steps.resolveScan({ code, personId, binding: `p:${personId}`, address: null });

async function startWith(person: Person, code: string) {
  const { ticket, offer } = must(await scan(code, person.personId));
  return person.startWith({ ticket, tariffHash: offer.tariff.hash });
}

/** What stands on the display at this moment, as the simulator made it. */
const shownNow = (): string => house.device('table-7').runtime.peek()?.shownCode ?? '';

async function setDisplay(): Promise<void> {
  must(await createStaff(house).setDisplay('table-7'));
  await house.pass(1_000);
}

describe('a table', () => {
  beforeEach(() => open('table-7'));

  test('is not started by its label, signed as it is: a photo of it hangs in the net', async () => {
    const { presence } = must(await ada.scan('table-7'));
    expect(presence).toEqual({ isNeeded: true, ways: ['button', 'blink', 'staff'], shownBy: null });
    const before = house.store.statistics();
    expect(await ada.start('table-7')).toMatchObject(refusal('presence.required', { because: 'always' }));
    expect(house.store.statistics()).toEqual(before);
    expect((await ada.wallet()).heldMinor).toBe(0n);
  });

  test('is started by what its display shows, and that value is worth nothing to them again', async () => {
    await setDisplay();
    const code = shownNow();
    expect(code).toMatch(/^https:\/\/q\.example\.com\/[0-9]{56}$/);
    const before = house.store.statistics();
    expect(must(await scan(code)).presence).toEqual({
      isNeeded: false,
      ways: ['display-code', 'button', 'blink', 'staff'],
      shownBy: 'display-code',
    });
    expect(house.store.statistics()).toEqual(before);
    const { sessionId } = must(await startWith(ada, code));
    await house.pass(1_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect(must(await scan(code)).offer).toMatchObject({ availability: 'yours', liveSessionId: sessionId });
    must(await ada.stop(sessionId));
    await house.pass(1_000);
    expect(await scan(code)).toEqual(refusal('code.display-used'));
    const bill = await ada.provenReceipt(sessionId);
    expect(bill.proof.tag.signature).toBe('');
  });

  test('takes a ticket of a display once, however many were made from one value', async () => {
    await setDisplay();
    const [one, two] = [must(await scan(shownNow())), must(await scan(shownNow()))];
    const { sessionId } = must(await ada.startWith({ ticket: one.ticket, tariffHash: one.offer.tariff.hash }));
    await house.pass(1_000);
    must(await ada.stop(sessionId));
    await house.pass(1_000);
    expect(await ada.startWith({ ticket: two.ticket, tariffHash: two.offer.tariff.hash })).toEqual(refusal('code.display-used'));
    const ben = await createPerson(house, 'ben');
    expect(must(await startWith(ben, shownNow())).sessionId).not.toBe(sessionId);
  });

  test('takes the code of the step before and the step after, no older and no newer one', async () => {
    await setDisplay();
    const display = await house.store.displayOf('table-7');
    if (!display) throw new Error('the display has a secret');
    const codeAt = (ms: number, secretHex = display.secretHex): string => {
      const counter = displayCounterAt(house.clock.nowMs() + ms);
      return encodeDigits(encodeDisplayCode({ tagId: display.tagId, counter }, Buffer.from(secretHex, 'hex')));
    };
    for (const ms of [-STEP_MS, 0, STEP_MS]) must(await scan(codeAt(ms)));
    for (const ms of [-2 * STEP_MS, 2 * STEP_MS]) expect(await scan(codeAt(ms))).toEqual(refusal('code.display-stale'));
    const before = house.store.statistics();
    expect(await scan(codeAt(0, '00'.repeat(32)))).toEqual(refusal('code.not-ours'));
    expect(await scan('1'.repeat(56))).toEqual(refusal('code.not-ours'));
    expect(house.store.statistics()).toEqual(before);
  });

  test('a ticket of its display lives a minute, where one of a label lives three', async () => {
    await setDisplay();
    const { ticket, offer, expiresAtMs } = must(await scan(shownNow()));
    expect(expiresAtMs - house.clock.nowMs()).toBe(60_000);
    await house.pass(60_000, 10_000);
    expect(await ada.startWith({ ticket, tariffHash: offer.tariff.hash })).toEqual(refusal('ticket.expired'));
  });

  test('shows codes of a new secret only, and what it showed before is not ours any more', async () => {
    await setDisplay();
    const old = shownNow();
    await setDisplay();
    expect(shownNow()).not.toBe(old);
    expect(await scan(old)).toEqual(refusal('code.not-ours'));
    must(await startWith(ada, shownNow()));
    const audited = house.changes.flatMap((change) => (change.change === 'audited' ? [JSON.stringify(change.row)] : []));
    const display = await house.store.displayOf('table-7');
    expect(audited.filter((row) => row.includes('display-set'))).toHaveLength(2);
    expect(audited.join()).not.toContain(display?.secretHex);
    expect(audited.join()).not.toContain(Buffer.from(display?.secretHex ?? '', 'hex').toString('base64url'));
  });

  test('is started with the word of the staff, once, and audited with their name', async () => {
    const staff = createStaff(house);
    expect(await staff.vouch('table-7', { number: '0000' })).toEqual(refusal('presence.nobody'));
    expect(documentOf(must(await staff.vouch('table-7', { personId: 'ada' })))).toMatchObject({
      objectId: 'table-7',
      personId: 'ada',
    });
    const ben = await createPerson(house, 'ben');
    expect(await ben.start('table-7')).toMatchObject(refusal('presence.required'));
    expect(must(await ada.scan('table-7')).presence).toMatchObject({ isNeeded: false, shownBy: 'staff' });
    const { sessionId } = must(await ada.start('table-7'));
    await house.pass(1_000);
    must(await ada.stop(sessionId));
    await house.pass(1_000);
    expect(await ada.start('table-7')).toMatchObject(refusal('presence.required'));
    const vouches = house.changes.flatMap((change) => (change.change === 'audited' ? [change.row] : []));
    expect(vouches.at(-1)).toMatchObject({ what: 'presence-vouched', subjectId: 'table-7', facts: { personId: 'ada' } });
  });

  test('the word of the staff is over after ten minutes, and is none at all at another tenant', async () => {
    const staff = createStaff(house);
    const strangers = createStaff(house, { operatorId: 'eve', tenantId: 'elsewhere' });
    expect(await strangers.vouch('table-7', { personId: 'ada' })).toEqual(refusal('object.unknown'));
    expect(await strangers.setDisplay('table-7')).toEqual(refusal('object.unknown'));
    must(await staff.vouch('table-7', { personId: 'ada' }));
    await house.pass(600_000, 60_000);
    expect(await ada.start('table-7')).toMatchObject(refusal('presence.required'));
  });
});

describe('a bike', () => {
  beforeEach(() => open('bike-1'));

  async function tryOnce(): Promise<void> {
    const { sessionId } = must(await ada.start('bike-1'));
    await house.pass(1_000);
    must(await ada.stop(sessionId));
    await house.pass(60_000, 5_000);
    expect((await ada.read(sessionId)).state).toBe('closed');
  }

  test('starts once from its label, and asks after a start that nobody used', async () => {
    await tryOnce();
    expect(await ada.start('bike-1')).toMatchObject(refusal('presence.required', { because: 'start-unused' }));
    const ben = await createPerson(house, 'ben');
    must(await ben.start('bike-1'));
  });

  test('starts with the word of the staff after that, and asks no more a day later', async () => {
    await tryOnce();
    must(await createStaff(house).vouch('bike-1', { personId: 'ada' }));
    const { sessionId } = must(await ada.start('bike-1'));
    await house.pass(1_000);
    must(await ada.stop(sessionId));
    await house.pass(24 * 3_600_000, 3_600_000);
    must(await ada.start('bike-1'));
  });
});

test('a bike asks once three accounts have started it from a photo and nobody has used it', async () => {
  await open('bike-1');
  for (const name of ['far-1', 'far-2', 'far-3']) {
    const far = await createPerson(house, name);
    const { sessionId } = must(await far.start('bike-1'));
    await house.pass(1_000);
    must(await far.stop(sessionId));
    await house.pass(60_000, 5_000);
  }
  expect(await ada.start('bike-1')).toMatchObject(refusal('presence.required', { because: 'starts-here-counted' }));
  await house.pass(24 * 3_600_000, 3_600_000);
  must(await ada.start('bike-1'));
});

test('a room takes no word of the staff, and has no display', async () => {
  await open('room-101');
  const staff = createStaff(house);
  expect(await staff.vouch('room-101', { personId: 'ada' })).toEqual(refusal('presence.not-counted'));
  expect(await staff.setDisplay('room-101')).toEqual(refusal('display.not-offered'));
  must(await ada.pair('room-101', house.pairingCode));
  must(await ada.start('room-101'));
});
