// SMTP mailer against a real server: what arrives, how it is read, what counts as taken, and that nothing travels in the open.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { MessageFacts } from '../../../gateway/domain/message/message.ts';
import { createSmtpMailer, type SmtpMailerOptions } from '../../../gateway/mail/smtp-mailer.ts';
import type { Mail } from '../../../gateway/ports/mailer.ts';
import { type Authority, createAuthority, hasOpenssl } from '../../support/certificates.ts';
import { type MailServer, type MailServerOptions, openMailServer } from '../../support/mail-server.ts';
import { readMail } from '../../support/read-mail.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 8);
const ORIGIN = 'https://go.example.com';
const receipt: MessageFacts = {
  ...{
    kind: 'receipt',
    sessionId: 'ses_1',
    objectName: 'Pod 7',
    placeName: 'Hall A',
    venueName: 'Airport',
    zone: 'Europe/Paris',
  },
  ...{ startedAtMs: NOW_MS - 3_600_000, endedAtMs: NOW_MS, endReason: 'left', totalMinor: 1_250n, owedMinor: 0n },
  ...{ currency: 'EUR', isForExpenses: true },
};
const mail = (changes: Partial<Mail> = {}): Mail => ({
  ...{ messageId: 'receipt-issued:rcp_1', address: 'ann@example.com', language: 'en', facts: receipt },
  ...changes,
});

let servers: MailServer[] = [];
afterEach(async () => {
  for (const server of servers) await server.close();
  servers = [];
});
async function open(options: MailServerOptions = {}): Promise<MailServer> {
  const server = await openMailServer(options);
  servers.push(server);
  return server;
}
type ServerWords = Partial<SmtpMailerOptions['server']>;
const mailerFor = ({ port }: Pick<MailServer, 'port'>, words: ServerWords = {}) =>
  createSmtpMailer({
    server: { host: '127.0.0.1', port, tls: 'offered', auth: null, ca: null, ...words },
    from: { name: 'Unlatch', address: 'no-reply@go.example.com' },
    origin: () => ORIGIN,
  });
const send = (server: MailServer, what = mail(), words: ServerWords = {}, signal = AbortSignal.timeout(20_000)) =>
  mailerFor(server, words).send(what, { signal, nowMs: NOW_MS });

describe('a mail', () => {
  test('arrives as plain text and as HTML, with the same words, sum, time and links', async () => {
    const server = await open();
    expect(await send(server)).toEqual({ outcome: 'taken' });
    const [taken] = server.taken.all();
    expect([taken?.from, taken?.to]).toEqual(['no-reply@go.example.com', ['ann@example.com']]);
    const { headers, text, html } = readMail(taken?.raw ?? '');
    expect(headers).toMatchObject({
      from: 'Unlatch <no-reply@go.example.com>',
      to: 'ann@example.com',
      subject: 'Receipt: Pod 7, €12.50',
      'auto-submitted': 'auto-generated',
      'content-language': 'en',
      date: 'Sat, 21 Nov 2026 08:00:00 +0000',
    });
    for (const words of ['You left, so it ended at 09:00.', '€12.50', '21 Nov 2026, 09:00:00']) {
      expect(text).toContain(words);
      expect(html).toContain(words);
    }
    for (const path of ['/sessions/ses_1/receipt', '/sessions/ses_1/receipt/expense', '/contact']) {
      expect(text).toContain(`${ORIGIN}${path}\n`);
      expect(html).toContain(`href="${ORIGIN}${path}"`);
    }
    expect(html).not.toMatch(/<img|<script|src=|url\(/);
  });

  test('is read in the language of its person; in one that we have no words in, as English', async () => {
    const server = await open();
    await send(server, mail({ language: 'zh-Hans' }));
    await send(server, mail({ language: 'tlh' }));
    const [chinese, other] = server.taken.all().map(({ raw }) => readMail(raw));
    expect(chinese?.headers.subject).toBe('收据：Pod 7，€12.50');
    expect(chinese?.text).toContain('您已离开，使用于 09:00 结束。');
    expect(chinese?.html).toContain('<html lang="zh-Hans">');
    expect(other?.headers.subject).toBe('Receipt: Pod 7, €12.50');
  });

  test('has one id for ever, which says nothing of what it is about, and another one for another message', async () => {
    const server = await open();
    for (const messageId of ['receipt-issued:rcp_1', 'receipt-issued:rcp_1', 'receipt-issued:rcp_2'])
      await send(server, mail({ messageId }));
    const ids = server.taken.all().map(({ raw }) => readMail(raw).headers['message-id']);
    expect(ids[0]).toMatch(/^<[\w-]{32}@go\.example\.com>$/);
    expect(ids[1]).toBe(ids[0]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('with names that are script, line breaks or turned text adds no header, no tag and no turning', async () => {
    const server = await open();
    const objectName = '\u202e<script>alert(1)</script>\r\nBcc: eve@example.com\r\n\r\n"\u2066&';
    await send(server, mail({ facts: { ...receipt, objectName, venueName: '</td><a href="https://evil.example">' } }));
    const { headers, text, html } = readMail(server.taken.all()[0]?.raw ?? '');
    expect(server.taken.all()[0]?.to).toEqual(['ann@example.com']);
    expect(Object.keys(headers)).not.toContain('bcc');
    expect(headers.subject).toBe('Receipt: <script>alert(1)</script> Bcc: eve@example.com " &, €12.50');
    expect(html).not.toMatch(/<script|href="https:\/\/evil/);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; Bcc: eve@example.com &quot; &amp;');
    for (const each of [text, html, headers.subject]) expect(each).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });
});

describe('a server', () => {
  test.each([
    ['greylist', { outcome: 'put-off', cause: 'smtp-451' }],
    ['no-mailbox', { outcome: 'refused', cause: 'smtp-550' }],
    ['refuse-message', { outcome: 'refused', cause: 'smtp-554' }],
    ['cut', { outcome: 'unreachable', cause: expect.stringMatching(/^E[A-Z]+$/) }],
    ['cut-after', { outcome: 'unreachable', cause: expect.stringMatching(/^E[A-Z]+$/) }],
  ] as const)('that answers with %s', async (manner, outcome) => {
    const server = await open();
    server.next(manner);
    expect(await send(server)).toEqual(outcome);
    expect(await send(server)).toEqual({ outcome: 'taken' });
  });

  test('that has no last word is given up when the attempt’s time is over', async () => {
    const server = await open();
    server.next('silent');
    const over = new AbortController();
    const sent = send(server, mail(), {}, over.signal);
    await server.taken.until('the message is there', () => true);
    over.abort();
    expect(await sent).toEqual({ outcome: 'unreachable', cause: 'out-of-time' });
  });

  test('that nobody runs is unreachable, and so is one when the time is over before', async () => {
    const server = await open();
    expect(await send(server, mail(), {}, AbortSignal.abort())).toEqual({ outcome: 'unreachable', cause: 'out-of-time' });
    await server.down();
    expect(await send(server)).toEqual({ outcome: 'unreachable', cause: expect.stringMatching(/^E[A-Z]+$/) });
    expect(server.connections()).toBe(0);
  });
});

describe.skipIf(!hasOpenssl)('TLS (needs openssl)', () => {
  let authority: Authority;
  let tls: { readonly key: string; readonly cert: string };
  beforeAll(() => {
    authority = createAuthority();
    tls = authority.sign('mail');
  });
  afterAll(() => authority.dispose());
  const account = { user: 'unlatch', pass: 'a "secret" of äöü' };

  test('is begun by STARTTLS before anything is said, and the sign-in comes after it', async () => {
    const server = await open({ tls, account });
    expect(await send(server, mail(), { tls: 'upgraded', ca: authority.ca, auth: account })).toEqual({ outcome: 'taken' });
    expect(server.taken.all()[0]).toMatchObject({ isSecure: true, user: 'unlatch' });
  });

  test('is there before the first word with smtps', async () => {
    const server = await open({ tls, isSecure: true, account });
    expect(await send(server, mail(), { tls: 'from-start', ca: authority.ca, auth: account })).toEqual({ outcome: 'taken' });
    expect(server.taken.all()[0]).toMatchObject({ isSecure: true, user: 'unlatch' });
  });

  test.each([
    ['offers none', {}, 'upgraded'],
    ['shows a certificate of nobody we know', { isOwn: true }, 'upgraded'],
    ['shows a certificate of nobody we know from the start', { isOwn: true, isSecure: true }, 'from-start'],
  ] as const)('a server that %s is told nothing', async (_, {
    isOwn = false,
    isSecure = false,
  }: { isOwn?: boolean; isSecure?: boolean }, how) => {
    const server = await open(isOwn ? { tls, isSecure } : {});
    const { outcome } = await send(server, mail(), { tls: how });
    expect([outcome, server.taken.count()]).toEqual(['unreachable', 0]);
  });

  test('a wrong password is ours to put right: the mail waits, and is not refused', async () => {
    const server = await open({ tls, account });
    const wrong = { tls: 'upgraded', ca: authority.ca, auth: { user: 'unlatch', pass: 'no' } } as const;
    expect(await send(server, mail(), wrong)).toEqual({ outcome: 'unreachable', cause: 'EAUTH-535' });
  });
});
