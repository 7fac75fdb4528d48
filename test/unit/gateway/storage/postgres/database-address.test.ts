// Where the database is, how it is spoken to, and what of it may be shown.
import { describe, expect, test } from 'vitest';
import { parseDatabaseUrl } from '../../../../../gateway/storage/postgres/database-address.ts';

const tlsOf = (url: string) => parseDatabaseUrl(url).connect.ssl;

describe('a database address', () => {
  test.each([
    ['postgres://u:secret@db.example.com:5433/unlatch', 'postgres://db.example.com:5433/unlatch'],
    ['postgresql://u:secret@[::1]/unlatch', 'postgres://[::1]/unlatch'],
    ['postgres:///unlatch?host=/run/postgresql&user=u&password=secret', 'postgres:///run/postgresql/unlatch'],
  ])('%s is shown without its password', (url, name) => {
    expect(parseDatabaseUrl(url).name).toBe(name);
    expect(parseDatabaseUrl(url).name).not.toContain('secret');
  });

  test.each([
    'postgres://u:p@127.0.0.1/unlatch',
    'postgres://localhost:5432/unlatch',
    'postgres://[::1]/unlatch',
    'postgres:///unlatch?host=/run/postgresql',
    'postgres://db.example.com/unlatch?sslmode=disable',
  ])('%s goes without TLS', (url) => {
    expect(tlsOf(url)).toBe(false);
  });

  test('a server elsewhere must prove itself unless something else was said', () => {
    expect(tlsOf('postgres://db.example.com/unlatch')).toEqual({});
    expect(tlsOf('postgres://127.0.0.1.example.com/unlatch')).toEqual({});
    expect(tlsOf('postgres://localhost/unlatch?sslmode=verify-full')).toEqual({});
    expect(tlsOf('postgres://db/unlatch?sslmode=require')).toEqual({ rejectUnauthorized: false });
    expect(tlsOf('postgres://db/unlatch?sslmode=verify-ca')).toEqual({ checkServerIdentity: expect.any(Function) });
  });

  test('TLS words do not reach pg, which reads them otherwise; all others do', () => {
    const { connect } = parseDatabaseUrl('postgres://db/unlatch?sslmode=require&application_name=x');
    expect(connect.connectionString).toBe('postgres://db/unlatch?application_name=x');
  });

  test.each([
    ['nonsense', 'no URL'],
    ['mysql://db/unlatch', 'does not begin with postgres://'],
    ['postgres://db', 'names no database'],
    ['postgres://db/unlatch?sslmode=prefer', 'sslmode is prefer'],
    ['postgres://db/unlatch?sslrootcert=none.crt', 'cannot be read'],
  ])('%s is refused: %s', (url, problem) => {
    expect(() => parseDatabaseUrl(url)).toThrow(problem);
  });
});
