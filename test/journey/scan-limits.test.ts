// Limits on scans: guessing is stopped by address, account and all together; a restart forgets nothing, and nobody is shut out for it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { displayCounterAt, encodeDigits, encodeDisplayCode } from '#qr';
import { SCAN_RULES } from '../../gateway/domain/limits/scan-limits.ts';
import { readKeptBuckets } from '../../gateway/storage/queries/limits.ts';
import { createKeptLimits } from '../../gateway/upkeep/keep-limits.ts';
import { createHttpWorld } from '../http/http-world.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson } from '../support/person.ts';

const HERE = '203.0.113.7';
const WRONG = '00000000-0';
const BURST = SCAN_RULES['miss-address'].burst;

let house: House;
beforeEach(async () => {
  house = await openHouse({ objects: [] });
});
afterEach(() => house.close());

async function scan(code: string, { address = HERE, personId = null as string | null } = {}): Promise<string> {
  const answer = await house.core.steps.resolveScan({ code, personId, binding: 'c:somebody', address });
  return answer.ok ? 'ok' : answer.error.code;
}

async function guess(times: number, from: { address?: string; personId?: string | null } = {}): Promise<string[]> {
  const answers: string[] = [];
  for (let n = 0; n < times; n += 1) answers.push(await scan(WRONG, from));
  return answers;
}
const count = (answers: readonly string[], code: string): number => answers.filter((answer) => answer === code).length;

describe('guessing', () => {
  test('from one address ends after its burst, and goes on with one for each minute', async () => {
    const answers = await guess(30);
    expect([count(answers, 'code.not-ours'), count(answers, 'limit.reached')]).toEqual([BURST, 30 - BURST]);
    await house.pass(60_000, 60_000);
    expect(await guess(3)).toEqual(['code.not-ours', 'limit.reached', 'limit.reached']);
  });

  test('says when it goes on, and that an account of ones own is let in before', async () => {
    await guess(BURST);
    const refused = await house.core.steps.resolveScan({ code: WRONG, personId: null, binding: 'c:x', address: HERE });
    expect(refused).toEqual({ ok: false, error: { code: 'limit.reached', retryAfterS: 60, helps: 'signing-in' } });
  });

  test('a thousand at once are let through no more often than one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => scan(WRONG)));
    expect(count(answers, 'code.not-ours')).toBe(BURST);
  });

  test('with other spellings of the same address is the same address', async () => {
    await guess(BURST, { address: '2001:db8:1:2::1' });
    for (const address of ['2001:db8:1:2::2', '2001:0db8:1:2:ffff::', '[2001:db8:1:2::3]:80']) {
      expect(await scan(WRONG, { address })).toBe('limit.reached');
    }
    expect(await scan(WRONG, { address: '2001:db8:1:3::1' })).toBe('code.not-ours');
  });

  test('shuts out nobody else: signed codes are opened there as ever, and people who sign in go on', async () => {
    await guess(BURST + 5);
    expect(await scan(house.codeOf('pod-1'))).toBe('ok');
    expect(await scan(WRONG, { personId: 'ada' })).toBe('code.not-ours');
    expect(await scan(WRONG, { address: '203.0.113.8' })).toBe('code.not-ours');
  });

  test('with a hundred accounts from one address is no hundred times as much', async () => {
    const answers: string[] = [];
    for (let n = 0; n < 100; n += 1) answers.push(...(await guess(BURST, { personId: `bot-${n}` })));
    const all = SCAN_RULES['miss-accounts-there'].burst + BURST;
    expect(count(answers, 'code.not-ours')).toBe(all);
  });

  test('from ever new addresses makes guessable codes take a person, while signed ones go on for everybody', async () => {
    const most = SCAN_RULES['miss-all'].burst;
    const answers: string[] = [];
    for (let n = 0; n < most * 2; n += 1) answers.push(await scan(WRONG, { address: `2001:db8:${n.toString(16)}::1` }));
    expect(count(answers, 'code.not-ours')).toBe(most);
    const stranger = '198.51.100.1';
    expect(await scan(WRONG, { address: stranger })).toBe('limit.reached');
    expect(await scan(house.codeOf('pod-1'), { address: stranger })).toBe('ok');
    expect(await scan(WRONG, { address: stranger, personId: 'ada' })).toBe('code.not-ours');
  });

  test('from ever new addresses of one /48 ends for that /48, and everybody else may still type', async () => {
    const answers: string[] = [];
    const siteOf = (n: number): string => `2001:db8:1:${n.toString(16)}::1`;
    for (let n = 0; n < SCAN_RULES['miss-all'].burst; n += 1) answers.push(await scan(WRONG, { address: siteOf(n) }));
    expect(count(answers, 'code.not-ours')).toBe(SCAN_RULES['miss-site'].burst);
    expect(await scan(WRONG, { address: siteOf(1), personId: 'ada' })).toBe('code.not-ours');
    expect(await scan(WRONG, { address: '2001:db8:2::1' })).toBe('code.not-ours');
    expect(await scan(WRONG, { address: '198.51.100.1' })).toBe('code.not-ours');
  });

  test('while nobody may guess, labels that were taken over are opened by strangers as ever; their host is limited by address', async () => {
    const [url, letGo] = ['https://old.example:8443/bike/77', 'https://gone.example/bike/7'];
    const label = { tenantId: 'demo', takenOverAtMs: 0, version: 1 };
    await house.store.commit([
      { change: 'label-taken-over', label: { ...label, labelId: 'tko_1', url, objectId: 'pod-1' } },
      { change: 'label-taken-over', label: { ...label, labelId: 'tko_2', url: letGo, objectId: null } },
    ]);
    const most = SCAN_RULES['miss-all'].burst;
    for (let n = 0; n < most; n += 1) await scan(WRONG, { address: `2001:db8:${n.toString(16)}::1` });
    const stranger = '198.51.100.1';
    expect(await scan(url, { address: stranger })).toBe('ok');
    for (const code of [WRONG, letGo, 'https://old.example/bike/77', 'https://x.example/']) {
      expect([code, await scan(code, { address: stranger })]).toEqual([code, 'limit.reached']);
    }
    const answers: string[] = [];
    for (let n = 0; n < BURST + 5; n += 1) answers.push(await scan(`${url}${n}`, { address: stranger }));
    expect([count(answers, 'code.not-ours'), count(answers, 'limit.reached')]).toEqual([BURST, 5]);
  });

  test('while nobody may guess, codes of displays go on for strangers: their seal cannot be guessed', async () => {
    const most = SCAN_RULES['miss-all'].burst;
    for (let n = 0; n < most; n += 1) await scan(WRONG, { address: `2001:db8:${n.toString(16)}::1` });
    const stranger = '198.51.100.1';
    expect(await scan(WRONG, { address: stranger })).toBe('limit.reached');
    const shown = { tagId: '00aa00aa00aa00aa', counter: displayCounterAt(house.clock.nowMs()) };
    const forged = `https://q.example.com/${encodeDigits(encodeDisplayCode(shown, new Uint8Array(32)))}`;
    for (let n = 0; n < BURST * 2; n += 1) expect(await scan(forged, { address: stranger })).toBe('code.not-ours');
  });

  test('behind digits that look like a tag or a display is guessing, and leads to no address that was taken over', async () => {
    const tag = '1'.repeat(185);
    const shown = { tagId: '00aa00aa00aa00aa', counter: displayCounterAt(house.clock.nowMs()) };
    const sealed = encodeDigits(encodeDisplayCode(shown, new Uint8Array(32)));
    const [old, asTag, asDisplay] = [`bike/${tag}`, tag, sealed].map((path) => `https://old.example/${path}`);
    for (const [at, url = ''] of [old, asTag, asDisplay].entries()) {
      const label = { labelId: `tko_${at}`, tenantId: 'demo', url, objectId: 'pod-1', takenOverAtMs: 0, version: 1 };
      expect(await house.store.commit([{ change: 'label-taken-over', label }])).toEqual({ ok: true });
    }
    expect(await scan(old ?? '')).toBe('ok');
    // Not held as guesses, so they must not lead there.
    for (const url of [asTag, asDisplay]) expect(await scan(url ?? '')).toBe('code.not-ours');
    for (const wrong of [`https://old.example/bike/2${tag.slice(1)}`, `https://x.example/${'1'.repeat(56)}?/${tag}`]) {
      const answers: string[] = [];
      const address = `198.51.100.${wrong.length % 200}`;
      for (let n = 0; n < BURST + 2; n += 1) answers.push(await scan(wrong, { address }));
      expect([count(answers, 'code.not-ours'), count(answers, 'limit.reached')]).toEqual([BURST, 2]);
    }
  });

  test('codes that were one are never counted as tries', async () => {
    for (let n = 0; n < 50; n += 1) expect(await scan(house.codeOf('pod-1'))).toBe('ok');
    expect((await guess(BURST)).every((answer) => answer === 'code.not-ours')).toBe(true);
  });

  test('and everything else that is asked writes nothing in its request', async () => {
    await house.settle();
    const before = house.store.statistics();
    await guess(BURST * 3);
    await scan(house.codeOf('pod-1'));
    expect(house.store.statistics()).toEqual(before);
  });
});

describe('behind one proxy of our own', () => {
  test('only what it wrote counts: a forged X-Forwarded-For before it opens no fresh bucket, in any spelling', async () => {
    const config = { publicOrigin: 'https://go.example.com', trustedProxies: 1 };
    const door = await createHttpWorld({ steps: house.core.steps, config });
    const knock = async (forwarded: string): Promise<number> =>
      (await door.post('/api/v1/scans', { code: WRONG }, { 'x-forwarded-for': forwarded })).status;
    for (let n = 0; n < BURST; n += 1) expect(await knock(`198.51.100.${n}, ${HERE}`)).toBe(404);
    for (const forged of ['198.51.100.99', '198.51.100.1, 198.51.100.2', '::1', 'unknown', '', `${HERE}:443`]) {
      expect(await knock(`${forged}, ${HERE}`)).toBe(429);
    }
    expect(await knock(`${HERE}, 203.0.113.8`)).toBe(404);
  });
});

describe('work', () => {
  test('of one address has an end, whatever it scans; who signs in there has their own', async () => {
    const { burst } = SCAN_RULES['scan-address'];
    const forged = `${house.codeOf('pod-1').slice(0, -1)}0`;
    for (let n = 0; n < burst; n += 1) await scan(forged);
    expect(await scan(house.codeOf('pod-1'))).toBe('limit.reached');
    expect(await scan(house.codeOf('pod-1'), { personId: 'ada' })).toBe('ok');
    await house.pass(200, 100);
    expect(await scan(house.codeOf('pod-1'))).toBe('ok');
  });
});

describe("a room's code", () => {
  test('is tried so often by one account, at whichever object, and no other account is held up by it', async () => {
    const eve = await createPerson(house, 'eve');
    const answers: string[] = [];
    const { burst } = SCAN_RULES['pair-account'];
    for (let n = 0; n < burst + 3; n += 1) {
      const paired = await eve.pair(n % 2 === 0 ? 'room-101' : 'pod-1', '000000');
      answers.push(paired.ok ? 'ok' : paired.error.code);
    }
    expect(answers.slice(0, burst)).not.toContain('limit.reached');
    expect(answers.slice(burst)).toEqual(['limit.reached', 'limit.reached', 'limit.reached']);
    const ada = await createPerson(house, 'ada');
    expect(await ada.pair('room-101', house.pairingCode)).toMatchObject({ ok: true });
    await house.pass(60_000, 60_000);
    expect(await eve.pair('room-101', '000000')).not.toMatchObject({ error: { code: 'limit.reached' } });
  });
});

describe('keeping an object', () => {
  const keep = async (personId: string, address: string | null = HERE): Promise<string> => {
    const kept = await house.core.steps.reserveObject({ ticket: 'made-up.x', personId, binding: 'c:x', address });
    return kept.ok ? 'ok' : kept.error.code;
  };
  const keepOften = async (times: number, ...by: Parameters<typeof keep>): Promise<readonly string[]> => {
    const answers: string[] = [];
    for (let n = 0; n < times; n += 1) answers.push(await keep(...by));
    return answers;
  };

  test('is asked so often by one account, from whichever address, and no other account waits for it', async () => {
    const { burst, everyMs } = SCAN_RULES['reserve-account'];
    expect(new Set(await keepOften(burst, 'eve'))).toEqual(new Set(['ticket.invalid']));
    const asked = { ticket: 'made-up.x', personId: 'eve', binding: 'c:x', address: '198.51.100.1' };
    expect(await house.core.steps.reserveObject(asked)).toEqual({
      ok: false,
      error: { code: 'limit.reached', retryAfterS: everyMs / 1_000, helps: 'waiting' },
    });
    expect(await keep('ada')).toBe('ticket.invalid');
    await house.pass(everyMs, everyMs);
    expect(await keepOften(2, 'eve')).toEqual(['ticket.invalid', 'limit.reached']);
  });

  test('is asked so often from one address, under however many names, and other addresses go on', async () => {
    const { burst } = SCAN_RULES['reserve-address'];
    const answers: string[] = [];
    for (let n = 0; n < burst + 5; n += 1) answers.push(await keep(`bot-${n}`));
    expect([count(answers, 'ticket.invalid'), count(answers, 'limit.reached')]).toEqual([burst, 5]);
    expect(await keep('ada', '198.51.100.1')).toBe('ticket.invalid');
  });
});

describe('a restart', () => {
  test('forgets no bucket, and keeps no address in the clear', async () => {
    await guess(BURST);
    await house.core.limits.flush();
    await house.stopGateway();
    await house.startGateway();
    await house.core.limits.load();
    expect(await scan(WRONG)).toBe('limit.reached');
    expect(await scan(WRONG, { address: '203.0.113.8' })).toBe('code.not-ours');
    const kept = await readKeptBuckets(house.store.books, house.clock.nowMs(), 99);
    expect(kept.length).toBeGreaterThan(1);
    expect(JSON.stringify(kept)).not.toContain('203');
  });

  test('finds only buckets that are not full again', async () => {
    await guess(3);
    await house.core.limits.flush();
    await house.pass(4 * 60_000, 60_000);
    await guess(1, { address: '203.0.113.9' });
    await house.core.limits.flush();
    const kept = await readKeptBuckets(house.store.books, 0, 99);
    expect(kept.every(({ fullAtMs }) => fullAtMs > house.clock.nowMs())).toBe(true);
  });

  test('writes nothing when nobody came', async () => {
    await house.core.limits.flush();
    const before = house.store.statistics();
    await house.core.limits.flush();
    expect(house.store.statistics()).toEqual(before);
  });

  test('a disk that fails keeps what was not written for the next time', async () => {
    let isBroken = true;
    const commit: typeof house.store.commit = (changes) => {
      if (isBroken) throw new Error('disk full');
      return house.store.commit(changes);
    };
    const limits = createKeptLimits({ store: { ...house.store, commit }, clock: house.clock, mac: (text) => text });
    limits.take([{ limit: 'miss-address', of: HERE }]);
    await expect(limits.flush()).rejects.toThrow('disk full');
    isBroken = false;
    await limits.flush();
    expect(await readKeptBuckets(house.store.books, 0, 9)).toHaveLength(1);
  });
});

test('a flood of strangers does not fill the memory', () => {
  const limits = createKeptLimits({
    store: house.store,
    clock: house.clock,
    mac: (text) => text.padEnd(22, '.').slice(-22),
    mostBuckets: 100,
  });
  for (let n = 0; n < 5_000; n += 1) limits.take([{ limit: 'miss-address', of: `stranger ${n}` }]);
  expect(limits.size()).toBeLessThanOrEqual(100);
  // Whoever came last is still known.
  for (let n = 0; n < BURST - 1; n += 1) limits.take([{ limit: 'miss-address', of: 'stranger 4999' }]);
  expect(limits.take([{ limit: 'miss-address', of: 'stranger 4999' }])).toBeGreaterThan(0);
});
