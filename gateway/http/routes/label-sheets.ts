// Label sheets: a batch as a file to print - PDF, ZPL, pictures in a ZIP, a table - sent while it is drawn.
import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import { assert, ok, type Result, refused } from '#protocol';
import { findSheet, SHEET_NAMES, type SheetGrid } from '#qr';
import { isLiveLabel } from '../../domain/label/label-moves.ts';
import { LABEL_LIMITS } from '../../domain/label/label-order.ts';
import type { Rejection } from '../../domain/rejections.ts';
import type { IssuedLabel, IssueLabels } from '../../operator/issue-labels.ts';
import type { Operator } from '../../ports/identity.ts';
import { type GridRefusal, isFreeGrid, parseSize, readFreeGrid } from '../../printing/free-grid.ts';
import {
  findStrayWord,
  judgeOrder,
  LABEL_FORMATS,
  type LabelFormat,
  NOTICES,
  PRINTER_DPI,
  type PrintableLabel,
  type PrintOrder,
  USUAL_SHEET,
} from '../../printing/print-order.ts';
import { createPrintTurns } from '../../printing/print-turns.ts';
import { startPrint } from '../../printing/printing-process.ts';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';

const TYPES: { readonly [F in LabelFormat]: { readonly type: string; readonly extension: string } } = {
  pdf: { type: 'application/pdf', extension: 'pdf' },
  zpl: { type: 'application/vnd.zebra.zpl', extension: 'zpl' },
  svg: { type: 'application/zip', extension: 'zip' },
  png: { type: 'application/zip', extension: 'zip' },
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv' },
};
const LANGUAGES = Object.keys(NOTICES) as (keyof typeof NOTICES)[];
/** Each print takes a process, of about a hundred megabytes. */
const TURN_LIMITS = { mostAtOnce: 2, mostWaiting: 2, longestWaitMs: 45_000 };
const PRINT_RETRY_S = 30;
const LONGEST_WORD = 32;
const SHIFT = /^-?[0-9]{1,2}(\.[0-9]{1,2})?,-?[0-9]{1,2}(\.[0-9]{1,2})?$/;

const batchOnly = z.object({ id: z.string().regex(/^[a-z0-9_-]{1,64}$/) });
const measure = z.string().max(LONGEST_WORD).optional();
const sheetQuery = z.strictObject({
  as: z.enum(LABEL_FORMATS).default('pdf'),
  sheet: z
    .enum(SHEET_NAMES as [string, ...string[]])
    .optional()
    .openapi({ description: `pdf: labels as shops sell them; ${USUAL_SHEET} unless said.` }),
  start: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .openapi({ description: 'pdf: the first label that is still on the first sheet; 1 unless said.' }),
  copies: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .openapi({ description: 'pdf and zpl: of each label; 1 unless said.' }),
  shift: z
    .string()
    .regex(SHIFT)
    .optional()
    .openapi({ description: 'pdf and zpl: millimetres right and down, as a calibration sheet showed.' }),
  label: measure.openapi({
    description:
      'Width x height, `57x32mm` or `2.625x1in`: of each label on a roll, which zpl needs; of one for svg and png, as suits the kind of object unless said; of each in a grid for pdf.',
  }),
  grid: measure.openapi({ description: 'pdf: a grid of your own instead of `sheet`, columns x rows, with `label`.' }),
  page: measure.openapi({ description: 'pdf, with `grid`: a4 (unless said), letter, or a size.' }),
  margin: measure.openapi({
    description: 'pdf, with `grid`: from the left and upper edge to the first label; in the middle unless said.',
  }),
  pitch: measure.openapi({
    description: 'pdf, with `grid`: from the edge of one label to that of the next; no gap unless said.',
  }),
  dpi: z.enum(PRINTER_DPI.map(String) as [string, ...string[]]).default('300'),
  level: z.enum(['M', 'Q']).optional(),
  lang: z.enum(LANGUAGES).default('en'),
});
type Query = z.output<typeof sheetQuery>;

const malformed = (word: string, problem: string): Result<never, Rejection> =>
  refused({ code: 'request.malformed', at: `query.${word}`, problem });

function refuseGrid(error: GridRefusal): Result<never, Rejection> {
  switch (error.code) {
    case 'grid.incomplete':
      return malformed('grid', 'a grid of your own is told by grid and label');
    case 'grid.malformed':
      return malformed(
        error.word,
        error.word === 'grid' ? 'columns x rows, such as 3x8' : 'a size, such as 63.5x38.1mm or 2.625x1in',
      );
    case 'sheet.off-page':
      return malformed('grid', `the labels end ${error.byMm.toFixed(2)} mm beyond the ${error.side} edge of the page`);
    case 'sheet.overlap':
      return malformed('pitch', `labels overlap ${error.direction} the page`);
    case 'sheet.measure':
      return malformed('label', `${error.measure} is nothing`);
  }
}

function readSheet(query: Query): Result<SheetGrid, Rejection> {
  if (query.as === 'pdf' && (isFreeGrid(query) || query.label !== undefined)) {
    const grid = readFreeGrid(query);
    return grid.ok ? grid : refuseGrid(grid.error);
  }
  const sheet = findSheet(query.sheet ?? USUAL_SHEET);
  assert(sheet !== null, 'the form names sheets that we know');
  return ok(sheet);
}

function readOrder(query: Query, batchId: string): Result<PrintOrder, Rejection> {
  const stray = findStrayWord(query.as, query);
  if (stray !== null) return malformed(stray.word, `it is for ${stray.formats.join(' and ')}, and not for ${query.as}`);
  const sheet = readSheet(query);
  if (!sheet.ok) return sheet;
  const { start = 1, copies = 1, shift = '0,0' } = query;
  const onSheet = sheet.value.columns * sheet.value.rows;
  if (query.as === 'pdf' && start > onSheet) return malformed('start', `${sheet.value.name} has ${onSheet} labels`);
  const size = query.as === 'pdf' || query.label === undefined ? null : parseSize(query.label);
  if (query.label !== undefined && query.as !== 'pdf' && size === null) {
    return refuseGrid({ code: 'grid.malformed', word: 'label' });
  }
  const [shiftXMm = 0, shiftYMm = 0] = shift.split(',').map(Number);
  const order = judgeOrder({
    ...{ format: query.as, sheet: sheet.value, dpi: Number(query.dpi) as PrintOrder['dpi'], level: query.level ?? null },
    arrangement: { start, copies, shiftXMm, shiftYMm },
    size,
    notice: NOTICES[query.lang],
    title: `Labels ${batchId}`,
  });
  if (order.ok) return order;
  if (order.error.code === 'label.too-large') return refused(order.error);
  if (order.error.code === 'print.size-missing') return malformed('label', 'on a roll each label has one size, such as 57x32mm');
  return malformed('shift', 'a label printer shifts right and down only');
}

/** What the batch has already; nothing is issued by looking. */
function askBatch(
  deps: RouteDeps,
  { operatorId, tenantId }: Operator,
  batchId: string,
  afterTagNo: number,
  limit: number,
): ReturnType<IssueLabels> {
  const order = { venueId: '', count: null, objectIds: null, isLook: true };
  return deps.steps.operator.issueLabels({ operatorId, tenantId, batchId, ...order, afterTagNo, limit });
}

/** Those in force, part by part; what is sent to be drawn says no more than a label does. */
async function* readBatch(deps: RouteDeps, operator: Operator, batchId: string): AsyncGenerator<readonly PrintableLabel[]> {
  for (let after = 0; ; ) {
    const found = await askBatch(deps, operator, batchId, after, LABEL_LIMITS.mostPerChunk);
    assert(found.ok, 'a batch that is there stays there');
    const { labels } = found.value;
    yield labels.filter(isLiveLabel).map(toPrintable);
    after = labels.at(-1)?.tagNo ?? after;
    if (labels.length < LABEL_LIMITS.mostPerChunk) return;
  }
}

const toPrintable = ({ link, shortCode, objectName, kind, placeName, host }: IssuedLabel): PrintableLabel => ({
  ...{ link, shortCode, objectName, kind, placeName, host },
});

export function addLabelSheets(app: App, deps: RouteDeps): void {
  const turns = createPrintTurns(TURN_LIMITS);
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/operator/label-batches/{id}/print',
      act: 'label.print',
      summary: 'Print a batch of labels',
      description:
        'All of its labels are looked at before the first byte is sent. One batch of a tenant is printed at a time: others wait for up to 45 seconds. Very large batches are better printed by `unlatch labels print`.',
      params: batchOnly,
      query: sheetQuery,
      answer: {
        status: 200,
        description: 'The file, sent while it is drawn.',
        schema: z.string().openapi({ format: 'binary' }),
        types: [...new Set(LABEL_FORMATS.map((format) => TYPES[format].type))],
      },
      refusals: [
        ...(['label.batch-unknown', 'label.ended', 'label.letters-missing', 'label.too-small'] as const),
        ...(['label.too-large', 'label.print-busy'] as const),
      ],
    },
    async ({ operator, params, query }) => {
      const order = readOrder(query, params.id);
      if (!order.ok) return order;
      const known = await askBatch(deps, operator, params.id, 0, 1);
      if (!known.ok) return known;
      const endTurn = await turns.take(operator.tenantId);
      if (endTurn === null) return refused({ code: 'label.print-busy', retryAfterS: PRINT_RETRY_S });
      const print = await startPrint(order.value, readBatch(deps, operator, params.id), {
        onEnd: endTurn,
        // A reader who has gone is no failure; whoever still reads is told by an end before the end.
        onFailure: (cause) =>
          deps.log.error('labels were not printed', { batchId: params.id, failure: cause.stack ?? cause.message }),
      });
      if (!print.ok) return print;
      const file = print.value;
      const [first] = known.value.labels;
      if (file === null) return refused({ code: 'label.ended', state: first?.status ?? 'revoked' });
      const { format } = order.value;
      // Noted, or not sent.
      await deps.steps.operator
        .notePrint({ ...operator, batchId: params.id, format, size: known.value.batch.size })
        .catch((cause: unknown) => {
          file.destroy();
          throw cause;
        });
      const { type, extension } = TYPES[format];
      return ok({
        status: 200,
        body: Readable.toWeb(file) as ReadableStream<Uint8Array>,
        headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="labels-${params.id}.${extension}"` },
      });
    },
  );
}
