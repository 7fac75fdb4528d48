// keys: which keys a device believes, signed by a root key that is kept offline, typ o2o-keys+jwt (FP-30).
import { z } from 'zod';
import { publicX } from './claim.ts';
import { id, version, whole } from './fields.ts';

/** `cmd` signs commands; `sys` signs welcome, ack and configuration. */
export const KEY_USES = ['cmd', 'sys'] as const;
export type KeyUse = (typeof KEY_USES)[number];

const manifestKey = z.object({
  /** Never given to another key (FP-05). */
  kid: id,
  x: publicX,
  use: z.array(z.enum(KEY_USES)).min(1).max(KEY_USES.length),
});
export type ManifestKey = z.output<typeof manifestKey>;

export const keyManifest = z.object({
  v: version,
  iss: z.string().max(128),
  /** The keys speak to devices of this tenant only. */
  tenant: id,
  /** Taken only if higher than what the device has. */
  ver: whole.min(1),
  /** All keys that are believed from now on; two of a use overlap while one follows the other. */
  keys: z.array(manifestKey).min(1).max(6),
});
export type KeyManifest = z.output<typeof keyManifest>;
