// Contact: where a person wants messages; an address counts once the code that was sent to it has come back from them.
import { MINUTE_MS } from '#protocol';
import type { Mac } from '../mac.ts';

export type PendingAddress = {
  readonly address: string;
  /** The code that was sent is good until then. */
  readonly untilMs: number;
  readonly wrongCodes: number;
};

export type ContactRecord = {
  readonly personId: string;
  /** Of the pages when it was given, as a language tag. */
  readonly language: string;
  /** Null before a first one is confirmed, and after it was removed. */
  readonly address: string | null;
  readonly confirmedAtMs: number | null;
  /** Given and not confirmed yet; what is in `address` counts meanwhile. */
  readonly pending: PendingAddress | null;
  /** Rises with every change; compare-and-set on it (R10). */
  readonly version: number;
};

export const CONTACT_LIMITS = {
  codeForMs: 30 * MINUTE_MS,
  wrongCodes: 5,
} as const;

const CODES = 1_000_000;

/** What is sent to the address: known to nobody who does not read it there, and to us without keeping it. */
export function contactCodeOf(mac: Mac, personId: string, { address, untilMs }: PendingAddress): string {
  const bytes = Buffer.from(mac(`contact|${personId}|${address}|${untilMs}`), 'base64url');
  return String(bytes.readUIntBE(0, 6) % CODES).padStart(6, '0');
}

/** As the person sees it; nobody else ever does. */
export type ContactView = {
  /** False where this gateway sends no mail. */
  readonly isOffered: boolean;
  readonly address: string | null;
  readonly pending: { readonly address: string; readonly untilMs: number } | null;
};

export function contactViewOf(contact: ContactRecord | null, nowMs: number): ContactView {
  const pending = contact?.pending ?? null;
  const isOpen = pending !== null && nowMs < pending.untilMs;
  return {
    isOffered: true,
    address: contact?.address ?? null,
    pending: isOpen ? { address: pending.address, untilMs: pending.untilMs } : null,
  };
}
