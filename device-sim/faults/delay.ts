// Delay: each message is late by a chance of its own, so that some overtake others.
import { type FaultKind, parseDurationMs } from './fault.ts';
import { ANY_ROUTE, parseRoute } from './route.ts';

const DEFAULT_MS = 1_000;

export const delay: FaultKind = {
  name: 'delay',
  usage: 'delay[=1s][:up|dn|up/ses...]',
  about: 'each message is late by a random time up to that, and may overtake others',
  parse({ argument, moment, value }) {
    const mostMs = value === undefined ? DEFAULT_MS : parseDurationMs(value);
    const isMeant = argument === undefined ? ANY_ROUTE : parseRoute(argument);
    if (mostMs === undefined || isMeant === undefined || moment !== undefined) return undefined;
    return (chance) => ({ carry: (message) => (isMeant(message) ? [Math.floor(chance() * mostMs)] : null) });
  },
};
