// Admin app: what only the owner of the data folder may ask a running gateway - audit, statements, payouts, exports, metrics.
import { type Context, Hono } from 'hono';
import type { Clock, Result } from '#protocol';
import type { AuditReport } from '../domain/audit/audit-report.ts';
import type { PayoutRecord } from '../domain/ledger/payout.ts';
import type { Rejection } from '../domain/rejections.ts';
import { findNoBooks, listPersons, listVenues, unknownVenue } from '../paper/book-owners.ts';
import { EXPORTED_TABLES, type ExportedTable, exportTable } from '../paper/export-books.ts';
import { readPayoutPreview } from '../paper/payout-preview.ts';
import { readPayoutFile } from '../paper/payouts.ts';
import {
  isStatementSound,
  type Period,
  readPersonStatement,
  readVenueStatement,
  type Statement,
  statementToCsv,
} from '../paper/statement.ts';
import type { BooksQuery } from '../ports/store.ts';

export type AdminDeps = {
  readonly books: BooksQuery;
  readonly exposition: () => Promise<string>;
  readonly runAudit: (anchor: { readonly position: number; readonly hash: string } | null) => Promise<AuditReport>;
  readonly clock: Clock;
  /** A statement that names receipts by their numbers waits for the last of them. */
  readonly numberReceipts: () => Promise<unknown>;
  readonly reconcile: (sinceMs: number) => Promise<readonly object[]>;
  readonly makePayout: (request: {
    readonly tenantId: string;
    readonly venueId: string;
    readonly currency: string;
    readonly operatorId: string;
  }) => Promise<Result<PayoutRecord, Rejection>>;
};

const WHOLE_NUMBER = /^\d{1,15}$/;

/** Both ends in ms since 1970; null when one is missing or not a whole number. */
function readPeriod(c: Context): Period | null {
  const [from = '', until = ''] = [c.req.query('from'), c.req.query('until')];
  if (!WHOLE_NUMBER.test(from) || !WHOLE_NUMBER.test(until) || Number(from) >= Number(until)) return null;
  return { fromMs: Number(from), untilMs: Number(until) };
}

/** @param next what to do about it, where the problem does not say. */
function refuse(c: Context, status: 400 | 404 | 409 | 500, code: string, problem: string, next?: string): Response {
  return c.json({ code, problem, ...(next !== undefined && { next }) }, status);
}

function answerStatement(c: Context, statement: Statement): Response {
  if (!isStatementSound(statement)) {
    return refuse(c, 500, 'statement.unsound', 'the movements do not explain the balance: run the audit');
  }
  return c.body(statementToCsv(statement), 200, { 'Content-Type': 'text/csv; charset=utf-8' });
}

function addOwners(app: Hono, { books }: AdminDeps): void {
  app.get('/venues', async (c) => c.json(await listVenues(books)));
  app.get('/persons', async (c) => {
    const limit = c.req.query('limit') ?? '';
    if (!WHOLE_NUMBER.test(limit)) return refuse(c, 400, 'request.malformed', 'limit is a whole number');
    return c.json(await listPersons(books, Number(limit)));
  });
}

function addStatements(app: Hono, { books, numberReceipts }: AdminDeps): void {
  const readers = [
    { owner: 'venue', read: readVenueStatement },
    { owner: 'person', read: readPersonStatement },
  ] as const;
  for (const { owner, read } of readers) {
    app.get(`/statements/${owner}s/:id`, async (c) => {
      const period = readPeriod(c);
      const currency = c.req.query('currency') ?? '';
      if (!period || !/^[A-Z]{3}$/.test(currency)) {
        return refuse(c, 400, 'request.malformed', 'give currency, from and until (ms since 1970, from before until)');
      }
      const id = c.req.param('id') ?? '';
      const none = await findNoBooks(books, owner, id, currency);
      if (none) return refuse(c, 404, none.code, none.problem, none.next);
      await numberReceipts();
      return answerStatement(c, await read(books, id, currency, period));
    });
  }
}

const PAYOUT_LATER = "'unlatch payout --dry-run' says what is due, and from when the rest is";

function addPayouts(app: Hono, { books, makePayout, clock }: AdminDeps): void {
  app.get('/payouts/due', async (c) => {
    const { tenantId, venueId, currency } = c.req.query();
    if (!tenantId || !venueId || !currency) {
      return refuse(c, 400, 'request.malformed', 'give tenantId, venueId and currency');
    }
    const preview = await readPayoutPreview(books, { tenantId, venueId, currency }, clock.nowMs());
    return preview ? c.json(preview) : refuseVenue(c, books, venueId, tenantId);
  });
  app.post('/payouts', async (c) => {
    const { tenantId, venueId, currency, operatorId } = await c.req.json<{ [name: string]: string }>();
    if (!tenantId || !venueId || !currency || !operatorId) {
      return refuse(c, 400, 'request.malformed', 'give tenantId, venueId, currency and operatorId');
    }
    const made = await makePayout({ tenantId, venueId, currency, operatorId });
    if (!made.ok && made.error.code === 'venue.unknown') return refuseVenue(c, books, venueId, tenantId);
    if (!made.ok) {
      return refuse(c, 409, made.error.code, 'captures are paid out 7 days after they were made, less refunds', PAYOUT_LATER);
    }
    return c.body((await readPayoutFile(books, made.value.payoutId)) ?? '', 201, {
      'Content-Type': 'text/csv; charset=utf-8',
      Location: `/payouts/${made.value.payoutId}`,
    });
  });
  app.get('/payouts/:id', async (c) => {
    const file = await readPayoutFile(books, c.req.param('id'));
    return file === null
      ? refuse(c, 404, 'payout.unknown', 'no such payout')
      : c.body(file, 200, { 'Content-Type': 'text/csv; charset=utf-8' });
  });
}

/** Of another tenant, or of nobody. */
async function refuseVenue(c: Context, books: BooksQuery, venueId: string, tenantId: string): Promise<Response> {
  const { code, problem, next } = await unknownVenue(books, venueId, tenantId);
  return refuse(c, 404, code, problem, next);
}

function isExportedTable(name: string): name is ExportedTable {
  return Object.hasOwn(EXPORTED_TABLES, name);
}

function addExport(app: Hono, { books }: AdminDeps): void {
  app.get('/export/:table', (c) => {
    const table = c.req.param('table');
    const format = c.req.query('format') ?? 'csv';
    if (!isExportedTable(table))
      return refuse(
        c,
        404,
        'export.unknown',
        `there is no table '${table}'`,
        `name one of ${Object.keys(EXPORTED_TABLES).join(', ')}`,
      );
    if (format !== 'csv' && format !== 'jsonl') return refuse(c, 400, 'request.malformed', 'format is csv or jsonl');
    const pieces = exportTable(books, table, format);
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const piece = await pieces.next();
        if (piece.done) controller.close();
        else controller.enqueue(Buffer.from(piece.value));
      },
    });
    return c.body(body, 200, { 'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl' });
  });
}

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function createAdminApp(deps: AdminDeps): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => c.text(await deps.exposition()));
  app.post('/audit', async (c) => {
    const given = await c.req.json<{ anchor?: { position: number; hash: string } | null }>();
    return c.json(await deps.runAudit(given.anchor ?? null));
  });
  app.post('/reconcile', async (c) => {
    const { sinceMs } = await c.req.json<{ sinceMs?: number }>();
    return c.json({ differences: await deps.reconcile(sinceMs ?? 0) });
  });
  addOwners(app, deps);
  addStatements(app, deps);
  addPayouts(app, deps);
  addExport(app, deps);
  app.notFound((c) => refuse(c, 404, 'request.not-found', 'no such address'));
  app.onError((cause, c) => refuse(c, 500, 'admin.failed', cause.message));
  return app;
}
