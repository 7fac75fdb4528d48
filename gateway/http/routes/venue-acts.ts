// Venue acts: the owner opens venues and places and changes them; every edit names the version that its editor saw.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN, ok } from '#protocol';
import { OBJECT_STATES } from '../../domain/venue/object-state.ts';
import { SET_UP_LIMITS } from '../../domain/venue/set-up-limits.ts';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';

const BASE = '/api/v1/operator';
const id = z.string().regex(ID_PATTERN);
const oneId = z.object({ id });
/** Longer ones are refused by name, with what is wrong with them. */
const name = z
  .string()
  .trim()
  .max(SET_UP_LIMITS.nameChars * 4);
const version = z.int().min(1).openapi({ description: 'The one that its editor saw; another is there: `edit.conflict`.' });
const line = z.string().trim().min(1).max(200);

const seller = z
  .strictObject({ name: line, vatNumber: z.string().trim().max(40), address: line })
  .nullable()
  .openapi({ description: 'Whose receipts are good for expenses; null while nobody has said.' });
const zone = z.string().max(64).openapi({ description: 'Of the IANA database, such as `Asia/Shanghai`.' });
const currency = z.string().max(3).openapi({ description: 'Of ISO 4217; it stays once an object has a price in it.' });
const feePermille = z.int().openapi({ description: "The platform's share of what is captured, in thousandths." });

const newVenue = z
  .strictObject({ name, zone, currency, feePermille: feePermille.default(0), seller: seller.default(null) })
  .openapi('NewVenue');
const venueEdit = z
  .strictObject({
    version,
    name: name.optional(),
    zone: zone.optional(),
    currency: currency.optional(),
    feePermille: feePermille.optional(),
    seller: seller.optional(),
  })
  .openapi('VenueEdit');
const venue = z
  .object({ venueId: id, name: z.string(), zone, currency, feePermille, seller, version: z.int() })
  .openapi('OperatorVenue');
const states = z.object(Object.fromEntries(OBJECT_STATES.map((each) => [each, z.int()])));
const listedVenue = venue.extend({ places: z.int(), objects: z.int(), states }).openapi('ListedVenue');

const newPlace = z.strictObject({ venueId: id, name }).openapi('NewPlace');
const placeEdit = z.strictObject({ version, name }).openapi('PlaceEdit');
const place = z.object({ placeId: id, venueId: id, name: z.string(), version: z.int() }).openapi('OperatorPlace');
const listedPlace = place.extend({ objects: z.int(), isPositioned: z.boolean() }).openapi('ListedPlace');
const placesQuery = z.strictObject({ venue: id.optional() });

/** What an editor leaves out is not said. */
function given<T extends object>(words: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(words).filter(([, word]) => word !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function addVenues(app: App, deps: RouteDeps): void {
  const { list, changeVenue } = deps.steps.operator.setUp;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/venues`,
      act: 'venue.see',
      summary: 'List venues',
      answer: { status: 200, description: 'By name.', schema: z.object({ venues: z.array(listedVenue) }) },
      refusals: [],
    },
    async ({ operator }) => {
      const venues = await list.venues(operator.tenantId);
      return ok({ status: 200, body: { venues: venues.map(({ tenantId: _, ...each }) => each) } });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/venues`,
      act: 'venue.change',
      summary: 'Open a venue',
      body: newVenue,
      answer: { status: 201, description: 'It has no places yet.', schema: venue },
      refusals: ['objects.too-many'],
    },
    ({ operator, keyed, body }) => changeVenue({ ...keyed, operator, edited: null, words: body }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/venues/{id}`,
      act: 'venue.change',
      summary: 'Change a venue',
      description: 'What is left out stays. Written to the audit.',
      params: oneId,
      body: venueEdit,
      answer: { status: 200, description: 'As it is now.', schema: venue },
      refusals: ['venue.unknown', 'venue.currency-in-use', 'edit.conflict'],
    },
    ({ operator, keyed, params, body: { version: seen, ...words } }) =>
      changeVenue({ ...keyed, operator, edited: { venueId: params.id, version: seen }, words: given(words) }),
  );
}

function addPlaces(app: App, deps: RouteDeps): void {
  const { list, changePlace } = deps.steps.operator.setUp;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: `${BASE}/places`,
      act: 'venue.see',
      summary: 'List places',
      query: placesQuery,
      answer: { status: 200, description: 'By name.', schema: z.object({ places: z.array(listedPlace) }) },
      refusals: ['venue.unknown'],
    },
    async ({ operator, query }) => {
      const places = await list.places(operator.tenantId, query.venue ?? null);
      if (!places.ok) return places;
      return ok({ status: 200, body: { places: places.value.map(({ tenantId: _, ...each }) => each) } });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/places`,
      act: 'venue.change',
      summary: 'Add a place to a venue',
      body: newPlace,
      answer: { status: 201, description: 'Nothing stands there yet.', schema: place },
      refusals: ['venue.unknown', 'object.name-taken', 'objects.too-many'],
    },
    ({ operator, keyed, body }) => changePlace({ ...keyed, operator, of: { venueId: body.venueId }, name: body.name }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/places/{id}`,
      act: 'venue.change',
      summary: 'Call a place otherwise',
      description: 'Written to the audit.',
      params: oneId,
      body: placeEdit,
      answer: { status: 200, description: 'As it is now.', schema: place },
      refusals: ['place.unknown', 'object.name-taken', 'edit.conflict'],
    },
    ({ operator, keyed, params, body }) =>
      changePlace({ ...keyed, operator, of: { placeId: params.id, version: body.version }, name: body.name }),
  );
}

export function addVenueActs(app: App, deps: RouteDeps): void {
  addVenues(app, deps);
  addPlaces(app, deps);
}
