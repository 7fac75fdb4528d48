// Data side: where the data of a world lies, and how its database is hurt.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openPostgresForTests } from '../../support/postgres.ts';
import { createTcpLink } from '../../support/tcp-link.ts';
import type { StoreTask } from './life-messages.ts';

export type DataSide = {
  readonly task: StoreTask;
  readonly isPostgres: boolean;
  /** True once the database has been hurt in this life: then a 5xx is no defect. */
  mayFail(): boolean;
  forgive(): void;
  cutLink(): void;
  killServer(): Promise<void>;
  close(): Promise<void>;
};

/** Makes a fresh place for each world's data. */
export type DataPlace = { next(name: string): Promise<DataSide>; close(): Promise<void> };

export function createSqlitePlace(folder: string): DataPlace {
  return {
    async next(name) {
      const own = join(folder, name);
      mkdirSync(own, { recursive: true });
      return {
        task: { store: 'sqlite', path: join(own, 'unlatch.db') },
        isPostgres: false,
        mayFail: () => false,
        forgive: () => {},
        cutLink: () => {},
        killServer: async () => {},
        close: async () => rmSync(own, { recursive: true, force: true }),
      };
    },
    close: async () => {},
  };
}

/** One server for all worlds of a process; each has its database, and reaches it over a link that can be cut. */
export async function createPostgresPlace(migrate: (url: string) => Promise<void>): Promise<DataPlace> {
  const server = await openPostgresForTests();
  const template = await server.createDatabase();
  await migrate(template);
  const link = await createTcpLink(server.port);
  return {
    async next() {
      const url = new URL(await server.copyDatabase(template));
      url.port = String(link.port);
      let isHurt = false;
      return {
        task: { store: 'postgres', url: url.href },
        isPostgres: true,
        mayFail: () => isHurt,
        forgive() {
          isHurt = false;
        },
        cutLink() {
          isHurt = true;
          link.cut();
        },
        async killServer() {
          isHurt = true;
          await server.killImmediate();
          await server.restart();
        },
        close: async () => {},
      };
    },
    async close() {
      await link.close();
      await server.stop();
    },
  };
}
