// Goals: what has to happen for a life to reach its failpoint, one step at a time, from wherever the world stands.
import type { SessionState } from '../../../gateway/domain/session/session.ts';
import type { FailpointName } from '../../../gateway/ports/failpoint.ts';
import type { Chance } from './chance.ts';
import type { Cast, Move } from './moves.ts';

export type Goal = 'start' | 'active' | 'stop' | 'end' | 'nothing-used' | 'grow' | 'refund' | 'any';

export const GOALS: { readonly [name in FailpointName]: Goal } = {
  'authorize-session:before-commit': 'start',
  'authorize-session:after-commit': 'start',
  'resolve-operation:before-commit': 'start',
  'resolve-operation:after-commit': 'start',
  'confirm-start:before-commit': 'active',
  'confirm-start:after-commit': 'active',
  'stop-device:before-commit': 'stop',
  'stop-device:after-commit': 'stop',
  'settle-session:before-commit': 'end',
  'settle-session:after-commit': 'end',
  'wallet-authorize:before-call': 'start',
  'wallet-authorize:after-call': 'start',
  'wallet-increment:before-call': 'grow',
  'wallet-increment:after-call': 'grow',
  'wallet-capture:before-call': 'end',
  'wallet-capture:after-call': 'end',
  'wallet-void:before-call': 'nothing-used',
  'wallet-void:after-call': 'nothing-used',
  'wallet-refund:before-call': 'refund',
  'wallet-refund:after-call': 'refund',
  'publish:before': 'start',
  'publish:after': 'start',
  'ack:before': 'active',
  'answer:before': 'start',
  'group-commit:before': 'any',
  'group-commit:after': 'any',
};

export type LiveSession = {
  readonly sessionId: string;
  readonly objectId: string;
  readonly personId: string;
  readonly state: SessionState;
};

export type Sight = {
  readonly live: readonly LiveSession[];
  /** A closed session of which something may be given back. */
  readonly isRefundable: boolean;
};

/** How long one waits for what a state waits for. */
const PATIENCE_MS: { readonly [S in SessionState]?: number } = {
  authorizing: 3_000,
  starting: 4_000,
  stopping: 8_000,
  settling: 15_000,
  suspended: 30_000,
  review: 3_600_000,
};

const wait = (session: LiveSession): Move => ({ move: 'pass', ms: PATIENCE_MS[session.state] ?? 5_000 });
const inState = (sight: Sight, ...states: readonly SessionState[]): LiveSession | undefined =>
  sight.live.find(({ state }) => states.includes(state));

function start(sight: Sight, cast: Cast, chance: Chance): Move {
  const taken = new Set(sight.live.map(({ objectId }) => objectId));
  const busy = new Set(sight.live.map(({ personId }) => personId));
  const free = cast.objects
    .filter((objectId) => !taken.has(objectId))
    .flatMap((objectId) => cast.persons.map((personId) => ({ move: 'start', person: personId, object: objectId }) as const))
    .filter(({ person, object }) => !busy.has(person) && (cast.guests[object] ?? person) === person);
  // A device that is away or busy, a wallet that says no: some time helps.
  if (free.length > 0 && chance.is(0.75)) return chance.pick(free);
  return finish(sight, cast, chance);
}

/** Whoever is furthest is helped on, so that an object comes free. */
function finish(sight: Sight, cast: Cast, chance: Chance): Move {
  const waiting = inState(sight, 'settling', 'stopping', 'review');
  if (waiting) return wait(waiting);
  // Somebody who was left in there by a power cut is in nobody's way any longer.
  if (chance.is(0.3)) return { move: 'walk-away', object: chance.pick(cast.objects) };
  const running = inState(sight, 'active', 'suspended');
  if (running) return { move: 'stop', person: running.personId };
  return { move: 'pass', ms: 2_000 + chance.below(4_000) };
}

export function towards(goal: Goal, sight: Sight, cast: Cast, chance: Chance): Move {
  const starting = inState(sight, 'starting', 'authorizing');
  const active = inState(sight, 'active', 'suspended');
  const ending = inState(sight, 'stopping', 'settling');
  switch (goal) {
    case 'start':
      return start(sight, cast, chance);
    case 'active':
      return starting ? wait(starting) : start(sight, cast, chance);
    case 'stop':
      if (active) return { move: 'stop', person: active.personId };
      return starting ? wait(starting) : start(sight, cast, chance);
    case 'end':
      if (ending && chance.is(0.2)) return { move: 'walk-away', object: ending.objectId };
      if (ending) return wait(ending);
      return towards('stop', sight, cast, chance);
    case 'grow':
      if (active) return { move: 'pass', ms: 30_000 + chance.below(60_000) };
      return starting ? wait(starting) : start(sight, cast, chance);
    case 'nothing-used':
      // The start is lost on its way, so nothing is proven, and what was held is given back.
      if (starting && chance.is(0.7)) return { move: 'lose', object: starting.objectId, what: 'command' };
      if (ending) return wait(ending);
      if (starting) return chance.is(0.5) ? { move: 'stop', person: starting.personId } : { move: 'pass', ms: 12_000 };
      return start(sight, cast, chance);
    case 'refund':
      return sight.isRefundable ? { move: 'refund', permille: 100 + chance.below(900) } : towards('end', sight, cast, chance);
    case 'any':
      return chance.is(0.5) ? towards('end', sight, cast, chance) : start(sight, cast, chance);
  }
}
