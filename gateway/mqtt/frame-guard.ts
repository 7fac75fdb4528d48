// Frame guard: reads MQTT fixed headers ahead of the broker and ends a socket that announces too much.
import type { Duplex } from 'node:stream';
import type { Allowance } from './allowance.ts';

export type FrameRefusal =
  | { readonly code: 'frame.too-large'; readonly announcedBytes: number; readonly limitBytes: number }
  /** A length that never ends, a packet that no client sends, or anything before CONNECT. */
  | { readonly code: 'frame.malformed' }
  /** More of them than one connection may send, however small: each costs the broker an answer. */
  | { readonly code: 'frame.too-many' };

const CONNECT = 1;
/** Packet types that a client may send (MQTT 3.1.1 table 2.1); only these reach the broker's parser. */
const FROM_CLIENTS: ReadonlySet<number> = new Set([CONNECT, 3, 4, 5, 6, 7, 8, 10, 12, 14]);
/** Digits of a remaining length at most (MQTT 3.1.1 section 2.2.3). */
const LENGTH_DIGITS = 4;

export type FrameWatcher = {
  /** Follows the stream until so many frames have ended; the first refusal is final. */
  inspect(chunk: Uint8Array, mostFrames?: number): FrameRefusal | null;
  /** Bytes of the last chunk that were followed. */
  inspected(): number;
  /** Frames that have begun so far. */
  begun(): number;
  setLimit(limitBytes: number): void;
};

/** @param firstLimitBytes largest remaining length that is accepted until `setLimit`. */
export function createFrameWatcher(firstLimitBytes: number): FrameWatcher {
  let limitBytes = firstLimitBytes;
  let refusal: FrameRefusal | null = null;
  let started = false;
  let expecting: 'type' | 'length' | 'body' = 'type';
  let length = 0;
  let digits = 0;
  let begun = 0;
  let inspected = 0;

  const readType = (byte: number): void => {
    const type = byte >> 4;
    if (!FROM_CLIENTS.has(type) || (!started && type !== CONNECT)) refusal = { code: 'frame.malformed' };
    started = true;
    begun += 1;
    expecting = 'length';
    length = 0;
    digits = 0;
  };

  const readLengthDigit = (byte: number): void => {
    length += (byte & 0x7f) * 128 ** digits;
    digits += 1;
    // Judged at every digit: the rest of a length only makes it longer.
    if (length > limitBytes) refusal = { code: 'frame.too-large', announcedBytes: length, limitBytes };
    else if (byte < 0x80) expecting = length === 0 ? 'type' : 'body';
    else if (digits === LENGTH_DIGITS) refusal = { code: 'frame.malformed' };
  };

  return {
    inspect(chunk, mostFrames = Number.POSITIVE_INFINITY) {
      let at = 0;
      let ended = 0;
      while (at < chunk.length && ended < mostFrames && !refusal) {
        if (expecting === 'body') {
          const step = Math.min(length, chunk.length - at);
          length -= step;
          at += step;
          if (length === 0) expecting = 'type';
        } else {
          const byte = chunk[at] ?? 0;
          at += 1;
          if (expecting === 'type') {
            readType(byte);
            continue;
          }
          readLengthDigit(byte);
        }
        if (expecting === 'type') ended += 1;
      }
      inspected = at;
      return refusal;
    },
    inspected: () => inspected,
    begun: () => begun,
    setLimit(next) {
      limitBytes = next;
    },
  };
}

export type FrameGuard = {
  setLimit(limitBytes: number): void;
  /** From now on by turns: the library keeps the order of what came with the CONNECT only while it has it whole. */
  takeTurns(): void;
  /** Not one more byte reaches the reader, whatever was announced or is there already. */
  stop(): void;
};

/** So many at a time; then every other connection has its turn, however much this one has sent. */
const FRAMES_PER_TURN = 16;

/**
 * Puts a watcher between a socket and whoever reads it with `read()`, as aedes does: no byte of a refused frame
 * reaches the parser, which would otherwise collect what was announced.
 */
export function guardFrames(
  socket: Duplex,
  options: {
    readonly limitBytes: number;
    readonly allowance: Allowance;
    readonly onRefused: (refusal: FrameRefusal) => void;
  },
): FrameGuard {
  const watcher = createFrameWatcher(options.limitBytes);
  const read = socket.read.bind(socket);
  let ended = false;
  let resting = false;
  let framesPerTurn = Number.POSITIVE_INFINITY;

  /** The rest goes back to the socket, which thus does not end before it was read. */
  const rest = (left: Uint8Array): void => {
    resting = true;
    socket.unshift(left);
    setImmediate(() => {
      resting = false;
      if (!ended) socket.emit('readable');
    });
  };

  socket.read = (size?: number): unknown => {
    if (ended || resting) return null;
    const chunk: unknown = read(size);
    if (!(chunk instanceof Uint8Array)) return chunk;
    const before = watcher.begun();
    const malformed = watcher.inspect(chunk, framesPerTurn);
    const isWithin = options.allowance.take(watcher.begun() - before);
    const refusal = malformed ?? (isWithin ? null : ({ code: 'frame.too-many' } as const));
    const inspected = watcher.inspected();
    if (!refusal && inspected < chunk.length) rest(chunk.subarray(inspected));
    if (!refusal) return chunk.subarray(0, inspected);
    ended = true;
    options.onRefused(refusal);
    socket.destroy();
    return null;
  };
  return {
    setLimit: watcher.setLimit,
    takeTurns() {
      framesPerTurn = FRAMES_PER_TURN;
    },
    stop() {
      ended = true;
    },
  };
}
