// Rejections: every refusal that a person, an operator or a host app may meet; codes are stable, facts are data.
import type { DeviceCode } from '#protocol';
import type { Minor } from './money.ts';

export type Rejection =
  | { readonly code: 'code.not-ours' }
  | { readonly code: 'code.replaced' }
  | { readonly code: 'ticket.invalid' | 'ticket.expired' | 'ticket.used' }
  | { readonly code: 'offer.changed' }
  | { readonly code: 'object.unknown' }
  | { readonly code: 'object.out-of-service' }
  | { readonly code: 'object.busy' }
  | { readonly code: 'tariff.missing' }
  | { readonly code: 'device.offline'; readonly lastSeenAtMs: number | null }
  | { readonly code: 'device.refused'; readonly deviceCode: DeviceCode }
  | { readonly code: 'wallet.funds-insufficient'; readonly shortfallMinor: Minor; readonly currency: string }
  | { readonly code: 'wallet.currency-mismatch'; readonly currency: string }
  | { readonly code: 'session.unknown' }
  | { readonly code: 'session.not-running'; readonly state: string }
  | { readonly code: 'receipt.not-yet'; readonly state: string }
  | { readonly code: 'control.unknown'; readonly control: string }
  | { readonly code: 'control.value-refused'; readonly control: string }
  | { readonly code: 'order.item-unknown'; readonly itemId: string }
  | { readonly code: 'order.exceeds-hold'; readonly leftMinor: Minor; readonly currency: string }
  | { readonly code: 'order.not-offered' }
  /** Its command would not fit into one message to the printer (FP-24). */
  | { readonly code: 'order.too-large'; readonly limitBytes: number }
  | { readonly code: 'call.not-offered' }
  | { readonly code: 'stay.not-paired' }
  | { readonly code: 'stay.unknown' }
  | { readonly code: 'stay.code-wrong'; readonly attemptsLeft: number }
  | { readonly code: 'stay.locked' }
  | { readonly code: 'stay.taken' }
  | { readonly code: 'identity.missing' | 'identity.expired' | 'identity.invalid' }
  | { readonly code: 'idempotency.key-missing' }
  | { readonly code: 'idempotency.key-reused' }
  | { readonly code: 'request.malformed'; readonly at: string; readonly problem: string }
  | { readonly code: 'request.too-large'; readonly limitBytes: number }
  | { readonly code: 'request.unsupported-type' }
  | { readonly code: 'request.not-found' }
  | { readonly code: 'request.method-refused' }
  | { readonly code: 'origin.refused' }
  | { readonly code: 'system.unavailable'; readonly retryAfterS: number }
  | { readonly code: 'system.failed' };

export type RejectionCode = Rejection['code'];
