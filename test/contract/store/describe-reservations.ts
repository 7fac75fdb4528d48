// Contract of the store, reservations: one open for an object and for a person, changed by who read them last, and read with their object.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { ReservationRecord } from '../../../gateway/domain/presence/reservation.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  PERSON,
  PLACE,
  POD,
  POD_DEVICE,
  START_MS,
  sessionRecord,
  startChanges,
  TENANT,
  VENUE,
  venueOfPods,
  venueSetup,
} from '../../support/records.ts';
import { mustCommit, type OpenStore } from './opened-store.ts';
import { type RefusalCase, testRefusals } from './refusal-cases.ts';

function reservation(facts: Partial<ReservationRecord> = {}): ReservationRecord {
  return {
    ...{ reservationId: 'rsv_1', tenantId: TENANT, objectId: POD, personId: PERSON, state: 'open' },
    ...{ madeAtMs: START_MS, untilMs: START_MS + 90_000, blinks: 1, blinkedAtMs: START_MS, answered: 0, wrongAnswers: 0 },
    version: 1,
    ...{ presses: 0, pressedAtMs: null },
    ...facts,
  };
}
const put = (facts: Partial<ReservationRecord> = {}): Change => ({
  change: 'reservation-changed',
  reservation: reservation(facts),
});
const OTHER = { reservationId: 'rsv_2', personId: 'person-2', objectId: 'obj_pod_2' } as const;

const cases: readonly RefusalCase[] = [
  {
    constraint: 'reservation_open',
    when: 'the object is kept for somebody else',
    before: [[put()]],
    refused: [put({ ...OTHER, objectId: POD })],
  },
  {
    constraint: 'reservation_open',
    when: 'the person keeps another object',
    before: [[put()]],
    refused: [put({ ...OTHER, personId: PERSON })],
  },
  { constraint: 'reservation_open', when: 'it is there already', before: [[put()]], refused: [put()] },
  {
    constraint: 'reservation_version',
    when: 'somebody changed it meanwhile',
    before: [[put()], [put({ version: 2, answered: 1 })]],
    refused: [put({ version: 2, state: 'started' })],
  },
  { constraint: 'reservation_version', when: 'there is none', refused: [put({ version: 2 })] },
];

export function describeReservations(name: string, open: OpenStore): void {
  describe(`${name}: reservations`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    const store = (): OwnedStore => opened.store;
    beforeEach(async () => {
      opened = await open();
      await opened.store.setUpVenue(venueOfPods(2));
    });
    afterEach(() => opened.dispose());

    testRefusals(cases, store);

    test('are read as they were written, with their object, by their device, newest first', async () => {
      expect((await store().scene(POD))?.reservation).toBeUndefined();
      await mustCommit(store(), [put()]);
      expect(await store().reservation('rsv_1')).toEqual(reservation());
      expect(await store().reservation('rsv_none')).toBeNull();
      expect((await store().scene(POD))?.reservation).toEqual(reservation());
      expect((await store().scene('obj_pod_2'))?.reservation).toBeUndefined();
      expect((await store().objects()).map((scene) => scene.reservation?.reservationId)).toEqual(['rsv_1', undefined]);
      expect(await store().openReservationsOn(POD_DEVICE)).toEqual([reservation()]);
      expect(await store().openReservationsOn('dev_pod_2')).toEqual([]);
      const never = { blinks: 0, blinkedAtMs: null, madeAtMs: START_MS + 5 };
      const changed = reservation({ version: 2, state: 'lapsed', untilMs: START_MS + 5 });
      await mustCommit(store(), [
        { change: 'reservation-changed', reservation: changed },
        put({ reservationId: 'rsv_2', personId: 'person-2', ...never }),
      ]);
      const second = reservation({ reservationId: 'rsv_2', personId: 'person-2', ...never });
      expect(await store().reservations({ objectId: POD }, START_MS - 1)).toEqual([second, changed]);
      expect(await store().reservations({ objectId: POD }, START_MS)).toEqual([second]);
      expect(await store().reservations({ personId: PERSON }, START_MS - 1)).toEqual([changed]);
      expect((await store().scene(POD))?.reservation).toEqual(second);
    });

    test('come with when their person started what they used last: proven, going on or over a short while', async () => {
      const lastUsed = (sinceMs: number) => store().lastUsedAtMs(PERSON, sinceMs);
      expect(await lastUsed(0)).toBeNull();
      const begun = sessionRecord({ sessionId: 'ses_7', createdAtMs: START_MS + 3, startedAtMs: null });
      const unpaid = startChanges(begun).filter(({ change }) => change !== 'transfer-posted');
      await mustCommit(store(), unpaid);
      expect(await lastUsed(0)).toBeNull();
      const proven = { ...begun, version: 2, startedAtMs: START_MS + 4 };
      await mustCommit(store(), [{ change: 'session-changed', session: proven }]);
      expect(await lastUsed(START_MS + 99)).toBe(START_MS + 3);
      const end = { reason: 'stopped', atMs: START_MS + 9, finalMinor: 0n } as const;
      await mustCommit(store(), [{ change: 'session-changed', session: { ...proven, version: 3, state: 'closed', end } }]);
      expect([await lastUsed(START_MS + 8), await lastUsed(START_MS + 9)]).toEqual([START_MS + 3, null]);
      expect(await store().lastUsedAtMs('somebody', 0)).toBeNull();
    });

    test('are forgotten by time alone', async () => {
      const over = (name: string, untilMs: number): Change =>
        put({ reservationId: name, state: 'lapsed', madeAtMs: untilMs - 90_000, untilMs });
      await mustCommit(store(), [over('rsv_old', START_MS), over('rsv_kept', START_MS + 1)]);
      const before = { evidenceMs: 0, reservationsMs: START_MS, displayUsesMs: 0, startsMs: 0 };
      await mustCommit(store(), [{ change: 'presence-forgotten', before }]);
      expect(await store().reservation('rsv_old')).toBeNull();
      expect(await store().reservation('rsv_kept')).not.toBeNull();
    });

    test('count the presses of a row, and when the last one was', async () => {
      await mustCommit(store(), [put()]);
      const pressed = reservation({ version: 2, presses: 3, pressedAtMs: START_MS + 5 });
      await mustCommit(store(), [{ change: 'reservation-changed', reservation: pressed }]);
      expect(await store().reservation('rsv_1')).toEqual(pressed);
    });

    test('a place keeps its position, takes another one, and forgets it', async () => {
      const placed = (position?: { latitudeE6: number; longitudeE6: number; radiusM: number }) =>
        venueSetup({ places: [{ placeId: PLACE, venueId: VENUE, name: 'Hall A', ...(position && { position }) }] });
      const position = async () => (await store().scene(POD))?.place.position;
      await store().setUpVenue(placed({ latitudeE6: -90_000_000, longitudeE6: 180_000_000, radiusM: 1 }));
      expect(await position()).toEqual({ latitudeE6: -90_000_000, longitudeE6: 180_000_000, radiusM: 1 });
      await store().setUpVenue(placed({ latitudeE6: 31_150_500, longitudeE6: 121_801_900, radiusM: 100 }));
      expect(await position()).toEqual({ latitudeE6: 31_150_500, longitudeE6: 121_801_900, radiusM: 100 });
      await store().setUpVenue(placed());
      expect(await position()).toBeUndefined();
      const said = { latitudeE6: 1, longitudeE6: -2, radiusM: 30 };
      await mustCommit(store(), [{ change: 'place-positioned', placeId: PLACE, position: said }]);
      expect(await position()).toEqual(said);
      await mustCommit(store(), [{ change: 'place-positioned', placeId: PLACE, position: null }]);
      expect(await position()).toBeUndefined();
    });
  });
}
