// Console venues: the pages of venues, their places and objects, and of lists of objects; every act on them is a route of the operator API.
import { mayRole } from '../../domain/staff/permissions.ts';
import type { ListSetUp } from '../../operator/list-set-up.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import { objectImportPage } from '../../web/console/object-import-page.tsx';
import { type VenuePageInput, venuePage } from '../../web/console/venue-page.tsx';
import { venuesPage } from '../../web/console/venues-page.tsx';
import type { App, RouteDeps } from '../context.ts';
import { type ConsoleDoor, type ConsoleVisit, createConsoleDoor } from './console-door.ts';
import { answerPage } from './page-frame.ts';

const LISTED = 200;

type Places = VenuePageInput['places'];
type Listed = Awaited<ReturnType<ListSetUp['objects']>>['objects'];

/** Where a place is, is said of an object that stands there. */
async function withObjects(
  list: ListSetUp,
  tenantId: string,
  places: readonly Omit<Places[number], 'objectId'>[],
  listed: Listed,
): Promise<Places> {
  return Promise.all(
    places.map(async (place) => {
      const known = listed.find(({ placeId }) => placeId === place.placeId);
      if (known || place.objects === 0) return { ...place, objectId: known?.objectId ?? null };
      const { objects } = await list.objects({ tenantId, placeId: place.placeId, limit: 1 });
      return { ...place, objectId: objects[0]?.objectId ?? null };
    }),
  );
}

async function answerVenue(deps: RouteDeps, door: ConsoleDoor, visit: ConsoleVisit, venueId: string): Promise<Response> {
  const { c, operator, frame } = visit;
  const { tenantId, role } = operator;
  const { setUp, tariffDesk } = deps.steps.operator;
  const venue = await setUp.list.venue(tenantId, venueId);
  if (!venue.ok) return door.refuse(visit, venue.error);
  const places = await setUp.list.places(tenantId, venueId);
  if (!places.ok) return door.refuse(visit, places.error);
  const { objects, nextAfterId } = await setUp.list.objects({ tenantId, venueId, limit: LISTED });
  const tariffs = mayRole(role, 'tariff.see') ? await tariffDesk.list(tenantId) : [];
  const page = {
    ...{ venue: venue.value, objects, hasMore: nextAfterId !== null, kinds: setUp.list.kinds },
    places: await withObjects(setUp.list, tenantId, places.value, objects),
    tariffs: tariffs.map(({ kind, tariff: { tariffId, tariff } }) => {
      return { tariffId, kind, name: tariff.name, currency: tariff.currency };
    }),
  };
  const own = frame.venues.find((each) => each.venueId === venueId) ?? null;
  return answerPage(c, venuePage({ ...frame, venue: own }, page));
}

export function addConsoleVenues(app: App, deps: RouteDeps): void {
  const door = createConsoleDoor(deps);
  const { list } = deps.steps.operator.setUp;
  app.get(consolePaths.venues, (c) =>
    door.page(c, { section: 'venues', act: 'venue.see' }, async ({ operator, frame }) =>
      answerPage(c, venuesPage(frame, { venues: await list.venues(operator.tenantId) })),
    ),
  );
  app.get(`${consolePaths.venues}/:id`, (c) =>
    door.page(c, { section: 'venues', act: 'venue.see' }, (visit) => answerVenue(deps, door, visit, c.req.param('id'))),
  );
  app.get(consolePaths.objectImport, (c) =>
    door.page(c, { section: 'objects', act: 'object.create' }, async ({ frame }) =>
      answerPage(c, objectImportPage(frame, { kinds: list.kinds })),
    ),
  );
}
