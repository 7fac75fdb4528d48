// From the commit of a Start to its evidence: lost messages, refusals, silence, reboots and crashes on the way (crash table).
import { afterEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MESSAGE_TYPES, MINUTE_MS } from '#protocol';
import { changesOf, expectBooksHold } from '../support/books.ts';
import { type House, type HouseOptions, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

let house: House;
let ada: Person;
afterEach(async () => house.close());

async function open(options: Partial<HouseOptions> = {}): Promise<void> {
  house = await openHouse({ objects: ['pod-1'], ...options });
  ada = await createPerson(house, 'ada');
}

const pod = () => house.device('pod-1');
const isCommand = ({ topic }: { topic: string }): boolean => topic.includes('/dn/cmd/');
const isResult = ({ topic }: { topic: string }): boolean => topic.includes('/up/res/');
const isJournal = ({ topic }: { topic: string }): boolean => topic.endsWith('/up/ses');

function enter(): void {
  for (const act of ['openDoor', 'enter', 'closeDoor']) pod().runtime.act(act);
}

async function stopAndProve(sessionId: string) {
  must(await ada.stop(sessionId));
  await house.pass(500);
  pod().runtime.act('leave');
  await house.pass(6_000);
  return ada.provenReceipt(sessionId);
}

async function expectVoid(sessionId: string, endReason: string): Promise<void> {
  expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason, totalMinor: 0, releasedMinor: 5_900 });
  expect(await ada.wallet()).toMatchObject({ availableMinor: 50_000n, heldMinor: 0n });
  await expectBooksHold(house, [ada]);
}

describe('a start', () => {
  test('row 5: that found no ears is sent again while it lives', async () => {
    await open();
    let lost = 0;
    pod().lose({ down: (seen) => isCommand(seen) && lost++ === 0 });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(1_900, 100);
    expect(pod().runtime.peek()?.flash.session).toBeNull();
    await house.pass(3_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect(house.metrics['commands_sent:start']).toBe(2);
  });

  test('row 5: is sent by the gateway that comes up after the crash', async () => {
    await open();
    const cut = pod().lose({ down: isCommand });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.stopGateway();
    cut();
    await house.pass(3_000);
    await house.startGateway();
    await house.pass(3_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect((await stopAndProve(sessionId)).totalMinor).toBe(400);
    await expectBooksHold(house, [ada]);
  });

  test('row 7: whose result is lost is repeated, not doubled: one session, one bill', async () => {
    await open();
    let lost = 0;
    pod().lose({ up: (seen) => isResult(seen) && lost++ < 4 });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(3_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    const { commands = [] } = (await house.store.dossier(sessionId)) ?? {};
    expect(commands.map(({ intent }) => intent.act)).toEqual(['start']);
    expect((await stopAndProve(sessionId)).totalMinor).toBe(400);
    await expectBooksHold(house, [ada]);
  });

  test('row 7: whose result and record are lost is found in the journal after a reboot', async () => {
    await open();
    const mute = pod().lose({ up: (seen) => isResult(seen) || isJournal(seen) });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(4_000);
    pod().runtime.powerCut(1_000);
    mute();
    await house.pass(4_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    const receipt = await stopAndProve(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stopped', totalMinor: 400 });
    await expectBooksHold(house, [ada]);
  });

  test('row 8: without evidence is stopped, and its money held until the device answers', async () => {
    await open({ persons: false });
    const { sessionId } = must(await ada.start('pod-1'));
    const deaf = pod().lose({ down: isCommand });
    await house.pass(14_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping', startedAt: null });
    await house.pass(20_000);
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    deaf();
    await house.pass(40_000);
    await expectVoid(sessionId, 'start-unseen');
    // The fence: whoever keeps the old bytes can start nothing with them.
    expect(pod().runtime.peek()?.flash.fencedSessions).toContain(sessionId);
    expect(pod().runtime.peek()?.flash.session).toBeNull();
  });

  test('row 8: of a pod that never comes back gives the money back at the longest use, and is counted (R15, L1)', async () => {
    await open({ persons: false });
    pod().lose({ down: isCommand });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.settle();
    pod().wire.disconnect();
    await house.pass(60_000, 1_000);
    // Nobody can tell whether somebody lies in it: a lapsed lease proves nothing there (R5).
    await house.pass(11 * HOUR_MS, 5 * MINUTE_MS);
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    // Nothing is signed for a device that is not there (row 14).
    expect((await house.store.dossier(sessionId))?.commands).toHaveLength(2);
    await house.pass(HOUR_MS, 5 * MINUTE_MS);
    await expectVoid(sessionId, 'stop-unproven');
    expect((await house.store.standing('ada', { sinceMs: 0 })).waivers.total).toBe(1);
  });

  test('row 8: proven after it was given up, and before a stop could reach it, goes on as if nothing had been asked (R15)', async () => {
    await open({ persons: false });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    pod().wire.disconnect();
    enter();
    // Longer than the stop's own bytes live.
    await house.pass(50_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('stopping');
    pod().wire.reconnect();
    await house.pass(1_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'active', stopRequest: null, progress: { proven: true } });
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    // Back-dated: the time before it was heard of counts too.
    const { startedAtMs } = (await house.store.session(sessionId)) ?? { startedAtMs: null };
    expect(house.clock.nowMs() - (startedAtMs ?? 0)).toBeGreaterThan(49_000);
    await house.pass(10_000, 1_000);
    expect(house.device('pod-1').runtime.peek()?.flash.session?.isStopAsked).toBe(false);
    must(await ada.stop(sessionId));
    pod().runtime.act('leave');
    await house.pass(10_000, 1_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt.usage.useMs).toBeGreaterThan(60_000);
    expect(receipt.totalMinor).toBe(500);
    await expectBooksHold(house, [ada]);
  });

  test('row 8: proven while its stop is on its way is billed until the device ends it', async () => {
    await open({ persons: false });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    pod().wire.disconnect();
    enter();
    await house.pass(20_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('stopping');
    pod().wire.reconnect();
    await house.pass(5_000, 1_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping', progress: { proven: true } });
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    pod().runtime.act('leave');
    await house.pass(40_000, 1_000);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt.totalMinor).toBe(400);
    expect(receipt.usage.useMs).toBeGreaterThan(19_000);
    await expectBooksHold(house, [ada]);
  });

  test('row 9: that the device refuses with ran:false closes with nothing due', async () => {
    await open({ persons: false });
    // Somebody of the house lies in it; the pod is not opened for anybody else.
    const kept = pod().memory.load();
    if (!kept) throw new Error('no memory');
    pod().runtime.powerCut(1_000);
    pod().memory.save({ ...kept, body: { ...kept.body, isOccupied: true, emptySinceUpMs: null } });
    await house.pass(3_000, 500);
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    await expectVoid(sessionId, 'start-refused');
    const start = (await house.store.dossier(sessionId))?.commands[0];
    expect(start?.outcome).toMatchObject({ status: 'rejected', code: 'OCCUPIED', ran: false });
    await expectBooksHold(house, [ada]);
  });

  test('row 9: refused after Stop was pressed already closes once, with nothing due', async () => {
    await open({ persons: false });
    // The stop arrives first and fences the start: its repeat is refused as an old counter.
    let lost = 0;
    pod().lose({
      down: (seen) => isCommand(seen) && seen.body.act === 'start' && lost++ === 0,
      up: (seen) => isResult(seen) && seen.body.code === 'ALREADY',
    });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.settle();
    must(await ada.stop(sessionId));
    await house.pass(2_500);
    const { commands = [] } = (await house.store.dossier(sessionId)) ?? {};
    expect(commands[0]?.outcome).toMatchObject({ code: 'REPLAY', ran: false });
    await expectVoid(sessionId, 'start-refused');
    await house.pass(60_000, 1_000);
    expect((await ada.read(sessionId)).version).toBe((await house.store.session(sessionId))?.version);
    expect(commands.every(({ state }) => state === 'resolved')).toBe(true);
  });

  test('row 9: refused by a device that is not certain (ran:true) is not taken for one that did not run', async () => {
    await open({ persons: false });
    pod().lose({ up: isResult });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(500);
    const start = (await house.store.dossier(sessionId))?.commands[0];
    if (!start?.composed) throw new Error('no start command');
    const uncertain = {
      ...{ v: 1, sub: 'demo/pod-1', boot: start.composed.boot, seq: 900, upMs: 500, cid: start.commandId, ses: sessionId },
      ...{ cmdHash: pod().runtime.peek()?.flash.session?.cmdHash, status: 'rejected', code: 'EXPIRED', ran: true },
    };
    const leaf = { leaf: 'result', gateway: 'gw-test', commandId: start.commandId } as const;
    pod().say(leaf, await pod().sign(MESSAGE_TYPES.result, uncertain));
    await house.settle();
    expect((await house.store.command(start.commandId))?.outcome).toMatchObject({ code: 'EXPIRED', ran: true });
    expect(await ada.read(sessionId)).toMatchObject({ state: 'starting' });
    expect((await ada.wallet()).heldMinor).toBe(5_900n);
    enter();
    await house.pass(1_000);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect((await stopAndProve(sessionId)).totalMinor).toBe(400);
  });

  test('with a signed result but no evidence bills nothing', async () => {
    await open({ persons: false });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(1_000);
    const start = (await house.store.dossier(sessionId))?.commands[0];
    expect(start?.outcome).toMatchObject({ status: 'succeeded', ran: true });
    expect(await ada.read(sessionId)).toMatchObject({ state: 'starting', progress: { sent: true, proven: false }, costMinor: 0 });
    await house.pass(20_000);
    await expectVoid(sessionId, 'start-unseen');
  });
});

describe('Stop while a start is on its way', () => {
  test('takes back what nobody used', async () => {
    await open({ persons: false });
    const { sessionId } = must(await ada.start('pod-1'));
    must(await ada.stop(sessionId));
    await house.pass(5_000);
    await expectVoid(sessionId, 'start-unseen');
    expect(pod().runtime.peek()?.body).toMatchObject({ bolt: 'locked', isLet: false });
  });

  test('bills a guest who went in meanwhile, to when they left', async () => {
    await open({ persons: false });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.settle();
    const deaf = pod().lose({ down: isCommand });
    must(await ada.stop(sessionId));
    await house.pass(500);
    enter();
    await house.pass(500);
    deaf();
    await house.pass(3_000);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping', progress: { proven: true } });
    pod().runtime.act('leave');
    await house.pass(5_000);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped', totalMinor: 400 });
    await expectBooksHold(house, [ada]);
  });

  test('pressed five times asks the device once', async () => {
    await open({ persons: false });
    const { sessionId } = must(await ada.start('pod-1'));
    await Promise.all([1, 2, 3, 4, 5].map(() => ada.stop(sessionId)));
    await house.settle();
    const stops = changesOf(house, 'command-added').filter(({ command }) => command.intent.act === 'stop');
    expect(stops).toHaveLength(1);
  });
});
