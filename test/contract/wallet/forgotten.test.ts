// Forgotten wallets: what is open at a wallet that nobody configures is found on both databases, and said so that it can be mended.
import { expect, test } from 'vitest';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { describeForgotten, findForgottenWallets } from '../../../gateway/upkeep/forgotten-wallets.ts';
import { hasPostgres, openPostgresForTests } from '../../support/postgres.ts';
import { openStreet } from '../../support/street.ts';

test('an open hold and what is unanswered about it count until both are over; a configured wallet is not forgotten', async () => {
  const street = await openStreet('host');
  const { house, stage, press, stop } = street;
  const find = () => findForgottenWallets(house.store.books, []);
  expect(await find()).toEqual([]);
  stage.fault({ act: 'authorize', fault: 'lose-reply', times: 1 });
  const { sessionId } = await press();
  const asked = await find();
  expect(asked).toEqual([{ wallet: 'host', openHolds: 1, unanswered: 1, owed: 0 }]);
  expect(describeForgotten(asked)).toBe(
    'wallet host, which is not configured, has 1 open hold and 1 unanswered operation.' +
      ' Set UNLATCH_WALLET_CLOSING=host with its own variables until they are over',
  );
  expect(await findForgottenWallets(house.store.books, [{ name: 'host' }])).toEqual([]);
  await house.pass(20_000, 1_000);
  expect(await find()).toEqual([{ wallet: 'host', openHolds: 1, unanswered: 0, owed: 0 }]);
  await stop(sessionId);
  expect(await find()).toEqual([]);
  await street.close();
});

test('debts alone keep no gateway from starting', () => {
  expect(describeForgotten([{ wallet: 'card', openHolds: 0, unanswered: 0, owed: 3 }])).toBeNull();
});

test.skipIf(!hasPostgres)('PostgreSQL is asked the same (needs PostgreSQL 15)', async () => {
  const postgres = await openPostgresForTests();
  const store = await openPostgresStore({ url: await postgres.createDatabase(), clock: { nowMs: () => 0 } });
  expect(await findForgottenWallets(store.books, [])).toEqual([]);
  await store.close();
  await postgres.stop();
});
