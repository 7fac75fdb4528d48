// A database that was restored from an older copy: nothing starts before the world has been compared, nothing running is cut off (row 27).

import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { counterFloor } from '../../gateway/domain/recovery/recovery.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { markRestored } from '../../gateway/upkeep/recover.ts';
import { openHostStage } from '../contract/wallet/host-stage.ts';
import type { WalletStage } from '../contract/wallet/stage.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { ledgerTotals, sessionsInReview, unansweredKeys } from '../support/stored.ts';

const SECOND = 1_000;
let folder: string;
let house: House;
let stage: WalletStage | undefined;
afterEach(async () => {
  for (const total of Object.values(await ledgerTotals(house.store))) expect(total, 'M1').toBe(0n);
  await house.close();
  await stage?.close();
  stage = undefined;
  rmSync(folder, { recursive: true });
});

const path = (): string => join(folder, 'unlatch.db');
const copy = (): string => join(folder, 'copy.db');

async function open(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-restore-'));
  const clock = { nowMs: () => house?.clock.nowMs() ?? 0 };
  house = await openHouse({
    objects: ['pod-1', 'pod-2', 'bike-1'],
    persons: false,
    reopen: async () => openSqliteStore({ path: path(), clock }),
    onError: () => {},
    ...(stage && { wallet: stage }),
  });
}

async function backUp(): Promise<void> {
  await house.stopGateway();
  copyFileSync(path(), copy());
  await house.startGateway();
}

/** The gateway ends, the copy takes the place of its database, and - unless somebody forgot - that is said. */
async function restore({ isSaid = true } = {}): Promise<void> {
  await house.stopGateway();
  copyFileSync(copy(), path());
  if (isSaid) {
    const store = openSqliteStore({ path: path(), clock: house.clock });
    await markRestored(store, house.clock.nowMs());
    await store.close();
  }
  await house.startGateway();
}

async function enter(person: Person, objectId: string): Promise<string> {
  const { sessionId } = must(await person.start(objectId));
  await house.pass(SECOND, 250);
  for (const act of ['openDoor', 'enter', 'closeDoor']) house.device(objectId).runtime.act(act);
  await house.pass(5 * SECOND, SECOND);
  expect((await person.read(sessionId)).state).toBe('active');
  return sessionId;
}

const running = (objectId: string) => house.device(objectId).runtime.peek()?.flash.session?.ses;
const recovering = { ok: false, error: { code: 'system.recovering', retryAfterS: 30 } };

describe('row 27: a restored database', () => {
  test('starts nothing until every device was heard; then it does, with counters and tickets of its own', async () => {
    await open();
    const ada = await createPerson(house, 'ada');
    const bob = await createPerson(house, 'bob');
    await house.pass(2 * SECOND, SECOND);
    const old = must(await ada.scan('pod-2'));
    await backUp();
    await enter(ada, 'pod-1');
    const mute = house.device('bike-1').lose({ up: () => true });
    await restore();
    // The network has the others back at once, and not the bike.
    await house.pass(5 * SECOND, SECOND);
    expect(await bob.start('pod-2')).toEqual(recovering);
    mute();
    house.device('bike-1').wire.disconnect();
    house.device('bike-1').wire.reconnect();
    await house.pass(2 * SECOND, SECOND);
    expect(await ada.startWith({ ticket: old.ticket, tariffHash: old.offer.tariff.hash })).toEqual({
      ok: false,
      error: { code: 'ticket.invalid' },
    });
    const sessionId = await enter(bob, 'pod-2');
    const [start] = (await house.store.dossier(sessionId))?.commands ?? [];
    expect(start?.composed?.ctr).toBeGreaterThan(counterFloor(1));
    // A further restart is no further restore.
    await house.stopGateway();
    await house.startGateway();
    await house.pass(2 * SECOND, SECOND);
    expect((await bob.read(sessionId)).state).toBe('active');
    must(await ada.start('bike-1'));
  });

  test('waits ten minutes for a device that is gone, and no longer', async () => {
    await open();
    const bob = await createPerson(house, 'bob');
    await backUp();
    await house.pass(SECOND);
    house.device('bike-1').lose({ up: () => true });
    await restore();
    await house.pass(9 * MINUTE_MS, 10 * SECOND);
    expect(await bob.start('pod-2')).toEqual(recovering);
    await house.pass(MINUTE_MS, 10 * SECOND);
    must(await bob.start('pod-2'));
    expect(await bob.start('bike-1')).toMatchObject({ ok: false, error: { code: 'device.offline' } });
  });

  test('cuts off nobody: what it does not know is adopted for review, stored to its end, and costs nothing', async () => {
    await open();
    const ada = await createPerson(house, 'ada');
    await backUp();
    const sessionId = await enter(ada, 'pod-1');
    await restore();
    await house.pass(30 * SECOND, SECOND);
    expect(running('pod-1')).toBe(sessionId);
    const adopted = await house.store.session(sessionId);
    expect(adopted).toMatchObject({ state: 'review', review: { reason: 'recovered-unknown' }, objectId: 'pod-1' });
    expect(await sessionsInReview(house.store)).toHaveLength(1);
    house.device('pod-1').runtime.act('leave');
    await house.pass(6 * MINUTE_MS, 5 * SECOND);
    expect(running('pod-1')).toBeUndefined();
    expect(await house.store.session(sessionId)).toMatchObject({ state: 'closed', end: { finalMinor: 0n } });
    // Every word of it is stored, and the device may forget it (M13).
    expect(house.device('pod-1').runtime.peek()?.flash.journal).toEqual([]);
    const numbers = (await house.store.dossier(sessionId))?.journalNumbers ?? [];
    expect(numbers.length).toBeGreaterThan(2);
    // The object is free for whoever comes next.
    must(await ada.start('pod-1'));
  });

  test('goes on with what it knows: a session of before is stopped and billed by its own books', async () => {
    await open();
    const ada = await createPerson(house, 'ada');
    const sessionId = await enter(ada, 'pod-1');
    await backUp();
    await house.pass(3 * MINUTE_MS, 5 * SECOND);
    await restore();
    await house.pass(5 * SECOND, SECOND);
    expect((await ada.read(sessionId)).state).toBe('active');
    must(await ada.stop(sessionId));
    house.device('pod-1').runtime.act('leave');
    // The readings of the lost time are gone from both: waited for one minute, then the end record counts.
    await house.pass(70 * SECOND, SECOND);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(300 + 4 * 100);
    expect(await ada.wallet()).toMatchObject({ heldMinor: 0n, availableMinor: 50_000n - 700n });
  });

  test('that nobody speaks of is found out by a device that is ahead: nothing starts on it, what runs can be stopped', async () => {
    await open();
    const ada = await createPerson(house, 'ada');
    const sessionId = await enter(ada, 'pod-1');
    await backUp();
    // In the lost time the pod was told more.
    await house.pass(20 * MINUTE_MS, 10 * SECOND);
    await restore({ isSaid: false });
    await house.pass(5 * SECOND, SECOND);
    expect(house.metrics['money_invariant_alarms:older-than-the-world']).toBe(1);
    must(await ada.stop(sessionId));
    house.device('pod-1').runtime.act('leave');
    await house.pass(70 * SECOND, SECOND);
    expect((await ada.read(sessionId)).state).toBe('closed');
    expect(must(await ada.scan('pod-1')).offer.availability).toBe('offline');
    expect(await ada.start('pod-1')).toMatchObject({ ok: false, error: { code: 'device.offline' } });
    // Neither a reconnect nor a restart makes it forgotten; the other devices are as ever.
    house.device('pod-1').wire.disconnect();
    house.device('pod-1').wire.reconnect();
    await house.pass(2 * SECOND, SECOND);
    expect(must(await ada.scan('pod-1')).offer.availability).toBe('offline');
    expect(must(await ada.scan('pod-2')).offer.availability).toBe('free');
    // Until it is said.
    await house.stopGateway();
    const store = openSqliteStore({ path: path(), clock: house.clock });
    await markRestored(store, house.clock.nowMs());
    await store.close();
    await house.startGateway();
    await house.pass(5 * SECOND, SECOND);
    must(await ada.start('pod-1'));
  });

  test('releases what a wallet elsewhere holds for a session that it does not know, once', async () => {
    stage = await openHostStage();
    await open();
    const ada = await createPerson(house, 'ada');
    await backUp();
    const sessionId = await enter(ada, 'pod-1');
    const { holdId } = (await house.store.session(sessionId)) ?? { holdId: '' };
    expect(stage.moneyOf(holdId).heldMinor).toBe(5_900);
    stage.fault({ act: 'void', fault: 'lose-reply', times: 1 });
    await restore();
    await house.pass(60 * SECOND, SECOND);
    expect(stage.moneyOf(holdId)).toEqual({ heldMinor: 0, capturedMinor: 0, refundedMinor: 0 });
    expect(running('pod-1')).toBe(sessionId);
    const released = await house.store.books<{ subject_id: string }>(
      "SELECT subject_id FROM audit_rows WHERE what = 'unknown-hold-released'",
    );
    expect(released).toEqual([{ subject_id: holdId }]);
    expect(await unansweredKeys(house.store)).toEqual([]);
    must(await ada.start('pod-2'));
  });

  test('tells a person of money that was captured in the lost time, and does not touch it', async () => {
    stage = await openHostStage();
    await open();
    const ada = await createPerson(house, 'ada');
    await backUp();
    const sessionId = await enter(ada, 'pod-1');
    const { holdId } = (await house.store.session(sessionId)) ?? { holdId: '' };
    must(await ada.stop(sessionId));
    house.device('pod-1').runtime.act('leave');
    await house.pass(10 * SECOND, SECOND);
    expect(stage.moneyOf(holdId)).toMatchObject({ heldMinor: 0, capturedMinor: 400 });
    await restore();
    await house.pass(60 * SECOND, SECOND);
    expect(stage.moneyOf(holdId)).toMatchObject({ capturedMinor: 400, refundedMinor: 0 });
    const found = await house.store.books("SELECT subject_id FROM audit_rows WHERE what = 'unknown-capture-found'");
    expect(found).toHaveLength(1);
    must(await ada.start('pod-2'));
  });
});
