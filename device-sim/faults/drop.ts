// Drop: a share of the messages never arrives.
import type { FaultKind } from './fault.ts';
import { parseRoute, parseShare, REPEATED_ROUTE } from './route.ts';

export const drop: FaultKind = {
  name: 'drop',
  usage: 'drop[=0.1][:up|dn|up/ses...]',
  about: 'loses that share of the messages: results, journal, commands and acks, or those that are named',
  parse({ argument, moment, value }) {
    const share = value === undefined ? 0.1 : parseShare(value);
    const isMeant = argument === undefined ? REPEATED_ROUTE : parseRoute(argument);
    if (share === undefined || isMeant === undefined || moment !== undefined) return undefined;
    return (chance) => ({ carry: (message) => (isMeant(message) && chance() < share ? [] : null) });
  },
};
