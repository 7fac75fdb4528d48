// Ids of everything: a prefix and a UUIDv7 (RFC 9562) as 26 lower-case Crockford characters.
import { assert } from './assert.ts';
import { encodeCrockford128 } from './base32.ts';
import type { Clock } from './time.ts';

/** Chance as an argument: fills and returns `size` random bytes. */
export type RandomBytes = (size: number) => Uint8Array;

/** Makes one new id such as `ses_01k2...`: sortable by time, unguessable in its last 74 bits. */
export type Ids = (prefix: string) => string;

/** Charset of every id that travels in a topic: no '.', space, '$' or '/'. */
export const ID_PATTERN = /^[A-Za-z0-9_-]{1,48}$/;

/** @param sources the clock for the first 48 bits (ms) and chance for the rest. */
export function createIds(sources: { clock: Clock; randomBytes: RandomBytes }): Ids {
  return (prefix) => {
    assert(/^[a-z]{2,8}$/.test(prefix), `id prefix ${prefix}`);
    const bytes = Uint8Array.from(sources.randomBytes(16));
    const nowMs = sources.clock.nowMs();
    for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) & 0xff;
    bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
    bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
    return `${prefix}_${encodeCrockford128(bytes)}`;
  };
}
