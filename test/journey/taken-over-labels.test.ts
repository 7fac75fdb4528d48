// Labels of somebody else, taken over: they lead to objects of ours, unsigned and believed less.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import type { IssueRequest } from '../../gateway/operator/issue-labels.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createStaff } from '../support/people.ts';
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
const codeOf = (result: { ok: boolean; error?: { code: string } }): string => (result.ok ? 'ok' : (result.error?.code ?? ''));
type Audited = { what: string; subject_id: string; actor_id: string; facts_json: string };
const audited = (what: string) =>
  house.store.books<Audited>('SELECT what, subject_id, actor_id, facts_json FROM audit_rows WHERE what = ?', [what]);
async function setUpNeighbour(): Promise<void> {
  await house.changeVenue((setup) => ({
    ...setup,
    tenantId: 'tnt_next',
    venue: { ...setup.venue, venueId: 'ven_next', tenantId: 'tnt_next' },
    ...{ places: [], tariffs: [], devices: [], objects: [], tags: [], stays: [] },
  }));
}
describe('labels of somebody else', () => {
  const OLD = 'https://m.example.cn/scan?id=17';
  const takeOver = (csv: string) => staff().takeOverLabels({ ...olga, csv });

  test('lead to an offer, and a Start asks the person to show that they are there', async () => {
    const ann = await createPerson(house, 'ann');
    expect(await scan(OLD)).toBe('code.not-ours');
    expect(must(await takeOver(`url,object\n${OLD},pod-1\n`))).toEqual({ added: 1, changed: 0, same: 0 });
    const scanned = must(await house.core.steps.resolveScan({ code: OLD, personId: 'ann', binding: ann.binding, address: null }));
    expect(scanned.offer.objectId).toBe('pod-1');
    const press = () => ann.startWith({ ticket: scanned.ticket, tariffHash: scanned.offer.tariff.hash });
    expect(await press()).toMatchObject({ error: { code: 'presence.required', because: 'label-unsigned' } });
    expect(await house.store.sessionsOf('ann', 9)).toEqual([]);
  });

  test('are named on the scan page from the moment that they are taken over', async () => {
    const named = () => house.core.steps.takenOverHosts();
    expect(await named()).toEqual([]);
    must(await takeOver(`${OLD},pod-1`));
    expect(await named()).toEqual(['m.example.cn']);
    must(await takeOver('https://n.example.cn/18,pod-2'));
    expect(await named()).toEqual(['m.example.cn', 'n.example.cn']);
  });

  test('start with the word of the staff, and end in a receipt that claims no signature', async () => {
    await house.close();
    house = await openHouse({ objects: ['bike-1'], kinds: KIND_CATALOGUE });
    const ann = await createPerson(house, 'ann');
    must(await takeOver(`${OLD},bike-1`));
    const { ticket, offer } = must(
      await house.core.steps.resolveScan({ code: OLD, personId: 'ann', binding: ann.binding, address: null }),
    );
    const start = { ticket, tariffHash: offer.tariff.hash };
    expect(await ann.startWith(start)).toMatchObject({ error: { code: 'presence.required', because: 'label-unsigned' } });
    must(await createStaff(house).vouch('bike-1', { personId: 'ann' }));
    const { sessionId } = must(await ann.startWith(start));
    await house.pass(60_000, 5_000);
    must(await ann.stop(sessionId));
    await house.pass(60_000, 5_000);
    const { proof } = await ann.provenReceipt(sessionId);
    expect(proof.tag.signature).toBe('');
    // One word of the staff is one Start.
    expect(await ann.startWith(start)).toMatchObject({ error: { code: 'ticket.used' } });
  });

  test('can be led elsewhere and let go, by a list of which all lines count or none', async () => {
    must(await takeOver(`${OLD},pod-1`));
    expect(must(await takeOver(`${OLD},bike-1`))).toEqual({ added: 0, changed: 1, same: 0 });
    expect(await scan(OLD)).toBe('bike-1');
    expect(await takeOver(`${OLD},pod-1\nhttps://m.example.cn/18,pod-none`)).toEqual({
      ok: false,
      error: { code: 'take-over.refused', lines: [{ line: 2, problem: 'object.unknown' }] },
    });
    expect(await scan(OLD)).toBe('bike-1');
    must(await takeOver(`${OLD},`));
    expect(await scan(OLD)).toBe('code.not-ours');
    const lists = (await audited('labels-taken-over')).map(
      ({ facts_json }) => JSON.parse(facts_json) as { added: number; changed: number },
    );
    expect(lists.map(({ added, changed }) => [added, changed]).sort()).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
    ]);
  });

  test('of a host are taken over by the tenant that it is named for, and by the owner of the gateway', async () => {
    await house.close();
    house = await openHouse({
      objects: ['pod-1'],
      tenantHosts: { labels: [], takeOver: [{ tenantId: 'demo', host: 'old.example.com' }] },
    });
    const other = 'https://m.example.cn/scan?id=17';
    expect(await takeOver(`https://old.example.com/1,pod-1\n${other},pod-1`)).toEqual({
      ok: false,
      error: { code: 'take-over.refused', lines: [{ line: 2, problem: 'host.not-allowed' }] },
    });
    must(await takeOver('https://old.example.com/1,pod-1'));
    must(await staff().takeOverLabels({ ...olga, csv: `${other},pod-1`, isOwner: true }));
    // What is theirs they may let go, whoever gave it to them.
    must(await takeOver(`${other},`));
  });

  test("are nobody's to take by being first, where there are several tenants and no host is named", async () => {
    await setUpNeighbour();
    const first = await takeOver(`${OLD},pod-1`);
    expect(first).toMatchObject({ error: { lines: [{ line: 1, problem: 'host.not-allowed' }] } });
    must(await staff().takeOverLabels({ ...olga, csv: `${OLD},pod-1`, isOwner: true }));
    const neighbour = { operatorId: 'owner', tenantId: 'tnt_next', isOwner: true };
    const theirs = await staff().takeOverLabels({ ...neighbour, csv: `${OLD},` });
    expect(theirs).toMatchObject({ error: { lines: [{ line: 1, problem: 'url.of-another' }] } });
  });

  test('are never at an address of ours, signed or not, and are let go by whoever has them', async () => {
    const own = new URL(must(await issue({ count: 1 })).labels[0]?.link ?? '').origin;
    const upper = own.replace('https', 'http').toUpperCase();
    expect(await takeOver(`${own}/c/7K3M-Q9TX-8,pod-1\n${own}/scan,pod-1\n${upper}/x,pod-1\nhttps://m.example.cn/19,`)).toEqual({
      ok: false,
      error: {
        code: 'take-over.refused',
        lines: [...[1, 2, 3].map((line) => ({ line, problem: 'url.ours' })), { line: 4, problem: 'url.unknown' }],
      },
    });
    expect(await takeOver('https://m.example.cn/19,')).toEqual({
      ok: false,
      error: { code: 'take-over.refused', lines: [{ line: 1, problem: 'url.unknown' }] },
    });
  });

  test('are in the audit one by one: where each led, and where it leads now', async () => {
    must(await takeOver(`${OLD},pod-1`));
    must(await takeOver(`${OLD},bike-1`));
    must(await takeOver(`${OLD},`));
    const rows = await audited('taken-over-label-led');
    const [row] = rows;
    expect(new Set(rows.map(({ actor_id, subject_id }) => `${actor_id} ${subject_id}`))).toEqual(
      new Set([`olga ${row?.subject_id}`]),
    );
    const from = { '': 'pod-1', 'pod-1': 'bike-1', 'bike-1': '' };
    const moves = rows.map(({ facts_json }) => JSON.parse(facts_json) as { url: string; from: string; to: string });
    expect(moves.sort((one, other) => one.from.localeCompare(other.from))).toEqual(
      Object.keys(from)
        .sort((one, other) => one.localeCompare(other))
        .map((each) => ({ url: OLD, from: each, to: from[each as keyof typeof from] })),
    );
  });

  test('are never our own signed labels, whoever asks for it', async () => {
    const [label] = must(await issue({ count: 1 })).labels;
    expect(await takeOver(`${label?.link},pod-1`)).toMatchObject({
      error: { code: 'take-over.refused', lines: [{ line: 1, problem: 'url.ours' }] },
    });
    expect(await scan(label?.link ?? '')).toBe('code.not-attached');
  });

  test('a ticket that was made from one before it was let go starts nothing', async () => {
    const ann = await createPerson(house, 'ann');
    must(await takeOver(`${OLD},pod-1`));
    const { ticket, offer } = must(
      await house.core.steps.resolveScan({ code: OLD, personId: 'ann', binding: ann.binding, address: null }),
    );
    must(await takeOver(`${OLD},`));
    expect(codeOf(await ann.startWith({ ticket, tariffHash: offer.tariff.hash }))).toBe('code.replaced');
  });
});
