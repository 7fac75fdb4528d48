// Operator emergency: the red button of a venue - pressed, ended by a second person, and looked at by whoever leads the fire crew.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN, ok } from '#protocol';
import type { EmergencyRecord } from '../../domain/emergency/emergency.ts';
import type { EmergencyPicture } from '../../operator/list-occupied.ts';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';
import { reasonBody } from './people-schemas.ts';
import { instant } from './schemas.ts';

const PATH = '/api/v1/operator/venues/{id}/emergency';
const venueOnly = z.object({ id: z.string().regex(ID_PATTERN) });

const emergencyActed = z
  .object({
    emergencyId: z.string(),
    venueId: z.string(),
    state: z.enum(['open', 'ended']),
    isNew: z.boolean().openapi({ description: 'false: it was pressed before, and goes on; nothing was changed.' }),
    raisedAt: instant,
    endedAt: instant.nullable(),
    devices: z.int().openapi({ description: 'So many are told to switch light and chime.' }),
  })
  .openapi('EmergencyActed');

const count = z.int().min(0);
const emergencyPicture = z
  .object({
    venueId: z.string(),
    venueName: z.string(),
    zone: z.string(),
    at: instant.openapi({ description: 'When it was read.' }),
    state: z.enum(['none', 'open', 'ended']),
    emergency: z
      .object({
        emergencyId: z.string(),
        raisedBy: z.string(),
        raisedAt: instant,
        reason: z.string(),
        ended: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
      })
      .nullable()
      .openapi({ description: 'The newest; null where the button was never pressed.' }),
    signals: z.object({ on: count, waiting: count, away: count, unable: count }).openapi({
      description:
        'Devices while it is open. on: light and chime are on, by their own word. waiting: connected, no answer yet. away: told when they come back. unable: neither light nor chime.',
    }),
    notReached: z.array(
      z.object({
        objectId: z.string(),
        name: z.string(),
        placeName: z.string(),
        signal: z.enum(['waiting', 'away', 'unable']),
        why: z.enum(['waiting', 'away', 'never', 'no-setting', 'firmware', 'refused']).openapi({
          description:
            'never: nothing was ever heard of its device. no-setting: its kind has neither light nor chime. firmware: what runs on it does not know the setting. refused: it would not.',
        }),
        lastContactAt: instant.nullable(),
        inUseSince: instant.nullable(),
        isTakenAlong: z
          .boolean()
          .openapi({ description: 'In use and of a kind that is ridden away: its place is where it was taken from.' }),
        lastReport: z
          .object({ at: instant, isMoving: z.boolean().nullable(), distanceM: z.int().nullable() })
          .nullable()
          .openapi({ description: 'What it said of itself when it was last heard; distanceM is of the use that goes on.' }),
      }),
    ),
    occupied: z
      .array(
        z.object({
          objectId: z.string(),
          name: z.string(),
          placeName: z.string(),
          kind: z.string(),
          because: z.array(z.enum(['session', 'reported', 'unknown', 'stay'])),
          since: instant.nullable(),
          isTakenAlong: z.boolean(),
          door: z.union([z.string(), z.boolean(), z.number()]).nullable(),
          lastContactAt: instant.nullable(),
        }),
      )
      .openapi({
        description:
          'Where somebody may be: used now, seen by its sensor, or not known (a failed sensor or connection counts as occupied).',
      }),
  })
  .openapi('Emergency');

const iso = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());

function emergencyJson({ emergencyId, raisedBy, raisedAtMs, reason, ended }: EmergencyRecord) {
  return {
    emergencyId,
    raisedBy,
    raisedAt: new Date(raisedAtMs).toISOString(),
    reason,
    ended: ended && { by: ended.by, at: new Date(ended.atMs).toISOString(), reason: ended.reason },
  };
}

function pictureJson({
  venue,
  atMs,
  emergency,
  isOpen,
  signals,
  unreached,
  occupied,
}: EmergencyPicture): z.input<typeof emergencyPicture> {
  return {
    venueId: venue.venueId,
    venueName: venue.name,
    zone: venue.zone,
    at: new Date(atMs).toISOString(),
    state: isOpen ? 'open' : emergency === null ? 'none' : 'ended',
    emergency: emergency && emergencyJson(emergency),
    signals,
    notReached: unreached.map(({ lastContactMs, inUseSinceMs, lastReport, ...each }) => ({
      ...each,
      lastContactAt: iso(lastContactMs),
      inUseSince: iso(inUseSinceMs),
      lastReport: lastReport && {
        at: new Date(lastReport.atMs).toISOString(),
        isMoving: lastReport.isMoving,
        distanceM: lastReport.distanceM,
      },
    })),
    occupied: occupied.map(({ sinceMs, lastContactMs, because, ...each }) => ({
      ...each,
      because: [...because],
      since: iso(sinceMs),
      lastContactAt: iso(lastContactMs),
    })),
  };
}

export function addOperatorEmergency(app: App, deps: RouteDeps): void {
  const { operator: steps } = deps.steps;
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: PATH,
      act: 'emergency.raise',
      summary: 'Press the red button of a venue',
      description:
        'From now on use costs nothing, nothing starts, and lights and chimes of all objects go on. No lock opens or closes by it. Pressed again it says that it is open.',
      params: venueOnly,
      body: reasonBody,
      answer: { status: 200, description: 'Open.', schema: emergencyActed },
      refusals: ['venue.unknown'],
    },
    ({ operator, keyed, params, body }) => steps.raiseEmergency({ ...keyed, operator, venueId: params.id, reason: body.reason }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${PATH}/end`,
      act: 'emergency.end',
      summary: 'End the emergency of a venue, as the second person',
      description: 'Whoever raised it may not end it. Lights and chimes go back to what they were.',
      params: venueOnly,
      body: reasonBody,
      answer: { status: 200, description: 'Ended.', schema: emergencyActed },
      refusals: ['venue.unknown', 'emergency.not-open', 'emergency.same-person'],
    },
    ({ operator, keyed, params, body }) => steps.endEmergency({ ...keyed, operator, venueId: params.id, reason: body.reason }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: PATH,
      act: 'emergency.see',
      summary: 'How the emergency of a venue stands, and where somebody may be',
      description: 'One read, whatever else goes on. The list of occupied objects is there without an emergency too.',
      params: venueOnly,
      answer: { status: 200, description: 'As it is now.', schema: emergencyPicture },
      refusals: ['venue.unknown'],
    },
    async ({ operator, params }) => {
      const found = await steps.listOccupied({ operator, venueId: params.id });
      return found.ok ? ok({ status: 200, body: pictureJson(found.value) }) : found;
    },
  );
}
