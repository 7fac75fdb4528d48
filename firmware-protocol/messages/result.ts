// res: what became of one command, signed by the device, typ o2o-res+jwt.
import { z } from 'zod';
import { DEVICE_CODES, RESULT_STATUSES } from '../refusals.ts';
import { address, boot, hash, id, sequence, uptimeMs, version } from './fields.ts';

export const result = z.object({
  v: version,
  sub: address,
  boot,
  seq: sequence,
  upMs: uptimeMs,
  cid: id,
  ses: id.optional(),
  /** Hash of the command's compact JWS: the device says which bytes it obeyed. */
  cmdHash: hash,
  status: z.enum(RESULT_STATUSES),
  /** False only when the device is certain that nothing moved (FP-10). */
  ran: z.boolean(),
  code: z.enum(DEVICE_CODES),
  /** The interlock or sensor behind a refusal, such as `moving`. */
  detail: z.string().max(64).optional(),
});
export type CommandResult = z.output<typeof result>;
