// Contract of the store, accounts: persons who sign in here, their passkeys, the terms, and what each write refuses.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ACCOUNT_LIMITS,
  type Account,
  type AccountPasskey,
  type AccountSignIn,
  type TermsAcceptance,
} from '../../../gateway/domain/account/account.ts';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { readAccount, readAccountPasskey, readPersonMoney, readSignIn } from '../../../gateway/storage/queries/accounts.ts';
import { PERSON, START_MS } from '../../support/records.ts';
import { furnishWithSession, mustCommit, type OpenStore, refusedBy } from './opened-store.ts';
import { type RefusalCase, testRefusals } from './refusal-cases.ts';

const account = (over: Partial<Account> = {}): Account => ({
  personId: PERSON,
  openedAtMs: START_MS,
  endedAtMs: null,
  version: 1,
  ...over,
});
const passkey = (over: Partial<AccountPasskey> = {}): AccountPasskey => ({
  credentialId: 'crd-1',
  ownerId: PERSON,
  publicKey: 'pQECAyYgASFYIA',
  counter: 3,
  transports: ['internal', 'hybrid'],
  isBackedUp: true,
  madeOn: 'iphone',
  createdAtMs: START_MS,
  lastUsedAtMs: START_MS,
  ...over,
});
const acceptance = (over: Partial<TermsAcceptance> = {}): TermsAcceptance => ({
  personId: PERSON,
  version: 'v1',
  textHash: 'h1',
  language: 'zh-Hans',
  atMs: START_MS,
  ...over,
});
const opened = (over: Partial<Account> = {}): Change => ({ change: 'account-opened', account: account(over) });
const changed = (over: Partial<Account>): Change => ({ change: 'account-changed', account: account(over) });
const added = (over: Partial<AccountPasskey> = {}): Change => ({ change: 'account-passkey-added', passkey: passkey(over) });
const used = (fromCounter: number, over: Partial<AccountPasskey> = {}): Change => ({
  change: 'account-passkey-used',
  passkey: passkey(over),
  fromCounter,
});
const removed = (credentialId: string, personId = PERSON): Change => ({
  change: 'account-passkey-removed',
  credentialId,
  personId,
});
const accepted = (over: Partial<TermsAcceptance> = {}): Change => ({ change: 'terms-accepted', acceptance: acceptance(over) });

const signedIn = (signInId: string, over: Partial<AccountSignIn> = {}): Change => ({
  change: 'account-signed-in',
  signIn: { signInId, personId: PERSON, credentialId: 'crd-1', startedAtMs: START_MS, ...over },
});
const signedOut = (signInId: string | null, personId = PERSON): Change => ({ change: 'account-signed-out', personId, signInId });

const other = { personId: 'per_2' };
const begun = [opened(), added()];
const cases: readonly RefusalCase[] = [
  { constraint: 'account_version', when: 'there is one of this person', before: [begun], refused: [opened()] },
  { constraint: 'account_version', when: 'nobody has it', refused: [changed({ version: 2 })] },
  { constraint: 'account_version', when: 'it moved meanwhile', before: [begun], refused: [changed({ version: 3 })] },
  {
    constraint: 'account_version',
    when: 'it has ended',
    before: [begun, [changed({ version: 2, endedAtMs: START_MS })]],
    refused: [changed({ version: 3 })],
  },
  {
    constraint: 'account_passkey',
    when: 'somebody else has that credential',
    before: [begun],
    refused: [opened(other), added({ ownerId: 'per_2' })],
  },
  { constraint: 'account_passkey', when: 'its counter moved meanwhile', before: [begun], refused: [used(2, { counter: 4 })] },
  { constraint: 'account_passkey', when: 'it is there no more', before: [begun], refused: [removed('crd-9')] },
  {
    constraint: 'account_sign_in',
    when: 'its name was drawn before',
    before: [[...begun, signedIn('sgn-1')]],
    refused: [signedIn('sgn-1')],
  },
  { constraint: 'account_passkey', when: 'it is somebody else’s', before: [begun], refused: [removed('crd-1', 'per_2')] },
];

export function describeAccounts(name: string, open: OpenStore): void {
  describe(`${name}: accounts`, () => {
    let house: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;

    beforeEach(async () => {
      house = await open();
      store = house.store;
      await furnishWithSession(store);
    });
    afterEach(() => house.dispose());

    testRefusals(cases, () => store);

    test('an account is read with its passkeys and what it accepted, whatever the order of the changes', async () => {
      expect(await readAccount(store.books, PERSON)).toBeNull();
      await mustCommit(store, [accepted(), added(), opened()]);
      await mustCommit(store, [added({ credentialId: 'crd-0', createdAtMs: START_MS + 1, isBackedUp: false, madeOn: 'other' })]);
      expect(await readAccount(store.books, PERSON)).toEqual({
        account: account(),
        passkeys: [passkey(), passkey({ credentialId: 'crd-0', createdAtMs: START_MS + 1, isBackedUp: false, madeOn: 'other' })],
        accepted: [acceptance()],
      });
      expect(await readAccountPasskey(store.books, 'crd-1')).toEqual(passkey());
      expect(await readAccountPasskey(store.books, 'crd-9')).toBeNull();
    });

    test('a use moves the counter and the last use, and what is of the key alone stays', async () => {
      await mustCommit(store, begun);
      const later = { counter: 9, lastUsedAtMs: START_MS + 5, isBackedUp: false };
      await mustCommit(store, [used(3, { ...later, publicKey: 'another' })]);
      expect(await readAccountPasskey(store.books, 'crd-1')).toEqual(passkey(later));
    });

    test('a version that was accepted stays as it was accepted, and cannot be taken back', async () => {
      await mustCommit(store, [...begun, accepted()]);
      await mustCommit(store, [accepted({ atMs: START_MS + 9, language: 'en' })]);
      await mustCommit(store, [accepted({ version: 'v2', atMs: START_MS + 9 })]);
      expect((await readAccount(store.books, PERSON))?.accepted).toEqual([
        acceptance(),
        acceptance({ version: 'v2', atMs: START_MS + 9 }),
      ]);
    });

    test('an account that ends keeps its row, and its passkeys open nothing', async () => {
      await mustCommit(store, begun);
      await mustCommit(store, [removed('crd-1'), changed({ version: 2, endedAtMs: START_MS + 1 })]);
      expect(await readAccount(store.books, PERSON)).toMatchObject({ account: { endedAtMs: START_MS + 1 }, passkeys: [] });
      // The credential is free again: its device may make itself known anew.
      expect(await store.commit([opened(other), added({ ownerId: 'per_2' })])).toEqual({ ok: true });
    });

    test('two removals of the last two passkeys do not both succeed', async () => {
      await mustCommit(store, [...begun, added({ credentialId: 'crd-2' })]);
      const one = [changed({ version: 2 }), removed('crd-1')];
      const two = [changed({ version: 2 }), removed('crd-2')];
      const [first, second] = await Promise.all([store.commit(one), store.commit(two)]);
      expect([first.ok, second.ok].sort()).toEqual([false, true]);
      expect([first, second]).toContainEqual(refusedBy('account_version'));
    });

    test('a sign-in is there until it is ended, by name or with all of its person, and knows whether its passkey is', async () => {
      await mustCommit(store, [signedIn('sgn-1'), ...begun, signedIn('sgn-2')]);
      await mustCommit(store, [opened(other), signedIn('sgn-3', { ...other, credentialId: 'crd-1' })]);
      expect(await readSignIn(store.books, 'sgn-1')).toEqual({ personId: PERSON, hasPasskey: true });
      // The credential is another person's.
      expect(await readSignIn(store.books, 'sgn-3')).toEqual({ personId: 'per_2', hasPasskey: false });
      await mustCommit(store, [signedOut('sgn-1'), signedOut('sgn-3'), signedOut('sgn-9')]);
      expect(await readSignIn(store.books, 'sgn-1')).toBeNull();
      expect(await readSignIn(store.books, 'sgn-2')).not.toBeNull();
      await mustCommit(store, [removed('crd-1')]);
      expect(await readSignIn(store.books, 'sgn-2')).toEqual({ personId: PERSON, hasPasskey: false });
      await mustCommit(store, [signedOut(null)]);
      expect(await readSignIn(store.books, 'sgn-2')).toBeNull();
      // Of one person alone.
      expect(await readSignIn(store.books, 'sgn-3')).not.toBeNull();
    });

    test('sign-ins that are long over are forgotten when the next one begins', async () => {
      await mustCommit(store, [...begun, signedIn('sgn-1'), signedIn('sgn-2', { startedAtMs: START_MS + 1 })]);
      await mustCommit(store, [signedIn('sgn-3', { startedAtMs: START_MS + ACCOUNT_LIMITS.signInKeptMs })]);
      expect(await readSignIn(store.books, 'sgn-1')).toBeNull();
      expect(await readSignIn(store.books, 'sgn-2')).not.toBeNull();
    });

    test('the money of a person is what is there, what is held, and whether anything is under way', async () => {
      expect(await readPersonMoney(store.books, PERSON)).toEqual({
        balances: [{ currency: 'CNY', minor: 14_000n }],
        held: [{ currency: 'CNY', minor: 6_000n }],
        hasUnderWay: true,
      });
      expect(await readPersonMoney(store.books, 'per_2')).toEqual({ balances: [], held: [], hasUnderWay: false });
    });
  });
}
