// Mail server: a real SMTP server on loopback that takes mails, refuses them for now or for good, falls silent or drops the line, as told.
import type { AddressInfo, Server, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { createFeed, type Feed } from './feed.ts';

export type TakenMail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly isSecure: boolean;
  readonly user: string | null;
};

/**
 * take: 250. greylist: 451 to the mailbox. no-mailbox: 550 to it. refuse-message: 554 after the message. silent: no last word.
 * cut: the line drops in the middle of the message. cut-after: it drops once the whole message was taken, before the yes.
 */
export type MailManner = 'take' | 'greylist' | 'no-mailbox' | 'refuse-message' | 'silent' | 'cut' | 'cut-after';

export type MailServer = {
  readonly port: number;
  /** Whole messages, in the order in which they came. */
  readonly taken: Feed<TakenMail>;
  /** Connections so far. */
  connections(): number;
  /** What the next mails meet, one after the other; then they are taken. */
  next(...manners: readonly MailManner[]): void;
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
};

export type MailServerOptions = {
  /** Its certificate; without one STARTTLS is not offered. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** TLS before the first word. */
  readonly isSecure?: boolean;
  /** Who may send; anybody without it. */
  readonly account?: { readonly user: string; readonly pass: string };
};

const refusal = (responseCode: number, message: string): Error => Object.assign(new Error(message), { responseCode });

export async function openMailServer({ tls, isSecure = false, account }: MailServerOptions = {}): Promise<MailServer> {
  const taken = createFeed<TakenMail>();
  const sockets = new Set<Socket>();
  let manners: MailManner[] = [];
  let met: MailManner = 'take';
  let connections = 0;
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };

  const options: SMTPServerOptions = {
    ...(tls ?? {}),
    secure: isSecure,
    disableReverseLookup: true,
    hidePIPELINING: true,
    authOptional: account === undefined,
    disabledCommands: [...(tls || isSecure ? [] : ['STARTTLS']), ...(account ? [] : ['AUTH'])],
    onAuth({ username, password }, _session, done) {
      const isRight = username === account?.user && password === account?.pass;
      done(isRight ? null : refusal(535, 'no'), isRight ? { user: username } : undefined);
    },
    onRcptTo(_address, _session, done) {
      met = manners.shift() ?? 'take';
      if (met === 'greylist') done(refusal(451, '4.7.1 try again later'));
      else if (met === 'no-mailbox') done(refusal(550, '5.1.1 no such mailbox'));
      else done();
    },
    onData(stream, session, done) {
      const manner = met;
      if (manner === 'cut') hangUp();
      text(stream).then(
        (raw) => {
          if (manner === 'cut') return;
          const { mailFrom, rcptTo } = session.envelope;
          const to = rcptTo.map(({ address }) => address);
          const mail = { from: mailFrom ? mailFrom.address : '', to, raw, isSecure: session.secure, user: session.user ?? null };
          if (manner === 'refuse-message') return done(refusal(554, '5.7.1 spam'));
          taken.push(mail);
          if (manner === 'cut-after') hangUp();
          else if (manner !== 'silent') done();
        },
        () => {},
      );
    },
  };

  function listen(at: number): Promise<SMTPServer> {
    const server = new SMTPServer(options);
    server.on('error', () => {});
    (server.server as Server).on('connection', (socket: Socket) => {
      connections += 1;
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    return new Promise((resolve) => server.listen(at, '127.0.0.1', () => resolve(server)));
  }

  let server: SMTPServer | null = await listen(0);
  const { port } = server.server.address() as AddressInfo;
  async function down(): Promise<void> {
    const closing = server;
    server = null;
    if (closing === null) return;
    const closed = new Promise<void>((resolve) => closing.close(() => resolve()));
    hangUp();
    await closed;
  }
  return {
    port,
    taken,
    connections: () => connections,
    next: (...wanted) => {
      manners = [...wanted];
    },
    down,
    async up() {
      server ??= await listen(port);
    },
    close: down,
  };
}
