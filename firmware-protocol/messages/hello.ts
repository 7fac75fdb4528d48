// hello: a device introduces itself after each connect; the second, signed one answers the gateway's nonce.
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { address, boot, counter, id, sequence, uptimeMs, version, whole } from './fields.ts';

/** A session that the device still knows: running, or ended and not yet acknowledged. */
const openSession = z.object({ ses: id, n: whole, state: z.enum(['running', 'ended']) });

/** The first hello is an unsigned hint; it moves nothing and only makes the gateway answer with a nonce. */
export const helloHint = z.object({
  v: version,
  boot,
  conn: id,
  seq: sequence,
  upMs: uptimeMs,
  model: z.string().max(64),
  fw: z.string().max(32),
  profile: z.string().max(32),
  caps: z.array(z.string().max(32)).max(32),
  cfgVer: whole,
  /** Version of the key manifest that the device believes; 0 when its keys were given to it by hand (FP-30). */
  keys: whole.default(0),
  lastCtr: counter,
  open: z.array(openSession).max(LIMITS.helloOpenSessions),
  /** Entries waiting in the journal. */
  journal: whole,
  /** `updated` entries that were given up for lack of storage (FP-16). */
  dropped: whole.default(0),
  /** True when counter or journal were lost: the device acts on nothing until a signed floor (FP-17). */
  amnesia: z.boolean().default(false),
});
export type HelloHint = z.output<typeof helloHint>;

/** The signed hello: typ o2o-hello+jwt, key of the device. */
export const signedHello = helloHint.extend({ sub: address, nonce: z.string().min(16).max(64) });
export type SignedHello = z.output<typeof signedHello>;
