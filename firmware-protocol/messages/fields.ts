// Fields that several messages share: ids, boot names, uptimes and counters.
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { ID_PATTERN } from '../vocabulary/ids.ts';

export const version = z.literal(1);
export const id = z.string().regex(ID_PATTERN);
/** Persisted boot count and 64 random bits: a reboot changes it, so everything older dies (FP-08). */
export const boot = z.string().regex(/^[0-9]{1,10}-[0-9a-f]{16}$/);
/** A count that only rises: 48 bits, so that sums of two stay exact in any JSON reader. */
export const whole = z.int().min(0).max(LIMITS.largestCount);
/** Uptime of this boot in ms. */
export const uptimeMs = z.int().min(0).max(LIMITS.largestCount);
/** Counts every upward message of a boot; uint32. */
export const sequence = z.int().min(0).max(0xffff_ffff);
/** Rises with every command to a device, for ever. */
export const counter = z.int().min(0).max(LIMITS.largestCount);
/** Number of a journal entry in its session. */
export const entryNumber = z
  .int()
  .min(0)
  .max(LIMITS.journalEntriesPerSession - 1);
/** SHA-256 as base64url. */
export const hash = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** `tenant/device`. */
export const address = z.string().regex(/^[A-Za-z0-9_-]{1,48}\/[A-Za-z0-9_-]{1,48}$/);
/** The words of evidence that profiles define. */
export const evidenceName = z.string().regex(/^[a-z][a-z0-9_]{0,31}$/);
export const usage = z.object({ useMs: whole, distanceM: whole.default(0), pausedMs: whole.optional() });
export const controlName = z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/);
export const controlValue = z.union([z.boolean(), z.int(), z.string().max(64)]);
export type ControlValue = z.output<typeof controlValue>;
