// Tariff acts: staff look at prices, try out a draft, publish a version and give it to objects.
import { type Json, ok, type Result, refused } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import type { TariffVersion } from '../../domain/tariff/tariff-version.ts';
import type { TariffDesk } from '../../operator/tariff-desk.ts';
import { differencesOf } from '../../web/console/tariff-difference.ts';
import { type FormFields, type ReadForm, readTariffForm } from '../../web/console/tariff-form.ts';
import type { Language } from '../../web/languages.ts';
import type { App, RouteDeps } from '../context.ts';
import { readerLanguage } from '../problem.ts';
import { previewTariff, priceWords, tellProblems, withTariffWords } from '../tariff-preview.ts';
import { addOperatorRoute } from './operator-route.ts';
import {
  assignBody,
  newTariffBody,
  previewBody,
  previewed,
  publishBody,
  tariffAssigned,
  tariffList,
  tariffOnly,
  tariffPublished,
  tariffShown,
  templateList,
  templatesQuery,
} from './tariff-schemas.ts';

const BASE = '/api/v1/operator';

type InForce = Awaited<ReturnType<TariffDesk['list']>>[number];

function showVersion({ tariff, publishedBy, publishedAtMs }: TariffVersion, kind: string | null, lang: Language) {
  const { version, hash: tariffHash, tariff: parsed } = tariff;
  return {
    ...{ version, name: parsed.name, currency: parsed.currency, tariffHash },
    sentence: priceWords(parsed, kind, lang).sentence,
    publishedBy,
    publishedAt: publishedAtMs === null ? null : new Date(publishedAtMs).toISOString(),
  };
}

function showInForce(tariff: InForce, lang: Language) {
  const { kind, objects } = tariff;
  return { tariffId: tariff.tariff.tariffId, ...showVersion(tariff, kind, lang), objects, kind };
}

const jsonOf = ({ tariff }: TariffVersion): Json => JSON.parse(tariff.json) as Json;

type Given = {
  readonly tariff?: { readonly [name: string]: unknown } | undefined;
  readonly form?: FormFields | undefined;
};
type Origin = {
  readonly tariffId?: string | undefined;
  readonly basedOn?: number | undefined;
  readonly templateId?: string | undefined;
};

/** What the form was made of, for what no field of it holds; nothing of another tenant. */
async function originOf(desk: TariffDesk, tenantId: string, { tariffId, basedOn, templateId }: Origin): Promise<Json> {
  if (templateId !== undefined) {
    const template = (await desk.templates(tenantId, null)).find((each) => each.templateId === templateId);
    return template ? previewTariff(template.tariff, template.kind, []).tariff : {};
  }
  const found = tariffId === undefined ? null : await desk.read(tenantId, tariffId);
  if (!found?.ok) return {};
  const { inForce, earlier } = found.value;
  return jsonOf([inForce, ...earlier].find(({ tariff }) => tariff.version === basedOn) ?? inForce);
}

/** A tariff's JSON as it is, or what the fields of the form say. */
async function draftOf(
  desk: TariffDesk,
  tenantId: string,
  { tariff, form }: Given,
  origin: Origin,
): Promise<Result<ReadForm, Rejection>> {
  const isOne = (tariff === undefined) !== (form === undefined);
  if (!isOne) return refused({ code: 'request.malformed', at: 'body.tariff', problem: 'give either tariff or form' });
  if (form !== undefined) return ok(readTariffForm(form, await originOf(desk, tenantId, origin)));
  return ok({ draft: tariff as Json, rows: {} });
}

function addLooks(app: App, deps: RouteDeps): void {
  const { tariffDesk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/tariff-templates`,
      act: 'tariff.see',
      summary: 'Prices to begin with',
      description: "For each kind its usual price and one of zeros, in the venue's currency and in round amounts.",
      query: templatesQuery,
      answer: { status: 200, description: 'In the order of the kinds.', schema: templateList },
      refusals: [],
    },
    async ({ c, operator, query }) => {
      const templates = await tariffDesk.templates(operator.tenantId, query.currency ?? null);
      const lang = readerLanguage(c);
      const shown = templates.map(({ tariff, kind, ...named }) => ({
        ...named,
        kind,
        tariff: previewTariff(tariff, kind, []).tariff,
        sentence: priceWords(tariff, kind, lang).sentence,
      }));
      return ok({ status: 200, body: { templates: shown } });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/tariffs`,
      act: 'tariff.see',
      summary: 'Prices in force',
      answer: { status: 200, description: "The tenant's, each with how many objects have it.", schema: tariffList },
      refusals: [],
    },
    async ({ c, operator }) => {
      const tariffs = await tariffDesk.list(operator.tenantId);
      return ok({ status: 200, body: { tariffs: tariffs.map((each) => showInForce(each, readerLanguage(c))) } });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/tariffs/{id}`,
      act: 'tariff.see',
      summary: 'A price and its earlier versions',
      params: tariffOnly,
      answer: { status: 200, description: 'Who published which and when.', schema: tariffShown },
      refusals: ['tariff.unknown'],
    },
    async ({ c, operator, params }) => {
      const found = await tariffDesk.read(operator.tenantId, params.id);
      if (!found.ok) return found;
      const { inForce, earlier } = found.value;
      const lang = readerLanguage(c);
      const body = {
        ...showInForce(inForce, lang),
        tariff: jsonOf(inForce),
        words: priceWords(inForce.tariff.tariff, inForce.kind, lang),
        earlier: earlier.map((each) => ({ ...showVersion(each, inForce.kind, lang), tariff: jsonOf(each) })),
      };
      return ok({ status: 200, body });
    },
  );
}

function addPreview(app: App, deps: RouteDeps): void {
  const { tariffDesk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/tariffs/preview`,
      act: 'tariff.see',
      summary: 'Try out a price',
      description:
        'Nothing is kept. A good draft is told in the words of the offer page, with its worked example and what is reserved; of any other every place that is wrong.',
      body: previewBody,
      answer: { status: 200, description: 'Good or not.', schema: previewed },
      refusals: [],
    },
    async ({ c, operator, body }) => {
      const { tenantId } = operator;
      const { kind = null, tariffId } = body;
      const read = await draftOf(tariffDesk, tenantId, body, body);
      if (!read.ok) return read;
      const { draft, rows } = read.value;
      const lang = readerLanguage(c);
      const found = tariffId === undefined ? null : await tariffDesk.read(tenantId, tariffId);
      const inForce = found?.ok ? found.value.inForce : null;
      const judged = await tariffDesk.judge(tenantId, draft, { kind, tariffId: tariffId ?? null });
      if (!judged.ok) {
        const problems = tellProblems(judged.error.problems, lang, draft, rows);
        return ok({ status: 200, body: { isGood: false, problems, ...(inForce && { inForce: inForce.tariff.version }) } });
      }
      const preview = previewTariff(judged.value, kind ?? inForce?.kind ?? null, body.languages ?? [lang]);
      const differences = inForce && differencesOf(jsonOf(inForce), preview.tariff, lang);
      return ok({
        status: 200,
        body: { ...preview, problems: [], ...(inForce && { differences, inForce: inForce.tariff.version }) },
      });
    },
  );
}

const PUBLISH_REFUSALS = ['tariff.invalid', 'object.unsigned-not-free'] as const;

function addPublish(app: App, deps: RouteDeps): void {
  const { tariffDesk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/tariffs`,
      act: 'tariff.publish',
      summary: 'Publish a new price',
      description: 'It counts for no object until it is given to one; written to the audit.',
      body: newTariffBody,
      answer: { status: 201, description: 'Version 1 of it.', schema: tariffPublished },
      refusals: PUBLISH_REFUSALS,
    },
    async ({ c, operator, keyed, body }) => {
      const read = await draftOf(tariffDesk, operator.tenantId, body, body);
      if (!read.ok) return read;
      const { draft, rows } = read.value;
      const { kind = null, reason = null } = body;
      const wanted = { tariffId: null, fromVersion: 0, draft, kind, reason };
      const done = await tariffDesk.publish({ ...keyed, operator, ...wanted });
      return done.ok ? done : refused(withTariffWords(done.error, readerLanguage(c), draft, rows));
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/tariffs/{id}`,
      act: 'tariff.publish',
      summary: 'Publish the next version of a price',
      description:
        'From the next scan on. Offers that are open show it before they start anything; sessions that run keep theirs. Whoever began with an older version is told the one in force. Written to the audit.',
      params: tariffOnly,
      body: publishBody,
      answer: { status: 200, description: 'In force.', schema: tariffPublished },
      refusals: ['tariff.unknown', 'tariff.conflict', ...PUBLISH_REFUSALS],
    },
    async ({ c, operator, keyed, params, body }) => {
      const { fromVersion, kind = null, reason = null, basedOn = fromVersion } = body;
      const read = await draftOf(tariffDesk, operator.tenantId, body, { tariffId: params.id, basedOn });
      if (!read.ok) return read;
      const { draft, rows } = read.value;
      const wanted = { tariffId: params.id, fromVersion, draft, kind, reason };
      const done = await tariffDesk.publish({ ...keyed, operator, ...wanted });
      return done.ok ? done : refused(withTariffWords(done.error, readerLanguage(c), draft, rows));
    },
  );
}

function addAssign(app: App, deps: RouteDeps): void {
  const { tariffDesk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/tariffs/{id}/objects`,
      act: 'tariff.publish',
      summary: 'Give a price to objects',
      description: 'All of them or none. Open offers show it before they start anything; written to the audit.',
      params: tariffOnly,
      body: assignBody,
      answer: { status: 200, description: 'They have it.', schema: tariffAssigned },
      refusals: ['tariff.unknown', 'tariff.conflict', 'tariff.misfit', 'object.unknown', 'object.unsigned-not-free'],
    },
    async ({ c, operator, keyed, params, body }) => {
      const { objectIds, version = null } = body;
      const done = await tariffDesk.assign({ ...keyed, operator, tariffId: params.id, version, objectIds });
      return done.ok ? done : refused(withTariffWords(done.error, readerLanguage(c), {}));
    },
  );
}

/** The preview first: no price is called so. */
export function addTariffActs(app: App, deps: RouteDeps): void {
  addLooks(app, deps);
  addPreview(app, deps);
  addPublish(app, deps);
  addAssign(app, deps);
}
