// Lost result: the device acts, but what it says of the next commands never leaves it.
import type { FaultKind } from './fault.ts';

const ACTS = ['start', 'stop', 'renew', 'pause', 'resume', 'set', 'order', 'call', 'beep'];

export const lostResult: FaultKind = {
  name: 'lost-result',
  usage: 'lost-result[@start|stop|renew|set...][:2]',
  about: 'acts on the next command of that kind (or on so many), but its results never leave; a repeat is answered',
  parse({ argument, moment, value }) {
    const count = Number(argument ?? '1');
    if (value !== undefined || (moment !== undefined && !ACTS.includes(moment))) return undefined;
    if (!Number.isSafeInteger(count) || count < 1) return undefined;
    return () => {
      const lost = new Set<string>();
      return {
        losesResult(about) {
          // A repeated command gets its answer: what is being tried is a reply that was lost once.
          if (about.isRepeat || (moment !== undefined && about.act !== moment)) return false;
          if (!lost.has(about.cid) && lost.size === count) return false;
          lost.add(about.cid);
          return true;
        },
      };
    };
  },
};
