// Object import: many objects at once - so many of a kind with names in a row, or a list from a spreadsheet.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN, ok } from '#protocol';
import { LIST_COLUMNS } from '../../domain/venue/object-list.ts';
import { SET_UP_LIMITS } from '../../domain/venue/set-up-limits.ts';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';

const BASE = '/api/v1/operator/objects';
const id = z.string().regex(ID_PATTERN);

const createBody = z
  .strictObject({
    kind: z.string().max(48),
    count: z.int().min(1).max(SET_UP_LIMITS.importRows).default(1),
    namePattern: z
      .string()
      .trim()
      .max(SET_UP_LIMITS.nameChars * 4)
      .nullable()
      .default(null)
      .openapi({ description: '`Pod {n}`: counted on past the names in use; `{nnn}` with three digits.' }),
    names: z
      .array(
        z
          .string()
          .trim()
          .max(SET_UP_LIMITS.nameChars * 4),
      )
      .min(1)
      .max(SET_UP_LIMITS.importRows)
      .nullable()
      .default(null)
      .openapi({ description: 'Each of them, instead of a count and a pattern.' }),
    fromNumber: z.int().min(0).max(1_000_000).default(1),
    placeId: id,
    tariffId: id.nullable().default(null).openapi({ description: 'null: shown, and its Start refused until it has one.' }),
    deviceId: id.nullable().default(null).openapi({ description: 'Of a single one; null: its own id.' }),
    isCleaned: z.boolean().nullable().default(null).openapi({ description: 'null: as its kind says.' }),
  })
  .openapi('NewObjects');
const created = {
  objectId: id,
  name: z.string(),
  kind: z.string(),
  placeId: id,
  tariffId: z.string().nullable(),
  deviceId: z.string(),
};
const importBody = z.strictObject({
  csv: z
    .string()
    .min(1)
    .max(SET_UP_LIMITS.importBytes)
    .openapi({
      description: `Columns ${LIST_COLUMNS.join(', ')} in any order, of which name, kind and place are needed; separated by commas, semicolons or tabs.`,
    }),
});
const importQuery = z.strictObject({
  'dry-run': z
    .enum(['true', 'false'])
    .default('false')
    .openapi({ description: 'true: says what would be created, and creates nothing.' }),
});
const imported = z
  .object({
    isDryRun: z.boolean(),
    created: z.int(),
    objects: z.array(
      z
        .object({
          ...{ line: z.int(), ...created, objectId: id.optional(), deviceId: z.string().nullable() },
          ...{ venueName: z.string().optional(), placeName: z.string().optional(), tariffName: z.string().nullable().optional() },
        })
        .openapi('ImportedObject'),
    ),
  })
  .openapi('ObjectImport');

/** A browser keeps it as a file of that name. */
function csvFile(name: string, body: string) {
  const headers = { 'Content-Type': 'text/csv; charset=utf-8', 'Content-Disposition': `attachment; filename="${name}.csv"` };
  return ok({ status: 200, body, headers });
}

function addFiles(app: App, deps: RouteDeps): void {
  const { console: desk } = deps.steps.operator;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}.csv`,
      act: 'object.see',
      summary: 'Objects as a file',
      description: 'In the columns of a list and some more; those that were retired are not in it.',
      query: z.strictObject({ venue: id.optional() }),
      answer: { status: 200, description: 'CSV; no cell can become a formula.', schema: z.string(), types: ['text/csv'] },
      refusals: ['venue.unknown'],
    },
    async ({ operator, query }) => {
      const file = await desk.objectsFile({ tenantId: operator.tenantId, venueId: query.venue ?? null });
      return file.ok ? csvFile('objects', file.value) : file;
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}-sample.csv`,
      act: 'object.create',
      summary: 'A list of objects to begin with',
      answer: { status: 200, description: 'CSV, as it may be imported.', schema: z.string(), types: ['text/csv'] },
      refusals: [],
    },
    async ({ operator }) => csvFile('objects-sample', await desk.sampleList(operator.tenantId)),
  );
}

export function addObjectImport(app: App, deps: RouteDeps): void {
  const { createObjects, importObjects } = deps.steps.operator.setUp;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: BASE,
      act: 'object.create',
      summary: 'Create objects',
      description: 'Each has a device that nobody can connect as until its claim ends well. Written to the audit.',
      body: createBody,
      answer: { status: 201, description: 'All of them.', schema: z.object({ objects: z.array(z.object(created)) }) },
      refusals: [
        ...(['place.unknown', 'tariff.unknown', 'tariff.misfit', 'device.taken', 'object.name-taken'] as const),
        ...(['objects.too-many'] as const),
      ],
    },
    ({ operator, keyed, body }) => createObjects({ ...keyed, operator, ...body }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/import`,
      act: 'object.create',
      summary: 'Create objects from a list',
      description: 'All of the list in one go, or nothing of it: every problem is told with its line and column.',
      query: importQuery,
      body: importBody,
      answer: { status: 200, description: 'What was created, or would be.', schema: imported },
      refusals: ['objects.list-refused', 'objects.too-many'],
    },
    ({ operator, keyed, query, body }) =>
      importObjects({ ...keyed, operator, csv: body.csv, isDryRun: query['dry-run'] === 'true' }),
  );
  addFiles(app, deps);
}
