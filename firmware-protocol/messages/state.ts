// state: the full reported state of a device with its version; it shows, it never bills.
import { z } from 'zod';
import { boot, controlName, controlValue, sequence, uptimeMs, version, whole } from './fields.ts';

const CONFIG_ANSWERS = ['accepted', 'rejected', 'unknown', 'readonly', 'reboot_required'] as const;

export const state = z.object({
  v: version,
  boot,
  seq: sequence,
  upMs: uptimeMs,
  /** Rises with every change of `reported`, for ever. */
  ver: whole,
  reported: z.record(controlName, controlValue),
  cfgVer: whole,
  /** Answer to each key of the last configuration. */
  cfg: z.record(controlName, z.enum(CONFIG_ANSWERS)).default({}),
});
export type State = z.output<typeof state>;
