// Operator: what staff may do over HTTP - see what waits for them, refund, answer claims, end reviews, note what was paid by hand.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorEmergency } from './operator-emergency.ts';
import { addOperatorPlaces } from './operator-places.ts';
import { addOperatorPresence } from './operator-presence.ts';
import { addOperatorRoute } from './operator-route.ts';
import {
  answerClaimBody,
  claimParams,
  objectOnly,
  openMatters,
  owedParams,
  reasonBody,
  refundAnswer,
  refundBody,
  sessionOnly,
  unlockBody,
  waiveParams,
} from './people-schemas.ts';
import { actAnswer } from './schemas.ts';

const BASE = '/api/v1/operator';
/** Why money is not given back, whoever wants it to be. */
const REFUND_REFUSALS = [
  ...(['refund.not-captured', 'refund.exceeds-captured', 'refund.already-given', 'refund.under-way'] as const),
  ...(['refund.disputed', 'refund.too-old', 'refund.payable-short'] as const),
] as const;

function addRefunds(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/sessions/{id}/refunds`,
      act: 'money.refund',
      summary: 'Refund a payer',
      description:
        'Up to a total, never above what was captured, and only to whoever paid; written to the audit with its reason.',
      params: sessionOnly,
      body: refundBody,
      answer: { status: 201, description: 'Given back, or asked of the wallet elsewhere.', schema: refundAnswer },
      refusals: ['session.unknown', ...REFUND_REFUSALS],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.refundSession({
        ...keyed,
        operator,
        sessionId: params.id,
        payerId: body.payerId ?? null,
        totalMinor: BigInt(body.totalMinor),
        reason: body.reason,
      }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/sessions/{id}/refunds/{refund}/paid`,
      act: 'money.refund',
      summary: 'An owed refund was paid by other means',
      params: owedParams,
      body: reasonBody,
      answer: { status: 201, description: 'Off the list of what is owed.', schema: actAnswer },
      refusals: ['session.unknown', 'refund.unknown'],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.payOwedRefund({
        ...keyed,
        operator,
        sessionId: params.id,
        refundId: params.refund,
        reason: body.reason,
      }),
  );
}

function addWaiver(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/sessions/{id}/owed/{hold}/waive`,
      act: 'money.waive',
      summary: 'Let a payer off what could not be collected',
      description: 'They may start again; nobody is credited. Not while the wallet is being asked for it.',
      params: waiveParams,
      body: reasonBody,
      answer: { status: 201, description: 'Off the list of what is owed.', schema: actAnswer },
      refusals: ['session.unknown', 'owed.nothing', 'owed.under-way'],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.waiveOwed({ ...keyed, operator, sessionId: params.id, holdId: params.hold, reason: body.reason }),
  );
}

function addDecisions(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/claims/{id}/answer`,
      act: 'claim.answer',
      summary: 'Answer a claim that the facts could not decide',
      params: claimParams,
      body: answerClaimBody,
      answer: { status: 201, description: 'Answered, once.', schema: actAnswer },
      refusals: ['claim.unknown', ...REFUND_REFUSALS],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.answerClaim({
        ...keyed,
        operator,
        claimId: params.id,
        totalMinor: BigInt(body.totalMinor),
        reason: body.reason,
      }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/sessions/{id}/review`,
      act: 'session.review',
      summary: "End a session's review",
      description: "In the payer's favour, as its deadline would; what was taken beyond our books goes back.",
      params: sessionOnly,
      body: reasonBody,
      answer: { status: 202, description: 'Decided; `review` where only the wallet can end it.', schema: actAnswer },
      refusals: ['session.unknown', 'review.not-open'],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.resolveReview({ ...keyed, operator, sessionId: params.id, reason: body.reason }),
  );
}

function addUnlock(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/objects/{id}/stay/unlock`,
      act: 'stay.unlock',
      summary: "Unlock a room's pairing",
      description: 'Wrong codes given for the present stay are forgotten, so that its guest may pair; written to the audit.',
      params: objectOnly,
      body: unlockBody,
      answer: { status: 200, description: 'Unlocked.', schema: actAnswer },
      refusals: ['object.unknown', 'stay.unknown'],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.unlockStay({
        ...keyed,
        operator,
        objectId: params.id,
        pairingCode: body.pairingCode ?? null,
        reason: body.reason,
      }),
  );
}

export function addOperator(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/matters`,
      act: 'matter.see',
      summary: 'What waits for a person',
      answer: { status: 200, description: 'Claims, reviews, owed refunds and disputes of the tenant.', schema: openMatters },
      refusals: [],
    },
    async ({ operator }) => {
      const found = await deps.steps.operator.listOpenMatters({ operator });
      return found.ok ? ok({ status: 200, body: found.value }) : found;
    },
  );
  addRefunds(app, deps);
  addDecisions(app, deps);
  addUnlock(app, deps);
  addOperatorPresence(app, deps);
  addOperatorPlaces(app, deps);
  addOperatorEmergency(app, deps);
  addWaiver(app, deps);
}
