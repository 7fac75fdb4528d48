// Label watch over HTTP: staff alone see alerts and rounds, in the shapes that the document promises.
import { beforeEach, describe, expect, test } from 'vitest';
import { createHttpWorld, type HttpWorld, problemOf } from './http-world.ts';

const BASE = '/api/v1/operator';
let world: HttpWorld;
let headers: { readonly [name: string]: string };
let keys = 0;
beforeEach(async () => {
  world = await createHttpWorld();
  headers = { Authorization: `Bearer ${await world.staffToken('olga')}` };
});
const act = (path: string, body: unknown) => {
  keys += 1;
  return world.post(`${BASE}${path}`, body, { ...headers, 'Idempotency-Key': `key-${keys}` });
};
const look = (path: string) => world.request(`${BASE}${path}`, { headers });

describe('alerts', () => {
  test('are listed with their reasons', async () => {
    const answer = await look('/label-alerts');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      alerts: [
        {
          ...{ alertId: 'alr_1', tagId: '00aa', labelStatus: 'active', objectId: 'obj_2', objectName: 'Pod 2' },
          ...{ reasons: ['silent', 'ended'], silentSince: '2026-11-21T04:00:00.000Z', missedScans: 9 },
          ...{ elsewhereScans: 0, endedScans: 2 },
          ...{ openedAt: '2026-11-21T04:00:00.000Z', lastAt: '2026-11-21T04:00:00.000Z' },
        },
      ],
    });
  });

  test('are asked for page by page', async () => {
    expect((await look('/label-alerts?after=alr_1&limit=50')).status).toBe(200);
    for (const query of ['limit=0', 'limit=501', 'after=../x', 'from=alr_1']) {
      expect(await problemOf(await look(`/label-alerts?${query}`))).toMatchObject({ status: 400, code: 'request.malformed' });
    }
  });

  test('are closed with a note', async () => {
    expect((await act('/label-alerts/alr_1/close', { note: 'was covered' })).status).toBe(200);
    expect(await problemOf(await act('/label-alerts/alr_2/close', { note: 'x' }))).toMatchObject({
      ...{ status: 404, code: 'label-alert.unknown' },
    });
    for (const body of [{}, { note: '' }, { note: ' ' }, { note: 'x'.repeat(201) }, { note: 'x', more: 1 }]) {
      expect((await act('/label-alerts/alr_1/close', body)).status).toBe(400);
    }
  });
});

describe('rounds', () => {
  test('are begun, walked, read and ended', async () => {
    const started = await act('/label-rounds', { venueId: 'ven_1' });
    expect([started.status, await started.json()]).toMatchObject([201, { roundId: 'rnd_1', endedAt: null }]);
    expect((await look('/label-rounds')).status).toBe(200);
    const seen = await act('/label-rounds/rnd_1/sightings', { code: 'https://evil.example', seenAt: 'obj_1' });
    expect([seen.status, await seen.json()]).toEqual([201, { finding: 'foreign', tagId: null, boundTo: null, seenAt: 'obj_1' }]);
    const unsaid = await act('/label-rounds/rnd_1/sightings', { code: '7K3M-Q9TX-P' });
    expect(await unsaid.json()).toMatchObject({ seenAt: null });
    expect(await (await look('/label-rounds/rnd_1')).json()).toMatchObject({ report: { expected: 2, unlabelled: ['obj_3'] } });
    const over = await act('/label-rounds/rnd_1/end', {});
    expect(await over.json()).toMatchObject({ endedAt: '2026-11-21T04:00:00.000Z', report: { inPlace: 1 } });
  });

  test.each([
    ['/label-rounds', { venueId: 'ven_2' }, 404, 'venue.unknown'],
    ['/label-rounds', {}, 400, 'request.malformed'],
    ['/label-rounds/rnd_2/sightings', { code: 'x' }, 409, 'label-round.ended'],
    ['/label-rounds/rnd_1/sightings', { code: '' }, 400, 'request.malformed'],
    ['/label-rounds/rnd_1/sightings', { code: 'x'.repeat(2_049) }, 400, 'request.malformed'],
    ['/label-rounds/rnd_2/end', {}, 404, 'label-round.unknown'],
  ])('%s with %j is refused', async (path, body, status, code) => {
    expect(await problemOf(await act(path, body))).toMatchObject({ status, code });
  });

  test('are not shown to persons, nor to nobody', async () => {
    headers = { Authorization: `Bearer ${await world.token('ada')}` };
    for (const path of ['/label-alerts', '/label-rounds', '/label-rounds/rnd_1']) {
      expect([401, 403]).toContain((await look(path)).status);
    }
    headers = {};
    expect((await act('/label-rounds', { venueId: 'ven_1' })).status).toBe(401);
  });
});
