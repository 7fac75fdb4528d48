// Presence schemas: what keeping an object, counting its blinks and comparing a position take and give.
import { z } from '@hono/zod-openapi';
import { id, instant, keeping, presenceWay, ticket } from './schemas.ts';

export const reserveBody = z.object({ ticket }).openapi('Reserve');
export const reservedAnswer = z
  .object({
    reservationId: id,
    objectId: id,
    until: instant,
    blink: z.enum(['asked', 'cannot', 'too-soon', 'used-up']).openapi({ description: '`asked`: it blinks now; else why not.' }),
    groups: z.int().openapi({ description: 'How many numbers it shows, one after the other.' }),
    keeping,
  })
  .openapi('Reservation');
export const blinksBody = z
  .object({
    ticket,
    blinks: z
      .array(z.int().min(1).max(9))
      .min(1)
      .max(3)
      .openapi({ description: 'How often it blinked, group by group.', example: [3, 5] }),
  })
  .openapi('Blinks');
export const shownPresence = z.object({ by: presenceWay, until: instant }).openapi('ShownPresence');
export const whereaboutsBody = z
  .object({
    ticket,
    position: z
      .object({
        latitude: z.number().min(-90).max(90),
        longitude: z.number().min(-180).max(180),
        accuracyM: z.number().min(0),
      })
      .nullable()
      .openapi({ description: 'As the phone gives it (WGS 84); compared once, stored nowhere, written into no log.' }),
  })
  .openapi('WhereaboutsRequest');
export const whereaboutsAnswer = z.object({ whereabouts: z.enum(['near', 'elsewhere', 'unknown']) }).openapi('Whereabouts');
