// Claims: "something wrong?" in one tap, and all that came after a receipt.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { claimAnswer, claimBody, corrections } from './people-schemas.ts';
import { sessionParams } from './schemas.ts';

const tag = 'Receipt';
export const CLAIMS_PATH = '/api/v1/sessions/{id}/claims';

export function addClaims(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: CLAIMS_PATH,
      tag,
      summary: 'Something was wrong',
      description: 'Decided at once from signed facts; what they agree with is given back in the same moment. Once per rule.',
      who: 'person',
      isKeyed: true,
      params: sessionParams,
      body: claimBody,
      answers: { 201: { description: 'Decided, or left to a person.', schema: claimAnswer } },
      refusals: ['session.unknown', 'claim.not-yet', 'claim.too-late', 'claim.made', 'refund.under-way'],
    },
    async ({ keyed, params, body }) => {
      const claimed = await deps.steps.claimRefund({ ...keyed, ...body, sessionId: params.id });
      return claimed.ok ? ok(claimed.value) : claimed;
    },
  );
  addApiRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/sessions/{id}/corrections',
      tag,
      summary: 'What came after the receipt',
      description: 'The receipt itself never changes.',
      who: 'owner',
      params: sessionParams,
      answers: { 200: { description: 'Refunds, claims, and what is still owed.', schema: corrections } },
      refusals: ['session.unknown'],
    },
    async ({ personId, params }) => {
      const found = await deps.steps.readCorrections({ sessionId: params.id, personId });
      return found.ok ? ok({ status: 200, body: found.value }) : found;
    },
  );
}
