// Catalogue: every check in the order in which it is made, and the rules that no check asks about.
import type { Check } from '../check.ts';
import { ACT_CHECKS } from './acts.ts';
import { COMMAND_CHECKS } from './commands.ts';
import { CONNECTION_CHECKS } from './connections.ts';
import { EMERGENCY_CHECKS } from './emergencies.ts';
import { GREETING_CHECKS } from './greeting.ts';
import { JOURNAL_CHECKS } from './journal.ts';
import { KEY_CHECKS } from './keys.ts';
import { LEASE_CHECKS } from './leases.ts';
import { PAYLOAD_CHECKS } from './payloads.ts';
import { SIGNATURE_CHECKS } from './signatures.ts';

export const CHECKS: readonly Check[] = [
  ...PAYLOAD_CHECKS,
  ...GREETING_CHECKS,
  ...SIGNATURE_CHECKS,
  ...COMMAND_CHECKS,
  ...LEASE_CHECKS,
  ...JOURNAL_CHECKS,
  ...CONNECTION_CHECKS,
  ...ACT_CHECKS,
  ...EMERGENCY_CHECKS,
  ...KEY_CHECKS,
];

/** Why a rule of the contract has no check here; a test holds this list and the checks against the contract. */
export const UNCHECKED: { readonly [rule: string]: string } = {
  'FP-12': 'it binds the gateway: a device sees repeats, which FP-13 is about',
  'FP-28': 'a device that is under test has its name already, and the credential of the test opens no claim',
  'FP-33': 'what it asks for is light and sound, and a button that a hand presses: neither has an answer on the wire',
  'FP-34': 'what a display shows is for eyes: no message carries it back',
};
