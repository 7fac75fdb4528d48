// Console money: what a venue is owed over HTTP, its statement and payouts as files, the payout itself; and the stop from afar.

import { z } from '@hono/zod-openapi';
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { idParams, moneyAnswer, moneyQuery, payoutAnswer, payoutBody, statementQuery, stopAnswer } from './console-schemas.ts';
import { addOperatorRoute } from './operator-route.ts';
import { reasonBody } from './people-schemas.ts';

const BASE = '/api/v1/operator';
const CSV_TYPE = 'text/csv; charset=utf-8';

/** A browser keeps it as a file of that name. */
function csvFile(name: string, body: string) {
  const headers = { 'Content-Type': CSV_TYPE, 'Content-Disposition': `attachment; filename="${name}.csv"` };
  return ok({ status: 200, body, headers });
}

function addMoney(app: App, deps: RouteDeps): void {
  const { console: desk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/venues/{id}/money`,
      act: 'money.see',
      summary: 'What a venue is owed, by day',
      description: 'With what a payout made now would pay (`due`), what is too young for it (`later`), payouts made and refunds.',
      params: idParams,
      query: moneyQuery,
      answer: { status: 200, description: 'Newest day first.', schema: moneyAnswer },
      refusals: ['venue.unknown'],
    },
    async ({ operator, params, query }) => {
      const { currency = null, days } = query;
      const found = await desk.money({ tenantId: operator.tenantId, venueId: params.id, currency, days });
      return found.ok ? ok({ status: 200, body: found.value }) : found;
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/venues/{id}/statement`,
      act: 'money.see',
      summary: "A venue's statement as a file",
      params: idParams,
      query: statementQuery,
      answer: {
        status: 200,
        description: 'CSV; opening, movements and closing add up.',
        schema: z.string(),
        types: ['text/csv'],
      },
      refusals: ['venue.unknown'],
    },
    async ({ operator, params, query: { currency, from, until } }) => {
      const asked = { tenantId: operator.tenantId, venueId: params.id, currency, fromMs: from, untilMs: until };
      const made = await desk.statement(asked);
      return made.ok ? csvFile(`statement-${params.id}`, made.value) : made;
    },
  );
}

function addPayouts(app: App, deps: RouteDeps): void {
  const { console: desk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/venues/{id}/payouts`,
      act: 'money.pay-out',
      summary: 'Pay out what is due to a venue',
      description:
        'Everything that is old enough, each movement once; written to the audit. `GET .../money` says before what it comes to.',
      params: idParams,
      body: payoutBody,
      answer: { status: 201, description: 'Made; its file says what it pays.', schema: payoutAnswer },
      refusals: ['venue.unknown', 'payout.nothing-due'],
    },
    ({ operator, keyed, params, body }) => desk.payOut({ ...keyed, operator, venueId: params.id, currency: body.currency }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/payouts/{id}/file`,
      act: 'money.see',
      summary: 'What a payout paid, as a file',
      params: idParams,
      answer: { status: 200, description: 'CSV, one line a movement.', schema: z.string(), types: ['text/csv'] },
      refusals: ['request.not-found'],
    },
    async ({ operator, params }) => {
      const file = await desk.payoutFile({ tenantId: operator.tenantId, payoutId: params.id });
      return file.ok ? csvFile(params.id, file.value) : file;
    },
  );
}

function addStop(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/sessions/{id}/stop`,
      act: 'session.stop',
      summary: 'Stop a session from afar',
      description: "As its person's own tap would: the device is asked, and its evidence is the end. Written to the audit.",
      params: idParams,
      body: reasonBody,
      answer: { status: 202, description: 'Asked.', schema: stopAnswer },
      refusals: ['session.unknown', 'session.not-running'],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.console.stopSession({ ...keyed, operator, sessionId: params.id, reason: body.reason }),
  );
}

export function addConsoleMoney(app: App, deps: RouteDeps): void {
  addMoney(app, deps);
  addPayouts(app, deps);
  addStop(app, deps);
}
