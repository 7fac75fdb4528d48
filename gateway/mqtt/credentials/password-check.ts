// Password check: is a secret text one of a device's own; scrypt once, then a bounded memory of it.
import { createHash, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { type Clock, MINUTE_MS } from '#protocol';
import type { Log } from '../../ports/log.ts';
import { createBoundedMap } from '../bounded-map.ts';

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
  /** Connections of one standing that wait for a derivation; more are told to come back. */
  readonly waitingDerivations: number;
  /** Wrong passwords of one known device from one address until it is refused unheard there. */
  readonly wrongPerClient: number;
  /** The same of all unknown ids together from one address: a strange neighbour keeps no known device out. */
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

export type PasswordQuestion = {
  readonly deviceId: string;
  /** False for a stranger, who gets the same answer for the same work. */
  readonly isKnown: boolean;
  /** Passwords that are good, as `hashPassword` writes them. */
  readonly hashes: readonly { readonly credentialId: string; readonly hash: string }[];
  readonly password: Uint8Array;
  readonly remoteAddress: string;
};

export type PasswordAnswer =
  | { readonly outcome: 'right'; readonly credentialId: string }
  | { readonly outcome: 'wrong' | 'backed-off' | 'busy' };

export type PasswordCheck = {
  check(question: PasswordQuestion): Promise<PasswordAnswer>;
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

/** Who is served first: a known device without a failure, one with failures, an unknown id. */
const STANDINGS = ['spotless', 'failed-lately', 'unknown'] as const;
type Standing = (typeof STANDINGS)[number];

/** Runs at most `parallel` jobs, the best standing first; null when too many of the same standing wait already. */
function createTurnstile(parallel: number, maxWaiting: number) {
  let running = 0;
  const waiting: Record<Standing, (() => void)[]> = { spotless: [], 'failed-lately': [], unknown: [] };
  const takeNext = (): (() => void) | undefined => {
    for (const standing of STANDINGS) {
      const next = waiting[standing].shift();
      if (next) return next;
    }
    return undefined;
  };
  return async <T>(standing: Standing, job: () => Promise<T>): Promise<T | null> => {
    if (running >= parallel) {
      const queue = waiting[standing];
      if (queue.length >= maxWaiting) return null;
      await new Promise<void>((resolve) => queue.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await job();
    } finally {
      // The place goes straight to the next one: `running` stays.
      const next = takeNext();
      if (next) next();
      else running -= 1;
    }
  };
}

/** Counts tries by name within a window; bounded, so that invented names push each other out. */
function createBudget(clock: Clock, windowMs: number, maxNames: number, maxTries: number) {
  const tries = createBoundedMap<{ count: number; fromMs: number }>(maxNames);
  const current = (name: string) => {
    const known = tries.get(name);
    return known && clock.nowMs() - known.fromMs < windowMs ? known : { count: 0, fromMs: clock.nowMs() };
  };
  return {
    spent: (name: string): number => current(name).count,
    /** Taken before the work, so that those under way count too; false when nothing is left. */
    take(name: string): boolean {
      const { count, fromMs } = current(name);
      if (count >= maxTries) return false;
      tries.set(name, { count: count + 1, fromMs });
      return true;
    },
    giveBack(name: string): void {
      const { count, fromMs } = current(name);
      tries.set(name, { count: Math.max(0, count - 1), fromMs });
    },
  };
}

export function createPasswordCheck(deps: {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: AuthorizeLimits;
}): PasswordCheck {
  const { clock, log, limits = AUTHORIZE_LIMITS } = deps;
  const { rememberedPasswords, wrongWindowMs } = limits;
  /** Names of right passwords, with the credential that each is. */
  const remembered = createBoundedMap<string>(rememberedPasswords);
  const deviceBudget = createBudget(clock, wrongWindowMs, rememberedPasswords, limits.wrongPerClient);
  const strangerBudget = createBudget(clock, wrongWindowMs, rememberedPasswords, limits.wrongPerAddress);
  const inTurn = createTurnstile(limits.parallelDerivations, limits.waitingDerivations);
  const underWay = new Map<string, Promise<PasswordAnswer>>();
  let derivations = 0;

  const candidatesOf = ({ deviceId, hashes }: PasswordQuestion) => {
    const parsed = hashes.flatMap(({ credentialId, hash }) => {
      const against = parseHash(hash);
      if (!against) log.error('the stored password hash of a device is malformed', { deviceId });
      return against ? [{ credentialId, against }] : [];
    });
    return parsed.length > 0 ? parsed : [{ credentialId: null, against: NOBODY }];
  };

  const compare = async (question: PasswordQuestion): Promise<PasswordAnswer> => {
    const { deviceId, isKnown, password, remoteAddress } = question;
    const budget = isKnown ? deviceBudget : strangerBudget;
    const payer = isKnown ? `${deviceId} ${remoteAddress}` : remoteAddress;
    const standing = isKnown ? (budget.spent(payer) === 0 ? 'spotless' : 'failed-lately') : 'unknown';
    const candidates = candidatesOf(question);
    if (!budget.take(payer)) return { outcome: 'backed-off' };
    let answer: PasswordAnswer = { outcome: 'busy' };
    try {
      for (const { credentialId, against } of candidates) {
        const derived = await inTurn(standing, () => {
          derivations += 1;
          return derive(password, against.salt, against.cost);
        });
        if (!derived) return answer;
        if (timingSafeEqual(derived, against.hash) && credentialId !== null) {
          answer = { outcome: 'right', credentialId };
          return answer;
        }
      }
      answer = { outcome: 'wrong' };
      return answer;
    } finally {
      if (answer.outcome !== 'wrong') budget.giveBack(payer);
    }
  };

  return {
    async check(question) {
      const { deviceId, hashes, password, remoteAddress } = question;
      // The stored hashes are part of the name: a new password, or the end of one, forgets the old ones at once.
      const name = createHash('sha256')
        .update(JSON.stringify([deviceId, ...hashes.map(({ credentialId, hash }) => [credentialId, hash])]))
        .update(password)
        .digest('base64url');
      // Before the back-off: a neighbour behind the same address who guesses must not keep the device itself out.
      const known = remembered.get(name);
      if (known !== undefined) return { outcome: 'right', credentialId: known };

      // A device that dials many times at once asks one question.
      const asking = `${name} ${remoteAddress}`;
      const asked = underWay.get(asking) ?? compare(question).finally(() => underWay.delete(asking));
      underWay.set(asking, asked);
      const answer = await asked;
      if (answer.outcome === 'right') remembered.set(name, answer.credentialId);
      return answer;
    },
    derivations: () => derivations,
  };
}
