// People schemas: what joining, claims, the wallet and the staff take and give, as the values that validate and describe them.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN } from '#protocol';
import { CLAIM_REASONS, CLAIM_RULES } from '../../domain/correction/claim.ts';
import type { Corrections } from '../../domain/correction/corrections.ts';
import type { TopUpView } from '../../domain/ledger/top-up-decide.ts';
import { WALLET_NAMES, WALLET_REFUSALS } from '../../domain/wallet/wallet-operation.ts';
import type { OpenMatters } from '../../operator/list-open-matters.ts';

const id = z.string().regex(ID_PATTERN);
const minor = z.int();
const currency = z.string().regex(/^[A-Z]{3}$/);
const instant = z.iso.datetime();
/** A whole number that is exact in JSON, and never below nothing. */
const amount = z.int().min(0);
export const reason = z.string().trim().min(1).max(200).openapi({ description: 'Why; kept in the audit.' });

// ----------------------------------------------------------------------------------------------------------------- asked

export const guestParams = z.object({ id, guest: id });
export const joinBody = z.strictObject({
  ticket: z
    .string()
    .max(4_096)
    .regex(/^[A-Za-z0-9._-]+$/),
  tariffHash: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .openapi({ description: 'Hash of the tariff that the person saw.' }),
});
export const claimBody = z.strictObject({
  rule: z.enum(CLAIM_RULES).openapi({
    description:
      'never-opened, opened-late (from the tap on Start to the unlocking), offline-at-stop (billed past Stop), not-my-object. ' +
      'Each is checked against what the device signed and the gateway dated; nothing that the phone says counts.',
  }),
});
export const topUpBody = z.strictObject({ amountMinor: z.int().min(1), currency });
export const topUpParams = z.object({ id });
export const walletParams = z.object({ wallet: z.string().regex(/^[a-z]{1,16}$/) });
export const sessionOnly = z.object({ id });
export const refundBody = z.strictObject({
  totalMinor: amount.openapi({
    description: 'What this payer shall have got back of the session in all: the same request twice gives once.',
  }),
  payerId: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/)
    .optional()
    .openapi({ description: 'Whoever started the session, unless a guest is named.' }),
  reason,
});
export const claimParams = z.object({ id });
export const answerClaimBody = z.strictObject({
  totalMinor: amount.openapi({ description: 'What the claimant shall have got back of the session in all; 0 refuses.' }),
  reason,
});
export const owedParams = z.object({ id, refund: id });
export const waiveParams = z.object({ id, hold: id });
export const reasonBody = z.strictObject({ reason });
export const unlockBody = z.strictObject({
  reason,
  pairingCode: z
    .string()
    .regex(/^[0-9]{6,8}$/)
    .optional()
    .openapi({ description: "Fresh digits, once the room's screen shows them; without it the old ones stay." }),
});
export const objectOnly = z.strictObject({ id: z.string().min(1).max(64) });

// -------------------------------------------------------------------------------------------------------------- answered

export const joined = z
  .object({
    sessionId: id,
    guestId: id,
    state: z.enum(['asked', 'joining', 'joined', 'refused', 'left']),
  })
  .openapi('Joining');
export const guestAnswered = z.object({ sessionId: id, guestId: id, letIn: z.boolean() }).openapi('GuestAnswered');

export const claimAnswer = z
  .object({
    claimId: id,
    sessionId: id,
    rule: z.enum(CLAIM_RULES),
    verdict: z.enum(['granted', 'refused', 'for-a-person']),
    because: z.enum(CLAIM_REASONS),
    refundedMinor: minor.openapi({ description: 'Given back by this claim.' }),
  })
  .openapi('Claim');

export const corrections = z
  .object({
    sessionId: id,
    currency,
    paidMinor: minor,
    refundedMinor: minor,
    refunds: z.array(
      z.object({
        refundId: id,
        amountMinor: minor,
        state: z
          .enum(['pending', 'done', 'owed'])
          .openapi({ description: 'owed: the wallet refused it, and it comes by other means.' }),
        by: z.enum(['claim', 'operator', 'review']),
        at: instant,
      }),
    ),
    claims: z.array(
      z.object({
        claimId: id,
        rule: z.enum(CLAIM_RULES),
        verdict: z.enum(['granted', 'refused', 'for-a-person']),
        because: z.enum(CLAIM_REASONS),
        answered: z.boolean(),
        at: instant,
      }),
    ),
    claimable: z.object({ rules: z.array(z.enum(CLAIM_RULES)), until: instant }).nullable(),
    owedMinor: minor,
  })
  .openapi('Corrections') satisfies z.ZodType<Corrections>;

export const topUpView = z
  .object({
    topUpId: id,
    state: z.enum(['pending', 'action', 'done', 'refused']).openapi({
      description: 'action: the person must do something at `actionUrl` first. done: it is in the balance.',
    }),
    amountMinor: minor,
    currency,
    actionUrl: z.string().nullable(),
    refusal: z.enum(WALLET_REFUSALS).nullable(),
  })
  .openapi('TopUp') satisfies z.ZodType<TopUpView, unknown>;

export const purse = z
  .object({
    currency,
    availableMinor: minor.nullable().openapi({ description: 'null: the wallet is elsewhere, and shows its balance itself.' }),
    heldMinor: minor.nullable().openapi({ description: 'null: as above.' }),
    wallet: z
      .enum(WALLET_NAMES)
      .openapi({ description: 'ledger: with us. Others: elsewhere, and its balance is not ours to see.' }),
    owed: z.array(z.object({ currency, minor })).openapi({ description: 'To be paid before anything can be started again.' }),
    topUp: z.object({ leastMinor: minor, mostMinor: minor }).nullable(),
  })
  .openapi('Wallet');

export const owedPayment = z.object({ askedWallet: z.int(), paidFromBalance: z.boolean() }).openapi('OwedPayment');

export const refundAnswer = z
  .object({
    sessionId: id,
    payerId: z.string(),
    currency,
    capturedMinor: minor,
    refundedMinor: minor,
    refunds: z.array(z.object({ refundId: id, state: z.enum(['pending', 'done', 'owed']), amountMinor: minor })),
  })
  .openapi('Refund');

export const openMatters = z
  .object({
    claims: z.array(
      z.object({
        claimId: id,
        sessionId: id,
        objectId: id,
        objectName: z.string(),
        personId: z.string(),
        rule: z.string(),
        because: z.string(),
        currency,
        paidMinor: minor.openapi({ description: 'What they paid for the session, less what they have got back.' }),
        at: instant,
      }),
    ),
    reviews: z.array(z.object({ sessionId: id, objectId: id, because: z.string(), dueAt: instant })),
    owedRefunds: z.array(
      z.object({
        refundId: id,
        sessionId: id,
        payerId: z.string(),
        amountMinor: minor,
        currency,
        reason: z.string(),
        at: instant,
      }),
    ),
    disputes: z.array(
      z.object({
        opKey: z.string(),
        sessionId: id.nullable(),
        amountMinor: minor,
        currency,
        state: z.enum(['open', 'won', 'lost']),
        at: instant,
      }),
    ),
    owed: z.array(z.object({ holdId: id, sessionId: id, payerId: z.string(), amountMinor: minor, currency, at: instant })),
    mails: z.array(
      z.object({
        messageId: z.string(),
        kind: z.string(),
        sessionId: id,
        state: z.string(),
        cause: z.string().nullable(),
        attempts: z.int(),
        at: instant,
      }),
    ),
    labels: z.array(
      z.object({
        alertId: id,
        tagId: z.string(),
        objectId: z.string().nullable(),
        reasons: z.array(z.enum(['silent', 'elsewhere', 'ended'])).readonly(),
        at: instant,
      }),
    ),
    money: z.array(z.object({ what: z.string(), subjectId: z.string(), facts: z.record(z.string(), z.string()), at: instant })),
  })
  .openapi('OpenMatters') satisfies z.ZodType<OpenMatters>;
