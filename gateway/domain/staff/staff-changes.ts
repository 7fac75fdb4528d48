// Staff changes: what a commit may write of staff - the first start, members, passkeys, sign-ins, invitations, links - and answered challenges.
import type { PasskeyRecord, SpentChallenge } from '../passkey/passkey.ts';
import type { Invitation, StaffLink, StaffRecord, StaffSignIn } from './staff.ts';

export type StaffChange =
  /** A tenant that is new, by the one first start; refused by `set_up_once` when there was one. */
  | { readonly change: 'tenant-set-up'; readonly tenantId: string; readonly name: string; readonly atMs: number }
  /** Serializes what is decided by all staff of a tenant: its count must be this, else `staff_version`. */
  | { readonly change: 'staff-counted'; readonly tenantId: string; readonly fromVersion: number }
  /** Version 1 is new; else the row must be active and have `staff.version - 1`; else `staff_version`. */
  | { readonly change: 'staff-changed'; readonly staff: StaffRecord }
  /** Refused by `staff_passkey` when any member has one of this credential. */
  | { readonly change: 'staff-passkey-added'; readonly passkey: PasskeyRecord }
  /** Compare-and-set: it must be there, with `fromCounter`; else `staff_passkey`. */
  | { readonly change: 'staff-passkey-used'; readonly passkey: PasskeyRecord; readonly fromCounter: number }
  | { readonly change: 'staff-passkeys-removed'; readonly staffId: string }
  /** Only one of this member's; else `staff_passkey`. */
  | {
      readonly change: 'staff-passkey-named';
      readonly staffId: string;
      readonly credentialId: string;
      readonly name: string | null;
    }
  /** Only one of this member's; else `staff_passkey`. The sign-ins that began with it end. */
  | { readonly change: 'staff-passkey-removed'; readonly staffId: string; readonly credentialId: string }
  /** Takes the place of the member's link before it. */
  | { readonly change: 'staff-link-written'; readonly link: StaffLink }
  /** Compare-and-set: unused until now; else `staff_link`. */
  | { readonly change: 'staff-link-used'; readonly tokenHash: string; readonly atMs: number }
  /** Sign-ins of this member that are over are forgotten with it. */
  | { readonly change: 'staff-signed-in'; readonly signIn: StaffSignIn }
  | { readonly change: 'staff-seen'; readonly tokenHash: string; readonly atMs: number }
  /** This sign-in of the member; null: all of them. */
  | { readonly change: 'staff-signed-out'; readonly staffId: string; readonly tokenHash: string | null }
  /** Version 1 is new; else the row must be open and have `invitation.version - 1`; else `invitation_version`. */
  | { readonly change: 'invitation-changed'; readonly invitation: Invitation }
  /** Of staff and persons: refused by `passkey_challenge` when it was answered before. */
  | { readonly change: 'passkey-challenge-spent'; readonly spent: SpentChallenge };
