// SMTP mailer: a message in its reader's words as one mail, plain and as simple HTML, through the configured server.
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Mail, Mailer, MailOutcome } from '../ports/mailer.ts';
import { htmlOf, plainOf } from './mail-body.ts';
import { type Envelope, type SmtpServer, sendOnce } from './smtp-session.ts';
import { wordMail } from './word-mail.ts';

export type SmtpMailerOptions = {
  readonly server: Omit<SmtpServer, 'name'>;
  readonly from: { readonly name: string; readonly address: string };
  /** Where links lead, once it is known. */
  readonly origin: () => string;
};

/** Of the message's own id alone, so that mail programs know a repeat for one; nothing of it can be read back. */
function mailIdOf(messageId: string, origin: string, domain: string): string {
  return `<${createHash('sha256').update(`${origin} ${messageId}`).digest('base64url').slice(0, 32)}@${domain}>`;
}

async function bytesOf(mail: Mail, { from, origin }: SmtpMailerOptions, domain: string, nowMs: number): Promise<Buffer> {
  const { subject, lang, blocks } = wordMail(mail, origin());
  const composer = new MailComposer({
    from,
    to: { name: '', address: mail.address },
    subject,
    text: plainOf(blocks),
    html: htmlOf(blocks, { lang, title: subject }),
    messageId: mailIdOf(mail.messageId, origin(), domain),
    date: new Date(nowMs),
    encoding: 'utf-8',
    textEncoding: 'Q',
    // Nobody answers a machine's mail with another machine's (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': lang },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

export function createSmtpMailer(options: SmtpMailerOptions): Mailer {
  const domain = options.from.address.slice(options.from.address.lastIndexOf('@') + 1);
  const server: SmtpServer = { ...options.server, name: domain };
  return {
    async send(mail, { signal, nowMs }): Promise<MailOutcome> {
      const envelope: Envelope = { from: options.from.address, to: mail.address };
      return sendOnce(server, envelope, await bytesOf(mail, options, domain, nowMs), signal);
    },
  };
}
