// Admin device troubles: what only the gateway knows of a device that does not get in or is not heard - who it is here, and why it was told no.
import type { Hono } from 'hono';
import type { Clock } from '#protocol';
import type { DeviceRecord } from '../domain/device/device.ts';
import { isLive, type SessionRecord } from '../domain/session/session.ts';

type Trouble = { readonly code: string; readonly atMs: number };

export type AdminTroubles = {
  readonly clock: Clock;
  readonly readDevice: (deviceId: string) => Promise<DeviceRecord | null>;
  /** Sessions that it may still have something to say of. */
  readonly sessionsOn: (deviceId: string) => Promise<readonly SessionRecord[]>;
  /** Connections and subscriptions that were refused. */
  readonly refusedSince: (clientId: string, atMs: number) => readonly Trouble[];
  /** Messages that were set aside. */
  readonly setAsideSince: (deviceId: string, atMs: number) => Promise<readonly Trouble[]>;
};

const showDevice = ({ tenantId, kind, isUnsigned, publicX, presence, lastCtr }: DeviceRecord): object => ({
  ...{ tenant: tenantId, kind, isUnsigned, isOnline: presence.online, lastCtr },
  publicX: isUnsigned ? null : publicX,
});

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addDeviceTroubles(
  app: Hono,
  { clock, readDevice, refusedSince, sessionsOn, setAsideSince }: AdminTroubles,
): void {
  app.get('/devices/:id/troubles', async (c) => {
    const deviceId = c.req.param('id');
    const sinceMs = Number(c.req.query('since') ?? 0);
    if (!Number.isSafeInteger(sinceMs)) return c.json({ code: 'request.malformed', problem: 'since is in ms since 1970' }, 400);
    const device = await readDevice(deviceId);
    return c.json({
      nowMs: clock.nowMs(),
      device: device && showDevice(device),
      openSessions: (await sessionsOn(deviceId)).filter(isLive).length,
      refused: refusedSince(deviceId, sinceMs),
      setAside: await setAsideSince(deviceId, sinceMs),
    });
  });
}
