// Stage: a world with who and what is in it.
import type { Cast } from './moves.ts';
import type { World } from './world.ts';

export type Stage = {
  readonly world: World;
  readonly cast: Cast;
  readonly codeOf: (objectId: string) => string;
  /** A little dearer: what runs goes on at its own price (R13). */
  changePrices(): Promise<void>;
  /** Once, in the first life, before anything is tried: venue, wallets, the room's guest. */
  setUp(): Promise<void>;
};
