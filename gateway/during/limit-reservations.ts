// Limit reservations: keeping an object makes work and lets it blink, so that one account and one address may ask only so often.
import { addressKey } from '../domain/limits/address-key.ts';
import type { Demand } from '../domain/limits/scan-limits.ts';
import type { Limits } from '../ports/limits.ts';
import { askLimits } from './ask-limits.ts';
import type { ReserveObject } from './reserve-object.ts';

export function createLimitedReserve(reserveObject: ReserveObject, limits: Limits): ReserveObject {
  return async (request) => {
    const { personId, address } = request;
    const demands: readonly Demand[] = [
      { limit: 'reserve-account', of: personId },
      ...(address === null ? [] : [{ limit: 'reserve-address', of: addressKey(address) } as const]),
    ];
    const admitted = askLimits(limits, demands);
    return admitted.ok ? reserveObject(request) : admitted;
  };
}
