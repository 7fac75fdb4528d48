// Change order: foreign keys are checked row by row, so that what others refer to is written first.
import type { Change } from '../domain/changes.ts';

const LATER: { readonly [C in Change['change']]?: number } = {
  'session-created': -1,
  'tenant-set-up': -1,
  // After their member.
  'staff-passkey-added': 1,
  'staff-signed-in': 1,
  'staff-link-written': 1,
  'staff-passkey-named': 2,
  // After its account.
  'account-passkey-added': 1,
  'account-signed-in': 1,
  'terms-accepted': 1,
  'order-placed': 1,
  'operation-added': 1,
  'uncollected-noted': 1,
  'refund-noted': 1,
  'participant-changed': 1,
  'audit-sealed': 1,
  'credential-changed': 1,
  'payout-made': 1,
  'receipt-numbered': 1,
  'receipt-addressed': 1,
  // After its batch.
  'label-issued': 1,
  'order-decided': 2,
  'presence-spent': 1,
  'start-without-presence': 1,
  'display-code-used': 1,
  // Once the one before it has made room.
  'credential-added': 2,
  'operation-attempted': 2,
  'operation-noted': 2,
  'operation-resolved': 2,
  'uncollected-resolved': 2,
  'uncollected-lowered': 2,
  'refund-resolved': 2,
};
const rank = (change: Change): number => LATER[change.change] ?? 0;

/** A session first, what refers to other rows after them; else as the list has it. */
export const inReferenceOrder = (changes: readonly Change[]): readonly Change[] =>
  [...changes].sort((one, other) => rank(one) - rank(other));
