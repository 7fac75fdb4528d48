// Hotel room and restaurant table: controls where the wall wins, and orders that count once printed.
import { describe, expect, test } from 'vitest';
import { createBed } from './bed.ts';

function litRoom() {
  const bed = createBed('hotel-room');
  bed.greet();
  bed.start({ leaseUp: 120_000 });
  return bed;
}

function openTable() {
  const bed = createBed('restaurant-table');
  bed.greet();
  bed.start({ leaseUp: 120_000 });
  return bed;
}
const lines = [{ item: 'dumplings', name: 'Dumplings (8)', qty: 2 }];

describe('hotel room', () => {
  test('the scene starts use at once', () => {
    const bed = litRoom();
    expect(bed.sent()[0]).toMatchObject({ ev: 'started', evidence: ['scene_applied', 'power_draw'] });
  });

  test('stop resets the scene and ends at the tap', () => {
    const bed = litRoom();
    bed.pass(20_000);
    bed.stop();
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'stop_command', endUpMs: 20_000, use: { useMs: 20_000 } });
    expect(bed.states().at(-1)?.reported).toMatchObject({ scene: 'away', light: false });
  });

  test('the lease switches the room off at its very end', () => {
    const bed = litRoom();
    bed.pass(130_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'lease_lapsed', endUpMs: 120_000, use: { useMs: 120_000 } });
    expect(bed.device().body.scene).toBe('away');
  });

  test('a control is set and reported with a new version', () => {
    const bed = litRoom();
    const before = bed.device().flash.stateVer;
    const made = bed.feed(bed.command('set', { control: 'dimmer', value: 35, seen: before }));
    expect(bed.results(made).at(-1)).toMatchObject({ status: 'succeeded', code: 'OK' });
    expect(bed.states(made)).toMatchObject([{ ver: before + 1, reported: { dimmer: 35 } }]);
  });

  test.each([
    ['dimmer', 33, 'BAD_PARAM'],
    ['dimmer', 105, 'BAD_PARAM'],
    ['dimmer', true, 'BAD_PARAM'],
    ['setpoint', 265, 'BAD_PARAM'],
    ['minibar', 1, 'UNSUPPORTED'],
  ] as const)('%s = %s is refused with %s', (control, value, code) => {
    const bed = litRoom();
    const made = bed.feed(bed.command('set', { control, value, seen: 99 }));
    expect(bed.results(made)).toMatchObject([{ status: 'rejected', code, detail: control, ran: false }]);
    expect(bed.states(made)).toEqual([]);
  });

  test('the wall switch wins over a finger that had not seen it', () => {
    const bed = litRoom();
    const seen = bed.device().flash.stateVer;
    const flipped = bed.person('flipWallSwitch');
    expect(bed.states(flipped)).toMatchObject([{ ver: seen + 1, reported: { light: false } }]);
    const stale = bed.feed(bed.command('set', { control: 'light', value: true, seen }));
    expect(bed.results(stale)).toMatchObject([{ status: 'rejected', code: 'LOCAL_OVERRIDE', detail: 'light', ran: false }]);
    const other = bed.feed(bed.command('set', { control: 'dimmer', value: 20, seen }));
    expect(bed.results(other)).toMatchObject([{ status: 'succeeded' }]);
    const fresh = bed.feed(bed.command('set', { control: 'light', value: true, seen: seen + 1 }));
    expect(bed.results(fresh)).toMatchObject([{ status: 'succeeded' }]);
  });

  test('an open window saves energy', () => {
    const bed = litRoom();
    bed.person('openWindow');
    expect(bed.states().at(-1)?.reported).toMatchObject({ window: 'open', scene: 'eco' });
    bed.person('closeWindow');
    expect(bed.states().at(-1)?.reported).toMatchObject({ window: 'closed', scene: 'guest' });
  });

  test('the pairing code is shown in the room and never sent', () => {
    const bed = litRoom();
    bed.config(1, { pairingCode: '4711', minibar: 1 });
    expect(bed.seen('display').at(-1)).toEqual({ pairingCode: '4711' });
    const said = bed.effects().filter((effect) => effect.type === 'publish' && effect.body.includes('4711'));
    expect(said).toEqual([]);
    expect(bed.states().at(-1)).toMatchObject({ cfgVer: 1, cfg: { pairingCode: 'accepted', minibar: 'unknown' } });
  });

  test('configuration counts only when newer, and each key is answered', () => {
    const bed = litRoom();
    bed.config(2, { pairingCode: 'too-long-a-code' });
    expect(bed.states().at(-1)).toMatchObject({ cfgVer: 2, cfg: { pairingCode: 'rejected' } });
    bed.config(2, { pairingCode: '1' });
    expect(bed.device().flash.config).toEqual({});
  });

  test('controls of a session that does not hold the room are refused', () => {
    const bed = litRoom();
    const made = bed.feed(bed.command('set', { control: 'light', value: false, seen: 99 }, { ses: 'ses2' }));
    expect(bed.results(made)).toMatchObject([{ code: 'BAD_STATE', ran: false }]);
  });
});

describe('restaurant table', () => {
  test('the opening slip starts use', () => {
    expect(openTable().sent()[0]).toMatchObject({ ev: 'started', evidence: ['table_open', 'slip_printed'] });
  });

  test('without paper the table waits for the kitchen', () => {
    const bed = createBed('restaurant-table');
    bed.greet();
    bed.person('printerOffline');
    bed.start({ leaseUp: 120_000 });
    expect(bed.sent()).toEqual([]);
    bed.person('kitchenAcknowledges');
    expect(bed.sent()[0]).toMatchObject({ ev: 'started', evidence: ['table_open', 'kitchen_seen'] });
  });

  test('an order is journaled when its ticket is printed', () => {
    const bed = openTable();
    const made = bed.feed(bed.command('order', { order: 'ord1', lines }));
    expect(bed.sent(made)).toMatchObject([{ ev: 'updated', trigger: 'ticket_printed', ticket: { order: 'ord1', lines } }]);
    expect(bed.results(made).map((result) => result.status)).toEqual(['accepted', 'succeeded']);
    expect(bed.states(made).at(-1)?.reported.tickets).toBe(1);
  });

  test('the same order under a new command prints no second ticket', () => {
    const bed = openTable();
    bed.feed(bed.command('order', { order: 'ord1', lines }));
    const made = bed.feed(bed.command('order', { order: 'ord1', lines }));
    expect(bed.results(made).at(-1)).toMatchObject({ status: 'succeeded', code: 'ALREADY', ran: true });
    expect(bed.device().body.tickets).toBe(1);
  });

  test('an order without paper is refused and nothing is billed', () => {
    const bed = openTable();
    bed.person('printerOffline');
    const made = bed.feed(bed.command('order', { order: 'ord1', lines }));
    expect(bed.results(made)).toMatchObject([{ status: 'rejected', code: 'HW_FAULT', detail: 'printer_offline', ran: false }]);
    expect(bed.sent(made)).toEqual([]);
  });

  test('calling a waiter rings', () => {
    const bed = openTable();
    bed.feed(bed.command('call', { call: 'call1' }));
    expect(bed.seen('call')).toEqual([{ call: 'call1' }]);
    expect(
      bed.effects().some((effect) => effect.type === 'publish' && effect.to.leaf === 'event' && effect.to.type === 'call'),
    ).toBe(true);
  });

  test('stop closes the table', () => {
    const bed = openTable();
    bed.pass(5_000);
    bed.stop();
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'stop_command', evidence: ['table_closed'] });
  });
});
