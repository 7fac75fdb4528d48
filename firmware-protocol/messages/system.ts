// sys: the gateway greets a device; welcome is signed, rehello, bye and blink are hints that move nothing.
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { address, boot, counter, id, version, whole } from './fields.ts';

/** Unsigned: say hello again, signed, over this nonce. */
const rehello = z.object({ v: version, t: z.literal('rehello'), nonce: z.string().min(16).max(64) });
/** Unsigned: the gateway goes away or sends this connection away; reconnect with back-off. */
const bye = z.object({
  v: version,
  t: z.literal('bye'),
  reason: z.string().max(64),
  /** Come again after about so many seconds, each device a random share later (FP-31). */
  afterS: z.int().min(0).max(LIMITS.longestAdviceS).optional(),
});
/** Unsigned: show yourself to whoever stands before you, so many times in each group, with a pause between groups (FP-33). */
const blink = z.object({
  v: version,
  t: z.literal('blink'),
  blinks: z.array(z.int().min(1).max(LIMITS.mostBlinks)).min(1).max(LIMITS.mostBlinkGroups),
});
export const systemHint = z.discriminatedUnion('t', [rehello, bye, blink]);
export type SystemHint = z.output<typeof systemHint>;

/** What the gateway says of a session that the device reported: go on, end it, or it is stored and may be forgotten. */
const sessionVerdict = z.object({ ses: id, verdict: z.enum(['continue', 'end', 'stored']) });

/** Signed: typ o2o-sys+jwt. `floor` is the lowest counter this boot may believe (FP-17). */
export const welcome = z.object({
  v: version,
  t: z.literal('welcome'),
  iss: z.string().max(128),
  aud: address,
  boot,
  nonce: z.string().min(16).max(64),
  /** Gateway's wall clock in ms; for display and logs only, never for expiry (FP-08). */
  now: whole,
  cfgVer: whole,
  /** Version of the gateway's key manifest; 0 when it has none (FP-30). */
  keys: whole.default(0),
  floor: counter,
  verdicts: z.array(sessionVerdict),
});
export type Welcome = z.output<typeof welcome>;
