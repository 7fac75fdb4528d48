// Console tariffs: the pages about prices; every act on them is a route of the operator API.
import type { Json } from '#protocol';
import type { TariffVersion } from '../../domain/tariff/tariff-version.ts';
import type { TariffDesk } from '../../operator/tariff-desk.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import { newTariffPage, type ShownTariff, type ShownVersion, tariffPage, tariffsPage } from '../../web/console/tariff-page.tsx';
import type { App, RouteDeps } from '../context.ts';
import { previewTariff } from '../tariff-preview.ts';
import { createConsoleDoor } from './console-door.ts';
import { answerPage } from './page-frame.ts';
import { readStaffNames } from './staff-names.ts';

type InForce = Awaited<ReturnType<TariffDesk['list']>>[number];

function versionOf({ tariff, publishedBy, publishedAtMs }: TariffVersion): ShownVersion {
  return { version: tariff.version, tariff: tariff.tariff, publishedBy, publishedAtMs };
}

export function shownOf(each: InForce): ShownTariff {
  return { ...versionOf(each), tariffId: each.tariff.tariffId, kind: each.kind, objects: each.objects };
}

export function addConsoleTariffs(app: App, deps: RouteDeps): void {
  const { tariffDesk } = deps.steps.operator;
  const door = createConsoleDoor(deps);
  const section = 'tariffs';

  app.get(consolePaths.tariffs, (c) =>
    door.page(c, { section, act: 'tariff.see' }, async ({ frame, operator }) => {
      const { tenantId } = operator;
      const [tariffs, templates] = await Promise.all([tariffDesk.list(tenantId), tariffDesk.templates(tenantId, null)]);
      return answerPage(c, tariffsPage(frame, { tariffs: tariffs.map(shownOf), templates }));
    }),
  );

  app.get(consolePaths.newTariff, (c) =>
    door.page(c, { section, act: 'tariff.publish' }, async (visit) => {
      const templates = await tariffDesk.templates(visit.operator.tenantId, null);
      const template = templates.find(({ templateId }) => templateId === c.req.query('template'));
      if (!template) return door.refuse(visit, { code: 'tariff.unknown' });
      const { tariff: json } = previewTariff(template.tariff, template.kind, []);
      return answerPage(c, newTariffPage(visit.frame, { template, json }));
    }),
  );

  app.get(`${consolePaths.tariffs}/:id`, (c) =>
    door.page(c, { section, act: 'tariff.see' }, async (visit) => {
      const { tenantId } = visit.operator;
      const found = await tariffDesk.read(tenantId, c.req.param('id'));
      if (!found.ok) return door.refuse(visit, found.error);
      const { inForce, earlier } = found.value;
      const objects = (await tariffDesk.objects(tenantId)).filter(({ kind }) => inForce.kind === null || kind === inForce.kind);
      const json = JSON.parse(inForce.tariff.json) as Json;
      const names = await readStaffNames(deps, visit.operator);
      const named = <V extends ShownVersion>(version: V): V => ({
        ...version,
        publishedBy: names.get(version.publishedBy ?? '') ?? version.publishedBy,
      });
      const shown = named(shownOf(inForce));
      return answerPage(c, tariffPage(visit.frame, { shown, json, earlier: earlier.map(versionOf).map(named), objects }));
    }),
  );
}
