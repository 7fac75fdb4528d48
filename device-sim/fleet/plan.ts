// Plan: which objects a fleet has, and what kind of person uses each - all drawn from one seed.
import { type Chance, createChance } from '../faults/chance.ts';
import type { Temper } from '../persona/temper.ts';

export type PlannedDevice = { readonly device: string; readonly kind: string; readonly name: string };

/** Of a hundred objects in a street, so many are of each kind; the rest are of the first. */
const MIX: readonly { readonly kind: string; readonly word: string; readonly perCent: number }[] = [
  { kind: 'bike', word: 'Bike', perCent: 55 },
  { kind: 'sleep-pod', word: 'Pod', perCent: 20 },
  { kind: 'hotel-room', word: 'Room', perCent: 15 },
  { kind: 'restaurant-table', word: 'Table', perCent: 10 },
];

/** In a hundred people, so many never come to the object, and so many leave without a Stop. */
const ABSENT_PER_CENT = 3;
const WANDERERS_PER_CENT = 10;

function drawKind(chance: Chance) {
  let left = chance() * 100;
  const drawn = MIX.find(({ perCent }) => {
    left -= perCent;
    return left < 0;
  });
  return drawn ?? (MIX[0] as (typeof MIX)[number]);
}

/** The same count and seed give the same fleet; a larger count begins with the smaller one. */
export function planFleet(count: number, seed: string): readonly PlannedDevice[] {
  const chance = createChance(`fleet ${seed}`);
  return Array.from({ length: count }, (_, at) => {
    const { kind, word } = drawKind(chance);
    const number = String(at + 1).padStart(5, '0');
    return { device: `${word.toLowerCase()}-${number}`, kind, name: `${word} ${number}` };
  });
}

/** How people use the objects of a fleet: each as the seed draws them, or all in one way. */
export type People = 'all-tempers' | 'usual' | 'absent' | 'wander-off';

/** Who uses one object, the same for the same seed. */
export function drawTemper(seed: string, device: string, people: People = 'all-tempers'): Temper {
  const chance = createChance(`temper ${seed} ${device}`);
  const pace = 0.5 + chance() * 2.5;
  const lot = chance() * 100;
  const afterMs = 20_000 + Math.floor(chance() * 100_000);
  if (people === 'wander-off') return { habit: 'wanders-off', pace, afterMs };
  if (people !== 'all-tempers') return { habit: people, pace };
  if (lot < ABSENT_PER_CENT) return { habit: 'absent', pace };
  return lot < ABSENT_PER_CENT + WANDERERS_PER_CENT ? { habit: 'wanders-off', pace, afterMs } : { habit: 'usual', pace };
}
