// Messages of the host wallet's HTTP interface: the values that check what is heard and from which its OpenAPI is written.
import { z } from 'zod';
import { OPERATION_KINDS, WALLET_REFUSALS } from '../../domain/wallet/wallet-operation.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';

const opKey = z
  .string()
  .regex(/^[A-Za-z0-9_:-]{1,200}$/)
  .describe('Name of an operation for ever: the same key is the same operation.');
const id = z.string().regex(/^[A-Za-z0-9_-]{1,48}$/);
const payer = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const currency = z.string().regex(/^[A-Z]{3}$/);
const installation = id.optional().describe('Which gateway asks, where one wallet serves several: keep it, and list it again.');
const positive = z.int().min(1).describe('Whole minor units of the currency.');
const amount = z.int().min(0).describe('Whole minor units of the currency.');
const instant = z.iso.datetime();
const walletRef = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/)
  .describe("The wallet's own name of it.");

// ----------------------------------------------------------------------------------------------------------------- asked

const asked = { opKey, holdId: id, currency };
export const holdRequest = z.strictObject({ holdId: id, sessionId: id, payer, amountMinor: positive, currency, installation });
export const incrementRequest = z.strictObject({ ...asked, totalMinor: positive });
export const captureRequest = z.strictObject({ ...asked, amountMinor: positive });
export const voidRequest = z.strictObject(asked);
export const recaptureRequest = z.strictObject({ ...asked, payer, amountMinor: positive });
export const refundRequest = z.strictObject({ ...asked, totalMinor: positive });
export const topUpRequest = z.strictObject({ payer, amountMinor: positive, currency, installation });

// ---------------------------------------------------------------------------------------------------------------- answered

const facts = {
  opKey,
  kind: z.enum(OPERATION_KINDS),
  holdKey: opKey.nullable().describe('Key of the hold that it is about; of a hold its own key, of a top-up null.'),
  holdId: id.nullable(),
  walletRef,
  amountMinor: amount.describe('Held in total, captured, refunded in total, or received; 0 for a void.'),
  currency,
  at: instant,
  installation: installation.describe('As it was asked for with; of a hold or a top-up.'),
  payer: payer.optional().describe('Whose money it is; of a hold or a top-up.'),
};
export const operation = z.discriminatedUnion('state', [
  z.object({ ...facts, state: z.literal('done'), expiresAt: instant.nullable().describe('When a hold ends by itself.') }),
  z.object({ ...facts, state: z.literal('pending') }),
  z.object({ ...facts, state: z.literal('action'), actionUrl: z.string().max(2_048), expiresAt: instant }),
  z.object({ ...facts, state: z.literal('refused'), code: z.enum(WALLET_REFUSALS), retry: z.boolean() }),
]);
export type HostOperation = z.output<typeof operation>;

export const operationList = z.object({
  operations: z.array(operation).max(100),
  next: z.string().max(200).nullable().describe('Cursor of the next page; null when there is none.'),
});

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum([...WALLET_REFUSALS, 'not_found']),
  retry: z.boolean().describe('True: not remembered under the key, and another moment may differ. False: final.'),
  opKey: opKey.nullable().describe('The operation that was refused; null when the request named none.'),
});

// ------------------------------------------------------------------------------------------------------------------ events

const eventFacts = { eventId: id, at: instant };
const moneyEvent = <Name extends string>(name: Name) =>
  z.object({ ...eventFacts, event: z.literal(name), opKey, amountMinor: positive, currency });
export const walletEvent = z.discriminatedUnion('event', [
  z.object({ ...eventFacts, event: z.literal('operation'), operation }),
  z.object({ ...eventFacts, event: z.literal('hold-released'), opKey, reason: z.enum(['expired', 'voided']) }),
  moneyEvent('dispute-opened'),
  moneyEvent('dispute-won'),
  moneyEvent('dispute-lost'),
  moneyEvent('refunded-elsewhere'),
  moneyEvent('top-up-reversed'),
]);

// ------------------------------------------------------------------------------------------------------------------- token

export const tokenAnswer = z.object({
  access_token: z
    .string()
    .regex(/^[A-Za-z0-9._~+/=-]{1,8192}$/)
    .describe('Good for the one operation that the scope names.'),
  issued_token_type: z.literal('urn:ietf:params:oauth:token-type:access_token'),
  token_type: z.string().regex(/^[Bb][Ee][Aa][Rr][Ee][Rr]$/),
  /** Longer, and it would outlive the one operation that it was narrowed to. */
  expires_in: z
    .int()
    .min(1)
    .max(WALLET_LIMITS.grantLifetimeMs / 1000),
});
export const tokenError = z.object({ error: z.string().max(64) });
