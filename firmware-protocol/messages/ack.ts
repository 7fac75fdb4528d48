// ack: the gateway has stored journal entries, typ o2o-ack+jwt; only then may the device erase them.
import { z } from 'zod';
import { address, boot, id, version } from './fields.ts';

export const ack = z.object({
  v: version,
  iss: z.string().max(128),
  aud: address,
  boot,
  ses: id,
  /** Every entry up to this `n` is stored; -1 when none is. */
  upTo: z.int().min(-1),
  /** Entries below the highest seen that never came. */
  missing: z.array(z.int().min(0)).max(64),
  verdict: z.enum(['stored', 'quarantined']),
});
export type Ack = z.output<typeof ack>;
