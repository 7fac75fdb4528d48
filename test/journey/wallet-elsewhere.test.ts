// A wallet elsewhere: holds, captures and releases that are asked over HTTP, with every answer late, lost, refused or wrong.

import { afterEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { opKeys } from '../../gateway/domain/wallet/wallet-operation.ts';
import { changesOf } from '../support/books.ts';
import { must } from '../support/person.ts';
import { transfersOf, unansweredKeys } from '../support/stored.ts';
import { attemptsOf, openStreet, type Street, type StreetOptions } from '../support/street.ts';

const SECOND = 1_000;
const nothing = { heldMinor: 0, capturedMinor: 0, refundedMinor: 0 };

describe.each(['host', 'card'] as const)('with the %s wallet', (name) => {
  let street: Street;
  const open = async (options: StreetOptions = {}): Promise<Street> => {
    street = await openStreet(name, undefined, options);
    return street;
  };
  afterEach(async () => {
    await street.expectBooksBalance();
    await street.close();
  });

  describe('a start', () => {
    test('holds, starts, captures and tells the receipt; the rest of the hold is free again', async () => {
      const { ada, house, stage, press, stop } = await open();
      const { sessionId, holdId } = await press();
      expect((await ada.read(sessionId)).state).toBe('authorizing');
      expect(changesOf(house, 'command-added')).toEqual([]);
      await house.settle();
      expect(await house.store.hold(holdId)).toMatchObject({ state: 'held', heldMinor: 5_900n, wallet: name });
      expect(stage.moneyOf(holdId)).toMatchObject({ heldMinor: 5_900, capturedMinor: 0 });
      await house.pass(20 * SECOND, SECOND);
      await stop(sessionId);
      expect((await ada.read(sessionId)).state).toBe('closed');
      expect(await ada.provenReceipt(sessionId)).toMatchObject({ totalMinor: 400, heldMinor: 5_900, releasedMinor: 5_500 });
      expect(stage.moneyOf(holdId)).toEqual({ ...nothing, capturedMinor: 400 });
      const transfers = await transfersOf(house.store, sessionId);
      expect(transfers.map(({ kind, opKey }) => ({ kind, opKey }))).toEqual([
        { kind: 'capture', opKey: opKeys.capture(sessionId, holdId) },
      ]);
    });

    test('row 1: that the gateway forgot leaves nothing, and the same key starts anew', async () => {
      const { ada, house, crashAt, reboot, stage, offered } = await open();
      const tap = { ...(await offered()), key: 'tap' };
      crashAt('authorize-session:before-commit');
      await expect(ada.startWith(tap)).rejects.toThrow('crash');
      await reboot();
      expect(changesOf(house, 'session-created')).toEqual([]);
      const { sessionId, status } = must(await ada.startWith(tap));
      expect(status).toBe(201);
      await house.pass(20 * SECOND, SECOND);
      expect((await ada.read(sessionId)).state).toBe('active');
      expect(stage.moneyOf((await house.store.session(sessionId))?.holdId ?? '').heldMinor).toBe(5_900);
    });

    test('row 2, row 10: whose wallet was never asked is asked after the restart; the same key has its first bytes', async () => {
      const { ada, house, crashAt, reboot, stage, offered } = await open();
      const tap = { ...(await offered()), key: 'tap' };
      crashAt('authorize-session:after-commit');
      await expect(ada.startWith(tap)).rejects.toThrow('crash');
      await reboot();
      await house.pass(SECOND);
      const answered = must(await ada.startWith(tap));
      expect(answered.status).toBe(201);
      expect(JSON.parse(answered.body)).toMatchObject({ state: 'authorizing' });
      await house.pass(20 * SECOND, SECOND);
      expect(must(await ada.startWith(tap))).toEqual(answered);
      expect((await ada.read(answered.sessionId)).state).toBe('active');
      const hold = (await house.store.session(answered.sessionId))?.holdId ?? '';
      expect(stage.moneyOf(hold).heldMinor).toBe(5_900);
      expect(attemptsOf(house, opKeys.authorize(answered.sessionId, hold))).toBe(1);
    });

    test('row 3: whose reply is lost is asked under the same key until it is heard', async () => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault: 'lose-reply', times: 2 });
      const { sessionId, holdId } = await press();
      await house.settle();
      // The card's adapter looks for what became of it in the same call.
      if (name === 'host') expect((await ada.read(sessionId)).state).toBe('authorizing');
      await house.pass(20 * SECOND, SECOND);
      expect((await ada.read(sessionId)).state).toBe('active');
      expect(stage.moneyOf(holdId).heldMinor).toBe(5_900);
      expect(attemptsOf(house, opKeys.authorize(sessionId, holdId))).toBeGreaterThan(name === 'host' ? 1 : 0);
      const asked = changesOf(house, 'operation-added').map(({ operation }) => operation.opKey);
      expect(asked).toEqual([opKeys.authorize(sessionId, holdId)]);
    });

    test('row 3: that is never answered touches no device, and what it may hold is released', async () => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault: 'lose-reply', times: 99 }, { act: 'status', fault: 'lose-reply', times: 99 });
      const { sessionId, holdId } = await press();
      await house.pass(19 * SECOND, SECOND);
      expect((await ada.read(sessionId)).state).toBe('authorizing');
      await house.pass(30 * SECOND, SECOND);
      expect(changesOf(house, 'command-added')).toEqual([]);
      expect(stage.moneyOf(holdId)).toEqual(nothing);
      expect(await ada.read(sessionId)).toMatchObject({ state: 'closed', end: { reason: 'authorize-unknown', finalMinor: 0 } });
      expect((await ada.receipt(sessionId)).totalMinor).toBe(0);
      expect(await unansweredKeys(house.store)).toEqual([]);
    });

    test('row 3: whose request arrives after it was given up holds nothing (R4)', async () => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault: 'park', times: 99 });
      const { sessionId, holdId } = await press();
      await house.pass(30 * SECOND, SECOND);
      expect((await ada.read(sessionId)).state).toBe('closed');
      stage.edge.release();
      await house.pass(30 * SECOND, SECOND);
      expect(stage.moneyOf(holdId)).toEqual(nothing);
      expect((await house.store.hold(holdId))?.state).toBe('voided');
    });

    test('row 3: that wants the payer to act waits for them as long as the wallet says', async () => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault: 'ask' });
      const { sessionId } = await press();
      await house.pass(60 * SECOND, SECOND);
      expect(await ada.read(sessionId)).toMatchObject({ state: 'authorizing' });
      expect((await ada.read(sessionId)).payerAction?.url).toMatch(/^https?:/);
      stage.complete(null);
      await house.pass(30 * SECOND, SECOND);
      expect((await ada.read(sessionId)).state).toBe('active');
      expect((await ada.read(sessionId)).payerAction).toBeNull();
    });

    test('row 3: whose payer never acts is given up, and holds nothing', async () => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault: 'ask' });
      const { sessionId, holdId } = await press();
      await house.pass(30 * MINUTE_MS, 5 * SECOND);
      expect(await ada.read(sessionId)).toMatchObject({ state: 'closed', end: { reason: 'authorize-unknown' } });
      expect(stage.moneyOf(holdId)).toEqual(nothing);
    });

    test('row 4: that the wallet declines fails at once; nothing was held, and there is no receipt', async () => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault: 'decline', code: 'insufficient_funds' });
      const { sessionId, holdId } = await press();
      await house.settle();
      expect(await ada.read(sessionId)).toMatchObject({ state: 'failed', declined: 'insufficient_funds' });
      expect((await house.store.hold(holdId))?.state).toBe('declined');
      await expect(ada.receipt(sessionId)).rejects.toThrow('receipt.not-yet');
      // The object is free for the next, who may be the same person.
      await house.pass(SECOND);
      expect((await press()).sessionId).not.toBe(sessionId);
    });

    test('row 4: whose no was not stored gets the same no after the restart', async () => {
      const { ada, house, stage, press, crashAt, reboot } = await open();
      stage.fault({ act: 'authorize', fault: 'decline', code: 'insufficient_funds' });
      crashAt('resolve-operation:before-commit');
      const { sessionId } = await press();
      await house.settle();
      expect((await ada.read(sessionId)).state).toBe('authorizing');
      await reboot();
      await house.pass(5 * SECOND, SECOND);
      expect((await ada.read(sessionId)).state).toBe('failed');
    });

    test.each([
      ['lie-amount', 'another amount'],
      ['lie-currency', 'another currency'],
      ['lie-hold', "another's hold"],
      ['lie-key', 'another operation'],
    ] as const)('that the wallet answers with %s (%s) is undone: the device is untouched, and nothing stays held', async (fault, _says) => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault, times: 99 }, { act: 'status', fault, times: 99 });
      const { sessionId, holdId } = await press();
      await house.pass(60 * SECOND, SECOND);
      stage.fault();
      await house.pass(60 * SECOND, SECOND);
      expect(changesOf(house, 'command-added')).toEqual([]);
      expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'authorize-unknown', totalMinor: 0 });
      expect(stage.moneyOf(holdId)).toEqual(nothing);
      expect((await press()).sessionId).not.toBe(sessionId);
    });

    test('row 5: whose money is held and whose command was not sent is sent after the restart', async () => {
      const { ada, house, press, crashAt, reboot } = await open();
      crashAt('resolve-operation:after-commit');
      const { sessionId } = await press();
      await house.settle();
      expect((await ada.read(sessionId)).state).toBe('starting');
      await reboot();
      await house.pass(20 * SECOND, SECOND);
      expect((await ada.read(sessionId)).state).toBe('active');
    });

    test('whose object goes away while the wallet thinks is undone at once', async () => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault: 'pend' });
      const { sessionId, holdId } = await press();
      await house.settle();
      house.device('pod-1').wire.disconnect();
      await house.settle();
      stage.complete(null);
      await house.pass(10 * SECOND, SECOND);
      expect(await ada.read(sessionId)).toMatchObject({ state: 'closed', end: { reason: 'start-unseen', finalMinor: 0 } });
      expect(changesOf(house, 'command-added')).toEqual([]);
      expect(stage.moneyOf(holdId)).toEqual(nothing);
    });

    test('that is stopped before the wallet has said yes is undone, however late its yes comes', async () => {
      const { ada, house, stage, press } = await open();
      stage.fault({ act: 'authorize', fault: 'pend' });
      const { sessionId, holdId } = await press();
      await house.settle();
      must(await ada.stop(sessionId));
      stage.complete(null);
      await house.pass(10 * SECOND, SECOND);
      expect(await ada.read(sessionId)).toMatchObject({ state: 'closed', end: { reason: 'stopped', finalMinor: 0 } });
      expect(changesOf(house, 'command-added')).toEqual([]);
      expect(stage.moneyOf(holdId)).toEqual(nothing);
    });

    test('row 8: that never reaches the object stays held until its stop is answered, and is released', async () => {
      const { ada, house, stage, press } = await open();
      const device = house.device('pod-1');
      const deaf = device.lose({ down: ({ body }) => body.act === 'start' || body.act === 'stop' });
      const { sessionId, holdId } = await press();
      await house.pass(30 * SECOND, SECOND);
      expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping', startedAt: null });
      expect(stage.moneyOf(holdId).heldMinor).toBe(5_900);
      deaf();
      await house.pass(2 * MINUTE_MS, SECOND);
      expect(await ada.read(sessionId)).toMatchObject({ state: 'closed', end: { reason: 'start-unseen', finalMinor: 0 } });
      expect(device.runtime.peek()?.flash.fencedSessions).toContain(sessionId);
      expect((await house.store.hold(holdId))?.state).toBe('voided');
      expect(stage.moneyOf(holdId)).toEqual(nothing);
    });

    test('row 9: that the object refuses for certain is released at once', async () => {
      const { ada, house, stage, press } = await open({ persons: false });
      // Somebody of the house lies in it; the pod is not opened for anybody else.
      const device = house.device('pod-1');
      const kept = device.memory.load();
      if (!kept) throw new Error('no memory');
      device.runtime.powerCut(SECOND);
      device.memory.save({ ...kept, body: { ...kept.body, isOccupied: true, emptySinceUpMs: null } });
      await house.pass(3 * SECOND, 500);
      const { sessionId, holdId } = await press();
      await house.settle();
      const [start] = (await house.store.dossier(sessionId))?.commands ?? [];
      expect(start?.outcome).toMatchObject({ status: 'rejected', code: 'OCCUPIED', ran: false });
      await house.pass(2 * SECOND, SECOND);
      expect(await ada.provenReceipt(sessionId)).toMatchObject({
        endReason: 'start-refused',
        totalMinor: 0,
        releasedMinor: 5_900,
      });
      expect((await house.store.hold(holdId))?.state).toBe('voided');
      expect(stage.moneyOf(holdId)).toEqual(nothing);
      expect(changesOf(house, 'command-added').map(({ command }) => command.intent.act)).toEqual(['start']);
    });
  });

  describe('an end', () => {
    test('row 18: whose capture was not asked for is captured after the restart, once', async () => {
      const { ada, house, stage, ride, crashAt, reboot } = await open();
      const { sessionId, holdId } = await ride();
      crashAt('settle-session:after-commit');
      must(await ada.stop(sessionId));
      await house.pass(6 * SECOND, SECOND);
      await reboot();
      await house.pass(10 * SECOND, SECOND);
      expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
      expect(stage.moneyOf(holdId)).toEqual({ ...nothing, capturedMinor: 400 });
    });

    test('row 18: leaves the object to the next person while the wallet is slow', async () => {
      const { ada, house, stage, ride, stop, press } = await open();
      const { sessionId } = await ride();
      stage.fault({ act: 'capture', fault: 'lose-request', times: 99 });
      await stop(sessionId);
      expect(await ada.read(sessionId)).toMatchObject({ state: 'settling', end: { reason: 'stopped', finalMinor: 400 } });
      await expect(ada.receipt(sessionId)).rejects.toThrow('receipt.not-yet');
      const next = await press();
      await house.pass(20 * SECOND, SECOND);
      expect((await ada.read(next.sessionId)).state).toBe('active');
      stage.fault();
      await house.pass(2 * MINUTE_MS, SECOND);
      expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
    });

    test('row 19: whose reply is lost is captured once', async () => {
      const { ada, house, stage, ride, stop } = await open();
      const { sessionId, holdId } = await ride();
      stage.fault({ act: 'capture', fault: 'lose-reply', times: 2 });
      await stop(sessionId);
      await house.pass(30 * SECOND, SECOND);
      expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
      expect(stage.moneyOf(holdId)).toEqual({ ...nothing, capturedMinor: 400 });
      expect(attemptsOf(house, opKeys.capture(sessionId, holdId))).toBeGreaterThan(name === 'host' ? 1 : 0);
    });

    test('row 19: that the wallet confirms later stays settling until then', async () => {
      const { ada, house, stage, ride, stop } = await open();
      const { sessionId, holdId } = await ride();
      stage.fault({ act: 'capture', fault: 'pend' });
      await stop(sessionId);
      await house.pass(MINUTE_MS, SECOND);
      expect((await ada.read(sessionId)).state).toBe('settling');
      expect((await house.store.hold(holdId))?.state).toBe('capturing');
      stage.complete(null);
      await house.pass(6 * MINUTE_MS, 5 * SECOND);
      expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
    });

    test('row 22: whose hold the wallet has let go of asks for the frozen amount anew', async () => {
      const { ada, house, stage, ride, stop, letGo } = await open({ isHoldShort: true });
      const { sessionId, holdId } = await ride();
      stage.fault({ act: 'capture', fault: 'lose-request', times: 999 });
      await stop(sessionId);
      await letGo();
      stage.fault();
      await house.pass(6 * MINUTE_MS, 10 * SECOND);
      expect(await house.store.hold(holdId)).toMatchObject({ state: 'captured', capturedMinor: 400n });
      expect((await house.store.operation(opKeys.recapture(sessionId, holdId, 1)))?.state).toBe('done');
      expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
      expect(stage.moneyOf(holdId)).toEqual({ ...nothing, capturedMinor: 400 });
    });

    test('row 22: that nothing can be had for is owed: it credits nobody, and refuses the next start', async () => {
      const { ada, house, stage, ride, stop, letGo } = await open({ isHoldShort: true });
      const { sessionId, holdId } = await ride();
      stage.fault({ act: 'capture', fault: 'lose-request', times: 999 });
      await stop(sessionId);
      await letGo();
      stage.fault({ act: 'recapture', fault: 'decline', code: 'insufficient_funds', times: 9 });
      await house.pass(6 * MINUTE_MS, 10 * SECOND);
      expect((await ada.read(sessionId)).state).toBe('closed');
      expect((await house.store.hold(holdId))?.state).toBe('uncollected');
      expect(await house.store.uncollectedOf('ada')).toMatchObject([{ holdId, owedMinor: 400n, state: 'open' }]);
      expect(await transfersOf(house.store, sessionId)).toEqual([]);
      expect(await ada.start('pod-1')).toEqual({
        ok: false,
        error: { code: 'wallet.owed', owedMinor: 400n, currency: 'CNY' },
      });
    });

    test('row 23: whose release is asked for twice is released once', async () => {
      const { ada, house, stage, press } = await open();
      house.device('pod-1').lose({ down: ({ body }) => body.act === 'start' });
      stage.fault({ act: 'void', fault: 'lose-reply', times: 2 });
      const { sessionId, holdId } = await press();
      await house.pass(3 * MINUTE_MS, SECOND);
      expect(await ada.provenReceipt(sessionId)).toMatchObject({ totalMinor: 0, releasedMinor: 5_900 });
      expect(stage.moneyOf(holdId)).toEqual(nothing);
      const released = opKeys.void(sessionId, holdId);
      expect(changesOf(house, 'operation-added').filter(({ operation }) => operation.kind === 'void')).toHaveLength(1);
      expect(attemptsOf(house, released)).toBeGreaterThan(name === 'host' ? 1 : 0);
      expect((await house.store.operation(released))?.state).toBe('done');
    });

    test('row 25: whose word comes twice, by itself and as a reply, is applied once', async () => {
      const { ada, house, stage, ride, stop, deliver } = await open();
      const { sessionId, holdId } = await ride();
      stage.fault({ act: 'capture', fault: 'pend' });
      await stop(sessionId);
      stage.complete(null);
      await Promise.all([deliver(), house.pass(10 * MINUTE_MS, 10 * SECOND)]);
      await deliver();
      expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
      const resolved = changesOf(house, 'operation-resolved').filter(({ opKey }) => opKey === opKeys.capture(sessionId, holdId));
      expect(resolved).toHaveLength(1);
      expect(changesOf(house, 'receipt-issued')).toHaveLength(1);
    });
  });

  test('one person with two objects has two holds, two keys and two receipts', async () => {
    const { ada, house, stage, press, stop } = await open();
    const [one, two] = [await press('pod-1'), await press('pod-2')];
    await house.pass(20 * SECOND, SECOND);
    await stop(one.sessionId);
    await stop(two.sessionId);
    for (const { sessionId, holdId } of [one, two]) {
      expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
      expect(stage.moneyOf(holdId)).toEqual({ ...nothing, capturedMinor: 400 });
    }
  });
});

test('a Start that is refused anyway does not have the person’s token narrowed', async () => {
  const street = await openStreet('host');
  const { ticket, tariffHash } = await street.offered();
  const start = (hash: string) =>
    street.house.core.steps.authorizeSession({
      ...{ personId: 'ada', route: 'sessions', key: hash, bodyHash: hash, binding: street.ada.binding },
      ...{ ticket, tariffHash: hash, personToken: 'nobody wrote this' },
    });
  expect(await start(tariffHash)).toMatchObject({ ok: false, error: { code: 'wallet.declined' } });
  expect(await start('another')).toMatchObject({ ok: false, error: { code: 'offer.changed' } });
  await street.close();
});
