// Rules of the host wallet's interface, one sentence each: the published document states them, and the conformance kit checks them.

export const HOST_RULES = {
  'W-01': 'A hold is placed as asked: the answer repeats key, hold, amount and currency.',
  'W-02': 'The same key with the same body is the same operation, also when many come at once.',
  'W-03': 'The same key with another body is refused as key_reuse_mismatch, and changes nothing.',
  'W-04': 'Every answer is signed, for the very request that it answers.',
  'W-05': 'A request without a signature, with a changed body, by an unknown key or of another time is refused with 401.',
  'W-06': 'An increment goes to an absolute total, once per key.',
  'W-07': 'A capture takes at most what is held and releases the rest.',
  'W-08': 'A hold is captured once; a second capture is already_captured.',
  'W-09': 'A void releases; voiding again is done; a capture afterwards is already_voided.',
  'W-10': 'A void is sticky: a hold whose key arrives after its void is already_voided.',
  'W-11': 'What is captured cannot be voided: already_captured.',
  'W-12': 'A refund goes to a cumulative total, once per key, never above what was captured.',
  'W-13': 'An act in another currency than the hold is refused as currency_mismatch.',
  'W-14': 'A capture of an unknown hold is refused as hold_not_found.',
  'W-15': 'GET /operations/{opKey} tells any operation as it was answered; an unknown key is not_found.',
  'W-16': 'GET /operations lists everything since a moment, oldest first, in pages.',
  'W-17': 'An amount that is zero, negative, a fraction, a text or beyond 2^53 is refused, and holds nothing.',
  'W-18': 'A token that was narrowed to one operation places no other hold.',
} as const;
export type HostRule = keyof typeof HOST_RULES;
