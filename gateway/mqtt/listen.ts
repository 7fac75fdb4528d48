// Listen: binds a TCP port for the broker, and says in codes why it cannot start.
import { createServer, type Server, type Socket } from 'node:net';
import { assert } from '#protocol';

export type BrokerStartRefusal =
  | { readonly code: 'port.taken' | 'address.unusable'; readonly host: string; readonly port: number }
  | { readonly code: 'broker.self-test-failed'; readonly sent: number; readonly received: number };

function describe(refusal: BrokerStartRefusal): string {
  if ('port' in refusal) return `MQTT cannot listen on ${refusal.host} port ${refusal.port}`;
  return `the broker delivered ${refusal.received} of ${refusal.sent} messages to itself`;
}

/** Why the broker does not start; `refusal.code` says what to do about it. */
export class BrokerStartError extends Error {
  override readonly name = 'BrokerStartError';
  readonly code: BrokerStartRefusal['code'];
  readonly refusal: BrokerStartRefusal;
  readonly port: number | undefined;
  constructor(refusal: BrokerStartRefusal, cause?: unknown) {
    super(describe(refusal), { cause });
    this.refusal = refusal;
    this.code = refusal.code;
    this.port = 'port' in refusal ? refusal.port : undefined;
  }
}

/** A server whose sockets send at once: Nagle's algorithm would hold each command back for about 40 ms. */
export function createPromptServer(onSocket: (socket: Socket) => void): Server {
  return createServer({ noDelay: true }, onSocket);
}

/** @returns the port that is really bound. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code === 'EADDRINUSE' ? 'port.taken' : 'address.unusable';
      reject(new BrokerStartError({ code, host, port }, error));
    });
    server.listen({ host, port }, resolve);
  });
  const bound = server.address();
  assert(bound !== null && typeof bound === 'object', 'a TCP server has an address');
  return bound.port;
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
