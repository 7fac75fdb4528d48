// Console desk: every figure and list that the console shows, read from the books of one tenant; each is a GET of the operator API too.
import { type Clock, ok, type Result, refused } from '#protocol';
import { type ObjectStanding, standingOf } from '../domain/console/object-standing.ts';
import { composeTakings, localDay } from '../domain/console/takings.ts';
import { formatReceiptNumber } from '../domain/receipt/receipt-number.ts';
import type { Rejection } from '../domain/rejections.ts';
import { OCCUPYING_STATES } from '../domain/session/session.ts';
import { mayRole } from '../domain/staff/permissions.ts';
import type {
  ConsoleAuditRow,
  ConsoleBatch,
  ConsoleObject,
  ConsoleObjectFacts,
  ConsolePage,
  ConsoleSession,
  ConsoleVenue,
  Overview,
} from '../ports/console-views.ts';
import type { StaffMember } from '../ports/identity.ts';
import type { BooksQuery } from '../ports/store.ts';
import { searchAudit } from '../storage/queries/console-evidence.ts';
import { readLabelBatches, readTaken } from '../storage/queries/console-money.ts';
import { countPendingDevices, type ObjectFound, readObject, readObjects } from '../storage/queries/console-objects.ts';
import { type SessionFound, type SessionSearch, searchSessions } from '../storage/queries/console-sessions.ts';
import { readTenantVenues, readVenuesInEmergency } from '../storage/queries/console-venues.ts';
import type { ListOpenMatters } from './list-open-matters.ts';

type Of = { readonly tenantId: string };

export type FindSessions = Of & {
  readonly venueId?: string | null;
  readonly objectId?: string | null;
  readonly states?: readonly string[] | null;
  readonly fromMs?: number | null;
  readonly untilMs?: number | null;
  readonly receipt?: { readonly year: number; readonly number: number } | null;
  /** The `next` of the page before. */
  readonly before?: string | null;
  readonly limit: number;
};

export type FindAudit = Of & {
  readonly what: string | null;
  readonly actorId: string | null;
  readonly subjectId: string | null;
  readonly before: string | null;
  readonly limit: number;
};

export type ConsoleDesk = {
  venues(tenantId: string): Promise<readonly ConsoleVenue[]>;
  /** Ids of those whose red button is pressed. */
  venuesInEmergency(tenantId: string): Promise<readonly string[]>;
  overview(asked: { readonly member: StaffMember; readonly venueId: string }): Promise<Result<Overview, Rejection>>;
  objects(asked: Of & { readonly venueId: string | null }): Promise<readonly ConsoleObject[]>;
  object(asked: Of & { readonly objectId: string }): Promise<Result<ConsoleObjectFacts, Rejection>>;
  sessions(asked: FindSessions): Promise<ConsolePage<ConsoleSession>>;
  audit(asked: FindAudit): Promise<ConsolePage<ConsoleAuditRow>>;
  batches(tenantId: string): Promise<readonly ConsoleBatch[]>;
};

const MOST_OBJECTS = 2_000;
const MOST_RUNNING = 50;
const LAST_SESSIONS = 20;
const MOST_BATCHES = 100;
const WEEK_DAYS = 7;
const NO_OBJECTS: { readonly [S in ObjectStanding]: number } = {
  free: 0,
  'in-use': 0,
  offline: 0,
  dirty: 0,
  'out-of-service': 0,
  retired: 0,
};

const iso = (atMs: number): string => new Date(atMs).toISOString();
const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

export function sessionView({ createdAtMs, startedAtMs, endedAtMs, receipt, ...session }: SessionFound): ConsoleSession {
  return {
    ...session,
    createdAt: iso(createdAtMs),
    startedAt: isoOrNull(startedAtMs),
    endedAt: isoOrNull(endedAtMs),
    receiptNumber: receipt && formatReceiptNumber(receipt),
  };
}

function objectView({ status, lastSeenAtMs, dirtySinceMs, ...object }: ObjectFound): ConsoleObject {
  const isDirty = dirtySinceMs !== null;
  return {
    ...object,
    standing: standingOf({ status, isOccupied: object.live !== null, isOnline: object.isOnline, isDirty }),
    lastSeenAt: isoOrNull(lastSeenAtMs),
    dirtySince: isoOrNull(dirtySinceMs),
  };
}

/** `1795000000000.ses_x`: where a page ends. */
function placeOf(text: string | null | undefined): { readonly atMs: number; readonly id: string } | null {
  const parts = /^(\d{1,15})\.([A-Za-z0-9_-]{1,64})$/.exec(text ?? '');
  return parts ? { atMs: Number(parts[1]), id: parts[2] ?? '' } : null;
}

/** One more than asked for was read: whether there are more is known without counting. */
function pageOf<T, V>(found: readonly T[], limit: number, placed: (last: T) => string, view: (each: T) => V): ConsolePage<V> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items: items.map(view), next: found.length > limit && last !== undefined ? placed(last) : null };
}

const ANY: Omit<SessionSearch, 'tenantId' | 'limit'> = {
  venueId: null,
  sessionId: null,
  objectId: null,
  states: null,
  fromMs: null,
  untilMs: null,
  receipt: null,
  before: null,
};

function createReadOverview(books: BooksQuery, clock: Clock, listOpenMatters: ListOpenMatters): ConsoleDesk['overview'] {
  async function takingsOf(tenantId: string, { venueId, zone, currency }: ConsoleVenue) {
    const nowMs = clock.nowMs();
    const [today, lastWeek] = [localDay(zone, nowMs), localDay(zone, nowMs, WEEK_DAYS)];
    const here = { tenantId, venueId };
    return {
      today: composeTakings(today, await readTaken(books, here, today), currency),
      lastWeek: composeTakings(lastWeek, await readTaken(books, here, lastWeek), currency),
    };
  }

  async function waitingOf(operator: StaffMember, objects: readonly ConsoleObject[]): Promise<Overview['waiting']> {
    const found = await listOpenMatters({ operator });
    if (!found.ok) return null;
    const { claims, reviews, owedRefunds, owed, disputes, labels } = found.value;
    return {
      claims: claims.length,
      reviews: reviews.length,
      owedRefunds: owedRefunds.length,
      owed: owed.length,
      disputes: disputes.filter(({ state }) => state === 'open').length,
      labelAlerts: labels.length,
      offline: objects.filter(({ standing }) => standing === 'offline').length,
      deviceClaims: await countPendingDevices(books, operator.tenantId),
    };
  }

  return async ({ member, venueId }) => {
    const { tenantId, role } = member;
    const venue = (await readTenantVenues(books, tenantId)).find((each) => each.venueId === venueId);
    if (!venue) return refused({ code: 'venue.unknown' });
    const objects = (await readObjects(books, { tenantId, venueId, limit: MOST_OBJECTS })).map(objectView);
    const counts = { ...NO_OBJECTS };
    for (const { standing } of objects) counts[standing] += 1;
    const isSeen = mayRole(role, 'session.see');
    const search = { ...ANY, tenantId, venueId, states: OCCUPYING_STATES, limit: MOST_RUNNING };
    return ok({
      venue,
      objects: counts,
      running: isSeen ? (await searchSessions(books, search)).map(sessionView) : [],
      takings: mayRole(role, 'money.see') ? await takingsOf(tenantId, venue) : null,
      waiting: mayRole(role, 'matter.see') ? await waitingOf(member, objects) : null,
    });
  };
}

export function createConsoleDesk(books: BooksQuery, clock: Clock, listOpenMatters: ListOpenMatters): ConsoleDesk {
  return {
    venues: (tenantId) => readTenantVenues(books, tenantId),
    venuesInEmergency: (tenantId) => readVenuesInEmergency(books, tenantId),
    overview: createReadOverview(books, clock, listOpenMatters),
    async objects({ tenantId, venueId }) {
      return (await readObjects(books, { tenantId, venueId, limit: MOST_OBJECTS })).map(objectView);
    },
    async object({ tenantId, objectId }) {
      const object = await readObject(books, tenantId, objectId);
      if (!object) return refused({ code: 'object.unknown' });
      const sessions = await searchSessions(books, { ...ANY, tenantId, objectId, limit: LAST_SESSIONS });
      return ok({ object: objectView(object), sessions: sessions.map(sessionView) });
    },
    async sessions({ before, limit, ...asked }) {
      const place = placeOf(before);
      const from = place && { createdAtMs: place.atMs, sessionId: place.id };
      const found = await searchSessions(books, { ...ANY, ...asked, before: from, limit: limit + 1 });
      return pageOf(found, limit, ({ createdAtMs, sessionId }) => `${createdAtMs}.${sessionId}`, sessionView);
    },
    async audit({ before, limit, ...asked }) {
      const place = placeOf(before);
      const found = await searchAudit(books, {
        ...asked,
        before: place && { atMs: place.atMs, auditId: place.id },
        limit: limit + 1,
      });
      return pageOf(
        found,
        limit,
        ({ row }) => `${row.atMs}.${row.auditId}`,
        ({ row: { tenantId: _, atMs, ...row }, position, hash }) => ({ ...row, at: iso(atMs), position, hash }),
      );
    },
    async batches(tenantId) {
      const found = await readLabelBatches(books, tenantId, MOST_BATCHES);
      return found.map(({ orderedAtMs, ...batch }) => ({ ...batch, orderedAt: iso(orderedAtMs) }));
    },
  };
}
