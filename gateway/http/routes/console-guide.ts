// Console guide: the guided set-up as a page, and how far it is as an answer of the operator API.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN, ok, refused } from '#protocol';
import { createTextMatrix, renderSvg, SHEET_NAMES } from '#qr';
import { SET_UP_STEPS } from '../../domain/venue/set-up-progress.ts';
import type { SetUpView } from '../../ports/set-up-view.ts';
import { USUAL_SHEET } from '../../printing/print-order.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import type { DevicesInput } from '../../web/console/guide-devices.tsx';
import type { AttachInput, LabelsInput } from '../../web/console/guide-labels.tsx';
import { guidePage } from '../../web/console/guide-page.tsx';
import type { PricesInput } from '../../web/console/guide-prices.tsx';
import { paths } from '../../web/paths.ts';
import type { App, RouteDeps } from '../context.ts';
import { passkeyOrigin } from '../passkeys/passkey-origin.ts';
import { previewTariff } from '../tariff-preview.ts';
import { type ConsoleVisit, createConsoleDoor } from './console-door.ts';
import { shownOf } from './console-tariffs.ts';
import { claimQr } from './device-acts.ts';
import { addOperatorRoute } from './operator-route.ts';
import { answerPage } from './page-frame.ts';

const id = z.string().regex(ID_PATTERN);
const query = z.strictObject({ venue: id.optional().openapi({ description: 'The first by name unless one is named.' }) });
const progress = z
  .object({
    venueId: id.nullable(),
    isOver: z.boolean().openapi({ description: 'All is done, or a guest has used something, paid and left.' }),
    next: z.enum(SET_UP_STEPS).nullable(),
    steps: z.array(
      z.object({ step: z.enum(SET_UP_STEPS), done: z.int(), of: z.int(), isDone: z.boolean(), isOpen: z.boolean() }),
    ),
  })
  .openapi('SetUpProgress');

/** Names by which a machine means itself: a phone that reads one asks itself. */
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/;

type Templates = Awaited<ReturnType<RouteDeps['steps']['operator']['tariffDesk']['templates']>>;

async function pricesOf(
  deps: RouteDeps,
  { c, operator, frame }: ConsoleVisit,
  { objects }: SetUpView,
  templates: Templates,
): Promise<PricesInput> {
  const { tariffDesk } = deps.steps.operator;
  const { tenantId } = operator;
  const currency = frame.venue?.currency ?? null;
  const asked = c.req.query('template');
  const bare = objects.find(({ isPriced }) => !isPriced);
  const kind = objects.find((each) => !each.isPriced && asked?.startsWith(`${each.kind}:`))?.kind ?? bare?.kind ?? null;
  if (kind === null) return { kind, tariffs: [], template: null };
  const made = c.req.query('price');
  const fits = (await tariffDesk.list(tenantId))
    .filter((each) => each.tariff.tariff.currency === currency && (each.kind === kind || each.objects === 0))
    .toSorted((one, other) => Number(other.tariff.tariffId === made) - Number(one.tariff.tariffId === made));
  const named = templates.find(({ templateId }) => templateId === asked && templateId.startsWith(`${kind}:`));
  const template = named ?? (fits.length === 0 ? templates.find((each) => each.kind === kind) : undefined);
  const json = template && previewTariff(template.tariff, kind, []).tariff;
  return { kind, tariffs: fits.map(shownOf), template: template && json !== undefined ? { ...template, json } : null };
}

async function labelsOf(deps: RouteDeps, { operator, frame }: ConsoleVisit): Promise<LabelsInput> {
  const batches = await deps.steps.operator.console.batches(operator.tenantId);
  const taken = new Set(batches.map(({ batchId }) => batchId));
  let number = batches.length + 1;
  while (taken.has(`set-up-${number}`)) number += 1;
  return {
    batches: batches.filter(({ venueId }) => venueId === frame.venue?.venueId),
    batchId: `set-up-${number}`,
    ...{ sheets: SHEET_NAMES, usualSheet: USUAL_SHEET },
  };
}

async function devicesOf(
  { deviceDesk, config }: RouteDeps,
  { operator, frame }: ConsoleVisit,
  setUp: SetUpView,
): Promise<DevicesInput> {
  const reach = config.deviceReach ?? null;
  if (!deviceDesk) return { claims: [], shown: null, reach };
  const claims = await deviceDesk.listClaims(operator.tenantId);
  const bare = new Set(setUp.objects.filter(({ isEnrolled }) => !isEnrolled).map(({ deviceId }) => deviceId));
  const out = claims.find((each) => each.state === 'issued' && bare.has(each.deviceId) && frame.nowMs < each.expiresAtMs);
  const found = out ? await deviceDesk.readClaim(operator.tenantId, out.claimId) : null;
  if (!found?.ok || found.value.token === null) return { claims, shown: null, reach };
  const { claim, token } = found.value;
  return { claims, shown: { claim, token, ...claimQr(claim, token) }, reach };
}

function attachOf({ config }: RouteDeps): AttachInput {
  const origin = passkeyOrigin(config.publicOrigin);
  const href = `${origin}${paths.attach}`;
  const { host, hostname } = new URL(origin);
  return { href, host, svg: renderSvg(createTextMatrix(href, 'M')), isOfThisMachine: LOOPBACK.test(hostname) };
}

async function answerGuide(deps: RouteDeps, visit: ConsoleVisit): Promise<Response> {
  const { c, operator, frame } = visit;
  const { guide } = deps.steps.operator.setUp;
  const setUp = await guide.read({ tenantId: operator.tenantId, venueId: frame.venue?.venueId ?? null });
  const templates = await deps.steps.operator.tariffDesk.templates(operator.tenantId, frame.venue?.currency ?? null);
  const kinds = [...new Set(templates.map(({ kind }) => kind))];
  const prices = await pricesOf(deps, visit, setUp, templates);
  const labels = await labelsOf(deps, visit);
  const devices = await devicesOf(deps, visit, setUp);
  return answerPage(c, guidePage(frame, { setUp, kinds, prices, labels, devices, attach: attachOf(deps) }));
}

export function addConsoleGuide(app: App, deps: RouteDeps): void {
  const door = createConsoleDoor(deps);
  app.get(consolePaths.setUp, (c) =>
    door.page(c, { section: 'setUp', act: 'venue.change' }, (visit) => answerGuide(deps, visit)),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/operator/set-up',
      act: 'venue.change',
      summary: 'How far a venue is from nothing to its first guest',
      description: 'Told from what is there: no step is ever stored, and one that is undone is open again.',
      query,
      answer: { status: 200, description: 'Step by step.', schema: progress },
      refusals: ['venue.unknown'],
    },
    async ({ operator, query: { venue } }) => {
      const found = await deps.steps.operator.setUp.guide.read({ tenantId: operator.tenantId, venueId: venue ?? null });
      const { venueId, isOver, next, steps } = found;
      if (venue !== undefined && venue !== venueId) return refused({ code: 'venue.unknown' });
      return ok({ status: 200, body: { venueId, isOver, next, steps } });
    },
  );
}
