// Reads: the shape of the store's questions on PostgreSQL, and how rows of an answer are taken.
import type { OwnedStore } from '../../ports/store.ts';
import type { Database } from './database.ts';
import { asThrown } from './postgres-errors.ts';
import type { Statement } from './statement.ts';

export type Reads<K extends keyof OwnedStore> = Pick<OwnedStore, K>;

/** One state of the data behind all answers of a call. */
export type Reader = {
  rows<R>(statement: Statement): Promise<readonly R[]>;
  first<R, T>(statement: Statement, read: (row: R) => T): Promise<T | null>;
  together(statements: readonly Statement[]): Promise<Answers>;
};

/** Rows of each statement, in the order in which they were asked. */
export type Answers = {
  all<R>(at: number): readonly R[];
  one<R>(at: number): R | null;
};

/** @returns reads that throw what a caller may see. */
export function createReader(database: Database): Reader {
  async function together(statements: readonly Statement[]): Promise<Answers> {
    try {
      // One statement is one state of the data by itself.
      const answers = await (statements.length === 1 ? database.run(statements) : database.snapshot(statements));
      const all = <R>(at: number): readonly R[] => (answers[at] ?? []) as readonly R[];
      return { all, one: <R>(at: number) => all<R>(at)[0] ?? null };
    } catch (error) {
      throw asThrown(error);
    }
  }
  return {
    together,
    rows: async <R>(statement: Statement) => (await together([statement])).all<R>(0),
    async first<R, T>(statement: Statement, read: (row: R) => T) {
      const row = (await together([statement])).one<R>(0);
      return row === null ? null : read(row);
    },
  };
}
