// Connect: the first connection of a start, with a coded reason and a next step when there is none.
import { Client, DatabaseError } from 'pg';
import { Unavailable } from '../../ports/unavailable.ts';
import { StorageRefused } from '../storage-refused.ts';
import { checkConnection } from './check-connection.ts';
import type { DatabaseAddress } from './database-address.ts';
import { CONNECT_MS } from './limits.ts';

type Reason = { readonly problem: string; readonly next: string };

const LOOK = 'Is PostgreSQL running there, and is UNLATCH_DATABASE right?';

/** By SQLSTATE of the server, or by the code of the network or of TLS. */
const REASONS: { readonly [code: string]: Reason } = {
  ECONNREFUSED: { problem: 'nothing listens there', next: LOOK },
  ENOENT: { problem: 'there is no such socket', next: LOOK },
  ENOTFOUND: { problem: 'there is no host of this name', next: 'Correct the host in UNLATCH_DATABASE.' },
  EAI_AGAIN: { problem: 'the name of the host could not be looked up', next: 'Look at the network, then start again.' },
  '28P01': { problem: 'it does not take this user and password', next: 'Correct them in UNLATCH_DATABASE.' },
  '28000': { problem: 'it does not let this user in from here', next: 'Correct the user, or the server’s pg_hba.conf.' },
  '3D000': { problem: 'it has no database of this name', next: 'Make it: createdb -O <user> <database>.' },
  '53300': { problem: 'all its connections are taken', next: 'Raise its max_connections, or end something else.' },
  '57P03': { problem: 'it is starting up or shutting down', next: 'Start again in a moment.' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    problem: 'its certificate is for another host',
    next: 'Name the host as the certificate does, or say sslmode=verify-ca in UNLATCH_DATABASE.',
  },
};
const UNTRUSTED: Reason = {
  problem: 'its certificate is not trusted',
  next: 'Give the authority’s certificate with sslrootcert=<file> in UNLATCH_DATABASE.',
};
const NO_TLS: Reason = {
  problem: 'it does not offer TLS',
  next: 'Switch it on there; or, where the network between is yours alone, say sslmode=disable in UNLATCH_DATABASE.',
};

/** The error may be several, one for each address of a name. */
function reasonOf(error: unknown): Reason {
  const {
    code = '',
    errors = [],
    message = String(error),
  } = error as {
    readonly code?: string;
    readonly errors?: readonly { readonly code?: string }[];
    readonly message?: string;
  };
  const known = REASONS[code] ?? REASONS[errors[0]?.code ?? ''];
  if (known) return known;
  if (/CERT|UNABLE_TO/.test(code)) return UNTRUSTED;
  if (/does not support SSL/.test(message)) return NO_TLS;
  return { problem: message, next: LOOK };
}

/**
 * @returns a checked connection outside of the pool.
 * @throws StorageRefused `storage.unreachable` or `storage.unsuitable`.
 */
export async function connect(address: DatabaseAddress): Promise<Client> {
  const client = new Client({ ...address.connect, connectionTimeoutMillis: CONNECT_MS, application_name: 'unlatch' });
  // Whatever ends it while nobody asks is met by the next question.
  client.on('error', () => {});
  try {
    await client.connect();
    await checkConnection(client);
    return client;
  } catch (error) {
    await client.end();
    if (error instanceof StorageRefused) throw error;
    const cause = error instanceof Unavailable ? error.cause : error;
    throw new StorageRefused({ code: 'storage.unreachable', path: address.name, ...reasonOf(cause) }, error);
  }
}

/** 42501, 3F000: the tables could not be made, or belong to somebody else. */
const DENIED = ['42501', '3F000'];

/** What a caller may see of an error between the first connection and the open store. */
export function asStartRefusal(error: unknown, address: DatabaseAddress): unknown {
  if (error instanceof StorageRefused) return error;
  if (!(error instanceof DatabaseError)) return new Unavailable('storage', error);
  if (!DENIED.includes(error.code ?? '')) return error;
  return new StorageRefused({ code: 'storage.denied', path: address.name, problem: error.message }, error);
}
