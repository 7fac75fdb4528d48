// Staff: who works for a tenant, how they are invited, and how long a sign-in of theirs lasts.
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol';
import type { Role } from './permissions.ts';

export const STAFF_LIMITS = {
  /** A sign-in that nobody used for so long is over. */
  idleMs: 12 * HOUR_MS,
  /** Then the passkey is asked for again, however much it was used. */
  signInMostMs: 30 * DAY_MS,
  /** Uses in between are not written down one by one. */
  seenEveryMs: 5 * MINUTE_MS,
  invitationLifeMs: 7 * DAY_MS,
  longestName: 80,
  openInvitations: 100,
  /** The link for whoever lost every device: long enough to fetch another one. */
  linkLifeMs: 30 * MINUTE_MS,
  /** Of one member. */
  passkeys: 10,
  longestPasskeyName: 40,
} as const;

export type StaffRecord = {
  readonly staffId: string;
  readonly tenantId: string;
  /** As it was typed: pages show it through `plainName`. */
  readonly name: string;
  readonly role: Role;
  /** Whoever left keeps the row: what they did names them. */
  readonly state: 'active' | 'left';
  readonly joinedAtMs: number;
  readonly leftAtMs: number | null;
  /** 1 is new; each change is one more. */
  readonly version: number;
};

export type StaffSignIn = {
  /** SHA-256: a stolen database signs nobody in. */
  readonly tokenHash: string;
  readonly staffId: string;
  readonly credentialId: string;
  readonly startedAtMs: number;
  readonly seenAtMs: number;
};

export type Invitation = {
  readonly invitationId: string;
  readonly tenantId: string;
  readonly tokenHash: string;
  readonly name: string;
  readonly role: Role;
  readonly invitedBy: string;
  readonly createdAtMs: number;
  readonly untilMs: number;
  readonly state: 'open' | 'accepted' | 'revoked';
  /** Who came by it. */
  readonly staffId: string | null;
  readonly version: number;
};

/** Written on the gateway's own machine, for a member who lost every device. */
export type StaffLink = {
  readonly staffId: string;
  readonly tokenHash: string;
  readonly createdAtMs: number;
  readonly untilMs: number;
  /** The passkeys of before go when it is used. */
  readonly doesReplace: boolean;
  readonly usedAtMs: number | null;
};

/** Tokens of staff who signed in here, told at a glance from those of the host app. */
export const STAFF_TOKEN_PATTERN = /^uls_[A-Za-z0-9_-]{43}$/;
export const staffTokenOf = (bytes: Uint8Array): string => `uls_${Buffer.from(bytes).toString('base64url')}`;

export function isSignInOver({ startedAtMs, seenAtMs }: StaffSignIn, nowMs: number): boolean {
  return nowMs >= seenAtMs + STAFF_LIMITS.idleMs || nowMs >= startedAtMs + STAFF_LIMITS.signInMostMs;
}

/** One line with something to read in it; null for what is no name. */
export function parseStaffName(text: string): string | null {
  return parseName(text, STAFF_LIMITS.longestName);
}

/** As a member calls one of their passkeys, by the same rules. */
export function parsePasskeyName(text: string): string | null {
  return parseName(text, STAFF_LIMITS.longestPasskeyName);
}

function parseName(text: string, longest: number): string | null {
  const name = text.trim();
  const isRight = [...name].length <= longest && /[\p{L}\p{N}]/u.test(name);
  return isRight ? name : null;
}
