// Change venue: the owner opens a venue, or changes what it is called, where its clock stands, and who sells there.
import { ok, type Result, refused } from '#protocol';
import { isCurrency } from '../domain/money.ts';
import type { Rejection } from '../domain/rejections.ts';
import { isZone } from '../domain/tariff/zoned-time.ts';
import { SET_UP_LIMITS } from '../domain/venue/set-up-limits.ts';
import { nameProblem } from '../domain/venue/set-up-names.ts';
import type { VenueRecord } from '../domain/venue/venue-record.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { type ListedVenue, readPricesIn, readVenue, readVenues } from '../storage/queries/venue-set-up.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

/** What is left out stays; of a new one name, zone and currency are needed. */
export type VenueWords = Partial<Pick<VenueRecord, 'name' | 'zone' | 'currency' | 'feePermille' | 'seller'>>;

export type ChangeVenue = (
  request: OperatorRequest & {
    /** null: a new one. */
    readonly edited: { readonly venueId: string; readonly version: number } | null;
    readonly words: VenueWords;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly venue: ListedVenue | null; readonly venues: number; readonly isPriced: boolean };

const malformed = (at: string, problem: string): Rejection => ({ code: 'request.malformed', at: `body.${at}`, problem });

/** The first that is wrong. */
function problemOf({ name, zone, currency, feePermille }: Pick<VenueRecord, 'name' | 'zone' | 'currency' | 'feePermille'>) {
  const wrongName = nameProblem(name);
  if (wrongName !== null) return malformed('name', wrongName);
  if (!isZone(zone)) return malformed('zone', 'is no time zone of the IANA database, such as Asia/Shanghai');
  if (!isCurrency(currency)) return malformed('currency', 'is no currency of ISO 4217, such as CNY');
  const isFee = Number.isInteger(feePermille) && feePermille >= 0 && feePermille <= 1_000;
  return isFee ? null : malformed('feePermille', 'is no whole number from 0 to 1000');
}

/** A venue as scripts and editors read it. */
function venueFacts({ venueId, name, zone, currency, feePermille, seller, version }: VenueRecord) {
  return { venueId, name, zone, currency, feePermille, seller, version };
}

export function createChangeVenue(context: StepContext, books: BooksQuery): ChangeVenue {
  async function load(tenantId: string, venueId: string | null): Promise<Result<Facts, Rejection>> {
    if (venueId === null) return ok({ venue: null, venues: (await readVenues(books, tenantId)).length, isPriced: false });
    const venue = await readVenue(books, tenantId, venueId);
    return venue ? ok({ venue, venues: 0, isPriced: await readPricesIn(books, venueId) }) : refused({ code: 'venue.unknown' });
  }

  function judge(next: VenueRecord, { venue, venues, isPriced }: Facts): Result<VenueRecord, Rejection> {
    const wrong = problemOf(next);
    if (wrong) return refused(wrong);
    if (venues >= SET_UP_LIMITS.venues) return refused({ code: 'objects.too-many', most: SET_UP_LIMITS.venues });
    // What was sold, and is paid out, is counted in it.
    const isFixed = venue !== null && isPriced && venue.currency !== next.currency;
    return isFixed ? refused({ code: 'venue.currency-in-use', currency: venue.currency }) : ok(next);
  }

  return (request) => {
    const { operator, edited, words } = request;
    const newId = context.ids('ven');
    return runKeyedAct<Facts>(context, request, {
      load: () => load(operator.tenantId, edited?.venueId ?? null),
      decide: (facts, atMs) => {
        const { venue: stored } = facts;
        if (stored && stored.version !== edited?.version) {
          return refused({ code: 'edit.conflict', version: stored.version, now: venueFacts(stored) });
        }
        const before = stored ?? { ...{ name: '', zone: '', currency: '' }, feePermille: 0, seller: null, version: 0 };
        const next: VenueRecord = {
          ...{ name: before.name, zone: before.zone, currency: before.currency },
          ...{ feePermille: before.feePermille, seller: before.seller },
          ...words,
          venueId: stored?.venueId ?? newId,
          tenantId: operator.tenantId,
          version: before.version + 1,
        };
        const judged = judge(next, facts);
        if (!judged.ok) return judged;
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: stored ? 'venue-changed' : 'venue-created',
          subjectId: next.venueId,
          facts: { version: next.version, changed: Object.keys(words).join(' ') },
          atMs,
        });
        return ok({
          status: stored ? 200 : 201,
          body: venueFacts(next),
          changes: [{ change: 'venue-changed', venue: next }, audited],
        });
      },
    });
  };
}
