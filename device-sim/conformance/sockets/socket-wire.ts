// Socket wire: the port that a real device connects to, whose network the kit can take away, in real time.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { IConnectPacket, Packet } from 'mqtt-packet';
import type { Heard } from '../heard.ts';
import { createRecord } from '../record.ts';
import type { Attempt, Shown, Wire } from '../wire.ts';
import type { Broker } from './broker.ts';

export type SocketWireOptions = {
  readonly host: string;
  readonly port: number;
  /** PEM texts; with them the device must speak TLS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly broker: Broker;
  /** Milliseconds that never jump. */
  readonly nowMs: () => number;
  /** Told what is wrong with a connection of the device. */
  readonly onTrouble: (why: string) => void;
};

export type SocketWire = Wire & {
  readonly port: number;
  /** Something happened beside the wire: whoever waits asks again whether it is enough. */
  look(): void;
};

function shownBy({ clean, clientId, keepalive, password, protocolVersion, username, will }: IConnectPacket): Shown {
  return {
    will: will ? { topic: will.topic, bytes: Buffer.from(will.payload), isRetained: will.retain === true } : null,
    password: password?.toString() ?? null,
    filters: [],
    mqtt: {
      clientId,
      userName: username ?? null,
      isClean: clean === true,
      keepaliveS: keepalive ?? 0,
      level: protocolVersion ?? 0,
    },
  };
}

/** Whoever waits until something is so, or until time is over. */
function createWaiting() {
  const waiting = new Set<{ readonly isEnough: () => boolean; readonly end: (isSo: boolean) => void }>();
  return {
    /** Something happened. */
    look(): void {
      for (const wait of [...waiting]) if (wait.isEnough()) wait.end(true);
    },
    wait(ms: number, isEnough: () => boolean): Promise<boolean> {
      if (isEnough()) return Promise.resolve(true);
      return new Promise((resolve) => {
        const wait = {
          isEnough,
          end(isSo: boolean) {
            clearTimeout(timer);
            waiting.delete(wait);
            resolve(isSo);
          },
        };
        const timer = setTimeout(() => wait.end(isEnough()), ms);
        waiting.add(wait);
      });
    },
  };
}

/**
 * A cut cable: the device gets no farewell. One that was bidden farewell already is only closed, because libuv refuses a reset beside
 * a shutdown: the socket would stay open, and Node would wait for it for ever when the process ends.
 */
function breakOff(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}

export async function createSocketWire(options: SocketWireOptions): Promise<SocketWire> {
  const { broker, nowMs, onTrouble } = options;
  const record = createRecord();
  const sockets = new Set<Socket>();
  const { look, wait } = createWaiting();
  let listener: ((message: Heard) => void) | null = null;
  let isUp = true;
  let listening: Attempt | null = null;

  function note(attempt: Attempt, packet: Packet): void {
    if (packet.cmd === 'connect') attempt.shown = shownBy(packet);
    if (packet.cmd === 'subscribe' && attempt.shown) {
      const filters = packet.subscriptions.map(({ qos, topic }) => ({ filter: topic, qos }));
      attempt.shown = { ...attempt.shown, filters: [...attempt.shown.filters, ...filters] };
    }
    if (packet.cmd === 'publish' && isUp) {
      const { payload, qos, retain: isRetained, topic } = packet;
      listener?.(record.hear({ atMs: nowMs(), topic, bytes: Buffer.from(payload), isRetained, qos }));
    }
    look();
  }

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const attempt = record.attempted(nowMs(), null);
    socket.on('close', () => {
      sockets.delete(socket);
      if (listening === attempt) listening = null;
      look();
    });
    // A word that nobody hears yet would be lost: the device comes again.
    if (!isUp || listener === null) {
      breakOff(socket);
      return look();
    }
    const { tls } = options;
    const plain = tls ? new TLSSocket(socket, { isServer: true, ...tls }) : socket;
    plain.on('error', (cause) => {
      // What the kit itself cut off is no trouble.
      if (tls && !socket.destroyed) onTrouble(`TLS: ${cause.message}`);
    });
    plain.on('close', () => socket.destroy());
    broker.serve(plain, {
      packet: (packet) => note(attempt, packet),
      listening() {
        listening = attempt;
        look();
      },
      trouble: onTrouble,
    });
  });
  server.listen({ host: options.host, port: options.port });
  await once(server, 'listening');

  const hangUp = (): void => {
    for (const socket of sockets) breakOff(socket);
    listening = null;
  };
  return {
    port: (server.address() as AddressInfo).port,
    ...{ nowMs, wait, look, heard: record.heard, attempts: record.attempts, forget: record.forget },
    listen(handler) {
      listener = handler;
    },
    send: broker.send,
    isConnected: () => listening !== null,
    cut() {
      isUp = false;
      hangUp();
    },
    restore() {
      isUp = true;
    },
    async close() {
      hangUp();
      server.close();
      await broker.close();
    },
  };
}
