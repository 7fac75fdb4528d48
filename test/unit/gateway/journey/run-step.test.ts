// Run-step: what is decided anew after a lost race, what is called unavailable, and where a broken promise of our own goes.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assert, ok } from '#protocol';
import type { Change } from '../../../../gateway/domain/changes.ts';
import { decide, NOTHING } from '../../../../gateway/domain/decision.ts';
import { advance } from '../../../../gateway/domain/session/session-change.ts';
import { createStepRunner, type StepRunner } from '../../../../gateway/journey/run-step.ts';
import type { OwnedStore } from '../../../../gateway/ports/store.ts';
import { Unavailable } from '../../../../gateway/ports/unavailable.ts';
import { openSqliteStore } from '../../../../gateway/storage/sqlite/open-store.ts';
import { sessionRecord, startChanges, topUp, venueSetup } from '../../../support/records.ts';

let store: OwnedStore;
let runner: StepRunner;
let said: string[];
let alarms: string[];

beforeEach(async () => {
  store = openSqliteStore({ path: ':memory:', clock: { nowMs: () => 0 } });
  await store.setUpVenue(venueSetup());
  said = [];
  alarms = [];
  runner = createStepRunner({
    store,
    afterCommit: (changes) => said.push(`told ${changes.length}`),
    failpoint: (name) => said.push(name),
    log: { info: () => {}, warn: () => {}, error: (what) => said.push(what) },
    metrics: { count: (thing, label) => alarms.push(`${thing}:${label}`), snapshot: () => ({}) },
  });
});
afterEach(() => store.close());

const counted = (fromVersion: number): Change => ({ change: 'person-counted', personId: 'ada', fromVersion });
const repeated = topUp('once', 10_000n);
const posted: Change = { change: 'transfer-posted', transfer: repeated };

describe('a step', () => {
  test('commits what it decided, and tells others only afterwards (R18)', async () => {
    const done = await runner.run({
      point: 'settle-session',
      load: async () => ok(1),
      decide: (one) => ok({ changes: [posted], value: one + 1 }),
    });
    expect(done).toEqual(ok(2));
    expect(said).toEqual(['settle-session:before-commit', 'settle-session:after-commit', 'told 1']);
  });

  test('that changes nothing commits nothing', async () => {
    const before = store.statistics();
    expect(await runner.run({ load: async () => ok(null), decide: () => ok(NOTHING) })).toEqual(ok(null));
    expect(store.statistics()).toEqual(before);
  });

  test('that lost a race loads and decides again', async () => {
    await store.commit([counted(0)]);
    let version = -1;
    const done = await runner.run({
      load: async () => {
        version += 1;
        return ok(version);
      },
      decide: (fromVersion) => ok(decide([counted(fromVersion)])),
    });
    expect(done.ok).toBe(true);
    expect(version).toBe(1);
  });

  test('that loses three times calls the world unavailable', async () => {
    await store.commit([posted]);
    let tries = 0;
    const losing = runner.run({
      load: async () => ok(null),
      decide: () => {
        tries += 1;
        return ok(decide([posted]));
      },
    });
    await expect(losing).rejects.toBeInstanceOf(Unavailable);
    expect(tries).toBe(3);
  });

  test('that races for a person is patient: each loss is somebody who counted (R10)', async () => {
    for (let version = 0; version < 8; version += 1) await store.commit([counted(version)]);
    let version = 0;
    const done = await runner.run({
      load: async () => ok(null),
      decide: () => {
        version += 1;
        return ok(decide([counted(version)]));
      },
    });
    expect(done.ok).toBe(true);
    expect(version).toBe(8);
  });
});

describe('steps that meet at one session', () => {
  const noteOf = async (): Promise<void> => {
    const done = await runner.run({
      load: async () => ok((await store.dossier(sessionRecord().sessionId))?.session ?? null),
      decide: (session) => {
        assert(session, 'the session is there');
        return ok(decide(advance(session, {}, 'state-reported', 0).changes));
      },
    });
    expect(done).toEqual(ok(null));
  };

  test('take turns: not one of a hundred at once is called off', async () => {
    await store.commit([posted, ...startChanges(sessionRecord())]);
    const before = (await store.dossier(sessionRecord().sessionId))?.session.version ?? 0;
    await Promise.all(Array.from({ length: 100 }, noteOf));
    expect((await store.dossier(sessionRecord().sessionId))?.session.version).toBe(before + 100);
  });

  test('leave the turn to the next when their world breaks', async () => {
    await store.commit([posted, ...startChanges(sessionRecord())]);
    const { commit } = store;
    const failing = Promise.allSettled(Array.from({ length: 3 }, noteOf));
    store.commit = async () => {
      throw new Unavailable('store', new Error('the disk is full'));
    };
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    store.commit = commit;
    await Promise.all(Array.from({ length: 5 }, noteOf));
  });
});

describe('a broken promise of our own (R11)', () => {
  const instead = decide([posted]);

  test('in a decision commits what was to be committed instead, and counts an alarm', async () => {
    const done = await runner.run({
      load: async () => ok(null),
      decide: () => {
        assert(false, 'a price never exceeds its hold');
        return ok(NOTHING);
      },
      whenBroken: () => instead,
    });
    expect(done.ok).toBe(true);
    expect(alarms).toEqual(['money_invariant_alarms:broken']);
    expect(await store.transferOf(repeated.opKey)).not.toBeNull();
  });

  test('that only the database notices is caught as well', async () => {
    const session = sessionRecord();
    await store.commit([posted, ...startChanges(session)]);
    const overdrawn: Change = {
      change: 'hold-changed',
      hold: { ...(await held('hld_1')), state: 'captured', version: 2, capturedMinor: 6_001n },
    };
    const done = await runner.run({
      load: async () => ok(null),
      decide: () => ok(decide([overdrawn])),
      whenBroken: () => decide([counted(0)]),
    });
    expect(done.ok).toBe(true);
    expect(alarms).toEqual(['money_invariant_alarms:broken']);
    expect(await held('hld_1')).toMatchObject({ state: 'held', version: 1 });
  });

  test('in a step that has nothing to commit instead is thrown', async () => {
    const broken = runner.run({
      load: async () => ok(null),
      decide: () => {
        assert(false, 'a device has a boot');
        return ok(NOTHING);
      },
    });
    await expect(broken).rejects.toThrow('a device has a boot');
    expect(alarms).toEqual([]);
  });

  test('is not what a world that is down is taken for', async () => {
    const down = runner.run({
      load: async () => ok(null),
      decide: () => {
        throw new Unavailable('disk', new Error('full'));
      },
      whenBroken: () => instead,
    });
    await expect(down).rejects.toBeInstanceOf(Unavailable);
    expect(alarms).toEqual([]);
  });

  async function held(holdId: string) {
    const hold = await store.hold(holdId);
    if (!hold) throw new Error('no hold');
    return hold;
  }
});
