// The crash table at the gateway's own commits and messages: died there, restarted, and the stated action, with each wallet.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { type CrashScene, openCrashScene } from '../support/crash-scene.ts';
import { createStaff } from '../support/people.ts';
import { must } from '../support/person.ts';
import { withHoldRule } from '../support/raised-tariff.ts';
import { ledgerTotals } from '../support/stored.ts';

const SECOND = 1_000;
const POD = 'pod-1';

let scene: CrashScene;
afterEach(async () => {
  expect(await checkInvariants(scene.house.store.books, { billsSinceMs: 0 })).toEqual([]);
  for (const total of Object.values(await ledgerTotals(scene.house.store))) expect(total, 'M1').toBe(0n);
  await scene.close();
});

const state = async (sessionId: string) => (await scene.ada.read(sessionId)).state;
const flash = () => scene.house.device(POD).runtime.peek()?.flash;
const sent = (act: string): number => scene.house.metrics[`commands_sent:${act}`] ?? 0;
/** Rows, and not what a gateway told: a dead one tells nothing. */
async function count(table: string, where = '1 = 1', ...values: readonly string[]): Promise<number> {
  const rows = await scene.house.store.books<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE ${where}`, values);
  return Number(rows[0]?.n);
}
/** Of Ada's only session. */
async function newestSession(): Promise<string> {
  const sessions = await scene.house.store.sessionsOf('ada', 9);
  expect(sessions).toHaveLength(1);
  return sessions[0]?.sessionId ?? '';
}

/** Every command to the pod that left the gateway, as its signed body. */
function listen(act: string): readonly string[] {
  const heard: string[] = [];
  scene.house.device(POD).lose({
    down: ({ topic, body }) => {
      if (topic.includes('/dn/cmd/') && body.act === act) heard.push(JSON.stringify(body));
      return false;
    },
  });
  return heard;
}

/** Used for 20 s, left, and paid. */
async function expectRideAndBill(sessionId: string): Promise<void> {
  const { ada, house, moneyOf } = scene;
  await house.pass(20 * SECOND, SECOND);
  expect(await state(sessionId)).toBe('active');
  must(await ada.stop(sessionId));
  await house.pass(10 * SECOND, SECOND);
  expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
  expect(await moneyOf(sessionId)).toMatchObject({ heldMinor: 0, capturedMinor: 400 });
  expect(await newestSession()).toBe(sessionId);
  expect(await count('receipts')).toBe(1);
  expect(await count('transfers', "kind = 'capture'")).toBe(1);
}

/** Time passes until the gateway is dead; what it still fails at after that is nobody's. */
async function die(): Promise<void> {
  while (!scene.isDead()) {
    await scene.house.pass(SECOND, SECOND).catch((cause: unknown) => {
      if (!scene.isDead()) throw cause;
    });
  }
  await scene.house.settle();
}

async function rideFor20s(): Promise<string> {
  const { sessionId } = must(await scene.ada.start(POD));
  await scene.house.pass(20 * SECOND, SECOND);
  expect(await state(sessionId)).toBe('active');
  return sessionId;
}

describe.each(['ledger', 'host', 'card'] as const)('with the %s wallet', (wallet) => {
  /** T2: the money is held, and the start command is there to be sent. */
  const heldPoint = wallet === 'ledger' ? 'authorize-session:after-commit' : 'resolve-operation:after-commit';
  beforeEach(async () => {
    scene = await openCrashScene(wallet, [POD]);
  });

  /** Presses Start; the gateway dies once the money is held, and before a byte was sent. */
  async function dieHeld(): Promise<string> {
    const { ada, crashAt, tapOn, moneyOf } = scene;
    crashAt(heldPoint);
    const start = ada.startWith(await tapOn(POD, 'tap'));
    if (wallet === 'ledger') await expect(start).rejects.toThrow('crash');
    else must(await start);
    await die();
    const sessionId = await newestSession();
    expect(await state(sessionId)).toBe('starting');
    expect(flash()?.session).toBeNull();
    expect(await moneyOf(sessionId)).toMatchObject({ heldMinor: 5_900 });
    expect(sent('start')).toBe(0);
    return sessionId;
  }

  test('row 1: a start that died before its commit left nothing; the same key starts anew', async () => {
    const { ada, crashAt, reboot, tapOn } = scene;
    const tap = await tapOn(POD, 'tap');
    crashAt('authorize-session:before-commit');
    await expect(ada.startWith(tap)).rejects.toThrow('crash');
    await reboot();
    expect([await count('sessions'), await count('holds'), await count('answers')]).toEqual([0, 0, 0]);
    const answered = must(await ada.startWith(tap));
    expect(answered.status).toBe(201);
    await expectRideAndBill(answered.sessionId);
  });

  test('row 5: a start whose money is held and whose command was not sent is sent after the restart', async () => {
    const sessionId = await dieHeld();
    const heard = listen('start');
    await scene.reboot();
    await scene.house.pass(3 * SECOND, SECOND);
    expect(new Set(heard).size).toBe(1);
    await expectRideAndBill(sessionId);
    expect(await count('commands', "act = 'start'")).toBe(1);
  });

  test('row 5: a start whose bytes have lived out meanwhile is not sent any more: it goes the way of row 8', async () => {
    const sessionId = await dieHeld();
    const heard = listen('start');
    await scene.reboot(30 * SECOND);
    await scene.house.pass(60 * SECOND, SECOND);
    // A start is never signed again.
    expect(heard).toEqual([]);
    expect(await count('commands', "act = 'start'")).toBe(1);
    expect(await scene.ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'start-unseen', totalMinor: 0 });
    expect(await scene.moneyOf(sessionId)).toMatchObject({ heldMinor: 0, capturedMinor: 0 });
    expect(flash()?.fencedSessions).toContain(sessionId);
  });

  test('row 6: a start that was sent before its mark is sent again as the same bytes; the object runs once', async () => {
    const { ada, house, crashAt, reboot } = scene;
    const heard = listen('start');
    crashAt('publish:after');
    await ada.start(POD).catch(() => {});
    await die();
    const sessionId = await newestSession();
    // The object has obeyed; nobody here knows.
    expect(flash()?.session?.ses).toBe(sessionId);
    expect(await state(sessionId)).toBe('starting');
    expect((await house.store.dossier(sessionId))?.commands[0]).toMatchObject({ state: 'composed', outcome: null });
    await reboot();
    await house.pass(5 * SECOND, SECOND);
    expect(heard.length).toBeGreaterThan(1);
    expect(new Set(heard).size).toBe(1);
    await expectRideAndBill(sessionId);
    expect(await count('commands', "act = 'start'")).toBe(1);
  });

  test('row 10: a start whose answer was lost is told again by its key, word for word', async () => {
    const { ada, house, crashAt, reboot, tapOn } = scene;
    const tap = await tapOn(POD, 'tap');
    crashAt('answer:before');
    await expect(ada.startWith(tap)).rejects.toThrow('crash');
    const stored = await house.store.answer('ada', 'sessions', 'tap');
    await reboot();
    const again = must(await ada.startWith(tap));
    expect(again).toMatchObject({ status: 201, body: stored?.body, location: stored?.location });
    // The rest is told by a GET.
    expect((await ada.read(again.sessionId)).sessionId).toBe(again.sessionId);
    await expectRideAndBill(again.sessionId);
    expect(must(await ada.startWith(tap))).toEqual(again);
  });

  test('row 14: a stop that was committed and not sent is sent after the restart', async () => {
    const { ada, house, crashAt, reboot } = scene;
    const sessionId = await rideFor20s();
    crashAt('stop-device:after-commit');
    await expect(ada.stop(sessionId)).rejects.toThrow('crash');
    expect(sent('stop')).toBe(0);
    expect(await state(sessionId)).toBe('stopping');
    await reboot();
    await house.pass(10 * SECOND, SECOND);
    expect(sent('stop')).toBeGreaterThan(0);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped', totalMinor: 400 });
    expect(await count('receipts')).toBe(1);
  });

  test('row 15: a stop that the object obeyed while nobody listened ends by its journal', async () => {
    const { ada, house, crashAt, reboot } = scene;
    const sessionId = await rideFor20s();
    crashAt('publish:after');
    await ada.stop(sessionId).catch(() => {});
    await die();
    expect(flash()?.session?.isStopAsked).toBe(true);
    await house.stopGateway();
    await house.pass(10 * SECOND, SECOND);
    // Its end lies in the object's memory, and nowhere else.
    expect(await house.store.session(sessionId)).toMatchObject({ state: 'stopping' });
    expect(flash()?.session).toBeNull();
    await reboot();
    await house.pass(10 * SECOND, SECOND);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped', totalMinor: 400 });
    expect(flash()?.journal).toEqual([]);
  });

  test.each([
    'settle-session:before-commit',
    'settle-session:after-commit',
  ] as const)('row 18: an end that died at %s is frozen once and captured once', async (point) => {
    const { ada, house, crashAt, reboot, moneyOf } = scene;
    const sessionId = await rideFor20s();
    crashAt(point);
    must(await ada.stop(sessionId));
    await die();
    const isFrozen = (await house.store.session(sessionId))?.settlement !== null;
    expect(isFrozen).toBe(point === 'settle-session:after-commit');
    await reboot();
    await house.pass(15 * SECOND, SECOND);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
    expect(await moneyOf(sessionId)).toMatchObject({ heldMinor: 0, capturedMinor: 400 });
    expect([await count('transfers', "kind = 'capture'"), await count('receipts')]).toEqual([1, 1]);
    // The object may forget what is stored (M13).
    expect(flash()?.journal).toEqual([]);
  });
});

/** Half the way through the pod's first minutes. */
const growing = withHoldRule('pod-by-the-minute', { atStartMinor: 700n, stepMinor: 500n, mostMinor: 5_900n });

describe.each(['host', 'card'] as const)('between a call of the %s wallet and its answer', (wallet) => {
  beforeEach(async () => {
    scene = await openCrashScene(wallet, [POD], { venue: growing });
  });

  /** How often it was asked under its one key. */
  async function attempts(kind: string): Promise<number> {
    const sql = 'SELECT op_key, attempts FROM wallet_operations WHERE kind = ?';
    const rows = await scene.house.store.books<{ attempts: number }>(sql, [kind]);
    expect(rows).toHaveLength(1);
    return Number(rows[0]?.attempts);
  }
  test('row 3: a hold that the wallet placed is found under its key, and the start goes on', async () => {
    const { ada, house, crashAt, reboot, moneyOf } = scene;
    crashAt('wallet-authorize:after-call');
    const { sessionId } = must(await ada.start(POD));
    await die();
    expect(await state(sessionId)).toBe('authorizing');
    expect(await moneyOf(sessionId)).toMatchObject({ heldMinor: 700 });
    await reboot();
    await house.pass(10 * SECOND, SECOND);
    expect(await state(sessionId)).toBe('active');
    expect(await moneyOf(sessionId)).toMatchObject({ heldMinor: 700 });
    expect(await attempts('authorize')).toBe(2);
  });

  test('row 3: a hold that the wallet placed is released when nobody asked for it in time', async () => {
    const { ada, house, crashAt, reboot, moneyOf } = scene;
    crashAt('wallet-authorize:after-call');
    const { sessionId } = must(await ada.start(POD));
    await die();
    await reboot(60 * SECOND);
    await house.pass(30 * SECOND, SECOND);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'authorize-unknown', totalMinor: 0 });
    expect(await moneyOf(sessionId)).toEqual({ heldMinor: 0, capturedMinor: 0, refundedMinor: 0 });
    expect(await count('commands')).toBe(0);
  });

  test('row 12: more that the wallet set aside counts once it is confirmed, and is set aside once', async () => {
    const { ada, house, crashAt, reboot, moneyOf } = scene;
    const { sessionId } = must(await ada.start(POD));
    await house.pass(5 * SECOND, SECOND);
    crashAt('wallet-increment:after-call');
    await die();
    const { heldMinor } = await moneyOf(sessionId);
    expect(heldMinor).toBeGreaterThan(700);
    expect(await house.store.session(sessionId)).toMatchObject({ heldMinor: 700n });
    expect(sent('renew')).toBe(0);
    await reboot();
    await house.pass(8 * SECOND, SECOND);
    expect(await house.store.session(sessionId)).toMatchObject({ state: 'active', heldMinor: BigInt(heldMinor) });
    expect(await moneyOf(sessionId)).toMatchObject({ heldMinor });
    expect(await attempts('increment')).toBe(2);
    expect(sent('renew')).toBeGreaterThan(0);
  });

  test('row 19: what the wallet captured is found under its key, and captured once', async () => {
    const { ada, house, crashAt, reboot, moneyOf } = scene;
    const sessionId = await rideFor20s();
    crashAt('wallet-capture:after-call');
    must(await ada.stop(sessionId));
    await die();
    expect(await moneyOf(sessionId)).toMatchObject({ heldMinor: 0, capturedMinor: 400 });
    expect(await state(sessionId)).toBe('settling');
    expect(await count('transfers', "kind = 'capture'")).toBe(0);
    await reboot();
    await house.pass(15 * SECOND, SECOND);
    expect((await ada.provenReceipt(sessionId)).totalMinor).toBe(400);
    expect(await moneyOf(sessionId)).toMatchObject({ heldMinor: 0, capturedMinor: 400 });
    expect([await attempts('capture'), await count('receipts')]).toEqual([2, 1]);
  });

  test('row 23: what the wallet released is found under its key, and the session closes', async () => {
    const { ada, house, crashAt, reboot, moneyOf } = scene;
    house.device(POD).lose({ down: ({ body }) => body.act === 'start' });
    crashAt('wallet-void:after-call');
    const { sessionId } = must(await ada.start(POD));
    await die();
    expect(await moneyOf(sessionId)).toMatchObject({ heldMinor: 0, capturedMinor: 0 });
    expect(await state(sessionId)).toBe('settling');
    await reboot();
    await house.pass(15 * SECOND, SECOND);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'start-unseen', totalMinor: 0 });
    expect(await attempts('void')).toBe(2);
  });

  test('row 24: what the wallet gave back is found under its key, and given once', async () => {
    const { ada, house, crashAt, reboot } = scene;
    const sessionId = await rideFor20s();
    must(await ada.stop(sessionId));
    await house.pass(15 * SECOND, SECOND);
    crashAt('wallet-refund:after-call');
    must(await createStaff(house).refund(sessionId, 100n));
    await die();
    expect(await scene.moneyOf(sessionId)).toMatchObject({ capturedMinor: 400, refundedMinor: 100 });
    expect(await count('refunds', "state = 'pending'")).toBe(1);
    await reboot();
    await house.pass(15 * SECOND, SECOND);
    expect(await scene.moneyOf(sessionId)).toMatchObject({ capturedMinor: 400, refundedMinor: 100 });
    expect([await count('refunds', "state = 'done'"), await attempts('refund')]).toEqual([1, 2]);
  });
});
