// Target: which devices of a fleet a fault sits in - all, one, those of a kind, or a share that the seed draws.
import { createChance } from './chance.ts';

export type Candidate = { readonly device: string; readonly kind: string };

/** @param seed what the lot of each device is drawn from: the same seed hits the same devices. */
export type Target = (candidate: Candidate, seed: string) => boolean;

/** Reads `pod-1`, `bike` (the kind) or `5%`; all devices where nothing is written. */
export function parseTarget(text: string | undefined): Target | undefined {
  if (text === undefined) return () => true;
  if (!text.endsWith('%')) return ({ device, kind }) => device === text || kind === text;
  const perCent = Number(text.slice(0, -1));
  if (perCent < 1 || perCent > 100) return undefined;
  return ({ device }, seed) => createChance(`lot ${seed} ${device}`)() * 100 < perCent;
}
