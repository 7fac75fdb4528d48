// Kinds in front: the catalogue for a place whose people stand at the object anyway, such as a workbench: nobody is asked to show it.
import { type Json, KIND_CATALOGUE, type KindProfile } from '#protocol';

const ASKING = ['required', 'first-start-without-evidence'];

function withoutAsking(profile: KindProfile): KindProfile {
  const commerce = profile.commerce as { readonly [name: string]: Json };
  return ASKING.includes(String(commerce.presence)) ? { ...profile, commerce: { ...commerce, presence: 'advisory' } } : profile;
}

/** A stay is bound to its room all the same. */
export const KINDS_IN_FRONT: readonly KindProfile[] = KIND_CATALOGUE.map(withoutAsking);
