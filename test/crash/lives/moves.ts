// Moves: everything that can happen in a life, as data that a seed draws.
import type { Chance } from './chance.ts';

export type Move =
  | { readonly move: 'start' | 'two-taps' | 'other-key'; readonly person: string; readonly object: string }
  | { readonly move: 'stop' | 'wish' | 'top-up' | 'claim' | 'join' | 'pause'; readonly person: string }
  /** An operator gives back a part of the last closed session. */
  | { readonly move: 'refund'; readonly permille: number }
  /** Staff end what waits for a person. */
  | { readonly move: 'resolve' }
  | { readonly move: 'pass'; readonly ms: number }
  | { readonly move: 'pump' }
  | { readonly move: 'offline' | 'online'; readonly object: string }
  /** Whoever is at the object leaves it as it should be left. */
  | { readonly move: 'walk-away'; readonly object: string }
  | { readonly move: 'reboot'; readonly object: string; readonly ms: number }
  /** The next message of a kind is lost. */
  | { readonly move: 'lose'; readonly object: string; readonly what: 'result' | 'record' | 'ack' | 'command' }
  /** What the wallet had not received yet arrives now, in another order. */
  | { readonly move: 'wallet-release' }
  /** The wallet says no to what it is asked for next. */
  | { readonly move: 'wallet-declines'; readonly what: 'authorize' | 'increment' }
  | { readonly move: 'new-price' }
  /** PostgreSQL only, while somebody presses Start: the connection is cut; the server is killed and comes back. */
  | { readonly move: 'cut-link' | 'kill-server'; readonly person: string; readonly object: string };

export type Cast = {
  readonly persons: readonly string[];
  readonly objects: readonly string[];
  /** Objects that only one of them may use: a room's guest. */
  readonly guests: { readonly [objectId: string]: string };
  readonly isPostgres: boolean;
};

type Weighted = readonly [weight: number, draw: (chance: Chance, cast: Cast) => Move];

const person = (chance: Chance, cast: Cast): string => chance.pick(cast.persons);
const object = (chance: Chance, cast: Cast): string => chance.pick(cast.objects);

const MIX: readonly Weighted[] = [
  [6, (chance, cast) => ({ move: 'start', person: person(chance, cast), object: object(chance, cast) })],
  [2, (chance, cast) => ({ move: 'two-taps', person: person(chance, cast), object: object(chance, cast) })],
  [1, (chance, cast) => ({ move: 'other-key', person: person(chance, cast), object: object(chance, cast) })],
  [4, (chance, cast) => ({ move: 'stop', person: person(chance, cast) })],
  [3, (chance, cast) => ({ move: 'wish', person: person(chance, cast) })],
  [1, (chance, cast) => ({ move: 'top-up', person: person(chance, cast) })],
  [1, (chance, cast) => ({ move: 'claim', person: person(chance, cast) })],
  [1, (chance, cast) => ({ move: 'join', person: person(chance, cast) })],
  [1, (chance, cast) => ({ move: 'pause', person: person(chance, cast) })],
  [1, (chance) => ({ move: 'refund', permille: 1 + chance.below(1000) })],
  [1, () => ({ move: 'resolve' })],
  [7, (chance) => ({ move: 'pass', ms: 500 + chance.below(20_000) })],
  [2, (chance) => ({ move: 'pass', ms: 20_000 + chance.below(200_000) })],
  [1, () => ({ move: 'pump' })],
  [1, (chance, cast) => ({ move: 'walk-away', object: object(chance, cast) })],
  [1, (chance, cast) => ({ move: 'offline', object: object(chance, cast) })],
  [2, (chance, cast) => ({ move: 'online', object: object(chance, cast) })],
  [1, (chance, cast) => ({ move: 'reboot', object: object(chance, cast), ms: 500 + chance.below(20_000) })],
  [
    3,
    (chance, cast) => ({
      move: 'lose',
      object: object(chance, cast),
      what: chance.pick(['result', 'record', 'ack', 'command'] as const),
    }),
  ],
  [2, () => ({ move: 'wallet-release' })],
  [1, (chance) => ({ move: 'wallet-declines', what: chance.pick(['authorize', 'increment'] as const) })],
  [1, () => ({ move: 'new-price' })],
];

const POSTGRES_MIX: readonly Weighted[] = [
  [2, (chance, cast) => ({ move: 'cut-link', person: person(chance, cast), object: object(chance, cast) })],
  [1, (chance, cast) => ({ move: 'kill-server', person: person(chance, cast), object: object(chance, cast) })],
];

export function drawMove(chance: Chance, cast: Cast): Move {
  const mix = cast.isPostgres ? [...MIX, ...POSTGRES_MIX] : MIX;
  const total = mix.reduce((sum, [weight]) => sum + weight, 0);
  let drawn = chance.below(total);
  for (const [weight, draw] of mix) {
    if (drawn < weight) return draw(chance, cast);
    drawn -= weight;
  }
  throw new Error('a draw is below the total');
}
