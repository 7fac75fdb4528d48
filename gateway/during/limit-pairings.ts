// Limit pairings: codes of rooms are tried only so often by one account, in whichever rooms; each stay has its own lock beside it.
import type { Demand } from '../domain/limits/scan-limits.ts';
import type { Limits } from '../ports/limits.ts';
import { askLimits } from './ask-limits.ts';
import type { PairStay } from './pair-stay.ts';

export function createLimitedPairing(pairStay: PairStay, limits: Limits): PairStay {
  return async (request) => {
    const demands: readonly Demand[] = [{ limit: 'pair-account', of: request.personId }];
    const admitted = askLimits(limits, demands);
    if (!admitted.ok) return admitted;
    const paired = await pairStay(request);
    if (paired.ok) limits.giveBack(demands);
    return paired;
  };
}
