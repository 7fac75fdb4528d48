// The hotel room's journey: only its guest may start it, the phone shows what the room reports, the wall switch wins.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createStaff, documentOf } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { priceByHand } from '../support/proven-receipt.ts';

let house: House;
let ada: Person;
beforeEach(async () => {
  house = await openHouse({ objects: ['room-101'] });
  ada = await createPerson(house, 'ada');
});
afterEach(async () => house.close());

async function checkIn(): Promise<string> {
  must(await ada.pair('room-101', house.pairingCode));
  const { sessionId } = must(await ada.start('room-101'));
  await house.pass(1_000);
  expect((await ada.read(sessionId)).state).toBe('active');
  return sessionId;
}

async function reported(sessionId: string): Promise<{ [name: string]: unknown }> {
  const { controls } = await ada.read(sessionId);
  return Object.fromEntries(controls.map((control) => [control.name, control.reported]));
}

const lastRefusal = async (sessionId: string) =>
  (await house.store.sessionEvents(sessionId, 0)).findLast(({ what }) => what === 'set-refused')?.facts;

describe('pairing a phone with a room', () => {
  test('is asked for before anything starts', async () => {
    expect(must(await ada.scan('room-101')).offer.availability).toBe('not-paired');
    expect(await ada.start('room-101')).toEqual({ ok: false, error: { code: 'stay.not-paired' } });
    expect((await ada.wallet()).heldMinor).toBe(0n);
  });

  test('counts wrong codes down and locks, for the right code too', async () => {
    const wrong = house.pairingCode === '000000' ? '000001' : '000000';
    for (const attemptsLeft of [4, 3, 2, 1]) {
      expect(await ada.pair('room-101', wrong)).toEqual({ ok: false, error: { code: 'stay.code-wrong', attemptsLeft } });
    }
    expect(await ada.pair('room-101', wrong)).toEqual({ ok: false, error: { code: 'stay.locked' } });
    expect(await ada.pair('room-101', house.pairingCode)).toEqual({ ok: false, error: { code: 'stay.locked' } });
    expect(await ada.start('room-101')).toEqual({ ok: false, error: { code: 'stay.not-paired' } });
  });

  test('the same wrong request again is no second try', async () => {
    const wrong = house.pairingCode === '000000' ? '000001' : '000000';
    const refusal = { ok: false, error: { code: 'stay.code-wrong', attemptsLeft: 4 } };
    for (let repeats = 0; repeats < 7; repeats += 1) expect(await ada.pair('room-101', wrong, 'one-key')).toEqual(refusal);
    expect(must(await ada.pair('room-101', house.pairingCode)).status).toBe(200);
  });

  test('a stranger’s wrong codes do not lock the guest out, and pass within the hour', async () => {
    const wrong = house.pairingCode === '000000' ? '000001' : '000000';
    const mallory = await createPerson(house, 'mallory');
    for (let tries = 0; tries < 5; tries += 1) await mallory.pair('room-101', wrong);
    expect(await mallory.pair('room-101', house.pairingCode)).toEqual({ ok: false, error: { code: 'stay.locked' } });
    expect(must(await ada.pair('room-101', house.pairingCode)).status).toBe(200);
  });

  /** So many accounts, each wrong as often as they may be. */
  async function guess(names: readonly string[], tries: number): Promise<Person> {
    let last = ada;
    const wrong = house.pairingCode === '000000' ? '000001' : '000000';
    for (const name of names) {
      last = await createPerson(house, name, 0n);
      for (let at = 0; at < tries; at += 1) expect(await last.pair('room-101', wrong)).toMatchObject({ ok: false });
    }
    return last;
  }

  test('strangers who guess slow themselves down, and not the guest who reads the screen', async () => {
    await guess(['m1', 'm2', 'm3', 'm4'], 5);
    const m5 = await guess(['m5'], 1);
    expect(await m5.pair('room-101', house.pairingCode)).toEqual({ ok: false, error: { code: 'stay.locked' } });
    expect(must(await ada.pair('room-101', house.pairingCode)).status).toBe(200);
  });

  test('very many accounts shut it, until an hour has passed or the front desk opens it', async () => {
    const locked = { ok: false, error: { code: 'stay.locked' } };
    const crowd = (from: number): string[] => Array.from({ length: 84 }, (_, at) => `m${from + at}`);
    await guess(crowd(0).slice(0, 4), 5);
    await guess(crowd(4).slice(0, 80), 1);
    expect(await ada.pair('room-101', house.pairingCode)).toEqual(locked);
    const elsewhere = createStaff(house, { operatorId: 'staff-1', tenantId: 'other' as 'demo' });
    expect(await elsewhere.unlockStay('room-101')).toMatchObject({ ok: false, error: { code: 'object.unknown' } });

    const fresh = house.pairingCode === '111111' ? '222222' : '111111';
    const unlocked = documentOf<object>(must(await createStaff(house).unlockStay('room-101', fresh)));
    expect(unlocked).toMatchObject({ forgottenTries: 100, isFresh: true });
    expect(await ada.pair('room-101', house.pairingCode)).toMatchObject({ ok: false, error: { code: 'stay.code-wrong' } });
    expect(must(await ada.pair('room-101', fresh)).status).toBe(200);
    const acts = await house.store.books<{ what: string }>("SELECT what FROM audit_rows WHERE what = 'stay-unlocked'");
    expect(acts).toHaveLength(1);
  });

  test('what was wrong passes within the hour', async () => {
    await guess(['m1', 'm2', 'm3', 'm4'], 5);
    await house.pass(3_600_001, 600_000);
    const m5 = await guess(['m5'], 4);
    expect(must(await m5.pair('room-101', house.pairingCode)).status).toBe(200);
  });

  test('takes the code as people type it, and answers the same again', async () => {
    const typed = `${house.pairingCode.slice(0, 3)} ${house.pairingCode.slice(3)}`;
    const paired = must(await ada.pair('room-101', typed));
    expect(JSON.parse(paired.body)).toMatchObject({ stayId: 'stay-1', objectId: 'room-101' });
    expect(must(await ada.pair('room-101', house.pairingCode)).status).toBe(200);
  });

  test('binds the room to one person', async () => {
    must(await ada.pair('room-101', house.pairingCode));
    const bob = await createPerson(house, 'bob');
    expect(await bob.pair('room-101', house.pairingCode)).toEqual({ ok: false, error: { code: 'stay.taken' } });
    expect(must(await bob.scan('room-101')).offer.availability).toBe('not-paired');
    expect(await bob.start('room-101')).toEqual({ ok: false, error: { code: 'stay.not-paired' } });
  });
});

describe('a hotel room', () => {
  test('shows what it reports, never what was wished', async () => {
    const sessionId = await checkIn();
    expect(await reported(sessionId)).toEqual({ light: true, dimmer: 60, setpoint: 220 });
    const { reportedVer } = await ada.read(sessionId);
    const deaf = house.device('room-101').lose({ down: ({ topic }) => topic.includes('/dn/cmd/') });
    expect(must(await ada.set(sessionId, 'dimmer', 40, reportedVer)).status).toBe(202);
    await house.pass(1_000);
    expect((await reported(sessionId)).dimmer).toBe(60);
    deaf();
    // The same bytes go again after 2 s.
    await house.pass(1_500);
    expect((await reported(sessionId)).dimmer).toBe(40);
  });

  test.each([
    ['dimmer', 105, 'control.value-refused'],
    ['dimmer', 41, 'control.value-refused'],
    ['dimmer', true, 'control.value-refused'],
    ['setpoint', 175, 'control.value-refused'],
    ['light', 1, 'control.value-refused'],
    ['minibar', true, 'control.unknown'],
    ['toString', true, 'control.unknown'],
  ])('refuses %s = %s with %s, and sends nothing', async (control, value, code) => {
    const sessionId = await checkIn();
    const before = house.metrics['commands_sent:set'] ?? 0;
    expect(await ada.set(sessionId, control, value, 1)).toEqual({ ok: false, error: { code, control } });
    await house.pass(1_000);
    expect(house.metrics['commands_sent:set'] ?? 0).toBe(before);
  });

  test('lets the wall switch win over a finger that had not seen it', async () => {
    const sessionId = await checkIn();
    const { reportedVer } = await ada.read(sessionId);
    house.device('room-101').runtime.act('flipWallSwitch');
    must(await ada.set(sessionId, 'light', true, reportedVer));
    await house.pass(1_000);
    expect((await reported(sessionId)).light).toBe(false);
    expect(await lastRefusal(sessionId)).toMatchObject({ deviceCode: 'LOCAL_OVERRIDE' });
    // Now the person has seen the switch, and their wish counts again.
    const seen = await ada.read(sessionId);
    must(await ada.set(sessionId, 'light', true, seen.reportedVer));
    await house.pass(1_000);
    expect((await reported(sessionId)).light).toBe(true);
  });

  test('sends the newest of many wishes for one control, not each of them', async () => {
    const sessionId = await checkIn();
    const { reportedVer } = await ada.read(sessionId);
    const mute = house.device('room-101').lose({ up: ({ topic }) => topic.includes('/up/res/') });
    for (const value of [10, 20, 30, 40, 50]) must(await ada.set(sessionId, 'dimmer', value, reportedVer));
    mute();
    await house.pass(6_000);
    expect((await reported(sessionId)).dimmer).toBe(50);
    expect(house.metrics['commands_sent:set']).toBeLessThanOrEqual(3);
  });

  test('resets its scene on Stop and bills by the started minute', async () => {
    const sessionId = await checkIn();
    await house.pass(100_000, 1_000);
    must(await ada.stop(sessionId));
    await house.pass(2_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stopped', totalMinor: 160, usage: { useMs: 101_000 } });
    expect(receipt.totalMinor).toBe(priceByHand('hotel-room', receipt.usage));
    const state = (await house.store.device('room-101'))?.state?.reported;
    expect(state).toMatchObject({ scene: 'away', light: false, dimmer: 0, setpoint: 200 });
    // A closed session shows no live state of the room.
    expect(await ada.read(sessionId)).toMatchObject({ state: 'closed', controls: [], reported: {} });
    expect(await ada.set(sessionId, 'light', true, 99)).toMatchObject({ error: { code: 'session.not-running' } });
    await expectBooksHold(house, [ada]);
  });

  test('calls the staff', async () => {
    const sessionId = await checkIn();
    expect(must(await ada.call(sessionId)).status).toBe(202);
    await house.pass(1_000);
    const commands = (await house.store.dossier(sessionId))?.commands ?? [];
    expect(commands.find(({ intent }) => intent.act === 'call')?.outcome).toMatchObject({ status: 'succeeded', ran: true });
  });
});
