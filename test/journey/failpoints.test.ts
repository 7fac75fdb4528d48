// Failpoints: every name of the table is really passed by a gateway at work, and in production none of them does anything.
import { describe, expect, test } from 'vitest';
import { FAILPOINTS, type FailpointName, noFailpoint } from '../../gateway/ports/failpoint.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { openHostStage } from '../contract/wallet/host-stage.ts';
import { growingHolds } from '../property/model/model-world.ts';
import { openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const NAMES = FAILPOINTS.map(({ name }) => name);

describe('failpoints', () => {
  test('every name of the table is passed in the life of two sessions with the host wallet', async () => {
    const passed = new Set<FailpointName>();
    const failpoint = (name: FailpointName): void => void passed.add(name);
    const wallet = await openHostStage();
    const store = openSqliteStore({ path: ':memory:', clock: wallet.clock, failpoint });
    const house = await openHouse({ objects: ['pod-1', 'bike-1'], venue: growingHolds, store, wallet, failpoint });
    const ada = await createPerson(house, 'ada');

    const paid = must(await ada.start('pod-1'));
    await house.pass(15 * 60_000, 5_000);
    must(await ada.stop(paid.sessionId));
    await house.pass(60_000, 1_000);
    const operator = { operatorId: 'op-1', tenantId: 'demo' };
    const keyed = { personId: operator.operatorId, route: 'refunds', key: 'back-1', bodyHash: 'b1' };
    const wish = { sessionId: paid.sessionId, payerId: null, totalMinor: 100n, reason: 'the fan was loud' };
    must(await house.core.steps.operator.refundSession({ ...keyed, ...wish, operator }));
    await house.settle();
    const mend = house.device('bike-1').lose({ down: ({ topic }) => topic.includes('/dn/cmd/') });
    const unused = must(await ada.start('bike-1'));
    await house.settle();
    mend();
    must(await ada.stop(unused.sessionId));
    await house.pass(15 * 60_000, 5_000);

    expect(NAMES.filter((name) => !passed.has(name))).toEqual([]);
    await house.close();
    await wallet.close();
  });

  test('in production a point answers nothing and does nothing', () => {
    expect(NAMES.map((name) => noFailpoint(name))).toEqual(NAMES.map(() => undefined));
  });

  test('there are as many points as the least-hit rule is reckoned with: 20 lives each are 520', () => {
    expect(new Set(NAMES).size * 20).toBe(520);
  });
});
