// Database: a small pool of checked connections, and the few ways in which the store uses them.
import { type ClientBase, Pool, type PoolClient } from 'pg';
import { assert } from '#protocol';
import { Unavailable } from '../../ports/unavailable.ts';
import { type PreparedStatements, runBatch } from './batch.ts';
import { checkConnection } from './check-connection.ts';
import type { DatabaseAddress } from './database-address.ts';
import type { Row } from './decode-row.ts';
import { CONNECT_MS, IDLE_MS, POOL_SIZE } from './limits.ts';
import { isCleanRefusal } from './postgres-errors.ts';
import type { Statement } from './statement.ts';

export type Rows = readonly (readonly Row[])[];
/** One round trip inside a transaction. */
export type Ask = (...statements: readonly Statement[]) => Promise<Rows>;

export type Database = {
  /**
   * One transaction in one round trip: all of it was committed when this resolves. READ COMMITTED.
   * @param onSent called when the bytes were given to the network, and nothing is known yet.
   */
  run(statements: readonly Statement[], onSent?: () => void): Promise<Rows>;
  /** One round trip in which nothing can be written; all statements see one state of the data. */
  snapshot(statements: readonly Statement[]): Promise<Rows>;
  /** A transaction of several round trips, for what is rare. */
  transact<T>(work: (ask: Ask) => Promise<T>): Promise<T>;
  /** False from a lost connection until the next one holds. */
  isReachable(): boolean;
  /** What is under way is finished; afterwards nothing may be asked. */
  close(): Promise<void>;
};

export type PoolLimits = { readonly size: number; readonly connectMs: number };

const SNAPSHOT: Statement = { text: 'BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY', values: [] };
const BEGIN: Statement = { text: 'BEGIN', values: [] };
const COMMIT: Statement = { text: 'COMMIT', values: [] };

/** An idle connection that ends is replaced by the pool, and one in use tells the batch that waits on it. */
const toldElsewhere = (): void => {};
/** An error inside an open transaction leaves it open. */
const never = (): boolean => false;
/** Tells of an error whether the connection may be used again. */
type Judge = (error: unknown) => boolean;

function createPool(address: DatabaseAddress, limits: PoolLimits): Pool {
  const pool = new Pool({
    ...address.connect,
    max: limits.size,
    connectionTimeoutMillis: limits.connectMs,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    application_name: 'unlatch',
    onConnect: (client) => checkConnection(client),
  });
  pool.on('error', toldElsewhere);
  return pool;
}

export function createDatabase(
  address: DatabaseAddress,
  limits: PoolLimits = { size: POOL_SIZE, connectMs: CONNECT_MS },
): Database {
  const pool = createPool(address, limits);
  const preparedBy = new WeakMap<ClientBase, PreparedStatements>();
  const underWay = new Set<Promise<unknown>>();
  let isReachable = true;
  let closing: Promise<void> | null = null;

  function preparedOn(client: PoolClient): PreparedStatements {
    const known = preparedBy.get(client) ?? new Map();
    preparedBy.set(client, known);
    return known;
  }

  async function take(): Promise<PoolClient> {
    try {
      return await pool.connect();
    } catch (cause) {
      isReachable = false;
      throw new Unavailable('storage', cause);
    }
  }

  async function useClient<T>(work: (client: PoolClient) => Promise<T>, isAsGoodAsBefore: Judge): Promise<T> {
    const client = await take();
    client.on('error', toldElsewhere);
    try {
      const answer = await work(client);
      isReachable = true;
      client.off('error', toldElsewhere);
      client.release();
      return answer;
    } catch (error) {
      isReachable = !(error instanceof Unavailable);
      client.off('error', toldElsewhere);
      // With a doubtful connection goes whatever transaction it was in.
      client.release(!isAsGoodAsBefore(error));
      throw error;
    }
  }

  async function withClient<T>(work: (client: PoolClient) => Promise<T>, isAsGoodAsBefore: Judge): Promise<T> {
    assert(!closing, 'a closed store is asked nothing');
    const using = useClient(work, isAsGoodAsBefore);
    underWay.add(using);
    try {
      return await using;
    } finally {
      underWay.delete(using);
    }
  }

  async function endPool(): Promise<void> {
    // The pool would forget whoever still waits for a connection.
    await Promise.allSettled(underWay);
    await pool.end();
  }

  const askOn =
    (client: PoolClient): Ask =>
    (...statements) =>
      runBatch(client, statements, preparedOn(client));

  return {
    run: (statements, onSent) => withClient((client) => runBatch(client, statements, preparedOn(client), onSent), isCleanRefusal),
    async snapshot(statements) {
      const answers = await withClient((client) => askOn(client)(SNAPSHOT, ...statements, COMMIT), never);
      return answers.slice(1, -1);
    },
    transact: (work) =>
      withClient(async (client) => {
        const ask = askOn(client);
        await ask(BEGIN);
        const result = await work(ask);
        await ask(COMMIT);
        return result;
      }, never),
    isReachable: () => isReachable,
    close() {
      closing ??= endPool();
      return closing;
    },
  };
}
