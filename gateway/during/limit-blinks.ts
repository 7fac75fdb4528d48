// Limit blinks: wrong numbers are told only so often from one address, under however many names; each person has a limit of their own beside it.
import { addressKey } from '../domain/limits/address-key.ts';
import type { Demand } from '../domain/limits/scan-limits.ts';
import type { Limits } from '../ports/limits.ts';
import { askLimits } from './ask-limits.ts';
import type { AnswerBlinks } from './reserve-object.ts';

export function createLimitedBlinks(answerBlinks: AnswerBlinks, limits: Limits): AnswerBlinks {
  return async (request) => {
    const { address } = request;
    const demands: readonly Demand[] = address === null ? [] : [{ limit: 'blink-address', of: addressKey(address) }];
    const admitted = askLimits(limits, demands);
    if (!admitted.ok) return admitted;
    const shown = await answerBlinks(request);
    const isGuess = !shown.ok && shown.error.code === 'blink.wrong';
    if (!isGuess) limits.giveBack(demands);
    return shown;
  };
}
