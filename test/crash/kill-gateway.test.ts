// Kill -9: gateway, simulator and both die in the middle of paid use; what follows is one exact receipt each.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import { findBrokenRules, readDatabase } from '../support/database-copy.ts';
import { type Answer, jsonOf, type Phone } from '../support/phone.ts';
import type { DeviceLine } from '../support/processes.ts';
import { provenReceipt } from '../support/proven-receipt.ts';
import { openVenue, type Venue } from '../support/venue.ts';

let venue: Venue;

beforeAll(async () => {
  // Nobody acts by themselves: where each session stands at the kill is the test's own doing.
  venue = await openVenue({ persons: false });
});
afterAll(() => venue.remove());

const isActive = (view: SessionView): boolean => view.state === 'active';
const isClosed = (view: SessionView): boolean => view.state === 'closed';

const act = (...words: readonly string[]): void => venue.simulator().act(...words);
const enterPod = (pod: string): void => act(`${pod} openDoor`, `${pod} enter`, `${pod} closeDoor`);
const leavePod = (pod: string): void => act(`${pod} leave`, `${pod} closeDoor`);

/** What the device itself counted when it ended the session. */
async function usedByDevice(device: string, sessionId: string): Promise<{ useMs: number; distanceM: number }> {
  const isEnd = (line: DeviceLine): boolean => line.device === device && line.ev === 'ended' && line.ses === sessionId;
  const line = await venue.simulator().lines.until(`${device} ends`, isEnd);
  return { useMs: Number(line.useMs), distanceM: Number(line.distanceM ?? 0) };
}

type Started = {
  readonly phone: Phone;
  readonly id: string;
  readonly key: string;
  readonly body: object;
  readonly answer: Answer;
};

async function start(personId: string, objectId: string): Promise<Started> {
  const phone = await venue.phone(personId);
  const { key, body, answer } = await phone.start(venue.linkOf(objectId));
  return { phone, key, body, answer, id: jsonOf<SessionView>(answer, 201).sessionId };
}

/** Stop, leave, and the receipt. */
async function endPod(pod: string, { phone, id }: Started) {
  jsonOf(await phone.stop(id), 202);
  leavePod(pod);
  await phone.until(id, 'the end is proven', isClosed);
  return provenReceipt(phone, id);
}

/** Everything held is released but what the receipts say; 300.00 was in the wallet. */
async function expectPaid(phone: Phone, totalMinor: number): Promise<void> {
  expect(await phone.wallet()).toMatchObject({ currency: 'CNY', availableMinor: 30_000 - totalMinor, heldMinor: 0, owed: [] });
}

describe('the gateway is killed with sessions at four points', () => {
  let starting: Started;
  let active: Started;
  let stopping: Started;
  let fresh: Started;

  beforeAll(async () => {
    const begun = venue.simulator().until('pod-1', 'begun');
    [starting, active, stopping] = await Promise.all([start('ada', 'pod-1'), start('bo', 'pod-2'), start('cy', 'bike-1')]);
    await Promise.all([begun, venue.simulator().until('pod-2', 'begun'), venue.simulator().until('bike-1', 'begun')]);
    enterPod('pod-2');
    act('bike-1 pullPin', 'bike-1 ride 10');
    await Promise.all([
      active.phone.until(active.id, 'the pod is used', isActive),
      stopping.phone.until(
        stopping.id,
        'the bike has rolled some way',
        (view) => isActive(view) && Number(view.reported.distance) > 0,
      ),
    ]);
    act('bike-1 brake');
    await stopping.phone.until(stopping.id, 'the bike stands', (view) => view.reported.moving === false);
    jsonOf(await stopping.phone.stop(stopping.id), 202);
    await stopping.phone.until(stopping.id, 'Stop is taken', (view) => view.state === 'stopping');
    fresh = await start('di', 'bike-2');
    await venue.gateway().kill9();

    // Life goes on without a gateway: one guest enters, one rider closes the pin.
    const gone = venue.simulator().lines.count();
    enterPod('pod-1');
    act('bike-1 closePin');
    await Promise.all([venue.simulator().until('pod-1', 'started'), venue.simulator().until('bike-1', 'ended')]);
    await venue.startGateway();
    await Promise.all(['pod-1', 'pod-2', 'bike-1', 'bike-2'].map((device) => venue.simulator().until(device, 'greeted', gone)));
  });

  test('the same Idempotency-Key is answered with the same bytes, and no second session begins', async () => {
    for (const { phone, key, body, answer, id } of [starting, active, stopping, fresh]) {
      const again = await phone.post('/sessions', body, key);
      expect([again.status, again.text]).toEqual([answer.status, answer.text]);
      expect(again.headers.get('location')).toBe(answer.headers.get('location'));
      expect((await phone.sessions()).map(({ sessionId }) => sessionId)).toEqual([id]);
    }
  });

  test('between Start and proven use: the record that was kept proves it, and it ends exact', async () => {
    const { phone, id } = starting;
    // A device that came back late finds the start given up and Stop asked (R15); its record counts all the same.
    await phone.until(id, 'the record came after all', ({ startedAt }) => startedAt !== null);
    const bill = await endPod('pod-1', starting);
    expect(bill.startedAt).not.toBeNull();
    const { useMs } = await usedByDevice('pod-1', id);
    // Use that the gateway could not see is billed only as far as its own clock goes (R14).
    expect(bill.usage.useMs).toBeGreaterThan(0);
    expect(bill.usage.useMs).toBeLessThanOrEqual(useMs);
    await expectPaid(phone, bill.totalMinor);
  });

  test('while active: it goes on, and every ms that the device counted is billed', async () => {
    const bill = await endPod('pod-2', active);
    expect(bill).toMatchObject({ endReason: 'stopped', usage: await usedByDevice('pod-2', active.id) });
    await expectPaid(active.phone, bill.totalMinor);
  });

  test('between Stop and closed: the end that was recorded meanwhile closes it, back-dated', async () => {
    const { phone, id } = stopping;
    const view = await phone.until(id, 'the end came after all', isClosed);
    const bill = await provenReceipt(phone, id);
    expect(bill).toMatchObject({ endReason: 'stopped', usage: await usedByDevice('bike-1', id) });
    expect(bill.usage.distanceM).toBeGreaterThan(0);
    expect(Date.parse(bill.endedAt)).toBe(Date.parse(view.end?.at ?? ''));
    await expectPaid(phone, bill.totalMinor);
  });

  test('right after the 201: it runs once or never, and is billed so', async () => {
    const { phone, id } = fresh;
    const begun = venue.simulator().lines.until('the bike unlocks', (line) => line.ses === id && line.ev === 'begun');
    const closed = phone.until(id, 'the start was not seen', isClosed);
    // One of the two comes; the other's miss is no failure.
    await Promise.race([begun, closed]);
    void begun.catch(() => {});
    act('bike-2 pullPin');
    jsonOf(await phone.stop(id), 202);
    act('bike-2 closePin');
    await closed;
    const bill = await provenReceipt(phone, id);
    await expectPaid(phone, bill.totalMinor);
    const starts = venue.simulator().lines.all();
    expect(starts.filter((line) => line.ses === id && line.ev === 'begun').length).toBeLessThanOrEqual(1);
  });
});

describe('power is cut at the devices (kill -9 of the simulator)', () => {
  test('a pod resumes with its guest inside; the dark time is not billed', async () => {
    const started = await start('ed', 'pod-1');
    const { phone, id } = started;
    await venue.simulator().lines.until('the pod unlocks', (line) => line.ses === id && line.ev === 'begun');
    enterPod('pod-1');
    await phone.until(id, 'the pod is used', isActive);
    const isStart = (line: DeviceLine): boolean => line.ses === id && line.ev === 'started';
    const began = await venue.simulator().lines.until('the pod starts', isStart);
    // The phone is looking all the while.
    const seen = phone.until(id, 'the gateway sees that it is gone', (view) => !view.online);
    await venue.simulator().kill9();
    const darkAtMs = Date.now();
    expect((await seen).state).toBe('active');

    await venue.startSimulator();
    const resumed = await venue.simulator().until('pod-1', 'updated');
    expect(resumed).toMatchObject({ ses: id, trigger: 'power_resumed' });
    await phone.until(id, 'it is back', (view) => isActive(view) && view.online);
    const bill = await endPod('pod-1', started);
    const used = await usedByDevice('pod-1', id);
    expect(bill).toMatchObject({ endReason: 'stopped', usage: used });
    const ended = await venue.simulator().until('pod-1', 'ended');
    const litMs = darkAtMs - began.at + (ended.at - resumed.at);
    expect(used.useMs).toBeLessThanOrEqual(litMs);
    expect(Date.parse(bill.endedAt) - Date.parse(bill.startedAt ?? '')).toBeGreaterThan(used.useMs);
    await expectPaid(phone, bill.totalMinor);
  });
});

describe('gateway and devices are killed together', () => {
  test('a table keeps its printed ticket, takes another order afterwards, and bills both', async () => {
    const { phone, id, key, body, answer } = await start('fay', 'table-7');
    await venue.simulator().lines.until('the table opens', (line) => line.ses === id && line.ev === 'begun');
    act('table-7 kitchenAcknowledges');
    await phone.until(id, 'the table is open', isActive);
    const order = async (itemId: string): Promise<void> => {
      const before = (await phone.read(id)).orders.length;
      jsonOf(await phone.post(`/sessions/${id}/orders`, { lines: [{ itemId, quantity: 2 }] }), 201);
      await phone.until(
        id,
        `${itemId} is printed`,
        ({ orders }) => orders.length > before && orders.every(({ state }) => state === 'printed'),
      );
    };
    await order('dumplings');
    await Promise.all([venue.gateway().kill9(), venue.simulator().kill9()]);

    await venue.startGateway();
    await venue.startSimulator();
    const again = await phone.post('/sessions', body, key);
    expect([again.status, again.text]).toEqual([201, answer.text]);
    await phone.until(id, 'it is back', (view) => isActive(view) && view.online);
    await order('plum-juice');
    jsonOf(await phone.stop(id), 202);
    await phone.until(id, 'the table is closed', isClosed);
    const bill = await provenReceipt(phone, id, { dumplings: 2, 'plum-juice': 2 });
    expect(bill.usage).toEqual(await usedByDevice('table-7', id));
    await expectPaid(phone, 200 + 2 * 2_600 + 2 * 1_200);
  });
});

test('afterwards the books balance, nothing is held, and no journal has a gap', async () => {
  expect(await venue.stop()).toBe(0);
  expect(venue.gateway().complaints()).toEqual([]);
  expect(findBrokenRules(venue.folder)).toEqual([]);
  const open = readDatabase(venue.folder, (query) => ({
    sessions: query("SELECT session_id FROM sessions WHERE state <> 'closed'"),
    holds: query("SELECT hold_id FROM holds WHERE state = 'held'"),
    commands: query("SELECT command_id FROM commands WHERE state <> 'resolved'"),
    deadlines: query('SELECT kind, subject_id FROM deadlines'),
  }));
  expect(open).toEqual({ sessions: [], holds: [], commands: [], deadlines: [] });
});
