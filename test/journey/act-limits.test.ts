// Limits on acts: what one account can make the gateway keep, and that nobody's answer, Stop or way out is lost by it (A2).
import { afterEach, expect, test } from 'vitest';
import { DAY_MS } from '#protocol';
import { SCAN_RULES } from '../../gateway/domain/limits/scan-limits.ts';
import { changesOf } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

let house: House;
afterEach(async () => house.close());

const { burst, everyMs } = SCAN_RULES['act-account'];

async function countAnswers(personId: string): Promise<number> {
  const rows = await house.store.books<{ n: number }>('SELECT count(*) AS n FROM answers WHERE person_id = ?', [personId]);
  return Number(rows[0]?.n);
}

test('ever new keys for the session that runs are answered so many times, and then one now and then', async () => {
  house = await openHouse({ objects: ['pod-1', 'pod-2'] });
  const [eve, bo] = [await createPerson(house, 'eve'), await createPerson(house, 'bo')];
  const { ticket, offer } = must(await eve.scan('pod-1'));
  const press = (key: string) => eve.startWith({ ticket, tariffHash: offer.tariff.hash, key });
  const first = must(await press('tap-0'));
  for (let n = 1; n < burst; n += 1) expect(must(await press(`tap-${n}`)).status).toBe(200);
  const wait = { code: 'act.too-often', retryAfterS: everyMs / 1_000 };
  expect(await press('one-more')).toEqual({ ok: false, error: wait });
  expect(await countAnswers('eve')).toBe(burst);
  expect(must(await press('tap-0'))).toEqual(first);
  expect(must(await bo.start('pod-2')).status).toBe(201);
  await house.pass(everyMs);
  expect(must(await press('one-more')).sessionId).toBe(first.sessionId);
  expect(await press('two-more')).toMatchObject({ ok: false, error: { code: 'act.too-often' } });
  must(await eve.stop(first.sessionId));
});

test('taps of one key at once take one, and what is refused takes none', async () => {
  house = await openHouse({ objects: ['pod-1'] });
  const eve = await createPerson(house, 'eve');
  const { ticket, offer } = must(await eve.scan('pod-1'));
  const tap = { ticket, tariffHash: offer.tariff.hash };
  for (let n = 0; n <= burst; n += 1) {
    expect(await eve.startWith({ ...tap, tariffHash: 'another', key: `no-${n}` })).toMatchObject({
      error: { code: 'offer.changed' },
    });
  }
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(Array.from({ length: burst / 2 }, () => eve.startWith({ ...tap, key: `tap-${round}` })));
    expect(answers.every(({ ok }) => ok)).toBe(true);
  }
  expect(await countAnswers('eve')).toBe(3);
});

test('the bell that is rung again within a minute is one call, and a person may ring only so often', async () => {
  house = await openHouse({ objects: ['pod-1'] });
  const ada = await createPerson(house, 'ada');
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(2_000);
  const callId = (answer: { readonly body: string }): string => (JSON.parse(answer.body) as { callId: string }).callId;
  const first = callId(must(await ada.call(sessionId, 'ring')));
  await house.pass(59_000, 1_000);
  expect(callId(must(await ada.call(sessionId, 'ring-again')))).toBe(first);
  expect(changesOf(house, 'command-added').filter(({ command }) => command.intent.act === 'call')).toHaveLength(1);
  await house.pass(1_000);
  const second = callId(must(await ada.call(sessionId, 'a-minute-later')));
  expect(second).not.toBe(first);
  const rings = [];
  for (let n = 0; n < SCAN_RULES['call-account'].burst; n += 1) rings.push(await ada.call(sessionId, `more-${n}`));
  expect(rings.filter(({ ok }) => ok).map((each) => callId(must(each)))).toContain(second);
  expect(rings.at(-1)).toMatchObject({ ok: false, error: { code: 'act.too-often' } });
  expect(changesOf(house, 'command-added').filter(({ command }) => command.intent.act === 'call')).toHaveLength(2);
});

test('answers are kept for 30 days, and then deleted', async () => {
  house = await openHouse({ objects: ['pod-1'] });
  const ada = await createPerson(house, 'ada');
  const { ticket, offer } = must(await ada.scan('pod-1'));
  const tap = { ticket, tariffHash: offer.tariff.hash, key: 'tap' };
  const { sessionId } = must(await ada.startWith(tap));
  await house.pass(2_000);
  must(await ada.stop(sessionId));
  await house.pass(10_000);
  expect((await ada.read(sessionId)).state).toBe('closed');
  await house.pass(29 * DAY_MS, DAY_MS);
  await house.core.forgetOld();
  expect(must(await ada.startWith(tap)).status).toBe(201);
  await house.pass(DAY_MS, DAY_MS);
  await house.core.forgetOld();
  expect(await countAnswers('ada')).toBe(0);
  expect((await ada.startWith(tap)).ok).toBe(false);
});
