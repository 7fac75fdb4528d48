// Account: somebody who signs in at this gateway itself - a name drawn at random, passkeys, and the terms that they accepted.
import { DAY_MS } from '#protocol';
import type { PasskeyRecord } from '../passkey/passkey.ts';

export type Account = {
  /** Drawn at random for this gateway alone: it leads to nobody, and to no account elsewhere. */
  readonly personId: string;
  readonly openedAtMs: number;
  /** Once it is deleted the row stays, because receipts name it; nobody can sign in to it any more. */
  readonly endedAtMs: number | null;
  /** Serializes what is decided by how many passkeys there are. */
  readonly version: number;
};

/** What a passkey was made on, as far as the browser tells; nobody types it. */
export const DEVICE_WORDS = ['iphone', 'ipad', 'android', 'mac', 'windows', 'chromeos', 'linux', 'other'] as const;
export type DeviceWord = (typeof DEVICE_WORDS)[number];

/** The owner is the person. */
export type AccountPasskey = PasskeyRecord & { readonly madeOn: DeviceWord };

/** A browser in which a person is signed in; what was signed out has no row any more. */
export type AccountSignIn = {
  /** Drawn at random; the person's token names it. */
  readonly signInId: string;
  readonly personId: string;
  /** Whose touch it began with. */
  readonly credentialId: string;
  readonly startedAtMs: number;
};

export type TermsAcceptance = {
  readonly personId: string;
  /** Of all languages together: whoever accepted it is not asked again. */
  readonly version: string;
  /** Of the text that was shown. */
  readonly textHash: string;
  readonly language: string;
  readonly atMs: number;
};

/** All that is decided on about an account, read in one go. */
export type AccountStanding = {
  readonly account: Account;
  /** The oldest first. */
  readonly passkeys: readonly AccountPasskey[];
  readonly accepted: readonly TermsAcceptance[];
};

export const ACCOUNT_LIMITS = {
  passkeys: 10,
  /** A sign-in's row outlives its last token and the day in which that may still stop what it started. */
  signInKeptMs: 32 * DAY_MS,
} as const;

const PERSON_BYTES = 16;

/** @param random at least 16 bytes. */
export function personIdOf(random: Uint8Array): string {
  return `per_${Buffer.from(random.subarray(0, PERSON_BYTES)).toString('hex')}`;
}

const SIGNS: readonly (readonly [DeviceWord, RegExp])[] = [
  ['iphone', /\biPhone\b/],
  ['ipad', /\biPad\b/],
  ['android', /\bAndroid\b/],
  ['chromeos', /\bCrOS\b/],
  ['mac', /\bMac(intosh| OS X)\b/],
  ['windows', /\bWindows\b/],
  ['linux', /\bLinux\b/],
];

/** A word for the list of passkeys, and nothing finer. */
export function deviceWordOf(userAgent: string): DeviceWord {
  return SIGNS.find(([, sign]) => sign.test(userAgent))?.[0] ?? 'other';
}
