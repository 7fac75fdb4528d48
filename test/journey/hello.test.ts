// The hello of a device that lies or has lost something: what is believed of it, set aside, and counted.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MESSAGE_TYPES, MINUTE_MS } from '#protocol';
import { type House, openHouse } from '../support/one-process.ts';

const ROOM = 'room-101';
const QUARANTINED = 'device_messages_quarantined:';
let house: House;
beforeEach(async () => {
  house = await openHouse({ objects: [ROOM], persons: false });
  await house.pass(5 * MINUTE_MS, 5_000);
  // Greeted again, so that five minutes of uptime are known.
  device().wire.disconnect();
  device().wire.reconnect();
  await house.settle();
});
afterEach(async () => house.close());

const device = () => house.device(ROOM);
const quarantined = () =>
  Object.fromEntries(
    Object.entries(house.metrics)
      .filter(([name]) => name.startsWith(QUARANTINED))
      .map(([name, count]) => [name.slice(QUARANTINED.length), count]),
  );

/** Speaks in the device's name; the device itself is not asked any more. */
function speakFor() {
  const nonces: string[] = [];
  device().lose({
    down: ({ body }) => {
      if (body.t === 'rehello') nonces.push(String(body.nonce));
      return body.t === 'rehello';
    },
  });
  let seq = 700;
  const hello = async (changes: object): Promise<object> => {
    const { runtime } = device();
    const conn = (await house.store.device(ROOM))?.presence.conn;
    seq += 1;
    return {
      ...{ v: 1, boot: runtime.peek()?.boot, conn, seq, upMs: runtime.upMs(), model: 'x', fw: 'x', profile: 'hotel-room' },
      ...{ caps: [], cfgVer: 1, lastCtr: 0, open: [], journal: 0, ...changes },
    };
  };
  const saySigned = async (changes: object): Promise<void> => {
    const signed = { ...(await hello(changes)), sub: `demo/${ROOM}`, nonce: nonces.at(-1), ...changes };
    device().say({ leaf: 'hello' }, await device().sign(MESSAGE_TYPES.hello, signed));
    await house.settle();
  };
  const sayHint = async (changes: object = {}): Promise<void> => {
    device().say({ leaf: 'hello' }, JSON.stringify(await hello(changes)));
    await house.settle();
  };
  return { sayHint, saySigned };
}

describe('a hello', () => {
  test('whose uptime falls within one boot, or runs ahead of our clock, is quarantined; so is one over a nonce that nobody gave', async () => {
    const { sayHint, saySigned } = speakFor();
    await sayHint();
    await saySigned({ upMs: 1_000 });
    expect(quarantined()).toEqual({ 'boot-repeated': 1 });
    await saySigned({ upMs: 3_600_000 });
    expect(quarantined()).toEqual({ 'boot-repeated': 1, 'uptime-runs-ahead': 1 });
    await saySigned({ nonce: 'a nonce of our own' });
    expect(quarantined()).toMatchObject({ 'hello-with-wrong-nonce': 1 });
  });

  test('FP-16 that says how many entries the device gave up is counted when they are more than before', async () => {
    const { sayHint, saySigned } = speakFor();
    for (const dropped of [3, 3, 5]) {
      await sayHint({ dropped });
      await saySigned({ dropped });
    }
    expect(quarantined()).toEqual({});
    expect(house.metrics['device_incidents:journal-dropped']).toBe(2);
    expect(await house.store.device(ROOM)).toMatchObject({ dropped: 5 });
  });
});
