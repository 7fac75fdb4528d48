// Owners after a restore: money that came in is its payer's again, and nobody lets go of what another gateway holds (row 27, M8).
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Wallet } from '../../gateway/ports/wallet.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { markRestored } from '../../gateway/upkeep/recover.ts';
import { openCardStage } from '../contract/wallet/card-stage.ts';
import { openHostStage } from '../contract/wallet/host-stage.ts';
import type { WalletStage } from '../contract/wallet/stage.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany, createStaff, documentOf } from '../support/people.ts';
import { createPerson, must } from '../support/person.ts';

const SECOND = 1_000;
const WALLETS = ['card', 'host'] as const;

let folder: string;
let opened: { close(): Promise<void> }[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'owners-'));
  opened = [];
});
afterEach(async () => {
  for (const each of opened.reverse()) await each.close();
  rmSync(folder, { recursive: true });
});

async function openStage(name: (typeof WALLETS)[number]): Promise<WalletStage> {
  const stage = name === 'card' ? await openCardStage() : await openHostStage({});
  opened.push(stage);
  return stage;
}

/** As a gateway of before asked, which had no name. */
function beforeNames(stage: WalletStage): WalletStage {
  const { wallet } = stage;
  const authorize: Wallet['authorize'] = ({ installation: _, ...call }, hold) => wallet.authorize(call, hold);
  return { ...stage, wallet: { ...wallet, authorize } };
}

/** A house on a file, which can be put back to an earlier time. */
async function openFiled(name: string, stage: WalletStage, options: { readonly isPayIn?: boolean; readonly objects: string[] }) {
  const path = join(folder, `${name}.db`);
  let house: House;
  const clock = { nowMs: () => house?.clock.nowMs() ?? stage.clock.nowMs() };
  const reopen = async () => openSqliteStore({ path, clock });
  house = await openHouse({ ...options, persons: false, wallet: stage, reopen, onError: () => {} });
  opened.push(house);
  return {
    house,
    async backUp() {
      await house.stopGateway();
      copyFileSync(path, `${path}.copy`);
      await house.startGateway();
    },

    async restore() {
      await house.stopGateway();
      copyFileSync(`${path}.copy`, path);
      const store = openSqliteStore({ path, clock });
      await markRestored(store, house.clock.nowMs());
      await store.close();
      await house.startGateway();
      await house.pass(60 * SECOND, SECOND);
    },
  };
}

describe.each(WALLETS)('a restore with the wallet %s', (name) => {
  test('a top-up of the lost time is in the balance again, once', async () => {
    const stage = await openStage(name);
    const { house, backUp, restore } = await openFiled('one', stage, { objects: ['pod-1'], isPayIn: true });
    const ada = await createPerson(house, 'ada', 0n);
    const company = createCompany(house, ada);
    await backUp();
    const { topUpId } = documentOf<{ topUpId: string }>(must(await company.topUp(10_000n)));
    await house.pass(30 * SECOND, SECOND);
    expect((await ada.wallet()).availableMinor).toBe(10_000n);
    await restore();
    expect((await company.readTopUp(topUpId)).state).toBe('done');
    expect((await ada.wallet()).availableMinor).toBe(10_000n);
    expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
  });

  test('the recovery of one gateway lets another keep its live holds at the same account', async () => {
    const stage = await openStage(name);
    const one = await openHouse({ objects: ['pod-1'], wallet: stage });
    opened.push(one);
    const ada = await createPerson(one, 'ada');
    const { sessionId } = must(await ada.start('pod-1'));
    await one.pass(20 * SECOND, SECOND);
    const holdId = (await one.store.session(sessionId))?.holdId ?? '';
    const held = stage.moneyOf(holdId);
    // Both move the same wallet's clock: one of them is enough.
    const two = await openFiled('two', { ...stage, advance: () => {} }, { objects: ['pod-2'] });
    await two.backUp();
    await two.restore();
    expect(stage.moneyOf(holdId)).toEqual(held);
    expect((await createStaff(two.house).matters()).money).toEqual([]);
    must(await ada.stop(sessionId));
    await one.pass(20 * SECOND, SECOND);
    expect(stage.moneyOf(holdId)?.capturedMinor).toBeGreaterThan(0);
  });

  test('a hold of its own lost time is released', async () => {
    const stage = await openStage(name);
    const { house, backUp, restore } = await openFiled('one', stage, { objects: ['pod-1'] });
    const ada = await createPerson(house, 'ada');
    await backUp();
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(5 * SECOND, SECOND);
    const holdId = (await house.store.session(sessionId))?.holdId ?? '';
    await restore();
    expect(stage.moneyOf(holdId)).toMatchObject({ heldMinor: 0, capturedMinor: 0 });
  });
});

test.each(WALLETS)('a hold of which nobody says whose it is stays at the wallet %s, and staff find it', async (name) => {
  const stage = beforeNames(await openStage(name));
  const { house, backUp, restore } = await openFiled('one', stage, { objects: ['pod-1'] });
  const ada = await createPerson(house, 'ada');
  await backUp();
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(5 * SECOND, SECOND);
  const holdId = (await house.store.session(sessionId))?.holdId ?? '';
  const held = stage.moneyOf(holdId);
  await restore();
  expect(stage.moneyOf(holdId)).toEqual(held);
  expect((await createStaff(house).matters()).money).toMatchObject([{ what: 'owner-unknown', subjectId: holdId }]);
});
