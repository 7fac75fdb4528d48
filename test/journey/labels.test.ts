// Labels, from the order to the end: issued in pieces, and hung by phone.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatShortCode, parseLink } from '#qr';
import type { IssueRequest } from '../../gateway/operator/issue-labels.ts';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const olga = { operatorId: 'olga', tenantId: 'demo' };

let house: House;
let venueId: string;
beforeEach(async () => {
  house = await openHouse({
    objects: ['pod-1'],
    venue: (setup) => {
      venueId = setup.venue.venueId;
      return setup;
    },
  });
});
afterEach(() => house.close());

const staff = () => house.core.steps.operator;
const issue = (changes: Partial<IssueRequest> = {}) =>
  staff().issueLabels({ ...olga, venueId, batchId: 'june', count: null, objectIds: null, afterTagNo: 0, limit: 500, ...changes });
async function scan(code: string): Promise<string> {
  const answer = await house.core.steps.resolveScan({ code, personId: null, binding: 'c:x', address: null });
  return answer.ok ? answer.value.offer.objectId : answer.error.code;
}
const attach = (label: string, objectId: string, words: { others?: 'keep' | 'replace'; isMove?: boolean } = {}) =>
  staff().attachLabel({ ...olga, label, objectId, others: words.others ?? 'refuse', isMove: words.isMove ?? false });
const codeOf = (result: { ok: boolean; error?: { code: string } }): string => (result.ok ? 'ok' : (result.error?.code ?? ''));
const keyOf = (key: string, bodyHash: string) => ({ personId: 'operator demo olga', route: 'labels', key, bodyHash });
type Audited = { what: string; subject_id: string; actor_id: string; facts_json: string };
const audited = (what: string) =>
  house.store.books<Audited>('SELECT what, subject_id, actor_id, facts_json FROM audit_rows WHERE what = ?', [what]);
const tagCount = async (): Promise<number> =>
  (await house.store.books<{ n: number }>('SELECT count(*) AS n FROM tags'))[0]?.n ?? 0;

describe('a batch', () => {
  test('asked for in pieces, and again from the beginning, is the same labels', async () => {
    const first = must(await issue({ count: 7, limit: 3 }));
    const rest = must(await issue({ count: 7, afterTagNo: 3 }));
    const labels = [...first.labels, ...rest.labels];
    expect(labels.map(({ tagNo }) => tagNo)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const before = await tagCount();
    expect(must(await issue({ count: 7 })).labels).toEqual(labels);
    // Printed again without being ordered again.
    expect(must(await issue({ afterTagNo: 5 })).labels).toEqual(labels.slice(5));
    must(await issue({ isLook: true }));
    expect(await tagCount()).toBe(before);
    const exports = (await audited('labels-exported')).map(({ actor_id, facts_json }) => [actor_id, JSON.parse(facts_json)]);
    expect(exports).toEqual([
      ['olga', { fromNo: 1, toNo: 7, labels: 7 }],
      ['olga', { fromNo: 6, toNo: 7, labels: 2 }],
    ]);
    expect(new Set(labels.flatMap(({ tagId, shortCode, link }) => [tagId, shortCode, link])).size).toBe(21);
  });

  test('two who order it at once get one batch between them', async () => {
    const [one, other] = await Promise.all([issue({ count: 5 }), issue({ count: 5 })]);
    expect(must(one).labels).toEqual(must(other).labels);
    expect((await house.store.labelsOfBatch('demo', 'june', 0, 99)).length).toBe(5);
  });

  test('breaks off where the store fails, and goes on from there with the same labels', async () => {
    const done = must(await issue({ count: 6, limit: 4 })).labels;
    const before = await tagCount();
    const real: OwnedStore['commit'] = house.store.commit;
    Object.assign(house.store, { commit: () => Promise.reject(new Error('the disk is gone')) });
    await expect(issue({ count: 6, afterTagNo: 4 })).rejects.toThrow('the disk is gone');
    Object.assign(house.store, { commit: real });
    expect(await tagCount()).toBe(before);
    const all = must(await issue({ count: 6 })).labels;
    expect([all.length, all.slice(0, 4)]).toEqual([6, done]);
  });

  test('for objects names each of them, links that scan, and short codes that can be typed', async () => {
    const { labels } = must(await issue({ objectIds: ['pod-1', 'bike-1'] }));
    expect(labels.map(({ objectId, kind }) => [objectId, kind])).toEqual([
      ['pod-1', 'sleep-pod'],
      ['bike-1', 'bike'],
    ]);
    for (const { link, objectId, host, shortCode } of labels) {
      expect(new URL(link).host).toBe(host);
      expect(parseLink(link).ok).toBe(true);
      expect(await scan(link)).toBe(objectId);
      expect(await scan(formatShortCode(shortCode))).toBe(objectId);
    }
  });

  test('is in the issue log, with a hash of every payload that was signed', async () => {
    must(await issue({ count: 3, limit: 2 }));
    must(await issue({ count: 3, afterTagNo: 2 }));
    const [ordered] = await audited('labels-ordered');
    expect([ordered?.actor_id, JSON.parse(ordered?.facts_json ?? '')]).toMatchObject(['olga', { size: 3, for: 'nothing' }]);
    const facts = (await audited('labels-issued')).map(
      ({ facts_json }) => JSON.parse(facts_json) as { fromNo: number; payloadsHash: string },
    );
    expect(facts.sort((one, other) => one.fromNo - other.fromNo)).toMatchObject([
      { fromNo: 1, toNo: 2, kid: 1 },
      { fromNo: 3, toNo: 3, kid: 1 },
    ]);
    expect(new Set(facts.map(({ payloadsHash }) => payloadsHash)).size).toBe(2);
  });

  test.each<[string, Partial<IssueRequest>]>([
    ['label.batch-unknown', { batchId: 'nobodys' }],
    ['label.batch-differs', { count: 4 }],
    ['label.batch-differs', { count: 2, venueId: 'ven_elsewhere' }],
    ['venue.unknown', { batchId: 'july', count: 2, venueId: 'ven_elsewhere' }],
    ['venue.unknown', { batchId: 'july', count: 2, tenantId: 'tnt_other' }],
    ['object.unknown', { batchId: 'july', objectIds: ['pod-1', 'pod-none'] }],
    ['code.second-label', { batchId: 'july', objectIds: ['pod-1'], second: false }],
    ['label.unknown', { batchId: 'july', replaces: ['0000000000000000'] }],
    ['label.key-missing', { batchId: 'july', count: 2, issuer: 'https://nobody.example' }],
    ['label.batch-too-large', { batchId: 'july', count: 100_001 }],
    ['request.malformed', { batchId: 'July' }],
    ['request.malformed', { count: 9, afterTagNo: 3, batchId: 'july' }],
  ])('is refused with %s for %j', async (code, changes) => {
    must(await issue({ count: 2 }));
    const before = await tagCount();
    expect(codeOf(await issue(changes))).toBe(code);
    expect(await tagCount()).toBe(before);
  });

  test('beyond its end has no further label', async () => {
    must(await issue({ count: 2 }));
    const before = await tagCount();
    expect(must(await issue({ count: 2, afterTagNo: 9 })).labels).toEqual([]);
    expect(await tagCount()).toBe(before);
  });
});

describe('a host that is named for a tenant', () => {
  test('signs no label of anybody else, and is what the labels of that tenant say', async () => {
    const [issuer = ''] = must(await issue({ count: 1 })).labels.map(({ link }) => new URL(link).origin);
    for (const [tenantId, code] of [
      ['tnt_next', 'label.key-missing'],
      ['demo', 'ok'],
    ] as const) {
      await house.close();
      house = await openHouse({ objects: ['pod-1'], tenantHosts: { labels: [{ tenantId, host: issuer }], takeOver: [] } });
      expect([codeOf(await issue({ count: 1 })), codeOf(await issue({ batchId: 'july', count: 1, issuer }))]).toEqual([
        code,
        code,
      ]);
    }
    const elsewhere = { labels: [{ tenantId: 'demo', host: 'https://nobody.example' }], takeOver: [] };
    await house.close();
    house = await openHouse({ objects: ['pod-1'], tenantHosts: elsewhere });
    expect([codeOf(await issue({ count: 1 })), codeOf(await issue({ count: 1, issuer }))]).toEqual(
      Array(2).fill('label.key-missing'),
    );
  });
});

describe('attaching', () => {
  test('a fresh print says that it is not in use yet, and leads to its object once it hangs there', async () => {
    const [fresh] = must(await issue({ count: 1 })).labels;
    if (!fresh) throw new Error('one label');
    expect(await scan(fresh.link)).toBe('code.not-attached');
    expect(await scan(fresh.shortCode)).toBe('code.not-ours');
    expect(codeOf(await attach(fresh.link, 'pod-1'))).toBe('code.second-label');
    expect(await scan(fresh.link)).toBe('code.not-attached');
    expect(must(await attach(fresh.link, 'pod-1', { others: 'keep' }))).toMatchObject({ ended: [], labels: 2 });
    expect([await scan(fresh.link), await scan(house.codeOf('pod-1'))]).toEqual(['pod-1', 'pod-1']);
    // Pressed twice, it hangs there once.
    const before = house.store.statistics().commits;
    expect(must(await attach(formatShortCode(fresh.shortCode), 'pod-1', { others: 'keep' }))).toMatchObject({ labels: 2 });
    expect(house.store.statistics().commits).toBe(before);
    expect((await audited('label-attached')).map(({ subject_id }) => subject_id)).toEqual([fresh.tagId]);
  });

  test('by two at once: the second is told of the first', async () => {
    must(await staff().endLabel({ ...olga, label: house.codeOf('pod-1'), as: 'lost', reason: 'torn off' }));
    const { labels } = must(await issue({ count: 2 }));
    const answers = await Promise.all(labels.map(({ tagId }) => attach(tagId, 'pod-1')));
    expect(answers.map(codeOf).sort()).toEqual(['code.second-label', 'ok']);
    expect(await house.store.liveLabelsOf('pod-1')).toHaveLength(1);
  });

  test('sent again long after, under its key, moves nothing back and is answered as before', async () => {
    const [fresh] = must(await issue({ count: 1 })).labels;
    const hang = (objectId: string, key: string) =>
      staff().attachLabel({
        ...olga,
        ...{ label: fresh?.tagId ?? '', objectId, others: 'keep', isMove: true },
        keyed: keyOf(key, objectId),
      });
    const first = must(await hang('pod-1', 'k1'));
    // Nothing to change is an answer too.
    must(await hang('pod-1', 'k2'));
    must(await hang('bike-1', 'k3'));
    expect([must(await hang('pod-1', 'k1')), must(await hang('pod-1', 'k2'))]).toEqual([first, first]);
    expect(await scan(fresh?.link ?? '')).toBe('bike-1');
    expect(codeOf(await hang('pod-1', 'k3'))).toBe('idempotency.key-reused');
  });

  test('a label instead of the old one makes the old one say that it was replaced', async () => {
    const [fresh] = must(await issue({ count: 1 })).labels;
    const { ended } = must(await attach(fresh?.tagId ?? '', 'pod-1', { others: 'replace' }));
    expect(ended).toHaveLength(1);
    expect([await scan(fresh?.link ?? ''), await scan(house.codeOf('pod-1'))]).toEqual(['pod-1', 'code.replaced']);
  });

  test('a label moves only when that is said, and leads to the new object at once', async () => {
    const [fresh] = must(await issue({ count: 1 })).labels;
    const link = fresh?.link ?? '';
    must(await attach(link, 'pod-1', { others: 'keep' }));
    expect(await attach(link, 'bike-1', { others: 'keep' })).toMatchObject({
      error: { code: 'label.attached-elsewhere', objectId: 'pod-1' },
    });
    must(await attach(link, 'bike-1', { others: 'keep', isMove: true }));
    expect(await scan(link)).toBe('bike-1');
  });

  test('row 30: a label that moves between scan and Start starts nothing unseen', async () => {
    const ann = await createPerson(house, 'ann');
    const [fresh] = must(await issue({ count: 1 })).labels;
    must(await attach(fresh?.link ?? '', 'pod-1', { others: 'keep' }));
    const scanned = must(
      await house.core.steps.resolveScan({ code: fresh?.link ?? '', personId: 'ann', binding: ann.binding, address: null }),
    );
    must(await attach(fresh?.link ?? '', 'bike-1', { others: 'keep', isMove: true }));
    const started = await ann.startWith({ ticket: scanned.ticket, tariffHash: scanned.offer.tariff.hash });
    expect(started).toMatchObject({ error: { code: 'offer.changed', offer: { objectId: 'bike-1' } } });
  });

  test('what another tenant printed, what nobody printed, and what is no object, are unknown', async () => {
    const [fresh] = must(await issue({ count: 1 })).labels;
    const link = fresh?.link ?? '';
    expect(await attach(link, 'pod-none')).toEqual({ ok: false, error: { code: 'object.unknown', objectId: 'pod-none' } });
    expect(codeOf(await attach('0000000000000000', 'pod-1'))).toBe('label.unknown');
    expect(codeOf(await attach('https://evil.example/1', 'pod-1'))).toBe('code.not-ours');
    const digits = link.slice(link.lastIndexOf('/') + 1);
    const forged = digits.replace(/^(.)/, (first) => String((Number(first) + 1) % 10));
    expect(codeOf(await attach(forged, 'pod-1'))).toBe('code.not-ours');
    expect(codeOf(await staff().findLabel('tnt_other', link))).toBe('label.unknown');
  });

  test('a label that was only printed starts a session before anybody has counted its first scan', async () => {
    const ann = await createPerson(house, 'ann');
    const [bound] = must(await issue({ objectIds: ['pod-1'] })).labels;
    const by = { personId: 'ann', binding: ann.binding, address: null };
    const { ticket, offer } = must(await house.core.steps.resolveScan({ code: bound?.link ?? '', ...by }));
    expect(await house.store.label(bound?.tagId ?? '')).toMatchObject({ status: 'printed', firstScannedAtMs: null });
    expect(codeOf(await ann.startWith({ ticket, tariffHash: offer.tariff.hash }))).toBe('ok');
  });
});
