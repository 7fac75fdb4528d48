// Stable words of the wire: what a device answers, and why a signed message is not believed.

/** Status of a command's result; `accepted` means "will try", never "done". */
export const RESULT_STATUSES = ['accepted', 'in_progress', 'succeeded', 'failed', 'rejected', 'expired'] as const;
export type ResultStatus = (typeof RESULT_STATUSES)[number];

/** Codes a device may give (FP-10); firmware must not invent others. */
export const DEVICE_CODES = [
  'OK',
  'DUPLICATE',
  'BUSY',
  'EXPIRED',
  'REPLAY',
  'STALE_BOOT',
  'BAD_SIG',
  'UNKNOWN_KEY',
  'WRONG_DEVICE',
  'UNSUPPORTED',
  'BAD_PARAM',
  'BAD_STATE',
  'ALREADY',
  'HW_FAULT',
  'JAMMED',
  'LOW_BATTERY',
  'OCCUPIED',
  'RESERVED',
  'SAFETY',
  'LOCAL_OVERRIDE',
  'RATE_LIMIT',
  'INTERNAL',
] as const;
export type DeviceCode = (typeof DEVICE_CODES)[number];

/** Why a signed message is not believed, in the order of the checks (FP-07). */
export type SignatureRefusal =
  | { readonly code: 'signature.malformed' }
  | { readonly code: 'signature.unknown-key'; readonly kid: string }
  | { readonly code: 'signature.invalid'; readonly kid: string }
  | { readonly code: 'signature.wrong-type'; readonly typ: string };
