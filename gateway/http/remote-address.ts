// Remote address: who is at the other end, believing only as many proxies as are our own.
import type { Asking } from './context.ts';

/**
 * Each proxy appends the address it saw, so with n trusted proxies the n-th entry from the right is the client;
 * everything left of it was written by the client itself.
 * @returns the address, or '' when there is no socket.
 */
export function remoteAddress(c: Asking, trustedProxies: number): string {
  const socketAddress = c.env?.incoming?.socket.remoteAddress ?? '';
  if (trustedProxies === 0) return socketAddress;
  const forwarded = (c.req.header('x-forwarded-for') ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  return [...forwarded, socketAddress].at(-1 - trustedProxies) ?? socketAddress;
}
