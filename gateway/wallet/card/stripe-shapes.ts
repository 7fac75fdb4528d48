// Stripe shapes: the part of the provider's objects that is believed, and nothing of another shape.
import { z } from 'zod';

const currency = z
  .string()
  .regex(/^[a-z]{3}$/)
  .transform((code) => code.toUpperCase());
const amount = z.int().min(0);
const metadata = z.record(z.string(), z.string());

const failure = z.object({ code: z.string().nullish(), decline_code: z.string().nullish() });
const card = z.object({ capture_before: z.int().nullish() });
const latestPayment = z.object({ payment_method_details: z.object({ card: card.nullish() }).nullish() });

export const intentShape = z.object({
  object: z.literal('payment_intent'),
  id: z.string().regex(/^pi_[A-Za-z0-9_]{1,100}$/),
  amount,
  amount_capturable: amount,
  amount_received: amount,
  currency,
  status: z.string(),
  created: z.int(),
  metadata,
  cancellation_reason: z.string().nullish(),
  last_payment_error: failure.nullish(),
  next_action: z.object({ type: z.string(), redirect_to_url: z.object({ url: z.string().nullable() }).nullish() }).nullish(),
  latest_charge: z.union([z.string(), latestPayment]).nullish(),
});
export type Intent = z.output<typeof intentShape>;

export const refundShape = z.object({
  object: z.literal('refund'),
  id: z.string().regex(/^(re|pyr)_[A-Za-z0-9_]{1,100}$/),
  amount,
  currency,
  created: z.int(),
  status: z.string().nullable(),
  payment_intent: z.string().nullish(),
  metadata: metadata.nullish(),
});
export type Refund = z.output<typeof refundShape>;

const pageOf = <S extends z.ZodType>(entry: S) =>
  z.object({ object: z.literal('list'), data: z.array(entry), has_more: z.boolean() });
export const intentPage = pageOf(intentShape);
export const refundPage = pageOf(refundShape);

export const disputeShape = z.object({
  object: z.literal('dispute'),
  id: z.string(),
  amount,
  currency,
  status: z.string(),
  payment_intent: z.string().nullish(),
});

export const eventShape = z.object({
  object: z.literal('event'),
  id: z.string().max(255),
  type: z.string(),
  data: z.object({ object: z.unknown() }),
});

/** What we write on each of our intents and refunds: by it an operation is found again. */
export const NOTES = {
  opKey: 'unlatch_operation',
  kind: 'unlatch_kind',
  holdId: 'unlatch_hold',
  sessionId: 'unlatch_session',
  /** Which gateway asked, and who paid in: what a restored database has forgotten. */
  installation: 'unlatch_installation',
  payerId: 'unlatch_payer',
  /** Keys of the capture and of the latest increment; and the cumulative total that a refund goes to. */
  captureKey: 'unlatch_capture',
  incrementKey: 'unlatch_increment',
  totalMinor: 'unlatch_total',
} as const;
