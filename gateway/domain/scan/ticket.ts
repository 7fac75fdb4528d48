// Ticket: the offer's way from the scan to the Start, sealed by a MAC so that no row is written for it.
import { canonicalJson, type Json, ok, type Result, refused } from '#protocol';
import type { Mac } from '../mac.ts';
import type { Rejection } from '../rejections.ts';
import type { Ticket } from './scan.ts';

/** `<base64url of canonical JSON>.<mac>`: safe in a path. */
export function sealTicket(ticket: Ticket, mac: Mac): string {
  const body = Buffer.from(canonicalJson(ticket as unknown as Json)).toString('base64url');
  return `${body}.${mac(body)}`;
}

function sameText(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}

/** Opens a ticket: MAC, expiry, then what it is bound to. `owners` are the bindings that this caller can show. */
export function openTicket(sealed: string, mac: Mac, owners: readonly string[], nowMs: number): Result<Ticket, Rejection> {
  const [body, seal, ...rest] = sealed.split('.');
  if (!body || !seal || rest.length > 0 || !sameText(seal, mac(body))) return refused({ code: 'ticket.invalid' });
  const ticket = JSON.parse(Buffer.from(body, 'base64url').toString()) as Ticket;
  if (!owners.includes(ticket.binding)) return refused({ code: 'ticket.invalid' });
  if (nowMs >= ticket.expiresAtMs) return refused({ code: 'ticket.expired' });
  return ok(ticket);
}
