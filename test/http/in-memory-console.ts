// In-memory console: what the console reads, nearly empty, for tests of everything else.
import { ok, refused } from '#protocol';
import type { ConsoleSteps } from '../../gateway/http/console-steps.ts';

const VENUE = { venueId: 'ven_1', name: 'Hall', zone: 'Asia/Shanghai', currency: 'CNY' };

export function inMemoryConsole(): ConsoleSteps {
  const unknownObject = refused({ code: 'object.unknown' } as const);
  const unknownSession = refused({ code: 'session.unknown' } as const);
  const unknownVenue = refused({ code: 'venue.unknown' } as const);
  return {
    venues: async () => [VENUE],
    venuesInEmergency: async () => [],
    overview: async () => {
      const objects = { free: 1, 'in-use': 0, offline: 0, dirty: 0, 'out-of-service': 0, retired: 0 };
      return ok({ venue: VENUE, objects, running: [], takings: null, waiting: null });
    },
    objects: async () => [],
    object: async () => unknownObject,
    sessions: async () => ({ items: [], next: null }),
    audit: async () => ({ items: [], next: null }),
    batches: async () => [],
    timeline: async () => unknownSession,
    money: async () => unknownVenue,
    stopSession: async () => unknownSession,
    payOut: async () => unknownVenue,
    watch: { look: async () => ({ mark: 'm', objects: new Map() }), next: async () => undefined },
    statement: async () => unknownVenue,
    objectsFile: async () => unknownVenue,
    sampleList: async () => 'name,kind,place\r\n',
    payoutFile: async () => refused({ code: 'request.not-found' } as const),
  };
}
