// Persona: a person who acts at the object by themselves, so that a demo plays without hands.
import type { Observation } from '../device/device.ts';

/** One thing the person does, this long after what they saw; paces are scaled by the runtime. */
export type PersonStep = { readonly afterMs: number; readonly act: string; readonly value?: number };

/** Pure: what is seen in, what is done out. Whoever has something new to do forgets what they have not done yet. */
export type Persona = { readonly kind: string; react(seen: Observation): readonly PersonStep[] };

/** True when a Stop was obeyed or refused for safety: the phone now asks its person to do something. */
function isStopAnswered({ data, ev }: Observation): boolean {
  if (ev !== 'answered' || data.act !== 'stop' || data.repeated === true) return false;
  return data.status === 'succeeded' || data.code === 'SAFETY';
}

/** True when a pause or its end was obeyed: whoever asked for it now has something to do with their hands. */
function isWishTaken({ data, ev }: Observation, act: 'pause' | 'resume'): boolean {
  return ev === 'answered' && data.act === act && data.status === 'succeeded' && data.repeated !== true;
}

/** Opens the door, goes in and closes it; leaves by the inside handle when asked, or when the session is over. */
const sleeper: Persona = {
  kind: 'sleep-pod',
  react(seen) {
    if (seen.ev === 'begun') {
      return [
        { afterMs: 600, act: 'openDoor' },
        { afterMs: 1_000, act: 'enter' },
        { afterMs: 1_400, act: 'closeDoor' },
      ];
    }
    const isOver = seen.ev === 'ended' && seen.data.trigger !== 'stop_command' && seen.data.trigger !== 'person_left';
    if (!isStopAnswered(seen) && !isOver) return [];
    return [
      { afterMs: 600, act: 'leave' },
      { afterMs: 1_000, act: 'closeDoor' },
    ];
  },
};

/** Pulls the pin and rides; brakes and closes the pin when the phone says so, and takes their time over a pause. */
const rider: Persona = {
  kind: 'bike',
  react(seen) {
    if (seen.ev === 'begun') {
      return [
        { afterMs: 600, act: 'pullPin' },
        { afterMs: 1_000, act: 'ride', value: 4 },
      ];
    }
    if (isWishTaken(seen, 'pause')) {
      return [
        { afterMs: 2_000, act: 'brake' },
        { afterMs: 4_000, act: 'closePin' },
      ];
    }
    if (isWishTaken(seen, 'resume')) {
      return [
        { afterMs: 2_000, act: 'pullPin' },
        { afterMs: 3_000, act: 'ride', value: 4 },
      ];
    }
    if (!isStopAnswered(seen)) return [];
    return [
      { afterMs: 300, act: 'brake' },
      { afterMs: 500, act: 'closePin' },
    ];
  },
};

/** The kitchen notices a table that opens. The guest of a hotel room needs no hands: it has no persona. */
const kitchen: Persona = {
  kind: 'restaurant-table',
  react: (seen) => (seen.ev === 'begun' ? [{ afterMs: 500, act: 'kitchenAcknowledges' }] : []),
};

export const PERSONAS: readonly Persona[] = [sleeper, rider, kitchen];

/** Finds who uses a kind by themselves; undefined when nobody needs to. */
export function findPersona(personas: readonly Persona[], kind: string): Persona | undefined {
  return personas.find((persona) => persona.kind === kind);
}
