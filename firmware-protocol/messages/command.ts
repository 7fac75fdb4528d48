// cmd: a signed command, typ o2o-cmd+jwt; one act, alive until `expUp` of the boot that it names.
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { address, boot, controlName, controlValue, counter, id, uptimeMs, version, whole } from './fields.ts';

/** How far a session may run without another word from the gateway (FP-14). */
const sessionLimits = z.object({
  /** Absolute uptime of this boot at which the device ends, or at its first safe moment after. */
  leaseUp: uptimeMs,
  /** Longest use of the whole session in seconds. */
  maxS: z.int().min(1).max(LIMITS.longestSessionS),
});

export const orderLine = z.object({ item: id, name: z.string().max(80), qty: z.int().min(1).max(99) });

const base = {
  v: version,
  iss: z.string().max(128),
  aud: address,
  cid: id,
  ctr: counter,
  boot,
  expUp: uptimeMs,
  /** Gateway's wall clock in s when it was composed; for people and logs, never checked by the device. */
  iat: whole,
};
const act = <A extends string, S extends z.ZodType>(name: A, arg: S) => z.object({ ...base, act: z.literal(name), ses: id, arg });

/** Who speaks to whom: checked before anything else of the payload (FP-07). */
export const commandParties = z.object({ iss: base.iss, aud: base.aud });

export const command = z.discriminatedUnion('act', [
  act('start', z.object({ limits: sessionLimits })),
  act('stop', z.object({ reason: z.string().max(32) })),
  act('renew', z.object({ leaseUp: uptimeMs })),
  /** Keeps the object while nobody uses it; at most so many seconds, then it counts as left (FP-27). */
  act('pause', z.object({ maxS: z.int().min(1).max(LIMITS.longestSessionS) })),
  act('resume', z.object({})),
  /** `seen` is the state version that the person saw: a local act after it wins (LOCAL_OVERRIDE). */
  act('set', z.object({ control: controlName, value: controlValue, seen: whole })),
  act('order', z.object({ order: id, lines: z.array(orderLine).min(1).max(20) })),
  act('call', z.object({ call: id })),
  act('beep', z.object({})),
]);
export type Command = z.output<typeof command>;
export type Act = Command['act'];
export type CommandOf<A extends Act> = Extract<Command, { act: A }>;
export type SessionLimits = z.output<typeof sessionLimits>;
export type OrderLine = z.output<typeof orderLine>;
