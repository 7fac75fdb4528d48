// Reservations decided: who may keep an object and for how long, when it blinks, and what an answer or a press of its button shows.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import type { ObjectScene } from '../../../../../gateway/domain/object.ts';
import {
  blinksOf,
  hasPressed,
  keepingOf,
  RESERVATION_LIMITS as LIMITS,
  type ReservationRecord,
} from '../../../../../gateway/domain/presence/reservation.ts';
import {
  coolDownUntilMs,
  decideBlinkAnswer,
  decideButton,
  decideReserve,
  reservationStarted,
} from '../../../../../gateway/domain/presence/reservation-decide.ts';
import { composeOffer } from '../../../../../gateway/domain/scan/scan.ts';
import { frozenTariff, PERSON, POD, TENANT } from '../../../../support/records.ts';
import { deviceRecord, factsOf, GIVEN, NOW_MS } from '../session/session-facts.ts';

const { object, place, venue } = factsOf(GIVEN.active);
const EVE = 'person-eve';
const SECOND = 1_000;

function reservation(facts: Partial<ReservationRecord> = {}): ReservationRecord {
  return {
    ...{ reservationId: 'rsv_1', tenantId: TENANT, objectId: POD, personId: PERSON, state: 'open' },
    ...{ madeAtMs: NOW_MS - 1_000, untilMs: NOW_MS - 1_000 + LIMITS.keptForMs },
    ...{ blinks: 1, blinkedAtMs: NOW_MS - 1_000, answered: 0, wrongAnswers: 0, version: 1 },
    ...{ presses: 0, pressedAtMs: null },
    ...facts,
  };
}
/** Came to nothing, `agoS` before now. */
const unused = (agoS: number, facts: Partial<ReservationRecord> = {}): ReservationRecord =>
  reservation({
    ...{
      reservationId: `rsv_${agoS}`,
      state: 'lapsed',
      untilMs: NOW_MS - agoS * SECOND,
      madeAtMs: NOW_MS - (agoS + 90) * SECOND,
    },
    ...facts,
  });

function reserve(
  given: {
    readonly ofObject?: readonly ReservationRecord[];
    readonly ofPerson?: readonly ReservationRecord[];
    readonly hasRivalShown?: boolean;
    readonly lastUsedAtMs?: number;
  },
  {
    personId = PERSON,
    canBlink = true,
    overrides = {},
  }: { personId?: string; canBlink?: boolean; overrides?: Partial<ObjectScene> } = {},
) {
  const { ofObject = [], ofPerson = [], hasRivalShown = false, lastUsedAtMs = null } = given;
  const kept = ofObject.find(({ state }) => state === 'open');
  const scene: ObjectScene = {
    ...{ object, place, venue, device: deviceRecord(), tariff: frozenTariff(), live: null, stay: null },
    ...(kept && { reservation: kept }),
    ...overrides,
  };
  const offer = composeOffer(scene, { personId, pairing: 'none', guests: null, nowMs: NOW_MS });
  if (!offer.ok) throw new Error(offer.error.code);
  return decideReserve(
    scene,
    offer.value,
    { ofObject, ofPerson, hasRivalShown, lastUsedAtMs },
    { personId, reservationId: 'rsv_new', canBlink },
    NOW_MS,
  );
}
const written = (changes: readonly Change[]): readonly ReservationRecord[] =>
  changes.flatMap((change) => (change.change === 'reservation-changed' ? [change.reservation] : []));

describe('keeping an object', () => {
  test('takes a minute and a half, and lets it blink', () => {
    const decided = reserve({});
    if (!decided.ok) throw new Error(decided.error.code);
    expect(decided.value.value.blink).toBe('asked');
    expect(written(decided.value.changes)).toEqual([
      reservation({ reservationId: 'rsv_new', madeAtMs: NOW_MS, untilMs: NOW_MS + 90_000, blinkedAtMs: NOW_MS }),
    ]);
  });

  test('asked again keeps the same one no longer, and lets it blink again after ten seconds', () => {
    const mine = reservation({ madeAtMs: NOW_MS - 10_000, untilMs: NOW_MS + 80_000, blinkedAtMs: NOW_MS - 10_000, answered: 1 });
    const decided = reserve({ ofObject: [mine], ofPerson: [mine] });
    if (!decided.ok) throw new Error(decided.error.code);
    expect(written(decided.value.changes)).toEqual([{ ...mine, blinks: 2, answered: 1, blinkedAtMs: NOW_MS, version: 2 }]);
    const soon = reserve({ ofObject: [reservation()], ofPerson: [reservation()] });
    expect(soon).toEqual({ ok: true, value: { changes: [], value: { reservation: reservation(), blink: 'too-soon' } } });
  });

  test('makes a number that was shown before and not told worth nothing', () => {
    const mine = reservation({ blinkedAtMs: NOW_MS - 10_000 });
    const decided = reserve({ ofObject: [mine], ofPerson: [mine] });
    if (!decided.ok) throw new Error(decided.error.code);
    expect(written(decided.value.changes)[0]).toMatchObject({ blinks: 2, answered: 1 });
  });

  test('is refused while somebody else keeps it, with how long at most', () => {
    expect(reserve({ ofObject: [reservation({ personId: EVE, untilMs: NOW_MS + 41_500 })] })).toEqual({
      ok: false,
      error: { code: 'object.reserved', retryAfterS: 42 },
    });
  });

  test('takes the place of one whose time is over, and lets go what this person kept elsewhere', () => {
    const over = reservation({ reservationId: 'rsv_over', personId: EVE, untilMs: NOW_MS });
    const elsewhere = reservation({ reservationId: 'rsv_other', objectId: 'obj_other', untilMs: NOW_MS + 60_000 });
    const decided = reserve({ ofObject: [over], ofPerson: [elsewhere] });
    if (!decided.ok) throw new Error(decided.error.code);
    expect(written(decided.value.changes)).toEqual([
      { ...over, state: 'lapsed', version: 2 },
      { ...elsewhere, state: 'lapsed', untilMs: NOW_MS, version: 2 },
      expect.objectContaining({ reservationId: 'rsv_new', version: 1 }),
    ]);
  });

  test.each<[string, Partial<ObjectScene>, object]>([
    ['in use', { live: { ...GIVEN.active, payerId: EVE } }, { code: 'object.busy' }],
    ['in use by themselves', { live: GIVEN.active }, { code: 'object.busy' }],
    ['out of service', { object: { ...object, status: 'out_of_service' } }, { code: 'object.out-of-service' }],
    [
      'away',
      { device: deviceRecord({ presence: { online: false, conn: 'conn-1', lastSeenAtMs: 5 } }) },
      { code: 'device.offline', lastSeenAtMs: 5 },
    ],
  ])('is refused for what is %s', (_what, overrides, error) => {
    expect(reserve({}, { overrides })).toEqual({ ok: false, error });
  });

  test('blinks only where there is a light, and so often in ten minutes whoever asks', () => {
    const word = (given: Parameters<typeof reserve>[0], how: Parameters<typeof reserve>[1] = {}) => {
      const decided = reserve(given, how);
      return decided.ok ? decided.value.value.blink : decided.error.code;
    };
    expect(word({}, { canBlink: false })).toBe('cannot');
    const others = (blinks: number) =>
      Array.from({ length: 4 }, (_, at) =>
        unused(60 + at, { personId: `person-${at}`, blinks, blinkedAtMs: NOW_MS - 300_000, wrongAnswers: 0 }),
      );
    const once = reservation({ answered: 1, blinkedAtMs: NOW_MS - 20_000 });
    const again = (...before: readonly ReservationRecord[]) => word({ ofObject: [once, ...before], ofPerson: [once] });
    expect(again(...others(3))).toBe('used-up');
    expect(again(...others(2))).toBe('asked');
    expect(again(...others(3).map((each) => ({ ...each, blinkedAtMs: NOW_MS - 600_000 })))).toBe('asked');
    // The first one of whoever has just come: others have not used it up.
    expect(word({ ofObject: others(3) })).toBe('asked');
    const thrice = reservation({ blinks: 3, answered: 3, blinkedAtMs: NOW_MS - 20_000 });
    expect(word({ ofObject: [thrice], ofPerson: [thrice] })).toBe('used-up');
  });
});

describe('an object that was kept three times within an hour and never started', () => {
  const others = (count: number, agoS = 60) =>
    Array.from({ length: count }, (_, at) => unused(agoS + at, { personId: `far-${at}`, blinks: 0, blinkedAtMs: null }));
  const kept = (agoS: number): ReservationRecord =>
    reservation({ personId: EVE, madeAtMs: NOW_MS - agoS * SECOND, untilMs: NOW_MS + (90 - agoS) * SECOND });
  const waitS = (given: Parameters<typeof reserve>[0]): number => {
    const decided = reserve(given);
    if (decided.ok) return 0;
    return 'retryAfterS' in decided.error ? decided.error.retryAfterS : Number.NaN;
  };

  test('is taken over after half a minute from whoever has shown nothing, by a newcomer', () => {
    const contested = [kept(30), ...others(3)];
    expect(waitS({ ofObject: [kept(29), ...others(3)] })).toBe(1);
    const decided = reserve({ ofObject: contested });
    if (!decided.ok) throw new Error(decided.error.code);
    expect(written(decided.value.changes)).toEqual([
      { ...kept(30), state: 'lapsed', untilMs: NOW_MS, version: 2 },
      expect.objectContaining({ reservationId: 'rsv_new', personId: PERSON, untilMs: NOW_MS + 90_000 }),
    ]);
  });

  test('is not taken over before it is contested, nor from whoever has shown something, nor by who kept it in vain', () => {
    expect(waitS({ ofObject: [kept(30), ...others(2)] })).toBe(60);
    expect(waitS({ ofObject: [kept(30), ...others(3, 3_600)] })).toBe(60);
    expect(waitS({ ofObject: [kept(30), ...others(3).map((each) => ({ ...each, state: 'started' as const }))] })).toBe(60);
    expect(waitS({ ofObject: [kept(30), ...others(3)], hasRivalShown: true })).toBe(60);
    expect(waitS({ ofObject: [kept(30), ...others(2), unused(600, { personId: PERSON })] })).toBe(60);
  });
});

describe('the cool-down of a squatter', () => {
  const until = (count: number): number =>
    coolDownUntilMs({ ofPerson: Array.from({ length: count }, (_, at) => unused(10 + at * 4_000)), lastUsedAtMs: null }, NOW_MS) -
    (NOW_MS - 10_000);

  test('rises with each that came to nothing, up to an hour', () => {
    expect([1, 2, 3, 4, 5, 9].map(until)).toEqual([30_000, 60_000, 300_000, 900_000, 3_600_000, 3_600_000]);
    expect(coolDownUntilMs({ ofPerson: [], lastUsedAtMs: null }, NOW_MS)).toBe(0);
  });

  test('counts from the last use: one that was started and never used clears nothing, for it is free', () => {
    const started = unused(500, { state: 'started' });
    const ofPerson = [unused(10), started, unused(900), unused(1_000)];
    expect(coolDownUntilMs({ ofPerson, lastUsedAtMs: NOW_MS - 550_000 }, NOW_MS)).toBe(NOW_MS + 20_000);
    expect(coolDownUntilMs({ ofPerson, lastUsedAtMs: null }, NOW_MS)).toBe(NOW_MS + 290_000);
    expect(coolDownUntilMs({ ofPerson: [started, unused(900)], lastUsedAtMs: NOW_MS - 550_000 }, NOW_MS)).toBe(0);
  });

  test('refuses to keep anything until it is over', () => {
    expect(reserve({ ofPerson: [unused(10), unused(200), unused(400)] })).toEqual({
      ok: false,
      error: { code: 'reservation.cool-down', retryAfterS: 290 },
    });
    expect(reserve({ ofPerson: [unused(300), unused(500), unused(700)] }).ok).toBe(true);
  });
});

describe('telling how often it blinked', () => {
  const shown = [3, 5, 2];
  const answer = (
    mine: ReservationRecord,
    told: readonly number[],
    facts: Partial<Parameters<typeof decideBlinkAnswer>[1]> = {},
  ) => decideBlinkAnswer(mine, { ofObject: [mine], ofPerson: [mine], ...facts }, { told, shown, evidenceId: 'prs_1' }, NOW_MS);

  test('rightly shows for three minutes that the person is there', () => {
    const decided = answer(reservation(), [3, 5, 2]);
    if (!decided.ok) throw new Error(decided.error.code);
    const evidence = {
      ...{ evidenceId: 'prs_1', tenantId: TENANT, personId: PERSON, objectId: POD },
      ...{ by: 'blink', atMs: NOW_MS, untilMs: NOW_MS + 180_000 },
    };
    expect(decided.value.value).toEqual({ ok: true, value: evidence });
    expect(decided.value.changes).toEqual([
      { change: 'reservation-changed', reservation: reservation({ answered: 1, version: 2 }) },
      { change: 'presence-shown', shown: evidence },
    ]);
  });

  test.each([[[5, 3, 2]], [[3]], [[3, 5]], [[3, 5, 2, 1]], [[]]])('%j is wrong, is counted, and uses the number up', (told) => {
    const decided = answer(reservation(), told);
    if (!decided.ok) throw new Error(decided.error.code);
    expect(decided.value.value).toEqual({ ok: false, error: { code: 'blink.wrong' } });
    const next = reservation({ answered: 1, wrongAnswers: 1, version: 2 });
    expect(decided.value.changes).toEqual([{ change: 'reservation-changed', reservation: next }]);
    expect(answer(next, [3, 5, 2])).toEqual({ ok: false, error: { code: 'blink.not-asked' } });
  });

  test('is closed after so many wrong answers of one person a day, and at one object an hour and a day', () => {
    const mine = reservation();
    const wrongBefore = (wrongAnswers: number, agoS: number, personId = PERSON) =>
      unused(agoS, { wrongAnswers, answered: wrongAnswers, blinks: wrongAnswers, personId });
    const closed = { ok: false, error: { code: 'blink.too-often-wrong' } };
    expect(answer(mine, [3, 5, 2], { ofPerson: [mine, wrongBefore(2, 600), wrongBefore(2, 40_000)] })).toEqual(closed);
    expect(answer(mine, [3, 5, 2], { ofPerson: [mine, wrongBefore(3, 600)] }).ok).toBe(true);
    const byOthers = (count: number, agoS: number) =>
      Array.from({ length: count }, (_, at) => wrongBefore(2, agoS + at, `person-${at}`));
    expect(answer(mine, [3, 5, 2], { ofObject: [mine, ...byOthers(12, 600)] })).toEqual(closed);
    expect(answer(mine, [3, 5, 2], { ofObject: [mine, ...byOthers(12, 3_600)] }).ok).toBe(true);
    expect(answer(mine, [3, 5, 2], { ofObject: [mine, ...byOthers(36, 3_600)] })).toEqual(closed);
  });

  test('is guessed by whoever has all the accounts in the world once in three days at most', () => {
    // Three numbers of 1 to 6: one guess in 216.
    expect(LIMITS.wrongPerObject / 216).toBeLessThanOrEqual(1 / 3);
  });

  test('is too late once it is kept no longer', () => {
    expect(answer(reservation({ untilMs: NOW_MS }), [3, 5, 2])).toEqual({ ok: false, error: { code: 'reservation.over' } });
    expect(answer(reservation({ state: 'started' }), [3, 5, 2])).toEqual({ ok: false, error: { code: 'reservation.over' } });
  });
});

describe('pressing the button', () => {
  /** `asked` is 3; moments in seconds after now. */
  const press = (kept: ReservationRecord | null, atS: number): ReservationRecord | null => {
    const atMs = NOW_MS + atS * SECOND;
    return written(decideButton(kept, atMs, 3, atMs).changes)[0] ?? null;
  };
  const pressedAt = (...atS: readonly number[]): ReservationRecord =>
    atS.reduce((kept, each) => press(kept, each) ?? kept, reservation());
  const mac = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const asked = keepingOf(mac, reservation()).presses;
  const isShown = (kept: ReservationRecord, atS: number) => hasPressed(mac, kept, NOW_MS + atS * SECOND);

  test('counts a row of presses, and each once that comes twice', () => {
    expect(pressedAt(2, 4, 6)).toMatchObject({ presses: 3, pressedAtMs: NOW_MS + 6_000, version: 4 });
    expect(press(pressedAt(2, 4), 4)).toBeNull();
    expect(pressedAt(2, 4, 8, 10)).toMatchObject({ presses: 2, pressedAtMs: NOW_MS + 10_000 });
  });

  test('leaves a minute to start from the last press that was asked for, and none for fewer', () => {
    expect(pressedAt(80, 82).untilMs).toBe(reservation().untilMs);
    expect(pressedAt(80, 82, 84).untilMs).toBe(NOW_MS + 144_000);
  });

  test('is worth nothing to whoever keeps it not, keeps it no more, or kept it later', () => {
    expect(press(null, 2)).toBeNull();
    expect(press(reservation({ untilMs: NOW_MS }), 2)).toBeNull();
    expect(written(decideButton(reservation(), NOW_MS - 1_001, 3, NOW_MS).changes)).toEqual([]);
  });

  test('changes nothing once it was shown', () => {
    expect(press(pressedAt(2, 4, 6), 11)).toBeNull();
    expect(press(pressedAt(2, 4, 6), 9)).toMatchObject({ presses: 4 });
  });

  test('shows by exactly so many, once nobody has pressed further', () => {
    const row = (presses: number) => reservation({ presses, pressedAtMs: NOW_MS });
    expect(isShown(row(asked), 3.9)).toBe(false);
    expect([2, 3, 4, 5, 6].filter((presses) => isShown(row(presses), 4))).toEqual([asked]);
    expect(isShown(reservation(), 4)).toBe(false);
  });

  test('is asked for 2 to 5 times, each for about as many reservations', () => {
    const counts = new Map<number, number>();
    for (let nth = 0; nth < 400; nth += 1) {
      const { presses, number } = keepingOf(mac, reservation({ reservationId: `rsv_${nth}` }));
      counts.set(presses, (counts.get(presses) ?? 0) + 1);
      expect(number).toMatch(/^[0-9]{4}$/);
    }
    expect([...counts.keys()].sort()).toEqual([2, 3, 4, 5]);
    expect(Math.min(...counts.values())).toBeGreaterThan(60);
  });
});

test('a Start releases what its person keeps, and ends what somebody else does whom it passed over', () => {
  const scene = { ...factsOf(GIVEN.active), reservation: reservation() } as unknown as ObjectScene;
  expect(reservationStarted(scene, PERSON, NOW_MS)).toEqual([
    { change: 'reservation-changed', reservation: reservation({ state: 'started', version: 2 }) },
  ]);
  expect(reservationStarted(scene, EVE, NOW_MS)).toEqual([
    { change: 'reservation-changed', reservation: reservation({ state: 'lapsed', untilMs: NOW_MS, version: 2 }) },
  ]);
  expect(reservationStarted(scene, PERSON, NOW_MS + 90_000)).toEqual([]);
});

test('what it blinks is three numbers of 1 to 6, other ones each time, and all of them come up', () => {
  const texts: string[] = [];
  const mac = (text: string): string => {
    texts.push(text);
    return Buffer.from([(texts.length * 37) % 256, (texts.length * 101) % 256, (texts.length * 59) % 256]).toString('base64url');
  };
  const seen = Array.from({ length: 400 }, (_, nth) => blinksOf(mac, 'rsv_1', nth));
  expect(new Set(seen.map((each) => each.length))).toEqual(new Set([3]));
  expect([...new Set(seen.flat())].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(new Set(texts).size).toBe(400);
});
