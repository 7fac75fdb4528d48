// English around a passkey: what a page says when the device makes none or shows none, and the refusals of its answer.
import type { PasskeyRejections, PasskeyWords } from './passkey-shape.ts';

export const enPasskey: PasskeyWords = {
  what: 'A passkey is kept by this device or your password manager; your fingerprint, face or PIN opens it. There is no password.',
  unsupported:
    'This browser cannot use passkeys here. Open this page in Chrome, Safari, Edge or Firefox on your phone or computer, at its https address.',
  cancelled:
    'Nothing was sent: the device was not asked to the end, or has no passkey for this place. Press again, or use the device on which you made it.',
  known: 'This device has a passkey for this already. Sign in with it.',
  failed: 'The device could not do it. Set a screen lock on it, or use another device, and press again.',
  offline: 'We could not be reached. Look at your connection and press again.',
  noScript: 'Passkeys need JavaScript. Switch it on for this page and load it again.',
};

export const enPasskeyRejections: PasskeyRejections = {
  'passkey.refused': {
    title: 'This passkey was not accepted',
    detail: 'What the device sent does not prove that you hold the passkey. Nothing was changed.',
    step: 'Try again, or use the device on which you made it',
  },
  'passkey.person-unchecked': {
    title: 'The device did not look who you are',
    detail: 'A passkey counts only after a fingerprint, face or PIN. Nothing was changed.',
    step: 'Set a screen lock or a PIN for the key, and try again',
  },
  'passkey.unknown': {
    title: 'We do not know this passkey',
    detail: 'It was never used here, or was taken away. You are not signed in.',
    step: 'Choose another passkey, or ask whoever let you in for a new invitation',
  },
  'passkey.challenge-expired': {
    title: 'That took too long',
    detail: 'An answer counts once, and for five minutes. Nothing was changed.',
    step: 'Try again',
  },
};
