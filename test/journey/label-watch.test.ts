// The label watch: scans are counted beside requests, silence and stray labels raise one ticket each, and a round finds what hangs wrong.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import type { VenueSetup } from '../../gateway/ports/store.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const olga = { operatorId: 'olga', tenantId: 'demo' };

let house: House;
let venueId: string;
beforeEach(async () => {
  house = await openHouse({
    objects: [],
    venue: (setup) => {
      venueId = setup.venue.venueId;
      return setup;
    },
  });
});
afterEach(() => house.close());

type Witness = { readonly personId: string | null; readonly address: string | null };
async function scanBy(objectId: string, by: Witness): Promise<string> {
  const answer = await house.core.steps.resolveScan({ code: house.codeOf(objectId), binding: 'c:x', ...by });
  return answer.ok ? 'ok' : answer.error.code;
}
/** By so many people who are signed in, each at a phone of their own. */
async function scan(objectId: string, people = 1): Promise<string> {
  let said = '';
  for (let n = 0; n < people; n += 1) said = await scanBy(objectId, { personId: `guest-${n}`, address: `198.51.100.${n}` });
  return said;
}
const stranger = (objectId: string): Promise<string> => scanBy(objectId, { personId: null, address: '203.0.113.9' });
const withTag = (objectId: string, changes: Partial<VenueSetup['tags'][number]>) => (setup: VenueSetup) => ({
  ...setup,
  tags: setup.tags.map((tag) => (tag.objectId === objectId ? { ...tag, ...changes } : tag)),
});
async function tagOf(objectId: string): Promise<string> {
  const [label] = await house.store.liveLabelsOf(objectId);
  if (!label) throw new Error(`no label on ${objectId}`);
  return label.tagId;
}
/** One look an hour, as the timer would have it. */
async function hoursPass(hours: number, each: () => Promise<unknown>): Promise<void> {
  for (let n = 0; n < hours; n += 1) {
    await each();
    await house.core.labelWatch.lookNow();
    await house.pass(HOUR_MS, HOUR_MS);
  }
}
const alerts = () => house.core.steps.operator.labelAlerts.list({ operator: olga });
const audited = async (what: string) =>
  house.store.books<{ actor_id: string; facts_json: string }>('SELECT actor_id, facts_json FROM audit_rows WHERE what = ?', [
    what,
  ]);

const FAR = { latitude: 31.2304, longitude: 121.4737, accuracyM: 20 };
const placeVenue = () =>
  house.changeVenue((setup) => ({
    ...setup,
    places: setup.places.map((place) => ({
      ...place,
      position: { latitudeE6: 31_143_378, longitudeE6: 121_805_214, radiusM: 200 },
    })),
  }));

describe('counting', () => {
  test('writes nothing in the request, and once for an hour what was scanned in it', async () => {
    await house.settle();
    const before = house.store.statistics();
    await scan('pod-1', 5);
    await scan('bike-1', 2);
    expect(house.store.statistics()).toEqual(before);
    await house.core.labelWatch.count();
    const rows = await house.store.books<{ scans: number }>('SELECT scans FROM label_scans ORDER BY scans');
    expect(rows.map(({ scans }) => scans)).toEqual([2, 5]);
    const { commits } = house.store.statistics();
    await house.core.labelWatch.count();
    expect(house.store.statistics().commits).toBe(commits);
  });

  test('counts who signed in, and one person and one address an hour: a photo that is opened elsewhere is no sign of life', async () => {
    const counted = async () => {
      await house.core.labelWatch.count();
      const [row] = await house.store.books<{ n: number }>('SELECT coalesce(sum(scans), 0) AS n FROM label_scans');
      return Number(row?.n);
    };
    for (let n = 0; n < 5; n += 1) await stranger('pod-1');
    expect(await counted()).toBe(0);
    await scanBy('pod-1', { personId: 'ada', address: '203.0.113.9' });
    await scanBy('pod-1', { personId: 'ada', address: '203.0.113.10' });
    await scanBy('pod-1', { personId: 'bob', address: '203.0.113.9' });
    await scanBy('pod-1', { personId: 'bob', address: '203.0.113.11' });
    expect(await counted()).toBe(1);
    await scanBy('pod-2', { personId: 'ada', address: '203.0.113.9' });
    expect(await counted()).toBe(2);
    await house.pass(HOUR_MS, HOUR_MS);
    await scanBy('pod-1', { personId: 'ada', address: '203.0.113.9' });
    expect(await counted()).toBe(3);
  });

  test('tells a printed label that it was seen in the field by somebody whom we know, once', async () => {
    await house.changeVenue(withTag('pod-1', { status: 'printed' }));
    const tagId = await tagOf('pod-1');
    await stranger('pod-1');
    await house.core.labelWatch.count();
    expect(await house.store.label(tagId)).toMatchObject({ status: 'printed', firstScannedAtMs: null });
    await scan('pod-1');
    expect(await house.store.label(tagId)).toMatchObject({ status: 'printed', firstScannedAtMs: null });
    const scannedAtMs = house.clock.nowMs();
    await house.pass(HOUR_MS, HOUR_MS);
    await house.core.labelWatch.count();
    expect(await house.store.label(tagId)).toMatchObject({ status: 'active', firstScannedAtMs: scannedAtMs });
    await scan('pod-1');
    await house.core.labelWatch.count();
    expect(await house.store.label(tagId)).toMatchObject({ firstScannedAtMs: scannedAtMs });
  });
});

describe('alerts', () => {
  test('a label that phones far from its object have opened is reported at the third', async () => {
    await placeVenue();
    const near = { latitude: 31.1434, longitude: 121.8052, accuracyM: 20 };
    for (const [name, position] of [
      ['ada', near],
      ['ada', FAR],
      ['bob', FAR],
      ['cem', FAR],
    ] as const) {
      const person = await createPerson(house, name);
      const { ticket } = must(await person.scan('bike-1'));
      await house.core.steps.compareWhereabouts({ ticket, personId: name, binding: person.binding, position });
    }
    await house.core.labelWatch.lookNow();
    expect(await alerts()).toMatchObject([{ objectId: 'bike-1', alert: { elsewhereScans: 3, endedScans: 0 } }]);
    const rows = await house.store.books<{ scans: number; elsewhere: number }>('SELECT scans, elsewhere FROM label_scans');
    expect(rows).toEqual([{ scans: 3, elsewhere: 3 }]);
  });

  test('one account says once a day that it is elsewhere, however many codes it opens, and nobody who is not signed in does', async () => {
    await placeVenue();
    const say = async (name: string, personId: string | null) => {
      const { ticket, binding } = { ...must(await (await createPerson(house, name)).scan('bike-1')), binding: `p:${name}` };
      must(await house.core.steps.compareWhereabouts({ ticket, personId, binding, position: FAR }));
    };
    for (let n = 0; n < 9; n += 1) await say(`stranger-${n}`, null);
    await hoursPass(8, () => say('eve', 'eve'));
    const counted = async () => {
      await house.core.labelWatch.lookNow();
      return Number((await house.store.books<{ n: number }>('SELECT sum(elsewhere) AS n FROM label_scans'))[0]?.n);
    };
    expect(await counted()).toBe(1);
    expect(await alerts()).toEqual([]);
    await say('bob', 'bob');
    expect(await counted()).toBe(2);
  });

  test('a busy label that nobody scans any more is reported within two days, while the others are scanned on', async () => {
    await hoursPass(48, async () => {
      await scan('pod-1');
      await scan('pod-2');
    });
    expect(await alerts()).toEqual([]);
    // Whoever covered it goes on opening a photo of it.
    await hoursPass(26, async () => {
      await scan('pod-1');
      await stranger('pod-2');
    });
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ objectId: 'pod-2', labelStatus: 'active', alert: { endedScans: 0, elsewhereScans: 0 } });
    expect(alert?.alert.missedScans).toBeGreaterThanOrEqual(8);
    // One account that opens the photo ends nothing, however often it does; several people who find it there do.
    await hoursPass(30, async () => {
      await scan('pod-1');
      await scan('pod-2');
    });
    expect(await alerts()).toMatchObject([{ alert: { alertId: alert?.alert.alertId } }]);
    await hoursPass(1, () => scan('pod-2', 3));
    expect(await alerts()).toEqual([]);
  });

  test('a venue that is closed for days raises none', async () => {
    await hoursPass(48, async () => {
      await scan('pod-1');
      await scan('pod-2');
    });
    await house.pass(5 * DAY_MS, DAY_MS);
    await house.core.labelWatch.lookNow();
    expect(await alerts()).toEqual([]);
  });

  test('are listed by pages, each from the last one of the page before', async () => {
    const objects = ['pod-1', 'pod-2', 'bike-1', 'bike-2', 'bike-3'];
    for (const objectId of objects) await house.changeVenue(withTag(objectId, { status: 'lost' }));
    for (const objectId of objects) await stranger(objectId);
    await house.core.labelWatch.lookNow();
    const { list, close } = house.core.steps.operator.labelAlerts;
    const idsOf = (page: Awaited<ReturnType<typeof list>>) => page.map(({ alert }) => alert.alertId);
    const all = idsOf(await alerts());
    expect(all).toHaveLength(5);
    const first = idsOf(await list({ operator: olga, limit: 2 }));
    must(await close({ operator: olga, alertId: first[1] ?? '', note: 'seen' }));
    const second = idsOf(await list({ operator: olga, afterAlertId: first[1] ?? '', limit: 2 }));
    const third = idsOf(await list({ operator: olga, afterAlertId: second[1] ?? '', limit: 2 }));
    expect([...first, ...second, ...third]).toEqual(all);
    const eve = { operatorId: 'eve', tenantId: 'other' };
    expect(await list({ operator: eve, afterAlertId: first[0] ?? '' })).toEqual([]);
  });

  test('a lost label that turns up has one ticket, however often it is scanned, until somebody has looked', async () => {
    await house.changeVenue(withTag('pod-1', { status: 'lost' }));
    expect(await scan('pod-1', 3)).toBe('code.replaced');
    await house.core.labelWatch.lookNow();
    await scan('pod-1', 2);
    await house.core.labelWatch.lookNow();
    const [open, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(open).toMatchObject({ labelStatus: 'lost', alert: { endedScans: 5, version: 2 } });

    const { labelAlerts, listOpenMatters } = house.core.steps.operator;
    expect(must(await listOpenMatters({ operator: olga })).labels).toMatchObject([{ objectId: 'pod-1', reasons: ['ended'] }]);
    const alertId = open?.alert.alertId ?? '';
    const stranger = { operatorId: 'eve', tenantId: 'other' };
    expect(await labelAlerts.close({ operator: stranger, alertId, note: 'x' })).toMatchObject({
      error: { code: 'label-alert.unknown' },
    });
    must(await labelAlerts.close({ operator: olga, alertId, note: 'on a bin behind the hall' }));
    must(await labelAlerts.close({ operator: olga, alertId, note: 'again' }));
    // Under its key it is answered as it was, whatever was closed since.
    const keyed = { personId: 'operator demo olga', route: 'close', key: 'k1', bodyHash: 'h' };
    const kept = must(await labelAlerts.close({ operator: olga, alertId, note: 'again', keyed }));
    expect(must(await labelAlerts.close({ operator: olga, alertId, note: 'again', keyed }))).toEqual(kept);
    expect(await labelAlerts.close({ operator: olga, alertId, note: 'else', keyed: { ...keyed, bodyHash: 'i' } })).toMatchObject({
      error: { code: 'idempotency.key-reused' },
    });
    expect(await alerts()).toEqual([]);
    expect(await audited('label-alert-closed')).toHaveLength(1);
    await house.core.labelWatch.lookNow();
    expect(await alerts()).toEqual([]);
    // In the same hour still.
    await scan('pod-1');
    await house.core.labelWatch.lookNow();
    expect(await alerts()).toMatchObject([{ alert: { endedScans: 1 } }]);
    await house.pass(HOUR_MS, HOUR_MS);
    await scan('pod-1');
    await house.core.labelWatch.lookNow();
    expect(await alerts()).toMatchObject([{ alert: { endedScans: 2 } }]);
  });
});

describe('a round', () => {
  const walk = () => house.core.steps.operator.inspectLabels;
  const start = async () => must(await walk().start({ operator: olga, venueId }));

  test('finds what is missing, what is foreign, and what hangs on another object', async () => {
    const { roundId } = await start();
    const see = async (code: string, seenAt: string | null) =>
      must(await walk().see({ operator: olga, roundId, code, seenAt })).finding;
    const foreign = 'https://evil.example/pay';
    expect(await see(house.codeOf('pod-1'), 'pod-1')).toBe('in-place');
    expect(await see(house.codeOf('bike-1'), null)).toBe('in-place');
    expect(await see(house.codeOf('pod-2'), 'bike-2')).toBe('on-another-object');
    expect(await see(foreign, 'pod-2')).toBe('foreign');
    expect(await see(foreign, 'pod-2')).toBe('foreign');
    await house.core.labelWatch.count();
    // What the staff see hang is seen; what is somewhere else is not.
    const seen = await house.store.books<{ object_id: string }>(
      'SELECT t.object_id FROM label_scans AS s JOIN tags AS t ON t.tag_id = s.tag_id ORDER BY t.object_id',
    );
    expect(seen.map(({ object_id }) => object_id)).toEqual(['bike-1', 'pod-1']);
    await house.changeVenue(withTag('bike-3', { status: 'lost' }));
    expect(await see(house.codeOf('bike-3'), 'bike-3')).toBe('ended');

    const over = must(await walk().end({ operator: olga, roundId }));
    const { report } = over;
    expect(report).toMatchObject({
      inPlace: 2,
      unlabelled: ['bike-3'],
      onAnotherObject: [{ boundTo: 'pod-2', seenAt: 'bike-2' }],
      foreign: [{ seenAt: 'pod-2' }],
      ended: [{ seenAt: 'bike-3' }],
    });
    expect(report?.missing.map(({ objectId }) => objectId)).toEqual(expect.arrayContaining(['pod-2', 'bike-2']));
    expect(report?.missing).toHaveLength((report?.expected ?? 0) - 2);
    // What a stranger's sticker says is not kept.
    expect(JSON.stringify(await house.store.books('SELECT * FROM label_sightings'))).not.toContain('evil');
    expect(await audited('label-round-ended')).toMatchObject([{ actor_id: 'olga' }]);
    expect(await walk().see({ operator: olga, roundId, code: foreign, seenAt: null })).toMatchObject({
      error: { code: 'label-round.ended' },
    });
    expect(must(await walk().end({ operator: olga, roundId }))).toEqual(over);
  });

  test('misses no label that was only printed, and ends what a reprint replaces while the inspector stands there', async () => {
    const { reprintLabels } = house.core.steps.operator;
    const old = await tagOf('pod-1');
    const reprinted = must(await reprintLabels({ ...olga, venueId: null, labels: [old], batchId: null }));
    const [fresh] = reprinted.labels;
    await house.changeVenue(withTag('bike-1', { status: 'printed' }));
    const { roundId } = await start();
    const report = async () => must(await walk().report({ operator: olga, roundId })).report;
    const before = await report();
    expect(before.toHang.map(({ objectId }) => objectId)).toEqual(['bike-1', 'pod-1']);
    expect(before.toHang[1]?.tagId).toBe(fresh?.tagId);
    expect(before.unlabelled).toEqual(['bike-1']);
    expect(before.missing.filter(({ objectId }) => ['bike-1', 'pod-1'].includes(objectId))).toEqual([
      { tagId: old, objectId: 'pod-1' },
    ]);

    const sighted = await walk().see({ operator: olga, roundId, code: fresh?.link ?? '', seenAt: 'pod-1' });
    expect(must(sighted).finding).toBe('in-place');
    expect((await house.store.label(old))?.status).toBe('replaced');
    expect(must(await walk().see({ operator: olga, roundId, code: old, seenAt: 'pod-1' })).finding).toBe('ended');
    const after = await report();
    expect([after.inPlace, after.expected - before.expected]).toEqual([1, 0]);
    expect(after.missing.filter(({ objectId }) => objectId === 'pod-1')).toEqual([]);
    expect(after.toHang.map(({ objectId }) => objectId)).toEqual(['bike-1']);
  });

  test('expects labels of somebody else that were taken over where they hang, as it expects ours', async () => {
    const url = 'https://m.example.cn/scan?id=17';
    await house.changeVenue(withTag('pod-1', { status: 'lost' }));
    must(await house.core.steps.operator.takeOverLabels({ ...olga, csv: `${url},pod-1` }));
    const { roundId } = await start();
    const report = async () => must(await walk().report({ operator: olga, roundId })).report;
    const before = await report();
    expect(before.unlabelled).toEqual([]);
    expect(before.missing.filter(({ objectId }) => objectId === 'pod-1')).toHaveLength(1);
    expect(must(await walk().see({ operator: olga, roundId, code: url, seenAt: 'pod-1' })).finding).toBe('in-place');
    const after = await report();
    expect([after.inPlace, after.missing.filter(({ objectId }) => objectId === 'pod-1')]).toEqual([1, []]);
  });

  test('is taken up again however many others of the tenant go on', async () => {
    const one = await start();
    const others = Array.from({ length: 101 }, (_, no) => ({
      change: 'label-round-changed' as const,
      round: { ...one, roundId: `rnd_other_${no}`, venueId: `ven_other_${no}`, startedAtMs: one.startedAtMs + 1 },
    }));
    for (const { round } of others) {
      await house.changeVenue((setup) => ({
        ...setup,
        venue: { ...setup.venue, venueId: round.venueId },
        ...{ places: [], tariffs: [], devices: [], objects: [], tags: [], stays: [] },
      }));
    }
    expect((await house.store.commit(others)).ok).toBe(true);
    expect(await start()).toEqual(one);
  });

  test('takes a typing mistake for no label of a stranger', async () => {
    const { roundId } = await start();
    const see = async (code: string, isTyped: boolean) => {
      const seen = await walk().see({ operator: olga, roundId, code, seenAt: null, isTyped });
      return seen.ok ? seen.value.finding : seen.error;
    };
    const mistyped = (mistake: string) => ({ code: 'label.mistyped', mistake });
    expect([await see('7K3M-Q9TX-9', false), await see('7K3M-Q9TX-9', true)]).toEqual(Array(2).fill(mistyped('check')));
    // A sticker may say any short word; whoever types one means a label of ours.
    expect([await see('TABLE 12', false), await see('TABLE 12', true)]).toEqual(['foreign', mistyped('length')]);
    expect(must(await walk().report({ operator: olga, roundId })).report.foreign).toHaveLength(1);
  });

  test('goes on for whoever begins it again, and is not seen by another tenant', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(two).toEqual(one);
    const keyed = { personId: 'operator demo olga', route: 'rounds', key: 'k1', bodyHash: 'h' };
    expect(must(await walk().start({ operator: olga, venueId, keyed }))).toEqual(one);
    const stranger = { operatorId: 'eve', tenantId: 'other' };
    const { roundId } = one;
    const unknown = { error: { code: 'label-round.unknown' } };
    expect(await walk().see({ operator: stranger, roundId, code: 'x', seenAt: null })).toMatchObject(unknown);
    expect(await walk().end({ operator: stranger, roundId })).toMatchObject(unknown);
    expect(await walk().report({ operator: stranger, roundId })).toMatchObject(unknown);
    expect(await walk().start({ operator: stranger, venueId })).toMatchObject({ error: { code: 'venue.unknown' } });
    expect(await walk().list({ operator: stranger })).toEqual([]);
    expect(await walk().see({ operator: olga, roundId, code: house.codeOf('pod-1'), seenAt: 'nowhere' })).toMatchObject({
      error: { code: 'object.unknown' },
    });
    // Sent again after the walk, it begins no other one.
    must(await walk().end({ operator: olga, roundId }));
    expect(must(await walk().start({ operator: olga, venueId, keyed }))).toEqual(one);
    expect((await walk().list({ operator: olga })).map((round) => round.roundId)).toEqual([roundId]);
  });
});
