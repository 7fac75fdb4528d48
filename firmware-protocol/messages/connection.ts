// Connection: what a device shows as its MQTT password when its own key is the credential, typ o2o-conn+jwt (FP-29).
import { z } from 'zod';
import { address, boot, id, uptimeMs, version } from './fields.ts';

/** Made anew for each connect; the same text never opens a second connection. */
export const connectionProof = z.object({ v: version, sub: address, boot, upMs: uptimeMs, conn: id });
export type ConnectionProof = z.output<typeof connectionProof>;

/** A token that the gateway minted, typ o2o-mqtt+jwt; the device carries it and need not read it. Times in s (RFC 7519). */
export const connectionToken = z.object({
  v: version,
  iss: z.string().max(128),
  sub: address,
  jti: id,
  iat: z.int(),
  exp: z.int(),
});
export type ConnectionToken = z.output<typeof connectionToken>;
