// Passkey shape: the words that each language has for a form with a passkey, and around staff who come with one.
import type { RejectionTexts } from './shape.ts';

export type PasskeyWords = {
  readonly what: string;
  /** Shown by the script, one at a time, by what the device answered. */
  readonly unsupported: string;
  readonly cancelled: string;
  readonly known: string;
  readonly failed: string;
  readonly offline: string;
  readonly noScript: string;
};

export type PasskeyRejections = Pick<
  RejectionTexts,
  'passkey.refused' | 'passkey.person-unchecked' | 'passkey.unknown' | 'passkey.challenge-expired'
>;

export type InvitationRejections = Pick<
  RejectionTexts,
  | ('set-up.done' | 'set-up.link-wrong' | 'staff.unknown' | 'staff.last-owner')
  | ('staff-link.unknown' | 'staff-link.used' | 'staff-link.expired')
  | ('invitation.unknown' | 'invitation.used' | 'invitation.expired' | 'invitation.revoked' | 'invitation.too-many')
>;
