// Contacts decided: an address is asked for, confirmed by its code, or removed; one compare-and-set each (R10).
import { ok, type Result } from '#protocol';
import type { Change } from '../changes.ts';
import type { Decision } from '../decision.ts';
import type { Mac } from '../mac.ts';
import type { ReceiptRecord } from '../receipt/receipt.ts';
import type { Rejection } from '../rejections.ts';
import { CONTACT_LIMITS, type ContactRecord, contactCodeOf, type PendingAddress } from './contact.ts';
import { queueAskedReceipt, queueCode } from './queue-message.ts';

const changed = (contact: ContactRecord): Change => ({ change: 'contact-changed', contact });

/** The next version of a person's contact; the first where there is none. */
function next(before: ContactRecord | null, personId: string, parts: Partial<ContactRecord>): ContactRecord {
  const empty = { personId, language: 'en', address: null, confirmedAtMs: null, pending: null, version: 0 };
  const last = before ?? empty;
  return { ...last, ...parts, version: last.version + 1 };
}

export type ContactWish = {
  readonly personId: string;
  readonly address: string;
  readonly language: string;
};

/** The one before goes on counting until this one is confirmed. */
export function askForAddress(before: ContactRecord | null, wish: ContactWish, nowMs: number): Decision<ContactRecord> {
  const { personId, address, language } = wish;
  const pending: PendingAddress = { address, untilMs: nowMs + CONTACT_LIMITS.codeForMs, wrongCodes: 0 };
  const contact = next(before, personId, { language, pending });
  return { changes: [changed(contact), ...queueCode(personId, pending.untilMs, nowMs)], value: contact };
}

/** A wrong code is noted in a commit too, so that the decision says no by its value. */
export type Confirmed = { readonly contact: ContactRecord } | { readonly refusal: Rejection };

/** @param receipt that is sent as soon as the address counts; null where nobody asked for one. */
export function confirmAddress(
  before: ContactRecord | null,
  said: { readonly code: string; readonly language: string },
  mac: Mac,
  receipt: ReceiptRecord | null,
  nowMs: number,
): Decision<Confirmed> {
  const pending = before?.pending ?? null;
  if (before === null || pending === null || nowMs >= pending.untilMs) {
    return { changes: [], value: { refusal: { code: 'contact.code-over' } } };
  }
  const { personId } = before;
  if (said.code.replaceAll(/\s/g, '') !== contactCodeOf(mac, personId, pending)) {
    const wrongCodes = pending.wrongCodes + 1;
    const attemptsLeft = CONTACT_LIMITS.wrongCodes - wrongCodes;
    const contact = next(before, personId, { pending: attemptsLeft > 0 ? { ...pending, wrongCodes } : null });
    const refusal: Rejection = attemptsLeft > 0 ? { code: 'contact.code-wrong', attemptsLeft } : { code: 'contact.code-over' };
    return { changes: [changed(contact)], value: { refusal } };
  }
  const { address } = pending;
  const contact = next(before, personId, { language: said.language, address, confirmedAtMs: nowMs, pending: null });
  const asked = receipt === null ? [] : queueAskedReceipt(contact, receipt, nowMs);
  return { changes: [changed(contact), ...asked], value: { contact } };
}

/** Confirmed or not; nothing to write where there is none. */
export function withoutAddress(before: ContactRecord | null): readonly Change[] {
  if (before === null || (before.address === null && before.pending === null)) return [];
  return [changed(next(before, before.personId, { address: null, confirmedAtMs: null, pending: null }))];
}

/** What waits to be sent finds no address any more, and is dropped. */
export function removeAddress(before: ContactRecord | null): Result<Decision<null>, Rejection> {
  return ok({ changes: withoutAddress(before), value: null });
}
