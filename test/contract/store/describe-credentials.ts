// The store's contract, credentials: what opens connections, how devices come to us, and what a lost race leaves.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import { type CredentialRecord, endCredential } from '../../../gateway/domain/device/credential.ts';
import { type DeviceClaim, issueClaim } from '../../../gateway/domain/device/device-claim.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { deviceSetup, POD, POD_DEVICE, START_MS, TENANT, venueSetup } from '../../support/records.ts';
import { mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

function credential(changes: Partial<CredentialRecord> = {}): CredentialRecord {
  return {
    ...{ credentialId: 'crd_2', deviceId: POD_DEVICE, kind: 'token', state: 'next', proof: '', madeAtMs: START_MS },
    ...{ expiresAtMs: START_MS + 5, firstUsedAtMs: null, endedAtMs: null, lastProof: null, version: 1 },
    ...changes,
  } as CredentialRecord;
}

function claim(changes: Partial<DeviceClaim> = {}): DeviceClaim {
  const made = issueClaim({
    ...{ claimId: 'clm_1', tenantId: TENANT, serial: 'SN-1', kind: 'sleep-pod', deviceId: 'pod-9' },
    ...{ issuedAtMs: START_MS, expiresAtMs: START_MS + HOUR_MS },
  });
  return { ...made, ...changes };
}

const enrolled = (changes: { deviceId?: string; tenantId?: string; kind?: string; publicX?: string } = {}) =>
  ({ change: 'device-enrolled', deviceId: 'pod-9', tenantId: TENANT, kind: 'sleep-pod', publicX: 'new-x', ...changes }) as const;

export function describeCredentials(name: string, open: OpenStore): void {
  describe(`${name}: credentials`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;
    const live = async () =>
      (await store.credentialsOf(POD_DEVICE, 9)).map(({ kind, state, proof }) => `${kind} ${state} ${proof}`);

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await store.setUpVenue(venueSetup());
    });
    afterEach(() => opened.dispose());

    test('a password of a set-up is the only one; the same again changes nothing, another one replaces all', async () => {
      expect(await live()).toEqual(['password current scrypt$1$2']);
      await mustCommit(store, [{ change: 'credential-added', credential: credential() }]);
      await store.setUpVenue(venueSetup());
      expect(await live()).toHaveLength(2);
      await store.setUpVenue(venueSetup({ devices: [deviceSetup({ passwordHash: 'other' })] }));
      expect((await live()).sort()).toEqual(['password current other', 'password replaced scrypt$1$2', 'token replaced ']);
      await store.setUpVenue(venueSetup({ devices: [deviceSetup({ passwordHash: '' })] }));
      expect((await store.credentialsOf(POD_DEVICE, 9)).filter(({ endedAtMs }) => endedAtMs === null)).toEqual([]);
    });

    test('a revoked password does not come back with the same set-up', async () => {
      const [current] = await store.credentialsOf(POD_DEVICE, 1);
      if (!current) throw new Error('a set-up gives a password');
      await mustCommit(store, [{ change: 'credential-changed', credential: endCredential(current, 'revoked', START_MS) }]);
      await store.setUpVenue(venueSetup());
      expect(await live()).toEqual(['password revoked scrypt$1$2']);
    });

    test('a set-up with another key ends what was shown with the old one', async () => {
      const [current] = await store.credentialsOf(POD_DEVICE, 1);
      if (!current) throw new Error('a set-up gives a password');
      const own = credential({ kind: 'device-key', state: 'current', proof: 'cHVibGljLXg', expiresAtMs: null });
      await mustCommit(store, [
        { change: 'credential-added', credential: own },
        { change: 'credential-changed', credential: endCredential(current, 'replaced', START_MS) },
      ]);
      await store.setUpVenue(venueSetup({ devices: [deviceSetup({ publicX: 'another' })] }));
      expect((await live()).sort()).toEqual(['device-key replaced cHVibGljLXg', 'password replaced scrypt$1$2']);
    });

    test('a credential is read as it was written, with every column', async () => {
      const whole = credential({ lastProof: { boot: '1-00112233445566aa', upMs: 2 ** 40 }, firstUsedAtMs: START_MS });
      await mustCommit(store, [{ change: 'credential-added', credential: whole }]);
      expect((await store.credentialsOf(POD_DEVICE, 9)).find(({ credentialId }) => credentialId === 'crd_2')).toEqual(whole);
      expect(await store.credentialsOf(POD_DEVICE, 1)).toHaveLength(1);
      expect(await store.credentialsOf('nobody', 9)).toEqual([]);
    });

    test('a device has one in use and one that waits, no more', async () => {
      await mustCommit(store, [{ change: 'credential-added', credential: credential() }]);
      const second = credential({ credentialId: 'crd_3' });
      expect(await store.commit([{ change: 'credential-added', credential: second }])).toEqual(refusedBy('credential_live'));
      const current = credential({ credentialId: 'crd_4', state: 'current' });
      expect(await store.commit([{ change: 'credential-added', credential: current }])).toEqual(refusedBy('credential_live'));
    });

    test('of two who use or end it at once one wins, and what has ended stays so', async () => {
      await mustCommit(store, [{ change: 'credential-added', credential: credential() }]);
      const ended = endCredential(credential(), 'revoked', START_MS);
      const both = [1, 2].map(() => store.commit([{ change: 'credential-changed', credential: ended }]));
      const outcomes = await Promise.all(both);
      expect(outcomes).toContainEqual({ ok: true });
      expect(outcomes).toContainEqual(refusedBy('credential_version'));
      const revived = { ...credential(), version: 3 };
      expect(await store.commit([{ change: 'credential-changed', credential: revived }])).toEqual(
        refusedBy('credential_version'),
      );
    });

    test('a next credential takes over in one commit', async () => {
      const next = credential();
      await mustCommit(store, [{ change: 'credential-added', credential: next }]);
      const former = (await store.credentialsOf(POD_DEVICE, 9)).find(({ state }) => state === 'current');
      if (!former) throw new Error('a set-up gives a password');
      await mustCommit(store, [
        { change: 'credential-changed', credential: endCredential(former, 'replaced', START_MS) },
        { change: 'credential-changed', credential: { ...next, state: 'current', version: 2 } },
      ]);
      expect((await live()).sort()).toEqual(['password replaced scrypt$1$2', 'token current ']);
    });
  });

  describe(`${name}: claims of devices`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await store.setUpVenue(venueSetup());
    });
    afterEach(() => opened.dispose());

    test('a claim is read as it was written; a new tenant is kept with it', async () => {
      const own = claim({ tenantId: 'tnt_new' });
      await mustCommit(store, [{ change: 'device-claim-added', claim: own }]);
      expect(await store.deviceClaim('SN-1')).toEqual(own);
      const moved = { ...own, state: 'pending', publicX: 'x', model: 'M', fw: '1', movedAtMs: START_MS + 1, version: 2 } as const;
      await mustCommit(store, [{ change: 'device-claim-changed', claim: moved }]);
      expect(await store.deviceClaims(9)).toEqual([moved]);
      expect(await store.deviceClaim('SN-2')).toBeNull();
    });

    test('a serial has one that is open; the one that counts is the newest that was not turned down', async () => {
      const second = claim({ claimId: 'clm_0' });
      await mustCommit(store, [{ change: 'device-claim-added', claim: claim() }]);
      expect(await store.commit([{ change: 'device-claim-added', claim: second }])).toEqual(refusedBy('device_claim_open'));
      await mustCommit(store, [
        { change: 'device-claim-changed', claim: claim({ state: 'refused', version: 2 }) },
        { change: 'device-claim-added', claim: second },
      ]);
      expect(await store.deviceClaim('SN-1')).toEqual(second);
    });

    test('of two who decide at once one wins', async () => {
      await mustCommit(store, [{ change: 'device-claim-added', claim: claim() }]);
      const moved = claim({ state: 'refused', version: 2 });
      await mustCommit(store, [{ change: 'device-claim-changed', claim: moved }]);
      expect(await store.commit([{ change: 'device-claim-changed', claim: moved }])).toEqual(refusedBy('device_claim_version'));
    });

    test('a token is good for one key, whoever writes past the step', async () => {
      await mustCommit(store, [{ change: 'device-claim-added', claim: claim({ state: 'pending', publicX: 'one' }) }]);
      const other = claim({ state: 'enrolled', publicX: 'other', version: 2 });
      await expect(store.commit([{ change: 'device-claim-changed', claim: other }])).rejects.toThrow('device_claim_key');
    });

    test('a new device is enrolled whole', async () => {
      await mustCommit(store, [
        { change: 'credential-added', credential: credential({ deviceId: 'pod-9', kind: 'device-key', state: 'current' }) },
        enrolled(),
      ]);
      expect(await store.device('pod-9')).toMatchObject({
        ...{ tenantId: TENANT, kind: 'sleep-pod', publicX: 'new-x', boot: null, lastCtr: 0 },
        config: { desiredVer: 0, desired: {} },
      });
      expect(await store.credentialsOf('pod-9', 9)).toHaveLength(1);
    });

    test('another machine under a known name makes tickets of before worthless; the same one does not', async () => {
      const binding = async () => (await store.scene(POD))?.object.bindingVersion;
      const before = await binding();
      await mustCommit(store, [enrolled({ deviceId: POD_DEVICE, publicX: deviceSetup().publicX })]);
      expect(await binding()).toBe(before);
      await mustCommit(store, [enrolled({ deviceId: POD_DEVICE })]);
      expect(await binding()).toBe((before ?? 0) + 1);
      expect(await store.device(POD_DEVICE)).toMatchObject({ publicX: 'new-x', config: { desired: { emptyAfterS: 60 } } });
    });

    test.each([{ tenantId: 'tnt_other' }, { kind: 'bike' }])('a device does not become one of %o by a claim', async (changes) => {
      await mustCommit(store, [{ change: 'device-claim-added', claim: claim({ tenantId: 'tnt_other' }) }]);
      const other = enrolled({ deviceId: POD_DEVICE, ...changes });
      expect(await store.commit([other])).toEqual(refusedBy('device_identity'));
    });

    test('a later factory list takes the place of an earlier one', async () => {
      const unit = { serial: 'SN-1', tenantId: TENANT, kind: 'bike', deviceId: 'b', keyHash: null };
      await mustCommit(store, [{ change: 'factory-unit-listed', unit }]);
      expect(await store.factoryUnit('SN-1')).toEqual(unit);
      const later = { ...unit, keyHash: 'aa', deviceId: 'c' };
      await mustCommit(store, [{ change: 'factory-unit-listed', unit: later }]);
      expect(await store.factoryUnit('SN-1')).toEqual(later);
      expect(await store.factoryUnit('SN-2')).toBeNull();
    });
  });
}
