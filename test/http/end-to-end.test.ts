// End to end: scan to receipt for each kind over real HTTP, MQTT and SQLite, with gateway and simulator as processes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReceiptJson } from '../../gateway/domain/receipt/receipt.ts';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';
import { findBrokenRules } from '../support/database-copy.ts';
import { ask, jsonOf, type Phone } from '../support/phone.ts';
import { startCommand } from '../support/processes.ts';
import { failedChecks, provenReceipt } from '../support/proven-receipt.ts';
import { openVenue, type Venue } from '../support/venue.ts';

let venue: Venue;
/** Receipts by kind, with their keys as fetched. */
const kept = new Map<string, { readonly bill: ReceiptJson; readonly keys: string }>();

beforeAll(async () => {
  venue = await openVenue({ persons: true });
});
afterAll(() => venue.remove());

const isActive = (view: SessionView): boolean => view.state === 'active';
const isClosed = (view: SessionView): boolean => view.state === 'closed';

async function setAndSee(phone: Phone, id: string, control: string, value: boolean | number): Promise<void> {
  await phone.set(id, control, value);
  await phone.until(id, `${control} is ${value}`, (view) =>
    view.controls.some(({ name, reported }) => name === control && reported === value),
  );
}

/** What a person does between Start and Stop. */
const use: { readonly [kind: string]: (phone: Phone, id: string) => Promise<void> } = {
  async 'sleep-pod'(phone, id) {
    // Who stops before the pod locked behind them has used nothing, and pays the base only.
    await phone.until(id, 'the pod locks behind its guest', (view) => view.reported.bolt === 'locked');
    await setAndSee(phone, id, 'light', 20);
    await setAndSee(phone, id, 'fan', 3);
  },
  async bike(phone, id) {
    await phone.until(id, 'it rolls', (view) => view.reported.moving === true);
    jsonOf(await phone.stop(id), 202);
    const refused = await phone.until(id, 'it refuses to stop while it rolls', (view) => view.stopRequest?.advice != null);
    expect(refused.state).toBe('stopping');
    // Its rider brakes upon that, and presses Stop once more.
    await phone.until(id, 'it stands', (view) => view.reported.moving === false);
  },
  async 'hotel-room'(phone, id) {
    await setAndSee(phone, id, 'light', true);
    await setAndSee(phone, id, 'setpoint', 215);
    venue.simulator().act('room-101 flipWallSwitch');
    await phone.until(id, 'the wall switch wins', (view) =>
      view.controls.some(({ name, reported }) => name === 'light' && reported === false),
    );
  },
  async 'restaurant-table'(phone, id) {
    const lines = [
      { itemId: 'dumplings', quantity: 2 },
      { itemId: 'plum-juice', quantity: 1 },
    ];
    jsonOf(await phone.post(`/sessions/${id}/orders`, { lines }), 201);
    await phone.until(id, 'its ticket is printed', ({ orders }) => orders.some(({ state }) => state === 'printed'));
    jsonOf(await phone.post(`/sessions/${id}/calls`, {}), 202);
  },
};

const eaten = { dumplings: 2, 'plum-juice': 1 };
const journeys = [
  { kind: 'sleep-pod', objectId: 'pod-1', items: {}, lines: ['base', 'step'] },
  { kind: 'bike', objectId: 'bike-1', items: {}, lines: ['base', 'step', 'step'] },
  { kind: 'hotel-room', objectId: 'room-101', items: {}, lines: ['step'] },
  { kind: 'restaurant-table', objectId: 'table-7', items: eaten, lines: ['base', 'item', 'item'] },
];

/** The room shows its digits; whoever reads them is in the room. */
async function pairWithRoom(phone: Phone, link: string): Promise<void> {
  const isCode = (code: unknown): boolean => typeof code === 'string' && code !== '';
  const shown = await venue.simulator().lines.until('the room shows its digits', (line) => isCode(line.pairingCode));
  const { ticket, offer } = await phone.scan(link);
  expect(offer.availability).toBe('not-paired');
  jsonOf(await phone.post('/stays/pairings', { ticket, code: shown.pairingCode }), 200);
}

describe('from scan to receipt', () => {
  test.concurrent.each(journeys)('a $kind', async ({ kind, objectId, items, lines }) => {
    const phone = await venue.phone(`guest-of-${objectId}`);
    const link = venue.linkOf(objectId);
    const before = await phone.wallet();
    if (kind === 'hotel-room') await pairWithRoom(phone, link);
    const { offer } = await phone.scan(link);
    expect(offer.availability).toBe('free');

    const started = await phone.begin(link);
    expect(started).toMatchObject({ state: 'starting', heldMinor: offer.holdMinor });
    expect((await phone.wallet()).heldMinor).toBe(offer.holdMinor);
    await phone.until(started.sessionId, 'use is proven', isActive);
    await use[kind]?.(phone, started.sessionId);
    jsonOf(await phone.stop(started.sessionId), 202);
    const view = await phone.until(started.sessionId, 'the end is proven', isClosed);

    const bill = await provenReceipt(phone, started.sessionId, items);
    expect(bill.lines.map(({ line }) => line)).toEqual(lines);
    expect(bill).toMatchObject({ endReason: 'stopped', object: { objectId, kind }, heldMinor: offer.holdMinor });
    expect(view.end?.finalMinor).toBe(bill.totalMinor);
    expect(bill.totalMinor).toBeGreaterThan(0);
    const spent = before.availableMinor - bill.totalMinor;
    const money = { currency: 'CNY', availableMinor: spent, heldMinor: 0 };
    expect(await phone.wallet()).toEqual({ ...money, wallet: 'ledger', owed: [], topUp: null });
    kept.set(kind, { bill, keys: (await phone.receipt(started.sessionId)).keys });
  });

  test('a code opens as a page that offers to start, in the language of the reader', async () => {
    const { pathname } = new URL(venue.linkOf('pod-2'));
    const landed = await ask(venue.origin, pathname);
    expect(landed.status).toBe(302);
    const cookie = landed.headers.getSetCookie().map((each) => each.split(';')[0]);
    const page = await ask(venue.origin, landed.headers.get('location') ?? '', {
      cookie: cookie.join('; '),
      headers: { 'accept-language': 'zh-CN' },
    });
    expect(page.status).toBe(200);
    expect(page.text).toContain('lang="zh-Hans"');
    expect(page.text).toMatch(/<form[^>]+action="\/s\/[^"]+\/start"/);
  });

  test('the books balance', () => {
    expect(findBrokenRules(venue.folder)).toEqual([]);
  });
});

function receiptOf(kind: string): { readonly bill: ReceiptJson; readonly keys: string } {
  const receipt = kept.get(kind);
  if (!receipt) throw new Error(`no receipt of a ${kind}`);
  return receipt;
}

/** Ways to change a receipt, and what each of them breaks. */
const forgeries: readonly {
  readonly what: string;
  readonly kind: string;
  readonly forge: (bill: ReceiptJson) => ReceiptJson;
  readonly breaks: readonly string[];
}[] = [
  {
    what: 'a smaller total',
    kind: 'sleep-pod',
    forge: (bill) => ({ ...bill, totalMinor: bill.totalMinor - 1 }),
    breaks: ['total'],
  },
  {
    what: 'a larger line, with a total that fits',
    kind: 'bike',
    forge: (bill) => {
      const [first, ...rest] = bill.lines;
      if (!first) throw new Error('a bill has lines');
      return { ...bill, lines: [{ ...first, amountMinor: first.amountMinor + 100 }, ...rest], totalMinor: bill.totalMinor + 100 };
    },
    breaks: ['lines'],
  },
  {
    what: 'an item that was never printed',
    kind: 'restaurant-table',
    forge: (bill) => ({
      ...bill,
      lines: bill.lines.map((line) => (line.itemId === 'dumplings' ? { ...line, units: 3, amountMinor: 7_800 } : line)),
      totalMinor: bill.totalMinor + 2_600,
    }),
    breaks: ['lines'],
  },
  {
    what: 'more use than was metered',
    kind: 'hotel-room',
    forge: (bill) => ({ ...bill, usage: { ...bill.usage, useMs: bill.usage.useMs + 600_000 } }),
    breaks: ['usage'],
  },
  {
    what: "another device's end record",
    kind: 'sleep-pod',
    forge: (bill) => ({ ...bill, proof: { ...bill.proof, deviceEnd: receiptOf('bike').bill.proof.deviceEnd } }),
    breaks: ['device-end'],
  },
  {
    what: 'its start record in place of its end record',
    kind: 'sleep-pod',
    forge: (bill) => ({ ...bill, proof: { ...bill.proof, deviceEnd: bill.proof.deviceStart } }),
    breaks: ['device-end'],
  },
  {
    what: 'another start command',
    kind: 'bike',
    forge: (bill) => ({ ...bill, proof: { ...bill.proof, startCommand: receiptOf('sleep-pod').bill.proof.startCommand } }),
    breaks: ['same-session'],
  },
  {
    what: 'a cheaper tariff',
    kind: 'hotel-room',
    forge: (bill) => ({
      ...bill,
      proof: { ...bill.proof, tariff: bill.proof.tariff.replace('"amountMinor":80', '"amountMinor":40') },
    }),
    breaks: ['tariff'],
  },
];

describe('a receipt that was tampered with does not hold', () => {
  test.each(forgeries)('$what', async ({ kind, forge, breaks }) => {
    const { bill, keys } = receiptOf(kind);
    expect(await failedChecks(JSON.stringify(bill), keys)).toEqual([]);
    const forged = JSON.stringify(forge(bill));
    expect(forged).not.toBe(JSON.stringify(bill));
    expect(await failedChecks(forged, keys)).toEqual(expect.arrayContaining([...breaks]));
  });

  test('the command says so, by its exit code too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'unlatch-verify-'));
    try {
      const { bill, keys } = receiptOf('bike');
      const file = (name: string): string => join(folder, name);
      writeFileSync(file('keys.json'), keys);
      writeFileSync(file('sound.json'), JSON.stringify(bill));
      writeFileSync(file('forged.json'), JSON.stringify({ ...bill, totalMinor: bill.totalMinor + 1 }));
      const verify = (name: string) => startCommand('receipt', 'verify', file(name), '--keys', file('keys.json')).ended;
      const [sound, forged] = await Promise.all([verify('sound.json'), verify('forged.json')]);
      expect(sound).toMatchObject({ code: 0, stderr: '' });
      expect(sound.stdout).toMatch(/All \d+ checks hold\./);
      expect(forged).toMatchObject({ code: 1, stderr: '' });
      expect(forged.stdout).toMatch(/FAILED {2}the total recomputes/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

test('simulator and gateway stop cleanly, and nothing went wrong on the way', async () => {
  expect(await venue.stop()).toBe(0);
  expect(venue.gateway().complaints()).toEqual([]);
});
