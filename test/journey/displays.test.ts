// Displays that end: what a device showed counts while it is the one that moves the object, and nobody took its ways in away.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createIds, HOUR_MS, KIND_CATALOGUE } from '#protocol';
import { type DeviceClaim, issueClaim } from '../../gateway/domain/device/device-claim.ts';
import { createStepRunner, type StepRunner } from '../../gateway/journey/run-step.ts';
import { createDecideDeviceClaim } from '../../gateway/operator/decide-device-claim.ts';
import { createRevokeCredential } from '../../gateway/operator/revoke-credential.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createStaff } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';

const TABLE = 'table-7';
const notOurs = { ok: false, error: { code: 'code.not-ours' } };
let house: House;
let ada: Person;
let runner: StepRunner;

beforeEach(async () => {
  house = await openHouse({ objects: [TABLE], kinds: KIND_CATALOGUE });
  ada = await createPerson(house, 'ada');
  const metrics = { count: () => {}, snapshot: () => ({}) };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  runner = createStepRunner({ store: house.store, afterCommit: () => {}, failpoint: () => {}, log, metrics });
  must(await createStaff(house).setDisplay(TABLE));
  await house.pass(1_000);
});
afterEach(async () => house.close());

const scan = (code: string) => house.core.steps.resolveScan({ code, personId: 'ada', binding: ada.binding, address: null });
const shownNow = (): string => house.device(TABLE).runtime.peek()?.shownCode ?? '';
const secrets = () => house.store.books('SELECT secret_hex FROM displays');
const acting = () => ({
  ...{ store: house.store, runner, clock: house.clock, door: { kick: () => {} }, onDecided: () => {} },
  ids: createIds({ clock: house.clock, randomBytes: (size) => new Uint8Array(size).fill(7) }),
});

/** What it showed is worth nothing, neither read anew nor by a ticket that was made from it before. */
async function expectEnded(code: string, ended: () => Promise<unknown>): Promise<void> {
  const { ticket, offer } = must(await scan(code));
  await ended();
  expect(await scan(code)).toEqual(notOurs);
  expect(await ada.startWith({ ticket, tariffHash: offer.tariff.hash })).toMatchObject({ error: { code: 'code.replaced' } });
  expect(must(await ada.scan(TABLE)).presence.ways).not.toContain('display-code');
  expect(await secrets()).toEqual([]);
}

describe('the codes of a display', () => {
  test('end with the credentials of its device, which shows none when it is back, until it gets another secret', async () => {
    const revoke = createRevokeCredential(acting());
    await expectEnded(shownNow(), async () => must(await revoke(TABLE, null, 'ann')));
    await house.stopGateway();
    await house.startGateway();
    await house.pass(5_000, 1_000);
    expect(shownNow()).toBe('');
    must(await createStaff(house).setDisplay(TABLE));
    await house.pass(1_000);
    expect(must(await scan(shownNow())).presence.shownBy).toBe('display-code');
  });

  test('end where another machine enrols under its name, which is not given its secret', async () => {
    const made = issueClaim({
      ...{ claimId: 'clm_1', tenantId: 'demo', serial: 'SN-1', kind: 'restaurant-table', deviceId: TABLE },
      ...{ issuedAtMs: house.clock.nowMs(), expiresAtMs: house.clock.nowMs() + HOUR_MS },
    });
    const claim: DeviceClaim = { ...made, state: 'pending', publicX: 'another-machine' };
    await house.store.commit([{ change: 'device-claim-added', claim }]);
    const decide = createDecideDeviceClaim(acting());
    await expectEnded(shownNow(), async () => must(await decide('SN-1', 'approved', 'ann')));
    expect((await house.store.device(TABLE))?.config.desired.displayKey).toBe('');
  });

  test('end where the object is moved by another device', async () => {
    const code = shownNow();
    await expectEnded(code, () =>
      house.changeVenue((venue) => ({
        ...venue,
        devices: venue.devices.flatMap((each) => (each.deviceId === TABLE ? [each, { ...each, deviceId: 'table-7b' }] : [each])),
        objects: venue.objects.map((each) => (each.objectId === TABLE ? { ...each, deviceId: 'table-7b' } : each)),
      })),
    );
  });

  test('go on where another device loses its credentials', async () => {
    const revoke = createRevokeCredential(acting());
    must(await revoke('pod-1', null, 'ann'));
    expect(must(await scan(shownNow())).presence.shownBy).toBe('display-code');
  });
});
