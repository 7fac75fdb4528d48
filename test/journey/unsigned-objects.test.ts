// FP-32 unsigned objects: a device without a key serves what is free, is believed for itself alone, and is never sold.
import { afterEach, describe, expect, test } from 'vitest';
import type { UpLeaf } from '#protocol';
import { freezeTariff } from '../../gateway/domain/tariff/tariff.ts';
import { parseTariff } from '../../gateway/domain/tariff/tariff-parse.ts';
import type { VenueSetup } from '../../gateway/ports/store.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

let house: House;
afterEach(() => house.close());

const FREE = 'tariff-free';
const parsed = parseTariff({
  ...{
    name: 'free',
    currency: 'CNY',
    baseMinor: 0,
    freeMs: 0,
    steps: [],
    capMinor: null,
    holdMinor: 0,
    items: [],
    taxPermille: 0,
  },
});
if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
const free = freezeTariff(FREE, 1, parsed.value);

/** The pod signs nothing and costs nothing; everything else is as it was. */
function withUnsignedPod(setup: VenueSetup): VenueSetup {
  return {
    ...setup,
    tariffs: [...setup.tariffs, free],
    devices: setup.devices.map((each) => (each.deviceId === 'pod-1' ? { ...each, publicX: '', isUnsigned: true } : each)),
    objects: setup.objects.map((each) => (each.objectId === 'pod-1' ? { ...each, tariffId: FREE } : each)),
  };
}

const quarantined = async (deviceId: string): Promise<readonly string[]> => {
  const rows = await house.store.books<{ readonly reason: string }>(
    'SELECT reason FROM quarantined_messages WHERE device_id = ? ORDER BY message_no',
    [deviceId],
  );
  return rows.map(({ reason }) => reason);
};
const say = async (deviceId: string, leaf: UpLeaf, body: object): Promise<void> => {
  house.device(deviceId).say(leaf, JSON.stringify(body));
  await house.settle();
};

describe('an unsigned pod under a tariff of zeros', () => {
  test('FP-32 goes from scan to a receipt of nothing, and what it said is kept as it came', async () => {
    house = await openHouse({ objects: ['pod-1'], venue: withUnsignedPod });
    const ada = await createPerson(house, 'ada', 0n);
    expect(must(await ada.scan('pod-1')).offer.availability).toBe('free');
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(3_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    await house.pass(60_000, 1_000);
    must(await ada.stop(sessionId));
    await house.pass(6_000);
    expect((await ada.read(sessionId)).state).toBe('closed');
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ totalMinor: 0, proof: { startCommand: null, deviceStart: null, deviceEnd: null } });
    const dossier = await house.store.dossier(sessionId);
    const texts = [...(dossier?.journal ?? []).map(({ jws }) => jws), dossier?.commands[0]?.outcome?.jws ?? ''];
    for (const text of texts) expect(JSON.parse(text)).toMatchObject({ v: 1, boot: expect.any(String) });
    expect(texts.length).toBeGreaterThan(2);
    expect(dossier?.commands.map(({ composed }) => composed?.kid)).toEqual(dossier?.commands.map(() => ''));
    expect(house.device('pod-1').runtime.peek()?.flash.journal).toEqual([]);
    expect(await quarantined('pod-1')).toEqual([]);
  });

  test('FP-32 comes back after a power cut, and is welcomed without a nonce', async () => {
    house = await openHouse({ objects: ['pod-1'], venue: withUnsignedPod });
    const before = (await house.store.device('pod-1'))?.boot?.boot;
    house.device('pod-1').runtime.powerCut(1_000);
    await house.pass(5_000);
    const after = (await house.store.device('pod-1'))?.boot?.boot;
    expect(after).not.toBe(before);
    expect((await house.store.device('pod-1'))?.presence.online).toBe(true);
  });

  test('FP-32 a session of another device is not its own to speak of', async () => {
    house = await openHouse({ objects: ['pod-1', 'pod-2'], venue: withUnsignedPod });
    const ada = await createPerson(house, 'ada');
    const { sessionId } = must(await ada.start('pod-2'));
    await house.pass(3_000);
    const [record] = (await house.store.dossier(sessionId))?.journal ?? [];
    const boot = house.device('pod-1').runtime.peek()?.boot;
    if (!record) throw new Error('the use of pod-2 has a record');
    const { sub: _sub, cmdHash: _hash, ...entry } = record.entry;
    const forged = { ...entry, boot, seq: 900, n: 1, ev: 'ended', trigger: 'stop_command', endUpMs: 1 };
    await say('pod-1', { leaf: 'journal' }, forged);
    await say('pod-1', { leaf: 'journal' }, { ...forged, sub: 'demo/pod-2' });
    expect(await quarantined('pod-1')).toEqual(['journal-of-unknown-session', 'payload.wrong-subject']);
    expect((await ada.read(sessionId)).state).toBe('active');
  });

  test('FP-32 what is signed is not believed of it either: it has no key', async () => {
    house = await openHouse({ objects: ['pod-1'], venue: withUnsignedPod });
    const text = await house.device('pod-1').sign('o2o-hello+jwt', { v: 1 });
    house.device('pod-1').say({ leaf: 'hello' }, text);
    await house.settle();
    expect(await quarantined('pod-1')).toEqual(['payload.wrong-form']);
  });
});

describe('a device that has a key', () => {
  test('FP-32 is never believed without it', async () => {
    house = await openHouse({ objects: ['pod-2'], venue: withUnsignedPod });
    const ada = await createPerson(house, 'ada');
    const { sessionId } = must(await ada.start('pod-2'));
    await house.pass(3_000);
    const dossier = await house.store.dossier(sessionId);
    const [record] = dossier?.journal ?? [];
    const [start] = dossier?.commands ?? [];
    if (!record || !start) throw new Error('it has started');
    const leaf = { leaf: 'result', gateway: 'gw-test', commandId: start.commandId } as const;
    await say(
      'pod-2',
      { leaf: 'journal' },
      { ...record.entry, n: 1, seq: 900, ev: 'ended', trigger: 'stop_command', endUpMs: 1 },
    );
    await say('pod-2', leaf, {
      v: 1,
      boot: record.entry.boot,
      seq: 901,
      upMs: 1,
      cid: start.commandId,
      status: 'failed',
      ran: false,
      code: 'HW_FAULT',
    });
    expect(await quarantined('pod-2')).toEqual(['payload.wrong-form', 'payload.wrong-form']);
    expect((await ada.read(sessionId)).state).toBe('active');
  });
});

describe('a price on what is unsigned', () => {
  test('FP-32 is refused at set-up, and whoever got past that is offered nothing', async () => {
    house = await openHouse({ objects: ['pod-1'], venue: withUnsignedPod });
    const ada = await createPerson(house, 'ada');
    const offered = must(await ada.scan('pod-1'));
    const priced = (setup: VenueSetup): VenueSetup => ({
      ...setup,
      objects: setup.objects.map((each) => (each.objectId === 'pod-1' ? { ...each, tariffId: 'tariff-sleep-pod' } : each)),
    });
    await expect(house.changeVenue(priced)).rejects.toMatchObject({ code: 'object.unsigned-not-free' });
    const dear = (await house.store.scene('pod-2'))?.tariff;
    if (!dear) throw new Error('the other pod has a price');
    // Another set-up names the tariff alone: nothing in it says what moves under it.
    await house.changeVenue((setup) => ({
      ...setup,
      tariffs: [{ ...dear, tariffId: FREE, version: 2 }],
      devices: [],
      objects: [],
      tags: [],
      stays: [],
    }));
    expect(await ada.scan('pod-1')).toEqual({ ok: false, error: { code: 'object.unsigned-not-free' } });
    const started = await ada.startWith({ ticket: offered.ticket, tariffHash: offered.offer.tariff.hash });
    expect(started).toEqual({ ok: false, error: { code: 'object.unsigned-not-free' } });
  });
});
