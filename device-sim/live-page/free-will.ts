// Free will: whether the people of a venue act by themselves, or leave everything to the hands on the page.
import type { Persona } from '../persona/persona.ts';

export type FreeWill = { isOn(): boolean; set(isOn: boolean): void; give(personas: readonly Persona[]): readonly Persona[] };

/** Who has already made up their mind still does it; without free will they make up their mind no more. */
export function createFreeWill(isOnAtFirst: boolean): FreeWill {
  let isOn = isOnAtFirst;
  return {
    isOn: () => isOn,
    set(on) {
      isOn = on;
    },
    give: (personas) => personas.map((persona) => ({ ...persona, react: (seen) => (isOn ? persona.react(seen) : []) })),
  };
}
