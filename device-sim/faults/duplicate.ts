// Duplicate: a share of the messages arrives twice, as QoS 1 allows.
import type { FaultKind } from './fault.ts';
import { ANY_ROUTE, parseRoute, parseShare } from './route.ts';

export const duplicate: FaultKind = {
  name: 'duplicate',
  usage: 'duplicate[=0.1][:up|dn|up/ses...]',
  about: 'that share of the messages arrives twice',
  parse({ argument, moment, value }) {
    const share = value === undefined ? 0.1 : parseShare(value);
    const isMeant = argument === undefined ? ANY_ROUTE : parseRoute(argument);
    if (share === undefined || isMeant === undefined || moment !== undefined) return undefined;
    return (chance) => ({ carry: (message) => (isMeant(message) && chance() < share ? [0, 0] : null) });
  },
};
