// Frame guard: reads MQTT fixed headers ahead of the broker and ends a socket that announces too much.
import type { Socket } from 'node:net';

export type FrameRefusal =
  | { readonly code: 'frame.too-large'; readonly announcedBytes: number; readonly limitBytes: number }
  /** A length that never ends, a packet that no client sends, or anything before CONNECT. */
  | { readonly code: 'frame.malformed' };

const CONNECT = 1;
/** Packet types that a client may send (MQTT 3.1.1 table 2.1); only these reach the broker's parser. */
const FROM_CLIENTS: ReadonlySet<number> = new Set([CONNECT, 3, 4, 5, 6, 7, 8, 10, 12, 14]);
/** Digits of a remaining length at most (MQTT 3.1.1 section 2.2.3). */
const LENGTH_DIGITS = 4;

export type FrameWatcher = {
  /** Follows the stream; the first refusal is final. */
  inspect(chunk: Uint8Array): FrameRefusal | null;
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

  const readType = (byte: number): void => {
    const type = byte >> 4;
    if (!FROM_CLIENTS.has(type) || (!started && type !== CONNECT)) refusal = { code: 'frame.malformed' };
    started = true;
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
    inspect(chunk) {
      for (let at = 0; at < chunk.length && !refusal; ) {
        if (expecting === 'body') {
          const step = Math.min(length, chunk.length - at);
          length -= step;
          at += step;
          if (length === 0) expecting = 'type';
          continue;
        }
        const byte = chunk[at] ?? 0;
        at += 1;
        if (expecting === 'type') readType(byte);
        else readLengthDigit(byte);
      }
      return refusal;
    },
    setLimit(next) {
      limitBytes = next;
    },
  };
}

export type FrameGuard = {
  setLimit(limitBytes: number): void;
  /** Not one more byte reaches the reader, whatever was announced or is there already. */
  stop(): void;
};

/**
 * Puts a watcher between a socket and whoever reads it with `read()`, as aedes does: no byte of a refused frame
 * reaches the parser, which would otherwise collect what was announced.
 */
export function guardFrames(
  socket: Socket,
  options: { readonly limitBytes: number; readonly onRefused: (refusal: FrameRefusal) => void },
): FrameGuard {
  const watcher = createFrameWatcher(options.limitBytes);
  const read = socket.read.bind(socket);
  let ended = false;
  socket.read = (size?: number): unknown => {
    if (ended) return null;
    const chunk: unknown = read(size);
    if (!(chunk instanceof Uint8Array)) return chunk;
    const refusal = watcher.inspect(chunk);
    if (!refusal) return chunk;
    ended = true;
    options.onRefused(refusal);
    socket.destroy();
    return null;
  };
  return {
    setLimit: watcher.setLimit,
    stop() {
      ended = true;
    },
  };
}
