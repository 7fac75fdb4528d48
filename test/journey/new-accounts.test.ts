// New accounts from one address: a hall of people opens theirs, a program that opens them without end waits, and others are not held up.
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SECOND_MS, sha256 } from '#protocol';
import type { TermsEdition } from '../../gateway/domain/account/terms.ts';
import { SCAN_RULES } from '../../gateway/domain/limits/scan-limits.ts';
import { createDrawPerson, createOpenAccount, type OpenAccount } from '../../gateway/during/sign-in.ts';
import { createStepRunner } from '../../gateway/journey/run-step.ts';
import { noFailpoint } from '../../gateway/ports/failpoint.ts';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { createKeptLimits } from '../../gateway/upkeep/keep-limits.ts';
import { createRecordedLog } from '../unit/gateway/mqtt/recorders.ts';

const { burst, everyMs } = SCAN_RULES['account-address'];
const TERMS: TermsEdition = { version: 'v1', texts: [] };
const drawPerson = createDrawPerson((size) => randomBytes(size));

let nowMs = 1_700_000_000_000;
let store: OwnedStore;
let openAccount: OpenAccount;
beforeEach(async () => {
  const clock = { nowMs: () => nowMs };
  store = await openSqliteStore({ path: ':memory:', clock });
  const [log, metrics] = [createRecordedLog(), { count: () => {}, snapshot: () => ({}) }];
  const runner = createStepRunner({ store, afterCommit: () => {}, failpoint: noFailpoint, log, metrics });
  const limits = createKeptLimits({ store, clock, mac: sha256 });
  openAccount = createOpenAccount({ store, runner, clock, terms: TERMS }, limits);
});
afterEach(() => store.close());

/** Somebody new, with a passkey that was verified already. */
function comeFrom(address: string) {
  const name = randomBytes(16).toString('base64url');
  return openAccount({
    passkey: {
      ...{ credentialId: name, ownerId: drawPerson(), publicKey: 'pQEC', counter: 0, transports: [] },
      ...{ isBackedUp: true, createdAtMs: nowMs, lastUsedAtMs: nowMs },
    },
    spent: { challengeId: sha256(name), untilMs: nowMs + 1 },
    shown: { version: 'v1', language: 'en', textHash: 'x' },
    entry: { signInId: name, replaces: null },
    ...{ madeOn: 'other', address },
  });
}
async function refusalFrom(address: string) {
  const opened = await comeFrom(address);
  return opened.ok ? null : opened.error;
}

describe('new accounts', () => {
  test('from one address end with the burst, say how long to wait, and go on one by one', async () => {
    for (let count = 0; count < burst; count += 1) expect(await refusalFrom('198.51.100.7')).toBeNull();
    const wait = { code: 'limit.reached', retryAfterS: everyMs / SECOND_MS, helps: 'waiting' };
    expect(await refusalFrom('198.51.100.7')).toEqual(wait);
    // Nothing of whoever was refused is kept.
    expect(await store.books('SELECT person_id FROM accounts')).toHaveLength(burst);
    nowMs += everyMs - 1;
    expect(await refusalFrom('198.51.100.7')).toMatchObject({ code: 'limit.reached', retryAfterS: 1 });
    nowMs += 1;
    expect(await refusalFrom('198.51.100.7')).toBeNull();
    expect(await refusalFrom('198.51.100.7')).toMatchObject({ code: 'limit.reached' });
  });

  test('from another address go on meanwhile; all addresses of one line of IPv6 are one', async () => {
    for (let count = 0; count < burst; count += 1) expect(await refusalFrom(`2001:db8:1:2::${count.toString(16)}`)).toBeNull();
    expect(await refusalFrom('2001:db8:1:2:ffff::1')).toMatchObject({ code: 'limit.reached' });
    expect(await refusalFrom('2001:db8:1:3::1')).toBeNull();
    expect(await refusalFrom('198.51.100.8')).toBeNull();
  });
});
