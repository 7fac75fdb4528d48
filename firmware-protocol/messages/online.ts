// online: the only retained topic of a device, and its will; it counts only for the current conn.
import { z } from 'zod';
import { id, version } from './fields.ts';

export const online = z.object({ v: version, on: z.boolean(), conn: id });
export type Online = z.output<typeof online>;
