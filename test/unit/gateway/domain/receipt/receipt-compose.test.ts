// A receipt is composed from a closed session, the same bytes from the same facts, and reads back as what it was.
import { beforeAll, describe, expect, test } from 'vitest';
import { type Json, sha256 } from '#protocol';
import type { ReceiptJson } from '../../../../../gateway/domain/receipt/receipt.ts';
import { parseReceipt } from '../../../../../gateway/domain/receipt/receipt-parse.ts';
import { PRICE_LINES } from '../../../../../gateway/domain/tariff/price-line.ts';
import { createNotary, type Notary, SESSION_ID } from './signed-receipt.ts';

let notary: Notary;
let receipt: ReceiptJson;
beforeAll(async () => {
  notary = await createNotary();
  receipt = await notary.issue({ usage: { useMs: 605_000, distanceM: 0 }, tickets: [[{ itemId: 'tea', quantity: 2 }]] });
});

describe('a composed receipt', () => {
  test('carries session, bill and money in plain JSON', () => {
    const { proof, ...bill } = receipt;
    expect(bill).toEqual({
      v: 2,
      receiptId: 'rcp_1',
      sessionId: SESSION_ID,
      payerId: 'per_1',
      role: 'host',
      venue: { venueId: 'ven_1', name: 'Pudong T2', zone: 'Asia/Shanghai' },
      place: 'Gate D68',
      object: { objectId: 'obj_1', name: 'Pod A1', kind: 'sleep-pod' },
      currency: 'CNY',
      startedAt: '2026-11-21T08:00:00.000Z',
      endedAt: '2026-11-21T08:10:05.000Z',
      endReason: 'stopped',
      usage: { useMs: 605_000, distanceM: 0 },
      rounding: 'started',
      lines: [
        { line: 'base', amountMinor: 300 },
        { line: 'step', quantity: 'useMs', units: 11, per: 60_000, unitMinor: 100, amountMinor: 1_100 },
        { line: 'item', quantity: 'count', units: 2, unitMinor: 500, itemId: 'tea', amountMinor: 1_000 },
      ],
      totalMinor: 2_400,
      taxMinor: 136,
      taxPermille: 60,
      heldMinor: 9_000,
      releasedMinor: 6_600,
    });
    expect(proof.tariffHash).toBe(sha256(proof.tariff));
    expect(proof).toMatchObject({ tag: notary.tag, transferId: 'trf_1' });
    expect(proof.deviceTickets).toHaveLength(1);
  });

  test('is the same text for the same facts', async () => {
    const again = await notary.issue({ usage: { useMs: 605_000, distanceM: 0 }, tickets: [[{ itemId: 'tea', quantity: 2 }]] });
    expect(JSON.stringify(again)).toBe(JSON.stringify(receipt));
  });

  test('of a session that never started is of 0.00, without lines, and everything was released', async () => {
    const free = await notary.issue({ isStarted: false });
    expect(free).toMatchObject({
      startedAt: null,
      lines: [],
      totalMinor: 0,
      taxMinor: 0,
      heldMinor: 9_000,
      releasedMinor: 9_000,
    });
    expect(free.proof).toMatchObject({ deviceStart: null, deviceEnd: null, deviceTickets: [] });
  });
});

describe('a receipt read back', () => {
  test('is the receipt that was issued', () => {
    expect(parseReceipt(JSON.parse(JSON.stringify(receipt)))).toEqual({ ok: true, value: receipt });
  });

  test('leaves out what it does not know', () => {
    const json = { ...JSON.parse(JSON.stringify(receipt)), advertisement: 'buy more' };
    expect(parseReceipt(json)).toEqual({ ok: true, value: receipt });
  });

  test.each<[string, string, (json: { [name: string]: Json }) => Json]>([
    ['', 'is not an object', () => 'receipt'],
    ['v', 'is not 1 or 2', (json) => ({ ...json, v: 3 })],
    ['totalMinor', 'is not a whole number within safe integers', (json) => ({ ...json, totalMinor: 24.5 })],
    ['totalMinor', 'is below 0', (json) => ({ ...json, totalMinor: -1 })],
    ['endedAt', 'does not have the form that it needs', (json) => ({ ...json, endedAt: '2026-11-21 08:10' })],
    ['endedAt', 'is not a moment', (json) => ({ ...json, endedAt: '2026-13-41T08:10:05.000Z' })],
    ['startedAt', 'is missing', ({ startedAt: _, ...json }) => json],
    ['venue.zone', 'is missing', (json) => ({ ...json, venue: { venueId: 'v', name: 'n' } })],
    [
      'lines[0].line',
      `is not one of ${PRICE_LINES.join(', ')}`,
      (json) => ({ ...json, lines: [{ line: 'tip', amountMinor: 1 }] }),
    ],
    ['lines[0].note', 'is not known', (json) => ({ ...json, lines: [{ line: 'base', amountMinor: 1, note: 'x' }] })],
    ['rounding', 'is not one of started, exact', (json) => ({ ...json, rounding: 'up' })],
    ['proof', 'is missing', ({ proof: _, ...json }) => json],
    ['proof.tag', 'is missing', (json) => ({ ...json, proof: { ...(json.proof as object), tag: undefined } as Json })],
    [
      'proof.deviceTickets[0]',
      'is not a text',
      (json) => ({ ...json, proof: { ...(json.proof as object), deviceTickets: [1] } as Json }),
    ],
  ])('is refused at "%s": %s', (at, problem, change) => {
    const json = JSON.parse(JSON.stringify(receipt));
    expect(parseReceipt(change(json))).toEqual({ ok: false, error: { code: 'receipt.malformed', at, problem } });
  });
});
