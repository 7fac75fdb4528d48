// Event receiver: a host app's address over real HTTP that takes events, refuses them, drops the line or never answers, as told.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createFeed, type Feed } from './feed.ts';

export type ReceivedEvent = {
  readonly id: string;
  readonly body: string;
  /** The signature holds by the receiver's own reckoning. */
  readonly isSigned: boolean;
  readonly timestamp: number;
};
/** take: 204. refuse: 500. redirect: 307. hang-up: the line drops after the event has come. silent: no answer at all. */
export type Manner = 'take' | 'refuse' | 'redirect' | 'hang-up' | 'silent';

export type EventReceiver = {
  readonly url: string;
  readonly secret: string;
  readonly secretBytes: Uint8Array;
  readonly received: Feed<ReceivedEvent>;
  /** What the next events meet, one after the other; then they are taken. */
  next(...manners: readonly Manner[]): void;
  close(): Promise<void>;
  /** Nobody listens any more, and then again on the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
};

export async function openEventReceiver(): Promise<EventReceiver> {
  const secretBytes = randomBytes(32);
  const received = createFeed<ReceivedEvent>();
  let manners: Manner[] = [];

  function isSigned(id: string, timestamp: string, body: string, header: string): boolean {
    const wanted = createHmac('sha256', secretBytes).update(`${id}.${timestamp}.${body}`).digest('base64');
    return header.split(' ').some((each) => {
      const [version, signature = ''] = each.split(',');
      const given = Buffer.from(signature);
      return version === 'v1' && given.length === wanted.length && timingSafeEqual(given, Buffer.from(wanted));
    });
  }

  const server = createServer(async (request, response) => {
    const header = (name: string): string => String(request.headers[name] ?? '');
    const body = await text(request);
    const [id, timestamp] = [header('webhook-id'), header('webhook-timestamp')];
    const manner = manners.shift() ?? 'take';
    received.push({
      id,
      body,
      timestamp: Number(timestamp),
      isSigned: isSigned(id, timestamp, body, header('webhook-signature')),
    });
    if (manner === 'take') response.writeHead(204).end();
    else if (manner === 'refuse') response.writeHead(500).end('no');
    else if (manner === 'redirect') response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end();
    else if (manner === 'hang-up') request.socket.destroy();
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  async function down(): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
  return {
    url: `http://127.0.0.1:${port}/events`,
    secret: `whsec_${secretBytes.toString('base64')}`,
    secretBytes,
    received,
    next: (...wanted) => {
      manners = [...wanted];
    },
    down,
    up: () => listen(port),
    close: () => (server.listening ? down() : Promise.resolve()),
  };
}
