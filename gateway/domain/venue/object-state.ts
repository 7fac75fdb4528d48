// Object state: what staff see of an object at a glance, and what they may do about its service.
import { type KindProfile, ok, type Result, refused } from '#protocol';
import type { ReportedState } from '../device/device.ts';
import type { Rejection } from '../rejections.ts';
import type { ObjectCard, ServiceNote } from './venue-record.ts';

/** In the order in which they count: whoever uses it comes before all that is said of it. */
export const OBJECT_STATES = [
  'in-use',
  'retired',
  'out-of-service',
  'needs-cleaning',
  'not-enrolled',
  'offline',
  'no-tariff',
  'free',
] as const;
export type ObjectState = (typeof OBJECT_STATES)[number];

export type ServiceState = 'in_service' | 'out_of_service';

/**
 * What runs ends as it began: nobody is put out by it. Null: it is so already, for the same reason.
 * @param freeSessionId staff opened it without a price: what is offered to others is used free by nobody, so it is closed first.
 */
export function decideService(
  card: ObjectCard,
  freeSessionId: string | null,
  status: ServiceState,
  note: ServiceNote,
): Result<ObjectCard | null, Rejection> {
  if (card.status === 'retired') return refused({ code: 'object.retired' });
  if (status === 'in_service' && freeSessionId !== null) return refused({ code: 'object.open-free', sessionId: freeSessionId });
  if (card.status === status && (card.service === null || card.service.reason === note.reason)) return ok(null);
  return ok({ ...card, status, service: note, version: card.version + 1 });
}

/** For good: its history stays, its labels lead nowhere. Null: it is so already. */
export function decideRetire(
  card: ObjectCard,
  liveSessionId: string | null,
  note: ServiceNote,
): Result<ObjectCard | null, Rejection> {
  if (card.status === 'retired') return ok(null);
  if (liveSessionId !== null) return refused({ code: 'object.in-use', sessionId: liveSessionId });
  return ok({ ...card, status: 'retired', service: note, version: card.version + 1 });
}

/** Since when it has waited for the cleaner who now says that it is clean; null: it waits for nobody. */
export function decideClean(
  card: Pick<ObjectCard, 'status'>,
  facts: { readonly uncleanSinceMs: number | null; readonly liveSessionId: string | null },
): Result<number | null, Rejection> {
  if (card.status === 'retired') return refused({ code: 'object.retired' });
  if (facts.liveSessionId !== null) return refused({ code: 'object.in-use', sessionId: facts.liveSessionId });
  return ok(facts.uncleanSinceMs);
}

/**
 * What the device itself would refuse is not asked of it, and what it does not say counts as if it did: a sensor that is
 * silent may stand for somebody inside. What no device reports it judges alone; and it judges all of it again, and last.
 */
export function isInterlocked(
  { interlocks, reported }: Pick<KindProfile, 'interlocks' | 'reported'>,
  state: ReportedState | null,
): boolean {
  const isTold = interlocks.filter(({ act, refuseWhile }) => act === 'start' && reported[refuseWhile] !== undefined);
  return isTold.some(({ refuseWhile }) => state?.reported[refuseWhile] !== false);
}
