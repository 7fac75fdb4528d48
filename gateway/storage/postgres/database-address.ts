// Database address: a postgres:// URL as what pg connects with, its TLS said in full, and a name of it without the password.
import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { ClientConfig } from 'pg';
import { StorageRefused } from '../storage-refused.ts';

export type DatabaseAddress = {
  readonly connect: Pick<ClientConfig, 'connectionString' | 'ssl'>;
  /** For people: where it is, never its password. */
  readonly name: string;
};

type Tls = false | ConnectionOptions;

const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\]|)$/;

const refuse = (problem: string): StorageRefused => new StorageRefused({ code: 'storage.address', problem });

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StorageRefused({ code: 'storage.address', problem: `sslrootcert=${path} cannot be read` }, cause);
  }
}

/**
 * The words and meanings of libpq's `sslmode`, but no mode that falls back to plain text without a word. Unsaid, a
 * server elsewhere must prove itself, and one on this machine needs no TLS.
 */
function tlsOf(url: URL): Tls {
  const isHere = LOOPBACK.test(url.hostname) || (url.searchParams.get('host') ?? '').startsWith('/');
  const mode = url.searchParams.get('sslmode') ?? (isHere ? 'disable' : 'verify-full');
  if (!MODES.includes(mode)) throw refuse(`sslmode is ${mode}, and must be one of ${MODES.join(', ')}`);
  if (mode === 'disable') return false;
  const rootFile = url.searchParams.get('sslrootcert');
  const trusted = rootFile === null ? {} : { ca: readCertificates(rootFile) };
  if (mode === 'require') return { rejectUnauthorized: false };
  return mode === 'verify-ca' ? { ...trusted, checkServerIdentity: () => undefined } : trusted;
}

/** @throws StorageRefused `storage.address` for a URL that cannot be meant. */
export function parseDatabaseUrl(text: string): DatabaseAddress {
  if (!URL.canParse(text)) throw refuse('it is no URL such as postgres://user:password@host:5432/database');
  const url = new URL(text);
  if (!['postgres:', 'postgresql:'].includes(url.protocol)) throw refuse('it does not begin with postgres://');
  if (url.pathname.length < 2) throw refuse('it names no database: postgres://user:password@host:5432/database');
  const ssl = tlsOf(url);
  // pg would read these with meanings of its own.
  for (const name of ['sslmode', 'sslrootcert']) url.searchParams.delete(name);
  const host = url.searchParams.get('host') ?? url.host;
  return { connect: { connectionString: url.href, ssl }, name: `postgres://${host}${url.pathname}` };
}
