// Receipts: the bill as it was issued, byte for byte, and the public keys that its proof is checked with.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { jwkSet, receipt, sessionParams } from './schemas.ts';

/** RFC 7517 §8.5.2. */
export const JWK_SET_TYPE = 'application/jwk-set+json';
const RECEIPT_PATH = '/api/v1/sessions/{id}/receipt';

export function addReceipts(app: App, deps: RouteDeps): void {
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
