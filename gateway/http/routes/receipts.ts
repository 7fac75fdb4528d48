// Receipts: the bill as it was issued, byte for byte, and the public keys that its proof is checked with.
import { z } from '@hono/zod-openapi';
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { jwkSet, receipt, sessionParams } from './schemas.ts';

/** RFC 7517 §8.5.2. */
export const JWK_SET_TYPE = 'application/jwk-set+json';
const RECEIPT_PATH = '/api/v1/sessions/{id}/receipt';

const expenseAnswer = z
  .object({
    number: z
      .string()
      .nullable()
      .openapi({ description: 'Running number per venue and year; null only while none can be stored.' }),
    seller: z.object({ name: z.string(), vatNumber: z.string(), address: z.string() }),
    company: z.string().nullable(),
  })
  .openapi('ExpenseReceipt');
/** No pattern: readers of JSON Schema do not agree on Unicode classes. */
export const addresseeBody = z.strictObject({
  company: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .refine((name) => !/\p{Cc}/u.test(name), 'one line, without control characters')
    .openapi({ description: 'One line, as it will stand on the paper.' }),
});

/** What makes a receipt good for expenses; only where the venue has said who sells. */
function addExpense(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${RECEIPT_PATH}/expense`,
      tag: 'Receipt',
      summary: 'Number, seller and addressee',
      who: 'owner',
      params: sessionParams,
      answers: { 200: { description: 'What a tax office wants to see beside the receipt.', schema: expenseAnswer } },
      refusals: ['session.unknown', 'receipt.not-yet', 'receipt.not-for-expenses'],
    },
    async ({ personId, params }) => {
      const found = await deps.steps.readExpenseReceipt({ sessionId: params.id, personId });
      return found.ok ? ok({ status: 200, body: found.value.expense }) : found;
    },
  );
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${RECEIPT_PATH}/addressee`,
      tag: 'Receipt',
      summary: 'Make it out to a company',
      description: 'Once and for good; the same name again is no second wish, so it needs no key.',
      who: 'person',
      params: sessionParams,
      body: addresseeBody,
      answers: { 200: { description: 'As it now stands.', schema: expenseAnswer } },
      refusals: ['session.unknown', 'receipt.not-yet', 'receipt.not-for-expenses', 'receipt.made-out-already'],
    },
    async ({ personId, params, body }) => {
      const made = await deps.steps.addressReceipt({ sessionId: params.id, personId, company: body.company });
      return made.ok ? ok({ status: 200, body: made.value }) : made;
    },
  );
}

export function addReceipts(app: App, deps: RouteDeps): void {
  addExpense(app, deps);
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: RECEIPT_PATH,
      tag: 'Receipt',
      summary: 'The receipt',
      who: 'owner',
      params: sessionParams,
      answers: { 200: { description: 'The text as issued; it never changes.', schema: receipt } },
      refusals: ['session.unknown', 'receipt.not-yet'],
    },
    async ({ personId, params }) => {
      const found = await deps.steps.readReceipt({ sessionId: params.id, personId });
      return found.ok ? ok({ status: 200, body: found.value.json }) : found;
    },
  );
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${RECEIPT_PATH}/keys`,
      tag: 'Receipt',
      summary: "Public keys of the receipt's proof",
      description: 'Save it beside the receipt: `unlatch receipt verify <receipt> --keys <this>`.',
      who: 'owner',
      params: sessionParams,
      answers: { 200: { description: 'Keys of tag, commands and device.', schema: jwkSet, type: JWK_SET_TYPE } },
      refusals: ['session.unknown', 'receipt.not-yet'],
    },
    async ({ personId, params }) => {
      const keys = await deps.steps.receiptKeys({ sessionId: params.id, personId });
      return keys.ok ? ok({ status: 200, body: keys.value, type: JWK_SET_TYPE }) : keys;
    },
  );
}
