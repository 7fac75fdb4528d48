// Problem: every refusal as an RFC 9457 answer, from one total map of statuses, in the reader's language.
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { assert } from '#protocol';
import { toSafeNumber } from '../domain/money.ts';
import type { Rejection, RejectionCode } from '../domain/rejections.ts';
import { type Language, pickLanguage } from '../web/languages.ts';
import { describeRejection } from '../web/rejection-words.ts';
import type { Asking } from './context.ts';
import { readLanguageCookie } from './cookies.ts';

/** Total: a new rejection does not compile until it has a status. */
const STATUSES: { readonly [C in RejectionCode]: ContentfulStatusCode } = {
  'code.not-ours': 404,
  'code.replaced': 410,
  'code.not-attached': 409,
  'code.second-label': 409,
  'label.unknown': 404,
  'label.mistyped': 422,
  'label.ended': 409,
  'label.attached-elsewhere': 409,
  'label.other-venue': 409,
  'label.reprinted': 409,
  'label.batch-unknown': 404,
  'label.letters-missing': 422,
  'label.too-small': 422,
  'label.too-large': 422,
  'label.print-busy': 429,
  'label.batch-differs': 409,
  'label.batch-too-large': 422,
  'label.key-missing': 409,
  'take-over.refused': 422,
  'code.display-stale': 410,
  'code.display-used': 409,
  'presence.required': 403,
  'presence.nobody': 409,
  'presence.not-counted': 409,
  'display.not-offered': 409,
  'limit.reached': 429,
  'act.too-often': 429,
  'label-alert.unknown': 404,
  'label-round.unknown': 404,
  'label-round.ended': 409,
  'ticket.invalid': 403,
  'ticket.expired': 410,
  'ticket.used': 409,
  'offer.changed': 409,
  'object.unknown': 404,
  'object.out-of-service': 409,
  'object.needs-cleaning': 409,
  'object.retired': 410,
  'object.in-use': 409,
  'object.still-in-service': 409,
  'object.open-free': 409,
  'object.interlocked': 409,
  'object.name-taken': 409,
  'objects.list-refused': 422,
  'objects.too-many': 422,
  'venue.currency-in-use': 409,
  'place.unknown': 404,
  'edit.conflict': 409,
  'object.busy': 409,
  'object.reserved': 409,
  'reservation.cool-down': 429,
  'reservation.over': 409,
  'blink.not-asked': 409,
  'blink.wrong': 422,
  'blink.too-often-wrong': 429,
  'tariff.missing': 409,
  'tariff.unknown': 404,
  'tariff.conflict': 409,
  'tariff.invalid': 422,
  'tariff.misfit': 422,
  'device.unknown': 404,
  'device.taken': 409,
  'device.keyless': 409,
  'device-claim.unknown': 404,
  'device-claim.open': 409,
  'device-claim.not-pending': 409,
  'credential.unknown': 404,
  'object.unsigned-not-free': 409,
  'device.offline': 409,
  'device.refused': 409,
  'device.queue-full': 429,
  'wallet.funds-insufficient': 402,
  'wallet.currency-mismatch': 409,
  'wallet.declined': 402,
  'wallet.owed': 402,
  'person.too-many-sessions': 409,
  'person.starts-unused': 429,
  'object.starts-unused': 429,
  'session.unknown': 404,
  'session.not-running': 409,
  'receipt.not-yet': 409,
  'control.unknown': 422,
  'control.value-refused': 422,
  'order.item-unknown': 422,
  'order.exceeds-hold': 409,
  'order.not-offered': 409,
  'order.too-large': 422,
  'call.not-offered': 409,
  'pause.not-offered': 409,
  'receipt.not-for-expenses': 409,
  'receipt.made-out-already': 409,
  'payout.nothing-due': 409,
  'venue.unknown': 404,
  'venue.emergency': 409,
  'emergency.not-open': 409,
  'emergency.same-person': 403,
  'stay.not-paired': 403,
  'stay.unknown': 404,
  'stay.code-wrong': 403,
  'stay.locked': 403,
  'stay.taken': 409,
  'join.not-offered': 409,
  'join.refused': 403,
  'join.too-often': 429,
  'join.price-changed': 409,
  'join.full': 409,
  'guest.unknown': 404,
  'guest.not-allowed': 403,
  'guest.cannot-pay': 409,
  'claim.not-yet': 409,
  'claim.too-late': 409,
  'claim.made': 409,
  'claim.unknown': 404,
  'refund.not-captured': 409,
  'refund.exceeds-captured': 422,
  'refund.already-given': 409,
  'refund.under-way': 409,
  'refund.disputed': 409,
  'refund.too-old': 409,
  'refund.payable-short': 409,
  'refund.unknown': 404,
  'review.not-open': 409,
  'top-up.not-offered': 409,
  'top-up.amount-refused': 422,
  'top-up.unknown': 404,
  'owed.nothing': 409,
  'owed.under-way': 409,
  'operator.not-allowed': 403,
  'operator.role-refused': 403,
  'passkey.last': 409,
  'passkey.too-many': 409,
  'passkey.touch-needed': 403,
  'terms.not-accepted': 403,
  'terms.changed': 409,
  'account.in-use': 409,
  'account.owes': 409,
  'account.money-held': 409,
  'account.balance-differs': 409,
  'set-up.done': 410,
  'set-up.link-wrong': 404,
  'staff.unknown': 404,
  'staff.last-owner': 409,
  'invitation.unknown': 404,
  'invitation.used': 410,
  'invitation.expired': 410,
  'invitation.revoked': 410,
  'invitation.too-many': 429,
  'staff-link.unknown': 404,
  'staff-link.used': 410,
  'staff-link.expired': 410,
  'passkey.refused': 403,
  'passkey.person-unchecked': 403,
  'passkey.unknown': 403,
  'passkey.challenge-expired': 410,
  'identity.missing': 401,
  'identity.expired': 401,
  'identity.invalid': 401,
  'idempotency.key-missing': 400,
  'idempotency.key-reused': 422,
  'request.malformed': 400,
  'request.too-large': 413,
  'request.unsupported-type': 415,
  'request.not-found': 404,
  'request.method-refused': 405,
  'origin.refused': 403,
  'webhook.invalid': 400,
  'contact.not-offered': 409,
  'contact.address-refused': 422,
  'contact.code-wrong': 403,
  'contact.code-over': 409,
  'contact.missing': 409,
  'contact.too-often': 429,
  'system.unavailable': 503,
  'system.recovering': 503,
  'system.failed': 500,
};

export const PROBLEM_TYPE = 'application/problem+json';
const RETRY_AFTER_S = 2;

export type ProblemJson = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: RejectionCode;
  readonly nextStep: { readonly label: string; readonly href: string | null };
  /** The rejection's own facts; amounts are whole minor units. */
  readonly [fact: string]: unknown;
};

export function statusOf(code: RejectionCode): ContentfulStatusCode {
  return STATUSES[code];
}

/** A broken world says when to come back (RFC 9110 §10.2.3). */
export const UNAVAILABLE: Rejection = { code: 'system.unavailable', retryAfterS: RETRY_AFTER_S };

/** The reader's language: chosen by query or cookie, else by Accept-Language. */
export function readerLanguage(c: Asking): Language {
  return pickLanguage(c.req.header('accept-language'), c.req.query('lang') ?? readLanguageCookie(c));
}

function factsOf(rejection: Rejection): { readonly [fact: string]: unknown } {
  const facts = Object.entries(rejection).filter(([name]) => name !== 'code');
  return Object.fromEntries(
    facts.map(([name, value]: [string, unknown]) => [name, typeof value === 'bigint' ? toSafeNumber(value) : value]),
  );
}

export function composeProblem(rejection: Rejection, lang: Language): ProblemJson {
  const { title, detail, nextStep } = describeRejection(rejection, lang);
  const facts = factsOf(rejection);
  const members = {
    type: `urn:unlatch:${rejection.code}`,
    title,
    status: statusOf(rejection.code),
    detail,
    code: rejection.code,
    nextStep,
  };
  assert(!Object.keys(facts).some((name) => name in members), 'a fact may not hide a member of RFC 9457');
  return { ...members, ...facts };
}

/** Headers that a status owes its reader: RFC 6750 §3 for 401, RFC 9110 for 503. */
export function problemHeaders(rejection: Rejection, lang: Language): Record<string, string> {
  const headers: Record<string, string> = { 'Cache-Control': 'no-store', 'Content-Language': lang };
  if (rejection.code === 'identity.missing') headers['WWW-Authenticate'] = 'Bearer realm="unlatch"';
  if (rejection.code === 'identity.invalid' || rejection.code === 'identity.expired') {
    headers['WWW-Authenticate'] = 'Bearer realm="unlatch", error="invalid_token"';
  }
  if ('retryAfterS' in rejection) {
    headers['Retry-After'] = String(rejection.retryAfterS);
  }
  return headers;
}

/** The refusal as a JSON problem; pages answer theirs in routes/pages. */
export function answerProblem(c: Asking, rejection: Rejection): Response {
  const lang = readerLanguage(c);
  const problem = composeProblem(rejection, lang);
  return c.body(JSON.stringify(problem), statusOf(rejection.code), {
    ...problemHeaders(rejection, lang),
    'Content-Type': PROBLEM_TYPE,
  });
}
