// Route: which messages a fault of the network befalls - up or dn, and the topic's leaf.
import type { Passing } from './fault.ts';

const LEAVES = {
  up: ['hello', 'online', 'res', 'ses', 'state', 'evt', 'tel'],
  dn: ['sys', 'cmd', 'ack', 'cfg'],
} as const;

export type Route = (message: Passing) => boolean;

/** All but the presence, which is retained and the will. */
export const ANY_ROUTE: Route = ({ leaf }) => leaf !== 'online';

/** What the protocol says again by itself; of the rest a broker loses nothing while the connection stands (QoS 1). */
export const REPEATED_ROUTE: Route = ({ direction, leaf }) =>
  direction === 'up' ? leaf === 'res' || leaf === 'ses' : leaf === 'cmd' || leaf === 'ack';

/** Reads `up`, `dn` or `up/ses`. */
export function parseRoute(text: string): Route | undefined {
  const [direction = '', leaf, ...rest] = text.split('/');
  if ((direction !== 'up' && direction !== 'dn') || rest.length > 0) return undefined;
  if (leaf === undefined) return (message) => message.direction === direction && ANY_ROUTE(message);
  const known: readonly string[] = LEAVES[direction];
  return known.includes(leaf) ? (message) => message.direction === direction && message.leaf === leaf : undefined;
}

/** Reads a share from above 0 to 1, such as `0.1`. */
export function parseShare(text: string): number | undefined {
  const share = Number(text);
  return share > 0 && share <= 1 ? share : undefined;
}
