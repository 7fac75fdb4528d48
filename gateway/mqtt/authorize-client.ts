// Authorize client: is the password of a connecting device its own; scrypt once, then a bounded memory of it.
import { createHash, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { type Clock, type DeviceAddress, MINUTE_MS, ok, type Result, refused } from '#protocol';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';
import { createBoundedMap } from './bounded-map.ts';

export type ScryptCost = { readonly n: number; readonly r: number; readonly p: number };

/** About 40 ms and 16 MB for each new password (RFC 7914 section 2, interactive use). */
const PASSWORD_COST: ScryptCost = { n: 16_384, r: 8, p: 1 };
const HASH_BYTES = 32;
/** A stored cost beyond these would let one row stop the process. */
const MAX_COST: ScryptCost = { n: 131_072, r: 16, p: 4 };
const SCRYPT_MEMORY_BYTES = 512 * 1_024 * 1_024;

export type AuthorizeLimits = {
  /** Verified passwords that are remembered; at least the number of devices that reconnect. */
  readonly rememberedPasswords: number;
  /** Derivations at a time: the thread pool also verifies signatures and writes files. */
  readonly parallelDerivations: number;
  /** Connections that wait for a derivation; more are told to come back. */
  readonly waitingDerivations: number;
  /** Wrong passwords of one client id from one address, and of all ids from one address, until they are refused unheard. */
  readonly wrongPerClient: number;
  readonly wrongPerAddress: number;
  readonly wrongWindowMs: number;
};

export const AUTHORIZE_LIMITS: AuthorizeLimits = {
  rememberedPasswords: 10_000,
  parallelDerivations: 2,
  waitingDerivations: 2_000,
  wrongPerClient: 5,
  wrongPerAddress: 200,
  wrongWindowMs: MINUTE_MS,
};

export type PasswordClaim = { readonly deviceId: string; readonly password: Uint8Array; readonly remoteAddress: string };

/** `auth.wrong` never tells an unknown device from a wrong password. */
export type AuthRefusal = { readonly code: 'auth.wrong' | 'auth.backed-off' | 'auth.busy' };

export type AuthorizeClient = {
  /** @throws Unavailable when the store cannot be read. */
  authenticate(claim: PasswordClaim): Promise<Result<DeviceAddress, AuthRefusal>>;
  /** scrypt derivations so far: what a storm of reconnects costs. */
  derivations(): number;
};

type ParsedHash = { readonly cost: ScryptCost; readonly salt: Buffer; readonly hash: Buffer };

function derive(password: Uint8Array, salt: Uint8Array, cost: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { N: cost.n, r: cost.r, p: cost.p, maxmem: SCRYPT_MEMORY_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/**
 * `scrypt$N$r$p$salt$hash`, salt and hash as base64url (RFC 7914).
 * @param salt at least 16 random bytes, new for each password.
 */
export async function hashPassword(password: string, salt: Uint8Array, cost: ScryptCost = PASSWORD_COST): Promise<string> {
  const hash = await derive(Buffer.from(password), salt, cost);
  return ['scrypt', cost.n, cost.r, cost.p, Buffer.from(salt).toString('base64url'), hash.toString('base64url')].join('$');
}

function parseHash(text: string): ParsedHash | null {
  const match = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{1,128})\$([\w-]{43})$/.exec(text);
  if (!match) return null;
  const [n, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const isPowerOfTwo = n > 1 && (n & (n - 1)) === 0;
  if (!isPowerOfTwo || n > MAX_COST.n || r < 1 || r > MAX_COST.r || p < 1 || p > MAX_COST.p) return null;
  return { cost: { n, r, p }, salt: Buffer.from(match[4] ?? '', 'base64url'), hash: Buffer.from(match[5] ?? '', 'base64url') };
}

/** What an unknown device is compared with, so that it costs what a known one costs. */
const NOBODY: ParsedHash = { cost: PASSWORD_COST, salt: Buffer.alloc(16), hash: Buffer.alloc(HASH_BYTES) };

/** Runs at most `parallel` jobs; null when too many wait already. */
function createTurnstile(parallel: number, maxWaiting: number) {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(job: () => Promise<T>): Promise<T | null> => {
    if (running >= parallel) {
      if (waiting.length >= maxWaiting) return null;
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await job();
    } finally {
      // The place goes straight to the next one: `running` stays.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

/** Counts wrong passwords by name within a window; bounded, so that invented names push each other out. */
function createFailures(clock: Clock, windowMs: number, maxNames: number) {
  const failures = createBoundedMap<{ count: number; fromMs: number }>(maxNames);
  const countOf = (name: string): number => {
    const failure = failures.get(name);
    return failure && clock.nowMs() - failure.fromMs < windowMs ? failure.count : 0;
  };
  return {
    countOf,
    add(name: string): void {
      const count = countOf(name);
      const fromMs = count === 0 ? clock.nowMs() : (failures.get(name)?.fromMs ?? clock.nowMs());
      failures.set(name, { count: count + 1, fromMs });
    },
  };
}

export function createAuthorizeClient(deps: {
  readonly store: Pick<Store, 'device'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: AuthorizeLimits;
}): AuthorizeClient {
  const { store, clock, log, limits = AUTHORIZE_LIMITS } = deps;
  const remembered = createBoundedMap<true>(limits.rememberedPasswords);
  const failures = createFailures(clock, limits.wrongWindowMs, limits.rememberedPasswords);
  const inTurn = createTurnstile(limits.parallelDerivations, limits.waitingDerivations);
  let derivations = 0;

  return {
    async authenticate({ deviceId, password, remoteAddress }) {
      const device = await store.device(deviceId);
      const parsed = device && parseHash(device.passwordHash);
      if (device && !parsed) log.error('the stored password hash of a device is malformed', { deviceId });

      // The stored hash is part of the name: a new password forgets the old one at once.
      const name = createHash('sha256')
        .update(`${deviceId}\n${device?.passwordHash ?? ''}\n`)
        .update(password)
        .digest('base64url');
      // Before the back-off: a neighbour behind the same address who guesses must not keep the device itself out.
      if (device && remembered.get(name)) return ok({ tenant: device.tenantId, device: deviceId });

      const pair = `client ${deviceId} ${remoteAddress}`;
      const address = `address ${remoteAddress}`;
      const isBackedOff = failures.countOf(pair) >= limits.wrongPerClient || failures.countOf(address) >= limits.wrongPerAddress;
      if (isBackedOff) return refused({ code: 'auth.backed-off' });

      const against = parsed ?? NOBODY;
      const derived = await inTurn(() => {
        derivations += 1;
        return derive(password, against.salt, against.cost);
      });
      if (!derived) return refused({ code: 'auth.busy' });
      const isSame = timingSafeEqual(derived, against.hash);
      if (device && parsed && isSame) {
        remembered.set(name, true);
        return ok({ tenant: device.tenantId, device: deviceId });
      }
      failures.add(pair);
      failures.add(address);
      return refused({ code: 'auth.wrong' });
    },
    derivations: () => derivations,
  };
}
