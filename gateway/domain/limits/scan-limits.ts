// Scan limits: how often codes may be tried, by address, account and all together: more friction, never a lock-out for all (codes §3).
import { assert, MINUTE_MS, SECOND_MS } from '#protocol';
import { siteKey } from './address-key.ts';
import type { BucketRule } from './bucket.ts';

/**
 * An address may be a whole hostel, or a city behind its phone company: it is given much, and who signs in has their own.
 * A signed tag cannot be guessed (64 random bits under a signature), and neither can a display's code (64 more under a seal of
 * 80 bits), so that only the work of checking them is limited. What can be guessed - typed, or somebody else's label - is
 * limited by its misses as well.
 */
export const SCAN_RULES = {
  'scan-address': { burst: 600, everyMs: 100 },
  'scan-account': { burst: 60, everyMs: SECOND_MS },
  'guess-address': { burst: 60, everyMs: 5 * SECOND_MS },
  'guess-account': { burst: 30, everyMs: 10 * SECOND_MS },
  'miss-address': { burst: 10, everyMs: MINUTE_MS },
  'miss-account': { burst: 10, everyMs: MINUTE_MS },
  /** All strangers of one /48 of IPv6, which one customer may have whole: a thousand addresses are not a thousand times as many. */
  'miss-site': { burst: 60, everyMs: 10 * SECOND_MS },
  /** All accounts at one address, or in one /48: a hundred of them, made for it, are not a hundred times as many. */
  'miss-accounts-there': { burst: 60, everyMs: 10 * SECOND_MS },
  /** Everybody's misses; when it is empty, guessable codes ask for a sign-in, and signed ones go on as ever. */
  'miss-all': { burst: 300, everyMs: SECOND_MS },
  'pair-account': { burst: 10, everyMs: MINUTE_MS },
  /** Keeping an object from its offer: more often than anybody looks at offers, and an address may be a whole hall. */
  'reserve-account': { burst: 20, everyMs: 30 * SECOND_MS },
  'reserve-address': { burst: 300, everyMs: 2 * SECOND_MS },
  /** Wrong numbers of blinks, of all accounts at one address: they are locked out long before the object is for everybody. */
  'blink-address': { burst: 8, everyMs: 15 * MINUTE_MS },
  /** New accounts from one address, which may be a whole hall on its first evening. */
  'account-address': { burst: 120, everyMs: 10 * SECOND_MS },
  /** Acts under an Idempotency-Key, whose answers are kept: a thousand taps at once are answered, and then one now and then. */
  'act-account': { burst: 1_200, everyMs: 20 * SECOND_MS },
  /** The bell for the staff, however many keys and tables it is rung under. */
  'call-account': { burst: 10, everyMs: MINUTE_MS },
  /** Mails that somebody asks for by a press: of one account, to one mailbox, of all accounts at one address or in one /48, and of all together. */
  'mail-account': { burst: 5, everyMs: 15 * MINUTE_MS },
  'mail-mailbox': { burst: 3, everyMs: 60 * MINUTE_MS },
  'mail-site': { burst: 40, everyMs: 30 * SECOND_MS },
  'mail-all': { burst: 200, everyMs: 10 * SECOND_MS },
} as const satisfies { readonly [name: string]: BucketRule };

export type LimitName = keyof typeof SCAN_RULES;

const perHour = ({ everyMs }: BucketRule): number => 3_600_000 / everyMs;

assert(
  perHour(SCAN_RULES['scan-account']) < perHour(SCAN_RULES['scan-address']),
  'one person is given less than an address, which may be many',
);
assert(
  perHour(SCAN_RULES['reserve-account']) < perHour(SCAN_RULES['reserve-address']),
  'one account keeps nobody else at its address from keeping an object',
);
assert(
  perHour(SCAN_RULES['miss-accounts-there']) < perHour(SCAN_RULES['miss-all']),
  'one address does not use up what all together may miss',
);
assert(perHour(SCAN_RULES['miss-site']) < perHour(SCAN_RULES['miss-all']), 'nor does one site');
assert(perHour(SCAN_RULES['mail-site']) < perHour(SCAN_RULES['mail-all']), 'and one site leaves mail to all others');
assert(SCAN_RULES['miss-account'].burst >= 10, 'who mistypes nine times in a row is still let in');

/** One bucket: its rule, and whose it is. */
export type Demand = { readonly limit: LimitName; readonly of: string };
/** Buckets that must all have one left; `misses` are given back when the code was one. */
export type Lane = { readonly demands: readonly Demand[]; readonly misses: readonly Demand[] };

export type Asking = {
  /** As the limits know it (`addressKey`); null for who asks from inside. */
  readonly address: string | null;
  readonly personId: string | null;
  readonly isGuessable: boolean;
  /** All together miss so often that somebody must be trying what this code could be one of. */
  readonly isStrained: boolean;
};

export const ALL_MISSES: Demand = { limit: 'miss-all', of: 'all' };

/**
 * The ways in, the first that has room is taken: who signed in has their own before they use what their address shares.
 * While all together miss too often, a guessable code takes a person.
 */
export function lanesOf({ address, personId, isGuessable, isStrained }: Asking): readonly Lane[] {
  if (address === null) return [{ demands: [], misses: [] }];
  const own = (limit: LimitName): Demand => ({ limit, of: personId ?? '' });
  const there = (limit: LimitName): Demand => ({ limit, of: address });
  const site = siteKey(address);
  const account: Lane = {
    demands: [own('scan-account'), ...(isGuessable ? [own('guess-account')] : [])],
    misses: isGuessable ? [own('miss-account'), { limit: 'miss-accounts-there', of: site }] : [],
  };
  const shared: Lane = {
    demands: [there('scan-address'), ...(isGuessable ? [there('guess-address')] : [])],
    misses: isGuessable ? [there('miss-address'), ...(site === address ? [] : [{ limit: 'miss-site', of: site } as const])] : [],
  };
  const ways = isGuessable && isStrained ? [] : [shared];
  return personId === null ? ways : [account, ...ways];
}
