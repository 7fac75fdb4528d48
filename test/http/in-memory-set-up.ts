// In-memory set-up: a tenant with nothing in it yet, for tests of what HTTP does around the acts on venues and objects.
import { ok, refused } from '#protocol';
import { OBJECT_STATES, type ObjectState } from '../../gateway/domain/venue/object-state.ts';
import type { SetUpSteps } from '../../gateway/http/steps.ts';

export function inMemorySetUp(): SetUpSteps {
  const unknown = async () => refused({ code: 'object.unknown' } as const);
  return {
    list: {
      kinds: ['sleep-pod', 'bike'],
      venues: async () => [],
      venue: async () => refused({ code: 'venue.unknown' } as const),
      places: async () => ok([]),
      objects: async () => ({ objects: [], nextAfterId: null }),
      counts: async () => Object.fromEntries(OBJECT_STATES.map((state) => [state, 0])) as { [S in ObjectState]: number },
      object: unknown,
    },
    changeVenue: async () => refused({ code: 'venue.unknown' }),
    changePlace: async () => refused({ code: 'place.unknown' }),
    createObjects: async () => refused({ code: 'place.unknown' }),
    importObjects: async () => refused({ code: 'objects.list-refused', lines: [] }),
    changeObject: unknown,
    serveObject: unknown,
    retireObject: unknown,
    cleanObject: unknown,
    openFree: unknown,
    closeFree: unknown,
    guide: {
      read: async () => ({ venueId: null, places: [], objects: [], tried: null, steps: [], next: null, isOver: true }),
      sign: async () => null,
    },
    readDoors: unknown,
  };
}
