// Ends of labels: lost ones say so, and a reprint counts beside its old label until it is known to hang.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const olga = { operatorId: 'olga', tenantId: 'demo' };

let house: House;
beforeEach(async () => {
  house = await openHouse({ objects: ['pod-1'] });
});
afterEach(() => house.close());

const staff = () => house.core.steps.operator;
async function scan(code: string): Promise<string> {
  const answer = await house.core.steps.resolveScan({ code, personId: null, binding: 'c:x', address: null });
  return answer.ok ? answer.value.offer.objectId : answer.error.code;
}
const codeOf = (result: { ok: boolean; error?: { code: string } }): string => (result.ok ? 'ok' : (result.error?.code ?? ''));
const audited = (what: string) =>
  house.store.books<{ facts_json: string }>('SELECT facts_json FROM audit_rows WHERE what = ?', [what]);

describe('an end', () => {
  test('of a lost label is told to whoever scans it, and ends a ticket that was made from it', async () => {
    const ann = await createPerson(house, 'ann');
    const { ticket, offer } = must(await ann.scan('pod-1'));
    const over = must(await staff().endLabel({ ...olga, label: house.codeOf('pod-1'), as: 'lost', reason: 'torn off' }));
    expect(over).toMatchObject({ status: 'lost', endedAtMs: house.clock.nowMs() });
    expect(await scan(house.codeOf('pod-1'))).toBe('code.replaced');
    expect(codeOf(await ann.startWith({ ticket, tariffHash: offer.tariff.hash }))).toBe('code.replaced');
    const [row] = await audited('label-ended');
    expect(JSON.parse(row?.facts_json ?? '')).toEqual({ as: 'lost', objectId: 'pod-1', reason: 'torn off' });
    expect(codeOf(await staff().endLabel({ ...olga, label: over.tagId, as: 'revoked', reason: 'x' }))).toBe('label.ended');
  });
});

describe('a reprint', () => {
  const known = { personId: 'ann', binding: 'p:ann', address: '203.0.113.4' };

  test('counts beside its old label until somebody whom we know scans it, and then instead of it', async () => {
    const old = house.codeOf('pod-1');
    const { batch, labels } = must(await staff().reprintLabels({ ...olga, venueId: null, labels: [old], batchId: null }));
    const [fresh] = labels;
    if (!fresh) throw new Error('one label');
    expect([batch.size, fresh.objectId]).toEqual([1, 'pod-1']);
    // Pressed twice, it is printed once.
    expect(must(await staff().reprintLabels({ ...olga, venueId: null, labels: [old], batchId: null })).labels).toEqual(labels);
    await house.core.labelWatch.count();
    expect(await scan(old)).toBe('pod-1');
    // Whoever looks at the sheet before it hangs, or at a picture of it, says nothing of where it is.
    expect(await scan(fresh.link)).toBe('pod-1');
    await house.core.labelWatch.count();
    expect(await scan(old)).toBe('pod-1');
    must(await house.core.steps.resolveScan({ code: fresh.link, ...known }));
    // Nothing is written by the scan itself: the hourly look does.
    expect(await scan(old)).toBe('pod-1');
    await house.pass(HOUR_MS, HOUR_MS);
    await house.core.labelWatch.count();
    expect(await scan(old)).toBe('code.replaced');
    expect(await scan(fresh.link)).toBe('pod-1');
    const [row] = await audited('label-superseded');
    expect(JSON.parse(row?.facts_json ?? '')).toEqual({ by: fresh.tagId, objectId: 'pod-1' });
    expect(codeOf(await staff().reprintLabels({ ...olga, venueId: null, labels: [old], batchId: 'again' }))).toBe('label.ended');
  });

  test('ends its old label at the first Start from it, though nobody was known who opened it', async () => {
    const ann = await createPerson(house, 'ann');
    const old = house.codeOf('pod-1');
    const [fresh] = must(await staff().reprintLabels({ ...olga, venueId: null, labels: [old], batchId: null })).labels;
    const stranger = { personId: null, binding: ann.binding, address: '203.0.113.4' };
    const { ticket, offer } = must(await house.core.steps.resolveScan({ code: fresh?.link ?? '', ...stranger }));
    await house.core.labelWatch.count();
    expect(await scan(old)).toBe('pod-1');
    must(await ann.startWith({ ticket, tariffHash: offer.tariff.hash }));
    await house.core.labelWatch.count();
    expect(await scan(old)).toBe('code.replaced');
    const [seen] = await house.store.books<{ scans: number }>('SELECT scans FROM label_scans WHERE scans > 0');
    expect(seen?.scans).toBe(1);
  });

  const reprint = (labels: readonly string[], batchId: string | null = null, venueId: string | null = null) =>
    staff().reprintLabels({ ...olga, venueId, labels, batchId });
  const tagOf = async (objectId: string) => (await house.store.liveLabelsOf(objectId))[0]?.tagId ?? '';

  test('under another name is told where the first one is, and nothing is ordered; once that has ended there is another', async () => {
    const [pod, bike] = [await tagOf('pod-1'), await tagOf('bike-1')];
    const [fresh] = must(await reprint([pod], 'first')).labels;
    expect(await reprint([bike, pod], 'second')).toMatchObject({ error: { code: 'label.reprinted', batchId: 'first' } });
    // A refused order leaves no batch of its name behind.
    expect(must(await reprint([bike], 'second')).labels).toHaveLength(1);
    expect(await house.store.liveLabelsOf('pod-1')).toHaveLength(2);
    must(await staff().endLabel({ ...olga, label: fresh?.tagId ?? '', as: 'lost', reason: 'the sheet is gone' }));
    expect(must(await reprint([pod], 'third')).labels).toHaveLength(1);
    expect(await house.store.liveLabelsOf('pod-1')).toHaveLength(2);
  });

  test('under two names at once makes one successor', async () => {
    const pod = await tagOf('pod-1');
    const answers = await Promise.all([reprint([pod], 'first'), reprint([pod], 'second')]);
    expect(answers.map(codeOf).sort()).toEqual(['label.reprinted', 'ok']);
    expect(await house.store.liveLabelsOf('pod-1')).toHaveLength(2);
  });

  test('is of one venue: a label that hangs in another one is named, and nothing is ordered', async () => {
    const pod = await tagOf('pod-1');
    const annex = { tagId: 'ee00000000000001', payloadHex: '1101ee00000000000001012c', objectId: 'bike-annex' };
    await house.changeVenue((setup) => {
      const [bike] = setup.objects.filter(({ objectId }) => objectId === 'bike-1');
      return {
        ...setup,
        venue: { ...setup.venue, venueId: 'ven_annex' },
        devices: setup.devices
          .filter(({ deviceId }) => deviceId === bike?.deviceId)
          .map((each) => ({ ...each, deviceId: 'dev-annex' })),
        objects: bike ? [{ ...bike, objectId: annex.objectId, deviceId: 'dev-annex', venueId: 'ven_annex' }] : [],
        tags: [{ ...annex, status: 'active' }],
        stays: [],
      };
    });
    expect(await reprint([pod, annex.tagId])).toMatchObject({
      error: { code: 'label.other-venue', label: annex.tagId, venueId: 'ven_annex' },
    });
    expect(must(await reprint([pod])).batch.venueId).not.toBe('ven_annex');
    expect(must(await reprint([annex.tagId])).batch.venueId).toBe('ven_annex');
  });

  test('of a label that hangs on nothing ends it once the new one hangs', async () => {
    const venueId = (await house.store.labelledObjects(['pod-1']))[0]?.venueId ?? '';
    const order = { ...olga, venueId, batchId: 'loose', count: 1, objectIds: null, afterTagNo: 0, limit: 9 };
    const [loose] = must(await staff().issueLabels(order)).labels;
    const [fresh] = must(await reprint([loose?.tagId ?? ''])).labels;
    expect(await house.store.label(loose?.tagId ?? '')).toMatchObject({ status: 'printed' });
    const hang = { ...olga, label: fresh?.tagId ?? '', objectId: 'pod-1', isMove: false };
    // The question counts what the list of objects counts, and what the answer then ends.
    const { shown } = await staff().attachDesk.objects('demo', 'pod-1');
    expect(await staff().attachLabel({ ...hang, others: 'refuse' })).toMatchObject({
      error: { code: 'code.second-label', others: shown[0]?.labels },
    });
    expect(must(await staff().attachLabel({ ...hang, others: 'keep' }))).toMatchObject({ ended: [loose?.tagId], labels: 2 });
    expect(await house.store.label(loose?.tagId ?? '')).toMatchObject({ status: 'replaced' });
  });

  test('that is printed is one of the labels that the question about a further one counts, and the list of objects too', async () => {
    must(await reprint([await tagOf('pod-1')]));
    const venueId = (await house.store.labelledObjects(['pod-1']))[0]?.venueId ?? '';
    const order = { ...olga, venueId, batchId: 'loose', count: 1, objectIds: null, afterTagNo: 0, limit: 9 };
    const [loose] = must(await staff().issueLabels(order)).labels;
    const hang = { ...olga, label: loose?.tagId ?? '', objectId: 'pod-1', isMove: false };
    const { shown } = await staff().attachDesk.objects('demo', 'pod-1');
    expect(shown).toMatchObject([{ objectId: 'pod-1', labels: 2 }]);
    expect(await staff().attachLabel({ ...hang, others: 'refuse' })).toMatchObject({ error: { others: 2 } });
    expect(must(await staff().attachLabel({ ...hang, others: 'replace' }))).toMatchObject({ ended: { length: 2 }, labels: 1 });
  });

  test('of a lost label hangs on its object', async () => {
    must(await staff().endLabel({ ...olga, label: house.codeOf('pod-1'), as: 'lost', reason: 'gone' }));
    const { labels } = must(
      await staff().reprintLabels({ ...olga, venueId: null, labels: [house.codeOf('pod-1')], batchId: null }),
    );
    expect(await scan(labels[0]?.link ?? '')).toBe('pod-1');
  });
});
