// Queries: the store's reads as synchronous functions; several of them in one go see one state of the data.
import type { OwnedStore } from '../../ports/store.ts';

type Synchronous<F> = F extends (...words: infer W) => Promise<infer T> ? (...words: W) => T : never;
export type Queries<K extends keyof OwnedStore> = { readonly [Q in K]: Synchronous<OwnedStore[Q]> };

/** FP-09: an unresolved command that is no stop; answered by the partial index that also enforces it. */
export const isBusySql = (device: string): string =>
  `EXISTS (SELECT 1 FROM commands WHERE commands.device_id = ${device} AND state = 'composed' AND act <> 'stop')`;
