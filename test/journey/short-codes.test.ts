// Short codes from typing to receipt: they open the same object as their label, prove less than it, and tell a guesser nothing.
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { createShortCode, formatShortCode, type TagVerifyKey } from '#qr';
import type { IssuedLabel } from '../../gateway/operator/issue-labels.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

let house: House;
let ada: Person;
beforeEach(async () => {
  house = await openHouse({ objects: ['pod-1', 'pod-2'] });
  ada = await createPerson(house, 'ada');
});
afterEach(async () => house.close());

const staff = { operatorId: 'opr_kim', tenantId: 'demo' };
const NOT_OURS = { ok: false, error: { code: 'code.not-ours' } };

async function issue(objectIds: readonly string[] | null, batchId = 'batch-1'): Promise<readonly IssuedLabel[]> {
  const order = { count: objectIds === null ? 1 : null, objectIds, venueId: 'venue-1', batchId, afterTagNo: 0, limit: 10 };
  return must(await house.core.steps.operator.issueLabels({ ...staff, ...order })).labels;
}

async function issueOne(objectId: string | null): Promise<IssuedLabel> {
  const [label] = await issue(objectId === null ? null : [objectId]);
  if (!label) throw new Error('one label was asked for');
  return label;
}

const open = (code: string, person: Person | null = null) =>
  house.core.steps.resolveScan({
    code,
    personId: person?.personId ?? null,
    binding: person?.binding ?? 'c:nobody',
    address: null,
  });

describe('a short code', () => {
  test('opens the offer of its label, however it is written', async () => {
    const { shortCode, link } = await issueOne('pod-2');
    const scanned = must(await open(link)).offer;
    const printed = formatShortCode(shortCode);
    for (const typed of [
      shortCode,
      printed,
      printed.toLowerCase().replaceAll('-', ' '),
      printed.replaceAll('0', 'o').replaceAll('1', 'l'),
    ]) {
      expect(must(await open(typed)).offer).toEqual(scanned);
    }
  });

  test('writes nothing when it is opened', async () => {
    const { shortCode } = await issueOne('pod-2');
    const before = house.store.statistics();
    const { ticket } = must(await open(shortCode));
    must(await house.core.steps.readTicket({ ticket, personId: null, binding: 'c:nobody' }));
    await open(createShortCode((size) => randomBytes(size)));
    expect(house.store.statistics()).toEqual(before);
  });

  test('starts a session whose receipt claims no signature of a label, and holds in all else', async () => {
    const { shortCode, tagId } = await issueOne('pod-1');
    const { ticket, offer } = must(await open(shortCode, ada));
    const { sessionId } = must(await ada.startWith({ ticket, tariffHash: offer.tariff.hash }));
    await house.pass(5 * MINUTE_MS);
    must(await ada.stop(sessionId));
    await house.pass(5 * MINUTE_MS);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt.object.objectId).toBe('pod-1');
    expect(receipt.proof.tag.signature).toBe('');
    expect(Buffer.from(receipt.proof.tag.payload, 'base64url').toString('hex').slice(4, 20)).toBe(tagId);
  });
});

describe('whoever guesses is told one thing only', () => {
  test.each(['lost', 'revoked', 'replaced'] as const)('of a label that is %s', async (as) => {
    const { shortCode, link } = await issueOne('pod-2');
    must(await house.core.steps.operator.endLabel({ ...staff, label: link, as, reason: 'a test' }));
    expect(await open(shortCode)).toEqual(NOT_OURS);
    // Whoever holds the label itself is told more.
    expect(await open(link)).toEqual({ ok: false, error: { code: 'code.replaced' } });
  });

  test('of a label that hangs on nothing yet', async () => {
    const { shortCode, link } = await issueOne(null);
    expect(await open(shortCode)).toEqual(NOT_OURS);
    expect(await open(link)).toEqual({ ok: false, error: { code: 'code.not-attached' } });
  });

  test('of codes that nobody has, and of what is none', async () => {
    await issueOne('pod-1');
    for (let tries = 0; tries < 500; tries += 1) {
      expect(await open(createShortCode((size) => randomBytes(size)))).toEqual(NOT_OURS);
    }
    for (const text of ['000000001', '0000000000', 'uuuuuuuuu', '７K3MQ9TX8', '-'.repeat(41)]) {
      expect(await open(text)).toEqual(NOT_OURS);
    }
  });

  test('of a label whose key was revoked; one that has only retired still counts', async () => {
    const { shortCode } = await issueOne('pod-2');
    const { store } = house;
    await house.stopGateway();
    const openUnder = async (status: TagVerifyKey['status']) => {
      const tagKeys = (own: readonly TagVerifyKey[]) => own.map((key): TagVerifyKey => ({ ...key, status }));
      const other = await openHouse({ objects: ['pod-2'], store, tagKeys });
      const opened = await other.core.steps.resolveScan({
        code: shortCode,
        personId: null,
        binding: 'c:nobody',
        address: null,
      });
      await other.stopGateway();
      return opened;
    };
    expect(await openUnder('verify-only')).toMatchObject({ ok: true });
    expect(await openUnder('revoked')).toEqual(NOT_OURS);
    await house.startGateway();
  });
});
