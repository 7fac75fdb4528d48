// Offers: what an object is offered as to whom, and what the accepted offer's hash stands for.
import { describe, expect, test } from 'vitest';
import type { StayRecord } from '../../../../../gateway/domain/company/stay.ts';
import type { GuestPolicy } from '../../../../../gateway/domain/kind-policy.ts';
import type { ObjectScene } from '../../../../../gateway/domain/object.ts';
import { composeOffer, hashOffer } from '../../../../../gateway/domain/scan/scan.ts';
import { frozenTariff } from '../../../../support/records.ts';
import { deviceRecord, factsOf, GIVEN, NOW_MS } from '../session/session-facts.ts';

const { object, place, venue } = factsOf(GIVEN.active);
const scene = (overrides: Partial<ObjectScene> = {}): ObjectScene => ({
  object,
  place,
  venue,
  device: deviceRecord(),
  tariff: frozenTariff(),
  live: null,
  stay: null,
  ...overrides,
});
const stay = (overrides: Partial<StayRecord> = {}): StayRecord => ({
  stayId: 'stay-1',
  objectId: object.objectId,
  tenantId: object.tenantId,
  pairingCode: '123456',
  pairedPersonId: 'person-1',
  fromMs: NOW_MS,
  untilMs: NOW_MS + 1,
  version: 1,
  ...overrides,
});
const offer = (
  given: ObjectScene,
  personId: string | null = 'person-1',
  pairing: 'none' | 'stay' = 'none',
  guests: GuestPolicy | null = null,
) => {
  const composed = composeOffer(given, { personId, pairing, guests, nowMs: NOW_MS });
  if (!composed.ok) throw new Error(composed.error.code);
  return composed.value;
};
const away = deviceRecord({ presence: { online: false, conn: 'conn-1', lastSeenAtMs: 5 } });
const ungreeted = deviceRecord({ presence: { online: true, conn: 'conn-2', lastSeenAtMs: 5 } });

describe('an object', () => {
  test.each<[string, ObjectScene, string | null, 'none' | 'stay', string]>([
    ['that nobody uses', scene(), null, 'none', 'free'],
    ['that this person uses', scene({ live: GIVEN.active }), 'person-1', 'none', 'yours'],
    ['that another person uses', scene({ live: GIVEN.active }), 'person-2', 'none', 'busy'],
    ['that somebody uses, seen by nobody in particular', scene({ live: GIVEN.active }), null, 'none', 'busy'],
    ['out of service', scene({ object: { ...object, status: 'out_of_service' } }), 'person-1', 'none', 'out-of-service'],
    ['whose device is away', scene({ device: away }), 'person-1', 'none', 'offline'],
    ['whose device has not been greeted on this connection', scene({ device: ungreeted }), 'person-1', 'none', 'offline'],
    ['whose device never said hello', scene({ device: deviceRecord({ boot: null }) }), 'person-1', 'none', 'offline'],
    ['used by this person while its device is away', scene({ live: GIVEN.active, device: away }), 'person-1', 'none', 'yours'],
    ['with a stay of this person', scene({ stay: stay() }), 'person-1', 'stay', 'free'],
    ['with a stay of another', scene({ stay: stay({ pairedPersonId: 'person-2' }) }), 'person-1', 'stay', 'taken'],
    ['with a stay that nobody paired with', scene({ stay: stay({ pairedPersonId: null }) }), 'person-1', 'stay', 'not-paired'],
    ['with a stay that has not begun', scene({ stay: stay({ fromMs: NOW_MS + 1 }) }), 'person-1', 'stay', 'not-paired'],
    ['with a stay that is over', scene({ stay: stay({ untilMs: NOW_MS }) }), 'person-1', 'stay', 'not-paired'],
    ['for stays, without one', scene(), 'person-1', 'stay', 'not-paired'],
  ])('%s', (_what, given, personId, pairing, availability) => {
    expect(offer(given, personId, pairing).availability).toBe(availability);
  });

  test('without a tariff is not offered, and never free of cost', () => {
    const composed = composeOffer(scene({ tariff: null }), { personId: null, pairing: 'none', guests: null, nowMs: NOW_MS });
    expect(composed).toEqual({ ok: false, error: { code: 'tariff.missing' } });
  });

  test('leads to a live session only its own person', () => {
    expect(offer(scene({ live: GIVEN.active }), 'person-1').liveSessionId).toBe('ses_1');
    expect(offer(scene({ live: GIVEN.active }), 'person-2').liveSessionId).toBeNull();
  });
});

describe('an object that others may join', () => {
  const own: GuestPolicy = { most: 3, pays: 'own-orders', may: ['order'] };
  const suspended = { ...GIVEN.active, state: 'suspended' } as const;
  const seen = (given: ObjectScene, personId: string | null, guests: GuestPolicy | null = own) =>
    offer(given, personId, 'none', guests);

  test.each([
    ['in use by another', GIVEN.active, 'person-2', 'joinable'],
    ['in use, opened by nobody in particular', GIVEN.active, null, 'joinable'],
    ['paused by another', suspended, 'person-2', 'joinable'],
    ['in use by this person', GIVEN.active, 'person-1', 'yours'],
    ['not proven to be in use yet', GIVEN.starting, 'person-2', 'busy'],
    ['being stopped', GIVEN.stopping, 'person-2', 'busy'],
  ] as const)('%s', (_what, live, personId, availability) => {
    expect(seen(scene({ live }), personId).availability).toBe(availability);
  });

  test('tells a guest what joining reserves of their own, and nothing where the host pays', () => {
    const running = scene({ live: GIVEN.active });
    expect(seen(running, 'person-2').joinMinor).toBe(6_000n);
    expect(seen(running, 'person-2', { most: 3, pays: 'nothing', may: ['control'] }).joinMinor).toBe(0n);
    expect(seen(running, 'person-2', null).joinMinor).toBeNull();
    expect(seen(running, 'person-1').joinMinor).toBeNull();
    expect(seen(running, 'person-2').liveSessionId).toBeNull();
  });

  test('is joined at the price that the host started with', () => {
    const dearer = scene({ live: GIVEN.active, tariff: frozenTariff({ baseMinor: 301n }) });
    expect(seen(dearer, 'person-2').tariff).toEqual(GIVEN.active.tariff);
    expect(seen(dearer, 'person-2', null).tariff.tariff.baseMinor).toBe(301n);
  });
});

describe('the hash of an offer', () => {
  const plain = offer(scene());

  test('is the same for whoever looks and whatever goes on', () => {
    expect(offer(scene({ live: GIVEN.active, device: away }), null).offerHash).toBe(plain.offerHash);
    expect(hashOffer(plain)).toBe(plain.offerHash);
  });

  test.each([
    ['tariff', scene({ tariff: frozenTariff({ baseMinor: 301n }) })],
    ['hold', scene({ tariff: frozenTariff({ hold: { atStartMinor: 6_001n, stepMinor: 0n, mostMinor: 6_001n } }) })],
    ['binding', scene({ object: { ...object, bindingVersion: 2 } })],
    ['object', scene({ object: { ...object, objectId: 'obj_other' } })],
  ])('changes with the %s', (_what, given) => {
    expect(offer(given).offerHash).not.toBe(plain.offerHash);
  });
});
