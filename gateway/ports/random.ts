// Random: chance as an argument, and the names made from it.
import type { Ids, RandomBytes } from '#protocol';

export type Chance = { readonly randomBytes: RandomBytes; readonly ids: Ids };
