// Admin label watch: what `unlatch labels round` and `unlatch labels alerts` ask.
import type { Context, Hono } from 'hono';
import type { LabelRound, RoundReport } from '../domain/watch/label-round.ts';
import type { InspectLabels } from '../operator/inspect-labels.ts';
import type { LabelAlerts } from '../operator/label-alerts.ts';
import type { NameFindings } from '../operator/name-findings.ts';
import { refuseOwner } from './owner-words.ts';
import { alertJson, roundJson } from './routes/label-watch.ts';

export type AdminLabelWatch = {
  readonly inspectLabels: InspectLabels;
  readonly labelAlerts: LabelAlerts;
  readonly nameFindings: NameFindings;
  /** Written and looked at now, and not at the next hour. */
  readonly lookNow: () => Promise<unknown>;
};

const textOf = (body: { readonly [name: string]: unknown }, name: string): string =>
  typeof body[name] === 'string' ? body[name] : '';

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addAdminLabelWatch(app: Hono, { inspectLabels, labelAlerts, nameFindings, lookNow }: AdminLabelWatch): void {
  async function read(c: Context) {
    const body = await c.req.json<{ readonly [name: string]: unknown }>();
    return { body, operator: { operatorId: textOf(body, 'operatorId') || 'owner', tenantId: textOf(body, 'tenantId') } };
  }
  const answerReport = async (c: Context, round: LabelRound, report: RoundReport | null) =>
    c.json({ ...roundJson(round), report, names: report && (await nameFindings.ofReport(round.tenantId, report)) });
  const viewer = (c: Context) => ({ operatorId: 'owner', tenantId: c.req.query('tenantId') ?? '' });

  app.get('/label-alerts', async (c) => {
    const afterAlertId = c.req.query('after') ?? null;
    // Looked at once, and not between two pages.
    if (afterAlertId === null) await lookNow();
    return c.json({ alerts: (await labelAlerts.list({ operator: viewer(c), afterAlertId })).map(alertJson) });
  });
  app.post('/label-alerts/:id/close', async (c) => {
    const { operator, body } = await read(c);
    const closed = await labelAlerts.close({ operator, alertId: c.req.param('id'), note: textOf(body, 'note') });
    return closed.ok ? c.json({ alertId: closed.value.alertId }) : refuseOwner(c, closed.error);
  });
  app.get('/label-rounds', async (c) => c.json({ rounds: (await inspectLabels.list({ operator: viewer(c) })).map(roundJson) }));
  app.post('/label-rounds', async (c) => {
    const { operator, body } = await read(c);
    const started = await inspectLabels.start({ operator, venueId: textOf(body, 'venueId') });
    return started.ok ? c.json(roundJson(started.value), 201) : refuseOwner(c, started.error);
  });
  app.get('/label-rounds/:id', async (c) => {
    const found = await inspectLabels.report({ operator: viewer(c), roundId: c.req.param('id') });
    return found.ok ? answerReport(c, found.value.round, found.value.report) : refuseOwner(c, found.error);
  });
  app.post('/label-rounds/:id/sightings', async (c) => {
    const { operator, body } = await read(c);
    const seenAt = textOf(body, 'seenAt') || null;
    const seen = await inspectLabels.see({
      operator,
      roundId: c.req.param('id'),
      code: textOf(body, 'code'),
      seenAt,
      isTyped: true,
    });
    if (!seen.ok) return refuseOwner(c, seen.error);
    return c.json({ ...seen.value, names: await nameFindings.ofSighting(operator.tenantId, seen.value) }, 201);
  });
  app.post('/label-rounds/:id/end', async (c) => {
    const { operator } = await read(c);
    const over = await inspectLabels.end({ operator, roundId: c.req.param('id') });
    return over.ok ? answerReport(c, over.value, over.value.report) : refuseOwner(c, over.error);
  });
}
