// PostgreSQL for tests: a private server on loopback in a folder of its own, killed, restarted and gone again as a test wants.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const OLDEST_VERSION = 14;
const PASSWORD = 'only-on-loopback';
const READY = /database system is ready to accept connections/;
const PORT_TAKEN = /could not bind|Address already in use/;
/** Another process may take the free port between our look and the server's. */
const START_TRIES = 5;

/** Small, and durable as the store demands; everything else is PostgreSQL's own default. */
const SETTINGS = [
  "unix_socket_directories = ''",
  "listen_addresses = '127.0.0.1'",
  'max_connections = 120',
  'shared_buffers = 32MB',
  'wal_level = minimal',
  'max_wal_senders = 0',
  'lc_messages = C',
  'log_min_messages = warning',
];

/** Where initdb is: in PATH, or where Debian keeps it, the newest first; null where there is none. */
function findBinaries(): string | null {
  const debian = existsSync(DEBIAN_FOLDER)
    ? readdirSync(DEBIAN_FOLDER)
        .filter((version) => Number(version) >= OLDEST_VERSION)
        .sort((one, other) => Number(other) - Number(one))
        .map((version) => join(DEBIAN_FOLDER, version, 'bin'))
    : [];
  const folders = [...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''), ...debian];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null;
}

type Owner = { readonly uid: number; readonly gid: number };

/** initdb refuses root: as root the server runs as the user that Debian's package has made. */
async function findOwner(): Promise<Owner | null> {
  if (userInfo().uid !== 0) return null;
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)));
  if (uid === undefined || gid === undefined) throw new Error('the user postgres has no id');
  return { uid, gid };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a listening server has a port');
  return address.port;
}

/** False where the tests that need a server are to be skipped by name: `(needs PostgreSQL 15)`. */
export const hasPostgres: boolean = findBinaries() !== null;

export type PostgresForTests = {
  readonly port: number;
  readonly dataFolder: string;
  /** A new database with nothing in it, as a URL for `UNLATCH_DATABASE`; its owner is a superuser. */
  createDatabase(): Promise<string>;
  /** A copy of a database that nobody is connected to, with all that is in it. */
  copyDatabase(url: string): Promise<string>;
  /** Takes all rows out of a migrated database, past its triggers: the fastest way to begin anew. */
  emptyDatabase(url: string): Promise<void>;
  /** `pg_ctl stop -m immediate`: every connection is cut, nothing is flushed; what was committed must come back. */
  killImmediate(): Promise<void>;
  /** Starts it again on the same port, and waits until it has recovered. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
};

type Server = { readonly child: ChildProcess; readonly ended: Promise<unknown> };

/**
 * The server as a child of a shell that ends it when our end of the pipe is gone, however we ended:
 * a killed test run leaves no server behind.
 */
function spawnServer(binaries: string, dataFolder: string, port: number, owner: Owner | null): Server {
  const watch = '{ cat <&3 > /dev/null; kill -QUIT $server 2> /dev/null; } &';
  const script = `exec 3<&0; "$0" -D "$1" -p "$2" & server=$!; ${watch} wait $server`;
  const child = spawn('sh', ['-c', script, join(binaries, 'postgres'), dataFolder, String(port)], {
    cwd: dataFolder,
    stdio: ['pipe', 'ignore', 'pipe'],
    ...(owner ?? {}),
  });
  const ended = once(child, 'exit').then(() => child.stdin?.end());
  return { child, ended };
}

/** Resolves once it takes connections; false when its port was taken. */
async function untilReady({ child, ended }: Server): Promise<boolean> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    if (!child.stderr) throw new Error('the server has a standard error');
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (said.length < 50) said.push(line);
      if (READY.test(line)) resolve(true);
    });
    void ended.then(() => (said.some((line) => PORT_TAKEN.test(line)) ? resolve(false) : reject(new Error(said.join('\n')))));
  });
}

const urlOf = (port: number, database: string): string => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`;

/** SQL past the store, as the superuser that owns the database. */
export async function inSql<R extends object>(url: string, sql: string): Promise<readonly R[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Rows that belong to the schema itself stay. */
const EMPTY = `
  DO $$
  DECLARE
    name text;
  BEGIN
    PERFORM set_config('session_replication_role', 'replica', false);
    FOR name IN
      SELECT relname FROM pg_stat_user_tables WHERE relname NOT IN ('migrations', 'hold_moves', 'session_moves') ORDER BY relname
    LOOP
      EXECUTE format('DELETE FROM %I', name);
    END LOOP;
  END $$`;

/** Starts a server of its own; whoever opens it stops it, in afterAll. */
export async function openPostgresForTests(): Promise<PostgresForTests> {
  const binaries = findBinaries();
  if (!binaries) throw new Error('PostgreSQL is not installed: on Debian, apt-get install postgresql');
  const owner = await findOwner();
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-pg-'));
  const dataFolder = join(folder, 'data');
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const asOwner = { cwd: folder, ...(owner ?? {}) };
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD, { mode: 0o644 });
  // Locale C: fast to make; the schema itself compares its ids byte by byte on every machine.
  const words = ['-D', dataFolder, '-U', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--no-sync'];
  await run(join(binaries, 'initdb'), [...words, '--encoding', 'UTF8', '--locale', 'C'], asOwner);
  writeFileSync(join(dataFolder, 'postgresql.auto.conf'), `${SETTINGS.join('\n')}\n`, {
    mode: statSync(join(dataFolder, 'postgresql.conf')).mode,
  });

  const at: { port: number; server: Server | null; ending: Promise<void>; databases: number } = {
    ...{ port: 0, server: null, ending: Promise.resolve(), databases: 0 },
  };

  async function start(port: number): Promise<boolean> {
    const server = spawnServer(binaries as string, dataFolder, port, owner);
    at.server = server;
    return untilReady(server);
  }

  async function shutDown(server: Server, mode: 'immediate' | 'fast'): Promise<void> {
    await run(join(binaries as string, 'pg_ctl'), ['stop', '-D', dataFolder, '-m', mode, '-w'], asOwner);
    await server.ended;
  }

  async function end(mode: 'immediate' | 'fast'): Promise<void> {
    const { server } = at;
    at.server = null;
    if (server) at.ending = shutDown(server, mode);
    // An end that somebody else began is waited for: two servers in one folder refuse each other.
    await at.ending;
  }

  for (let tries = 0; at.port === 0; tries += 1) {
    if (tries === START_TRIES) throw new Error('no free port for PostgreSQL');
    const port = await freePort();
    if (await start(port)) at.port = port;
  }

  async function create(template: string): Promise<string> {
    at.databases += 1;
    const name = `unlatch_${at.databases}`;
    await inSql(urlOf(at.port, 'postgres'), `CREATE DATABASE ${name} TEMPLATE ${template}`);
    return urlOf(at.port, name);
  }

  return {
    get port() {
      return at.port;
    },
    dataFolder,
    createDatabase: () => create('template0'),
    copyDatabase: (url) => create(new URL(url).pathname.slice(1)),
    async emptyDatabase(url) {
      await inSql(url, EMPTY);
    },
    killImmediate: () => end('immediate'),
    async restart() {
      await end('fast');
      if (!(await start(at.port))) throw new Error(`port ${at.port} was taken meanwhile`);
    },
    async stop() {
      await end('immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
