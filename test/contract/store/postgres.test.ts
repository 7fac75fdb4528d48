// The store's contract on PostgreSQL: the same suites as on SQLite, each test in an empty database.
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { hasPostgres, openPostgresForTests, type PostgresForTests } from '../../support/postgres.ts';
import { describeStore } from './describe-store.ts';
import { clock, type OpenStore } from './opened-store.ts';

describe.skipIf(!hasPostgres)('PostgreSQL (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let url: string;

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
  });
  afterAll(() => postgres.stop());

  const open: OpenStore = async () => {
    const store = await openPostgresStore({ url, clock });
    const stores = [store];
    return {
      store,
      async openSecond() {
        const second = await openPostgresStore({ url, clock });
        stores.push(second);
        return second;
      },
      async dispose() {
        for (const each of stores) await each.close();
        await postgres.emptyDatabase(url);
      },
    };
  };

  describeStore('PostgreSQL', open);
});
