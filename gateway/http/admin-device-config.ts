// Admin device config: the owner sees and changes the settings of a device, and what it answered to each (FP-23).
import type { Hono } from 'hono';
import type { ReadDeviceConfig, SetConfigRefusal, SetDeviceConfig } from '../operator/set-device-config.ts';

export type AdminConfig = {
  readonly setDeviceConfig: SetDeviceConfig;
  readonly readDeviceConfig: ReadDeviceConfig;
};

function explain(refusal: SetConfigRefusal): string {
  switch (refusal.code) {
    case 'device.unknown':
      return 'no device has this id';
    case 'config.nothing':
      return 'give at least one key=value';
    case 'config.unknown-key':
      return refusal.keys.length === 0
        ? 'devices of this kind have no settings'
        : `devices of this kind have no setting ${refusal.key}: one of ${refusal.keys.join(', ')}`;
    case 'config.value':
      return `${refusal.key} is ${refusal.allowed}`;
  }
}

type Body = { readonly settings?: { readonly [key: string]: unknown }; readonly operatorId?: string };

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addDeviceConfig(app: Hono, { setDeviceConfig, readDeviceConfig }: AdminConfig): void {
  app.get('/devices/:id/config', async (c) => {
    const config = await readDeviceConfig(c.req.param('id'));
    if (!config) return c.json({ code: 'device.unknown', problem: explain({ code: 'device.unknown' }) }, 404);
    return c.json(config);
  });
  app.post('/devices/:id/config', async (c) => {
    const { settings = {}, operatorId = 'owner' } = await c.req.json<Body>();
    const typed = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, String(value)]));
    const set = await setDeviceConfig({ deviceId: c.req.param('id'), settings: typed, operatorId });
    if (set.ok) return c.json({ ver: set.value.ver, isTold: set.value.isTold });
    const problem = explain(set.error);
    return c.json({ code: set.error.code, problem }, set.error.code === 'device.unknown' ? 404 : 400);
  });
}
