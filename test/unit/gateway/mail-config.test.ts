// Config of mail: a server and a sender together, the password in a file, TLS everywhere but on this machine.
import { expect, test } from 'vitest';
import { readConfig } from '../../../gateway/config.ts';

const mail = (env: { readonly [name: string]: string }) => {
  const read = readConfig(env);
  return read.ok ? read.value.mail : read.error.map(({ name }) => name);
};
const FROM = { UNLATCH_MAIL_FROM: 'Unlatch <no-reply@example.com>' };
const from = { name: 'Unlatch', address: 'no-reply@example.com' };

test('nobody gets mail without it', () => {
  expect(mail({})).toBeNull();
});

test.each([
  ['smtp://mail.example.com', { host: 'mail.example.com', port: 587, tls: 'upgraded' }],
  ['smtp://mail.example.com:2525', { host: 'mail.example.com', port: 2525, tls: 'upgraded' }],
  ['smtps://mail.example.com', { host: 'mail.example.com', port: 465, tls: 'from-start' }],
  ['smtp://127.0.0.1:25', { host: '127.0.0.1', port: 25, tls: 'offered' }],
  ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'offered' }],
  ['smtps://localhost', { host: 'localhost', port: 465, tls: 'from-start' }],
  ['smtp://localhost.example.com', { host: 'localhost.example.com', port: 587, tls: 'upgraded' }],
])('%s is spoken to so', (url, server) => {
  expect(mail({ UNLATCH_SMTP_URL: url, ...FROM })).toEqual({ server, signIn: null, from });
});

test('a user has a password in a file, and never in the address', () => {
  const url = 'smtp://un%40latch@mail.example.com';
  const file = { UNLATCH_SMTP_PASSWORD_FILE: 'pass' };
  expect(mail({ UNLATCH_SMTP_URL: url, ...file, ...FROM })).toMatchObject({ signIn: { user: 'un@latch', passwordFile: 'pass' } });
  expect(mail({ UNLATCH_SMTP_URL: url, ...FROM })).toEqual(['UNLATCH_SMTP_PASSWORD_FILE']);
  expect(mail({ UNLATCH_SMTP_URL: 'smtp://mail.example.com', ...file, ...FROM })).toEqual(['UNLATCH_SMTP_PASSWORD_FILE']);
  expect(mail({ UNLATCH_SMTP_URL: 'smtp://a:b@mail.example.com', ...file, ...FROM })).toEqual(['UNLATCH_SMTP_URL']);
});

test('server and sender are given together, and the sender is one address', () => {
  const url = { UNLATCH_SMTP_URL: 'smtp://mail.example.com' };
  expect(mail(url)).toEqual(['UNLATCH_MAIL_FROM']);
  expect(mail(FROM)).toEqual(['UNLATCH_MAIL_FROM']);
  expect(mail({ ...url, UNLATCH_MAIL_FROM: 'no-reply@example.com' })).toMatchObject({ from: { ...from, name: '' } });
  for (const sender of [
    'Unlatch',
    'a@b.example, c@d.example',
    'A\r\nBcc: x <a@b.example>',
    '<a@localhost>',
    '"A" <a@b.example>',
  ]) {
    expect(mail({ ...url, UNLATCH_MAIL_FROM: sender }), sender).toEqual(['UNLATCH_MAIL_FROM']);
  }
  for (const server of ['http://mail.example.com', 'mail.example.com', 'smtp://mail.example.com/path', 'smtp://']) {
    expect(mail({ UNLATCH_SMTP_URL: server, ...FROM }), server).toEqual(['UNLATCH_SMTP_URL']);
  }
});
