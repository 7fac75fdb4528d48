// evt: something happened at the device that people may want to see; what moves money goes to the journal.
import { z } from 'zod';
import { boot, sequence, uptimeMs, version } from './fields.ts';

export const EVENT_TYPES = [
  'door',
  'occupancy',
  'motion',
  'fault',
  'tamper',
  'local_stop',
  'local_set',
  'call',
  'display',
  'button',
] as const;

export const event = z.object({
  v: version,
  boot,
  seq: sequence,
  upMs: uptimeMs,
  data: z.record(z.string().max(32), z.union([z.boolean(), z.number(), z.string().max(128)])).default({}),
});
export type DeviceEvent = z.output<typeof event>;
