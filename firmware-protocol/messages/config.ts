// cfg: the desired configuration of a device, typ o2o-cfg+jwt; ignored unless its version is higher.
import { z } from 'zod';
import { address, controlName, controlValue, version, whole } from './fields.ts';

export const config = z.object({
  v: version,
  iss: z.string().max(128),
  aud: address,
  ver: whole.min(1),
  set: z.record(controlName, controlValue),
});
export type Config = z.output<typeof config>;
