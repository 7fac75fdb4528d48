// SMTP session: one mail over one connection, with what a server's words mean for a second try.
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { MailOutcome } from '../ports/mailer.ts';

export type SmtpServer = {
  readonly host: string;
  readonly port: number;
  /** from-start: TLS before the first word. upgraded: STARTTLS, or nothing is said. offered: STARTTLS where it is offered, on this machine alone. */
  readonly tls: 'from-start' | 'upgraded' | 'offered';
  readonly auth: { readonly user: string; readonly pass: string } | null;
  /** An authority of the server's own, in PEM; null: those that this machine knows. */
  readonly ca: string | null;
  /** How we introduce ourselves. */
  readonly name: string;
};

export type Envelope = { readonly from: string; readonly to: string };

/** Each wait for the server; the whole attempt has its own limit beside. */
const WAIT_MS = 15_000;

function optionsOf({ host, port, tls, ca, name }: SmtpServer): SMTPConnectionOptions {
  return {
    ...{ host, port, name, secure: tls === 'from-start', requireTLS: tls === 'upgraded' },
    // Nobody is between us and a server on this machine; elsewhere its certificate is checked.
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: tls !== 'offered', ...(ca !== null && { ca }) },
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    dnsTimeout: WAIT_MS,
    socketCloseTimeout: 1_000,
    maxResponseSize: 65_536,
  };
}

type SmtpError = Error & {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
};

/** What is said of a mailbox or of a message; all else is said of us, or of the server, and may be otherwise tomorrow. */
const OF_THIS_MAIL: readonly string[] = ['RCPT TO', 'DATA'];

/** @returns a short code as the cause: a server's own words may name the mailbox. */
function judge({ code, command, responseCode }: SmtpError): MailOutcome {
  if (responseCode !== undefined && OF_THIS_MAIL.includes(command ?? '')) {
    return { outcome: responseCode >= 500 ? 'refused' : 'put-off', cause: `smtp-${responseCode}` };
  }
  const cause = responseCode === undefined ? (code ?? 'unknown') : `${code ?? 'unknown'}-${responseCode}`;
  return { outcome: 'unreachable', cause };
}

/** Never throws; ends with the connection closed, whatever the server does. */
export function sendOnce(server: SmtpServer, envelope: Envelope, mail: Buffer, signal: AbortSignal): Promise<MailOutcome> {
  return new Promise((resolve) => {
    const connection = new SMTPConnection(optionsOf(server));
    const giveUp = (): void => done({ outcome: 'unreachable', cause: 'out-of-time' });
    function done(outcome: MailOutcome): void {
      signal.removeEventListener('abort', giveUp);
      if (outcome.outcome === 'taken') connection.quit();
      else connection.close();
      resolve(outcome);
    }
    const failed = (error: SmtpError): void => done(judge(error));
    const send = (): void =>
      connection.send({ from: envelope.from, to: envelope.to }, mail, (error) =>
        error ? failed(error) : done({ outcome: 'taken' }),
      );
    const signIn = (): void => {
      if (server.auth === null) send();
      else connection.login({ ...server.auth }, (error) => (error ? failed(error) : send()));
    };
    // Also of what comes after the end: an error that nobody hears would end the process.
    connection.on('error', failed);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    else connection.connect((error) => (error ? failed(error) : signIn()));
  });
}
