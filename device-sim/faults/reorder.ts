// Reorder: a share of the messages is overtaken by the next one in the same direction.
import type { FaultKind } from './fault.ts';
import { ANY_ROUTE, parseRoute, parseShare } from './route.ts';

export const reorder: FaultKind = {
  name: 'reorder',
  usage: 'reorder[=0.1][:up|dn|up/ses...]',
  about: 'that share of the messages is overtaken by the next one',
  parse({ argument, moment, value }) {
    const share = value === undefined ? 0.1 : parseShare(value);
    const isMeant = argument === undefined ? ANY_ROUTE : parseRoute(argument);
    if (share === undefined || isMeant === undefined || moment !== undefined) return undefined;
    return (chance) => ({ carry: (message) => (isMeant(message) && chance() < share ? ['next'] : null) });
  },
};
