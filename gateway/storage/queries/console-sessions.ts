// Queries of the console on sessions: those of one tenant by time, object, state or receipt number, the newest first.
import type { BooksQuery } from '../../ports/store.ts';

type SessionRow = {
  readonly session_id: string;
  readonly object_id: string;
  readonly object_name: string;
  readonly place_name: string;
  readonly venue_id: string;
  readonly kind: string;
  readonly payer_id: string;
  readonly state: string;
  readonly version: number;
  readonly created_at_ms: number;
  readonly started_at_ms: number | null;
  readonly end_at_ms: number | null;
  readonly end_reason: string | null;
  readonly currency: string;
  readonly cost_minor: number;
  readonly final_minor: number | null;
  readonly refunded_minor: number;
  readonly held_minor: number;
  readonly year: number | null;
  readonly number: number | null;
};

export type SessionFound = {
  readonly sessionId: string;
  readonly objectId: string;
  readonly objectName: string;
  readonly placeName: string;
  readonly venueId: string;
  readonly kind: string;
  readonly payerId: string;
  readonly state: string;
  readonly version: number;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly endReason: string | null;
  readonly currency: string;
  readonly costMinor: number;
  readonly refundedMinor: number;
  readonly heldMinor: number;
  readonly receipt: { readonly year: number; readonly number: number } | null;
};

/** What is null does not narrow the search. */
export type SessionSearch = {
  readonly tenantId: string;
  readonly venueId: string | null;
  readonly sessionId: string | null;
  readonly objectId: string | null;
  readonly states: readonly string[] | null;
  readonly fromMs: number | null;
  readonly untilMs: number | null;
  readonly receipt: { readonly year: number; readonly number: number } | null;
  /** The last one of the page before. */
  readonly before: { readonly createdAtMs: number; readonly sessionId: string } | null;
  readonly limit: number;
};

const FOUND = `
  SELECT s.session_id, s.object_id, o.name AS object_name, p.name AS place_name, s.venue_id, s.kind, s.payer_id, s.state, s.version,
    s.created_at_ms, s.started_at_ms, s.end_at_ms, s.end_reason, h.currency, s.cost_minor, s.final_minor, s.held_minor,
    n.year, n.number,
    (SELECT CAST(sum(b.refunded_minor) AS BIGINT) FROM holds b WHERE b.session_id = s.session_id) AS refunded_minor
  FROM sessions s
  JOIN objects o ON o.object_id = s.object_id
  JOIN places p ON p.place_id = s.place_id
  JOIN holds h ON h.hold_id = s.hold_id
  LEFT JOIN receipts r ON r.session_id = s.session_id AND r.payer_id = s.payer_id
  LEFT JOIN receipt_numbers n ON n.receipt_id = r.receipt_id
  WHERE s.tenant_id = ?`;

function sessionFrom(row: SessionRow): SessionFound {
  const { year, number } = row;
  return {
    sessionId: row.session_id,
    objectId: row.object_id,
    objectName: row.object_name,
    placeName: row.place_name,
    venueId: row.venue_id,
    kind: row.kind,
    payerId: row.payer_id,
    state: row.state,
    version: row.version,
    createdAtMs: row.created_at_ms,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.end_at_ms,
    endReason: row.end_reason,
    currency: row.currency,
    costMinor: row.final_minor ?? row.cost_minor,
    refundedMinor: row.refunded_minor,
    heldMinor: row.held_minor,
    receipt: year === null || number === null ? null : { year, number },
  };
}

type Narrowing = { readonly sql: string; readonly values: readonly (string | number)[] };

function narrowingsOf(search: SessionSearch): readonly Narrowing[] {
  const { venueId, sessionId, objectId, states, fromMs, untilMs, receipt, before } = search;
  const equal = (column: string, value: string | number | null): readonly Narrowing[] =>
    value === null ? [] : [{ sql: `${column} = ?`, values: [value] }];
  return [
    ...equal('s.venue_id', venueId),
    ...equal('s.session_id', sessionId),
    ...equal('s.object_id', objectId),
    ...equal('n.year', receipt?.year ?? null),
    ...equal('n.number', receipt?.number ?? null),
    ...(states === null ? [] : [{ sql: `s.state IN (${states.map(() => '?').join(', ')})`, values: states }]),
    ...(fromMs === null ? [] : [{ sql: 's.created_at_ms >= ?', values: [fromMs] }]),
    ...(untilMs === null ? [] : [{ sql: 's.created_at_ms < ?', values: [untilMs] }]),
    ...(before === null
      ? []
      : [
          {
            sql: '(s.created_at_ms < ? OR (s.created_at_ms = ? AND s.session_id < ?))',
            values: [before.createdAtMs, before.createdAtMs, before.sessionId],
          },
        ]),
  ];
}

/** Newest first. */
export async function searchSessions(books: BooksQuery, search: SessionSearch): Promise<readonly SessionFound[]> {
  const narrowings = narrowingsOf(search);
  const sql = [FOUND, ...narrowings.map((each) => `AND ${each.sql}`), 'ORDER BY s.created_at_ms DESC, s.session_id DESC LIMIT ?'];
  const rows = await books<SessionRow>(sql.join('\n  '), [
    search.tenantId,
    ...narrowings.flatMap(({ values }) => values),
    search.limit,
  ]);
  return rows.map(sessionFrom);
}

/** Whoever used it last; null where nobody ever did. */
export async function readNewestSession(books: BooksQuery, tenantId: string, objectId: string): Promise<SessionFound | null> {
  const any = { venueId: null, sessionId: null, states: null, fromMs: null, untilMs: null, receipt: null, before: null };
  const [newest] = await searchSessions(books, { ...any, tenantId, objectId, limit: 1 });
  return newest ?? null;
}
