// The name that a gateway is reached by: https in the world, as it is bound on this machine, and what is no name.
import { expect, test } from 'vitest';
import { passkeyOrigin } from '../../../gateway/http/passkeys/passkey-origin.ts';
import { originOfDomain } from '../../../gateway/main.ts';

test.each([
  ['q.example.com', 'https://q.example.com'],
  ['Q.Example.com', 'https://q.example.com'],
  ['q.example.com:8443', 'https://q.example.com:8443'],
  ['localhost', 'http://localhost:8080'],
  ['127.0.0.1', 'http://127.0.0.1:8080'],
  ['https://q.example.com', null],
  ['q.example.com/', null],
  ['q..example', null],
  ['evil.example.com@q', null],
  ['', null],
])('--domain %j is reached at %j', (domain, origin) => {
  expect(originOfDomain(domain, '8080')).toBe(origin);
});

test.each([
  ['http://127.0.0.1:8080', 'http://localhost:8080'],
  ['http://[::1]:8080', 'http://localhost:8080'],
  ['http://localhost:8080', 'http://localhost:8080'],
  ['https://q.example.com', 'https://q.example.com'],
])('passkeys of %j are used at %j', (origin, at) => {
  expect(passkeyOrigin(origin)).toBe(at);
});
