// Open mailer: the configured mail server, with the password from its file.
import { readFile } from 'node:fs/promises';
import { ok, type Result, refused } from '#protocol';
import type { Mailer } from '../ports/mailer.ts';
import { createSmtpMailer } from './smtp-mailer.ts';
import type { SmtpServer } from './smtp-session.ts';

export type MailerRefused = { readonly code: 'mail.misconfigured'; readonly problem: string };

async function readPassword(file: string): Promise<string | null> {
  try {
    const password = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
    return password === '' || /[\r\n\0]/.test(password) ? null : password;
  } catch {
    return null;
  }
}

/** @returns refused for a password file that is missing, empty or of several lines. */
export async function openMailer(source: {
  readonly server: Pick<SmtpServer, 'host' | 'port' | 'tls'>;
  readonly signIn: { readonly user: string; readonly passwordFile: string } | null;
  readonly from: { readonly name: string; readonly address: string };
  readonly origin: () => string;
}): Promise<Result<Mailer, MailerRefused>> {
  const { server, signIn, from, origin } = source;
  const pass = signIn === null ? null : await readPassword(signIn.passwordFile);
  if (signIn !== null && pass === null) {
    return refused({ code: 'mail.misconfigured', problem: `${signIn.passwordFile}: the password as its only line` });
  }
  const auth = signIn !== null && pass !== null ? { user: signIn.user, pass } : null;
  return ok(createSmtpMailer({ server: { ...server, auth, ca: null }, from, origin }));
}
