// Identity: who the person is; the host app knows, the gateway only verifies.
import type { Result } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Role } from '../domain/staff/permissions.ts';

export type Person = {
  /** Pairwise pseudonymous subject: all that sessions and venues ever see. */
  readonly personId: string;
  readonly expiresAtMs: number;
  /** Of somebody who signed in at this gateway itself: by which sign-in, and when its passkey was touched. */
  readonly signIn?: { readonly signInId: string; readonly touchedAtMs: number };
};

export type IdentityRefusal =
  /** `person` is given when the signature held and only time ran out: enough to stop one's own session. */
  { readonly code: 'identity.expired'; readonly person: Person } | { readonly code: 'identity.invalid' };

/** What can be known of a browser that shows no token. */
export type Visitor = {
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly knownAs: string | null;
  /** It brought back a cookie of ours: a browser that will keep what it is given, and no program that looks once. */
  readonly isReturning: boolean;
};

export type Identity = {
  verify(token: string): Promise<Result<Person, IdentityRefusal>>;
  /** The host app already knows this visitor: a token for it, or null. Never asks anything of the person. */
  recognise(visitor: Visitor): Promise<string | null>;
  /**
   * Another token in place of an older one of the same sign-in, while that is fresh; null: this one stays. Only where the gateway
   * itself signs persons in.
   */
  renew?(token: string): Promise<string | null>;
  /** Where a person signs in who is not recognised; `return` is appended. null when there is no such page. */
  readonly signInPath: string | null;
};

/** Somebody of the staff, for one tenant: who did it, in what is written down. */
export type Operator = { readonly operatorId: string; readonly tenantId: string };

/** The same with the role that says what they may do (domain/staff/permissions.ts). */
export type StaffMember = Operator & { readonly role: Role };

export type OperatorIdentity = {
  verify(token: string): Promise<Result<StaffMember, Rejection>>;
  /** The same, and does not count as use: an open page alone keeps nobody signed in. */
  look(token: string): Promise<Result<StaffMember, Rejection>>;
};
