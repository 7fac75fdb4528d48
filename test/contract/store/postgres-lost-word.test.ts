// PostgreSQL whose word on a commit does not come: the caller is told neither ok nor refused, and nothing is lost or doubled.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { Unavailable } from '../../../gateway/ports/unavailable.ts';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { hasPostgres, openPostgresForTests, type PostgresForTests } from '../../support/postgres.ts';
import { createPostgresWire, type PostgresWire } from '../../support/postgres-wire.ts';
import { PERSON, sessionRecord, startChanges, topUp } from '../../support/records.ts';
import { ledgerTotals, transfersOf } from '../../support/stored.ts';
import { clock, furnish, mustCommit } from './opened-store.ts';

const deposit = (name: string): Change => ({ change: 'transfer-posted', transfer: topUp(name, 100n) });
const started = { session: sessionRecord(), changes: startChanges() };

describe.skipIf(!hasPostgres)('PostgreSQL: a commit without an answer (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let wire: PostgresWire;
  let url: string;
  let store: OwnedStore;

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
    wire = await createPostgresWire(postgres.port);
  });
  afterAll(async () => {
    await wire.close();
    await postgres.stop();
  });
  beforeEach(async () => {
    store = await openPostgresStore({ url: wire.url(url), clock });
    await furnish(store);
    return async () => {
      await store.close();
      await postgres.emptyDatabase(url);
    };
  });

  const expectUnavailable = (commit: Promise<unknown>): Promise<void> => expect(commit).rejects.toThrow(Unavailable);

  test('cut before COMMIT: nothing of it happened, and the repeat does it', async () => {
    wire.endNext('before-commit');
    await expectUnavailable(store.commit(started.changes));
    expect(await store.session('ses_1')).toBeNull();
    expect(await store.balance(PERSON, 'CNY')).toMatchObject({ availableMinor: 20_000n, heldMinor: 0n });
    expect(await store.commit(started.changes)).toEqual({ ok: true });
    expect(await store.session('ses_1')).toEqual(started.session);
  });

  test('cut after COMMIT: all of it happened, and the repeat is refused instead of doing it twice', async () => {
    wire.endNext('after-commit');
    await expectUnavailable(store.commit(started.changes));
    expect(await store.session('ses_1')).toEqual(started.session);
    expect(await store.commit(started.changes)).toMatchObject({ ok: false });
    expect(await store.balance(PERSON, 'CNY')).toMatchObject({ availableMinor: 14_000n, heldMinor: 6_000n });
    expect(await transfersOf(store, 'ses_1')).toHaveLength(1);
  });

  test('cut after COMMIT: the stored answer is what the repeat of a request finds (A2)', async () => {
    const answer = {
      ...{ personId: PERSON, route: 'POST /sessions', key: 'k1', bodyHash: 'h' },
      ...{ status: 201, location: '/s/1', body: '{"sessionId":"ses_1"}', atMs: 0 },
    };
    wire.endNext('after-commit');
    await expectUnavailable(store.commit([...started.changes, { change: 'answer-stored', answer }]));
    expect(await store.answer(PERSON, 'POST /sessions', 'k1')).toEqual(answer);
  });

  test('the store tells that it cannot commit until it can again', async () => {
    expect(store.canCommit()).toBe(true);
    wire.endNext('before-commit');
    await expectUnavailable(store.commit([deposit('lost')]));
    expect(store.canCommit()).toBe(false);
    await mustCommit(store, [deposit('lost')]);
    expect(store.canCommit()).toBe(true);
  });

  test.each([
    'before-commit',
    'after-commit',
  ] as const)('the server killed %s: what was answered is there after its restart, and the rest once', async (moment) => {
    await mustCommit(store, [deposit('answered')]);
    wire.endNext(moment, () => postgres.killImmediate());
    await expectUnavailable(store.commit(started.changes));
    await expectUnavailable(store.commit([deposit('while-down')]));
    await expectUnavailable(store.session('ses_1'));
    await postgres.restart();
    const again = await store.commit(started.changes);
    expect(again.ok).toBe(moment === 'before-commit');
    expect(await store.session('ses_1')).toEqual(started.session);
    expect(await store.balance(PERSON, 'CNY')).toMatchObject({ availableMinor: 14_100n, heldMinor: 6_000n });
    expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
  });

  test('the server killed under many commits: each that was answered is there, each that was not can be repeated by its key', async () => {
    const names = Array.from({ length: 60 }, (_, at) => `many-${at}`);
    wire.endNext('after-commit', () => postgres.killImmediate());
    const outcomes = await Promise.allSettled(names.map((name) => store.commit([deposit(name)])));
    const answered = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(answered).toBeLessThan(names.length);
    await postgres.restart();
    const found = await Promise.all(names.map((name) => store.transferOf(`topup:${name}`)));
    for (const [at, outcome] of outcomes.entries()) if (outcome.status === 'fulfilled') expect(found[at]).not.toBeNull();
    const repeated = await Promise.all(names.map((name) => store.commit([deposit(name)])));
    for (const [at, outcome] of repeated.entries()) {
      expect(outcome).toEqual(found[at] === null ? { ok: true } : { ok: false, constraint: 'transfer_op_key' });
    }
    expect((await store.balance(PERSON, 'CNY')).availableMinor).toBe(20_000n + 100n * BigInt(names.length));
    expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
  });

  test('a closing store whose server is gone closes all the same', async () => {
    const other = await openPostgresStore({ url: wire.url(url), clock });
    await postgres.killImmediate();
    await other.close();
    await postgres.restart();
  });

  test('a commit is one round trip whatever it changes, and so is a dossier', async () => {
    await mustCommit(store, started.changes);
    await store.dossier('ses_1');
    const before = wire.roundTrips();
    await mustCommit(store, [deposit('one'), deposit('two'), { change: 'command-attempted', commandId: 'cmd_ses_1' }]);
    expect(wire.roundTrips() - before).toBe(1);
    await store.dossier('ses_1');
    expect(wire.roundTrips() - before).toBe(2);
    await store.standing(PERSON, { sinceMs: 0 });
    expect(wire.roundTrips() - before).toBe(3);
  });
});
