// PostgreSQL wire: a link to the server that knows where a commit is, so that a test can end it there.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * before-commit: all statements have run in the server, and the word that commits them is not passed on.
 * after-commit: the server has committed, and its word is not passed back.
 */
export type CommitMoment = 'before-commit' | 'after-commit';

export type PostgresWire = {
  /** The same database, reached through this link. */
  url(direct: string): string;
  /** Round trips so far: how often the client waited for the server's word. */
  roundTrips(): number;
  /** At that moment of the next commit, on whichever connection it is: does `act`, then breaks every connection. */
  endNext(moment: CommitMoment, act?: () => Promise<void>): void;
  close(): Promise<void>;
};

type Armed = { readonly moment: CommitMoment; readonly act: () => Promise<void> };
type Frame = { readonly type: string; readonly bytes: Buffer };

const FLUSH = Buffer.from([0x48, 0, 0, 0, 4]);
/** Messages of the client that it then waits on: Sync, and the simple Query. */
const WAITED_ON = ['S', 'Q'];

/** Cuts a stream into the protocol's messages; the very first of a client has no type. */
function createFramer(hasStartup: boolean): (chunk: Buffer) => readonly Frame[] {
  let rest = Buffer.alloc(0);
  let isStartup = hasStartup;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const head = isStartup ? 0 : 1;
      if (rest.length < head + 4) return frames;
      const end = head + rest.readUInt32BE(head);
      if (rest.length < end) return frames;
      const type = isStartup ? 'startup' : String.fromCharCode(rest[0] ?? 0);
      frames.push({ type, bytes: rest.subarray(0, end) });
      rest = rest.subarray(end);
      isStartup = false;
    }
  };
}

/** @param toPort of the server on loopback, without TLS. */
export async function createPostgresWire(toPort: number): Promise<PostgresWire> {
  const sockets = new Set<Socket>();
  let armed: Armed | null = null;
  let roundTrips = 0;

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  };
  async function end({ act }: Armed): Promise<void> {
    await act();
    for (const socket of sockets) socket.resetAndDestroy();
  }

  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: '127.0.0.1', port: toPort, noDelay: true });
    keep(near);
    keep(far);
    const framesUp = createFramer(true);
    const framesDown = createFramer(false);
    /** What ends this connection, and how many statements must have run before it does. */
    let ending: { readonly armed: Armed; left: number } | null = null;
    let executes = 0;

    near.on('data', (chunk) => {
      for (const { type, bytes } of framesUp(chunk)) {
        if (WAITED_ON.includes(type)) roundTrips += 1;
        if (type === 'E') executes += 1;
        if (type === 'S' && armed) {
          ending = { armed, left: executes };
          armed = null;
          // The server tells what it has done so far, and has no word yet to commit it.
          far.write(ending.armed.moment === 'before-commit' ? FLUSH : bytes);
        } else far.write(bytes);
        if (type === 'S') executes = 0;
      }
    });
    far.on('data', (chunk) => {
      for (const { type, bytes } of framesDown(chunk)) {
        if (!ending) near.write(bytes);
        else if (ending.armed.moment === 'after-commit') {
          if (type === 'Z') void end(ending.armed);
        } else if (type === 'C') {
          ending.left -= 1;
          if (ending.left === 0) void end(ending.armed);
        }
      }
    });
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url(direct) {
      const url = new URL(direct);
      url.port = String(port);
      return url.href;
    },
    roundTrips: () => roundTrips,
    endNext(moment, act = async () => {}) {
      armed = { moment, act };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
