// Service of an object: who may change what when, and what is never opened from outside.
import { describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import type { ReportedState } from '../../../../../gateway/domain/device/device.ts';
import { decideClean, decideRetire, decideService, isInterlocked } from '../../../../../gateway/domain/venue/object-state.ts';
import type { ObjectCard } from '../../../../../gateway/domain/venue/venue-record.ts';

const card: ObjectCard = {
  ...{ objectId: 'obj_1', tenantId: 'ten_1', venueId: 'ven_1', placeId: 'plc_1', kind: 'sleep-pod', name: 'Pod 1' },
  ...{ deviceId: 'obj_1', tariffId: null, status: 'in_service', isCleaned: true, service: null, version: 4 },
};
const note = { by: 'olga', atMs: 5_000, reason: 'the light is broken' };
const retired: ObjectCard = { ...card, status: 'retired', service: note };

describe('service', () => {
  test('out of it and into it again, each time with who, when and why', () => {
    const out = decideService(card, null, 'out_of_service', note);
    expect(out).toEqual({ ok: true, value: { ...card, status: 'out_of_service', service: note, version: 5 } });
    const again = { ...note, reason: 'repaired' };
    expect(out.ok && out.value && decideService(out.value, null, 'in_service', again)).toMatchObject({
      value: { status: 'in_service', service: again, version: 6 },
    });
  });

  test('what is so already is not written again', () => {
    expect(decideService(card, null, 'in_service', note)).toEqual({ ok: true, value: null });
    expect(decideRetire(retired, null, note)).toEqual({ ok: true, value: null });
  });

  test('a retired object is served, and cleaned, no more', () => {
    expect(decideService(retired, null, 'in_service', note)).toMatchObject({ error: { code: 'object.retired' } });
    expect(decideClean(retired, { uncleanSinceMs: 1, liveSessionId: null })).toMatchObject({ error: { code: 'object.retired' } });
  });

  test('while it is used it is neither retired nor clean', () => {
    const inUse = { ok: false, error: { code: 'object.in-use', sessionId: 'ses_1' } };
    expect(decideRetire(card, 'ses_1', note)).toEqual(inUse);
    expect(decideClean(card, { uncleanSinceMs: 1, liveSessionId: 'ses_1' })).toEqual(inUse);
  });

  test('clean, done: what has waited is told since when, and what has not is clean anyway', () => {
    expect(decideClean(card, { uncleanSinceMs: 77, liveSessionId: null })).toEqual({ ok: true, value: 77 });
    expect(decideClean(card, { uncleanSinceMs: null, liveSessionId: null })).toEqual({ ok: true, value: null });
  });
});

describe('what is not opened from outside', () => {
  const kind = (name: string) => KIND_CATALOGUE.find((profile) => profile.kind === name) ?? { interlocks: [], reported: {} };
  const says = (reported: ReportedState['reported']): ReportedState => ({ boot: '1-a', seq: 1, ver: 1, reported, atMs: 1 });

  test.each<[string, ReportedState | null, boolean]>([
    ['that is occupied', says({ occupied: true }), true],
    ['that has never said a word', null, true],
    ['whose sensor is silent', says({ door: 'closed' }), true],
    ['that is empty', says({ occupied: false }), false],
  ])('a pod %s', (_what, state, isHeld) => {
    expect(isInterlocked(kind('sleep-pod'), state)).toBe(isHeld);
  });

  test('a bike has nobody inside', () => {
    expect(isInterlocked(kind('bike'), null)).toBe(false);
  });
});
