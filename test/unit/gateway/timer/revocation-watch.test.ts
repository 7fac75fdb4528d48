// Revocation watch (FP-29): a credential that another gateway took away ends the connection here, once.
import { afterEach, expect, test } from 'vitest';
import { type CredentialRecord, endCredential } from '../../../../gateway/domain/device/credential.ts';
import type { OwnedStore } from '../../../../gateway/ports/store.ts';
import { readRevoked } from '../../../../gateway/storage/queries/device-doors.ts';
import { openSqliteStore } from '../../../../gateway/storage/sqlite/open-store.ts';
import { createRevocationWatch } from '../../../../gateway/timer/revocation-watch.ts';
import { POD_DEVICE, venueSetup } from '../../../support/records.ts';
import { createHandClock, createRecordedLog } from '../mqtt/recorders.ts';

let store: OwnedStore;
afterEach(() => store.close());

async function open() {
  const clock = createHandClock();
  store = openSqliteStore({ path: ':memory:', clock });
  await store.setUpVenue(venueSetup());
  const kicked: string[] = [];
  const { books } = store;
  const deps = {
    readEnded: (sinceMs: number) => readRevoked(books, sinceMs),
    clock,
    end: (id: string) => void kicked.push(id),
    log: createRecordedLog(),
  };
  // Never started: the test looks by hand.
  const watch = createRevocationWatch(deps);
  await watch.look();
  const [credential] = await store.credentialsOf(POD_DEVICE, 1);
  const revoke = async (changes: Partial<CredentialRecord> = {}) => {
    if (!credential) throw new Error('a set-up gives a password');
    const ended = { ...endCredential(credential, 'revoked', clock.nowMs()), ...changes };
    expect(await store.commit([{ change: 'credential-changed', credential: ended }])).toEqual({ ok: true });
    return ended.credentialId;
  };
  return { clock, watch, kicked, revoke };
}

test('what was taken away elsewhere ends the connection here, once', async () => {
  const { watch, kicked, revoke, clock } = await open();
  expect(kicked).toEqual([]);
  await revoke();
  for (let looks = 0; looks < 3; looks += 1) await watch.look();
  clock.advance(120_000);
  await watch.look();
  expect(kicked).toEqual([POD_DEVICE]);
});

test('what was taken away here is gone already', async () => {
  const { watch, kicked, revoke } = await open();
  watch.noteOwn([await revoke()]);
  await watch.look();
  expect(kicked).toEqual([]);
});

test('a credential that gave way to the next one sends nobody away', async () => {
  const { watch, kicked, revoke } = await open();
  await revoke({ state: 'replaced' });
  await watch.look();
  expect(kicked).toEqual([]);
});
