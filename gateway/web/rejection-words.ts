// Rejection words: every refusal as a title, one sentence and one next step, for pages and API problems alike.
import type { Rejection, RejectionCode } from '../domain/rejections.ts';
import { createFormat, type Format } from './format.ts';
import type { Language } from './languages.ts';
import { acceptTermsHref, paths } from './paths.ts';
import { plainName } from './plain-name.ts';
import type { Texts } from './text/en.ts';
import { textsOf } from './text/texts.ts';

export type RejectionDescription = {
  readonly title: string;
  readonly detail: string;
  /** `href` is null where the step is done outside of these pages, such as scanning again. */
  readonly nextStep: { readonly label: string; readonly href: string | null };
};

/** What a code's own member of the union carries. */
type FactsOf<C extends RejectionCode> = Rejection extends infer R
  ? R extends { code: infer K }
    ? C extends K
      ? R
      : never
    : never
  : never;
type Reader = { readonly texts: Texts; readonly format: Format; readonly backTo: string | null };

/** The formatted fact that the sentence or the step of these codes carries; each entry compiles only with its facts. */
const FACTS = {
  'code.second-label': (rejection) => plainName(rejection.objectName),
  'object.unknown': (rejection) => plainName(rejection.objectId ?? ''),
  'label.mistyped': (rejection, { texts }) => texts.typingMistakes[rejection.mistake],
  'label.attached-elsewhere': (rejection) => plainName(rejection.objectName),
  'label.other-venue': (rejection) => plainName(rejection.label),
  'label.reprinted': ({ label, batchId }) => plainName(`${label} (${batchId})`),
  'label.letters-missing': (rejection) => plainName(rejection.letters),
  'label.too-large': ({ widthMm, heightMm }) => `${widthMm} x ${heightMm} mm`,
  'label.print-busy': (rejection, { format }) => format.duration(rejection.retryAfterS * 1_000),
  'label.batch-differs': (rejection, { format }) => format.count(rejection.size),
  'label.batch-too-large': (rejection, { format }) => format.count(rejection.most),
  'take-over.refused': (rejection, { format }) => format.count(rejection.lines.length),
  'object.name-taken': (rejection) => plainName(rejection.name),
  'objects.list-refused': (rejection, { format }) => format.count(rejection.lines.length),
  'objects.too-many': (rejection, { format }) => format.count(rejection.most),
  'venue.currency-in-use': (rejection) => plainName(rejection.currency),
  'presence.required': (rejection, { texts }) => rejection.ways.map((way) => texts.presenceWays[way]).join(texts.tariff.listGap),
  'object.reserved': (rejection, { format }) => format.duration(rejection.retryAfterS * 1_000),
  'reservation.cool-down': (rejection, { format }) => format.duration(rejection.retryAfterS * 1_000),
  'limit.reached': (rejection, { format }) => format.duration(rejection.retryAfterS * 1_000),
  'act.too-often': (rejection, { format }) => format.duration(rejection.retryAfterS * 1_000),
  'tariff.conflict': (rejection, { format }) => format.count(rejection.version),
  'tariff.invalid': (rejection, { format }) => format.count(rejection.problems.length),
  'tariff.misfit': (rejection) => plainName(rejection.objectName),
  'device-claim.open': (rejection, { format }) => format.dateTime(rejection.untilMs),
  'device.refused': (rejection, { texts }) => {
    const reasons: { readonly [code: string]: string } = texts.deviceReasons;
    return reasons[rejection.deviceCode] ?? texts.deviceReasons.other;
  },
  'wallet.funds-insufficient': (rejection, { format }) => format.money(rejection.shortfallMinor, rejection.currency),
  'wallet.currency-mismatch': (rejection) => plainName(rejection.currency),
  'wallet.declined': (rejection, { texts }) => {
    const reasons: { readonly [refusal: string]: string } = texts.walletReasons;
    return reasons[rejection.refusal] ?? texts.walletReasons.other;
  },
  'wallet.owed': (rejection, { format }) => format.money(rejection.owedMinor, rejection.currency),
  'person.too-many-sessions': (rejection, { format }) => format.count(rejection.most),
  'session.not-running': (rejection, { texts }) => stateText(texts, rejection.state),
  'receipt.not-yet': (rejection, { texts }) => stateText(texts, rejection.state),
  'order.exceeds-hold': (rejection, { format }) => format.money(rejection.leftMinor, rejection.currency),
  'stay.code-wrong': (rejection, { format }) => format.count(rejection.attemptsLeft),
  'contact.code-wrong': (rejection, { format }) => format.count(rejection.attemptsLeft),
  'contact.too-often': (rejection, { format }) => format.duration(rejection.retryAfterS * 1_000),
  'join.full': (rejection, { format }) => format.count(rejection.most),
  'passkey.too-many': (rejection, { format }) => format.count(rejection.most),
  'account.owes': (rejection, { format }) => format.money(rejection.owedMinor, rejection.currency),
  'claim.not-yet': (rejection, { texts }) => stateText(texts, rejection.state),
  'claim.too-late': (rejection, { format }) => format.dateTime(rejection.untilMs),
  'refund.not-captured': (rejection) => plainName(rejection.state),
  'refund.exceeds-captured': (rejection, { format }) => format.money(rejection.capturedMinor, rejection.currency),
  'refund.too-old': (rejection, { format }) => format.dateTime(rejection.untilMs),
  'refund.payable-short': (rejection, { format }) => format.money(rejection.payableMinor, rejection.currency),
  'refund.disputed': (rejection, { format }) => format.money(rejection.disputedMinor, rejection.currency),
  'refund.already-given': (rejection, { format }) => format.money(rejection.refundedMinor, rejection.currency),
  'review.not-open': (rejection, { texts }) => stateText(texts, rejection.state),
  'top-up.amount-refused': (rejection, { texts, format }) =>
    texts.wallet.between(
      format.money(rejection.leastMinor, rejection.currency),
      format.money(rejection.mostMinor, rejection.currency),
    ),
  'request.malformed': (rejection) => plainName(rejection.at),
  'request.too-large': (rejection, { format }) => format.kilobytes(rejection.limitBytes),
  'system.unavailable': (rejection, { format }) => format.seconds(rejection.retryAfterS),
  'system.recovering': (rejection, { format }) => format.seconds(rejection.retryAfterS),
} satisfies { readonly [C in RejectionCode]?: (rejection: FactsOf<C>, reader: Reader) => string };

function stateText(texts: Texts, state: string): string {
  const states: { readonly [state: string]: string } = texts.session.state;
  return Object.hasOwn(states, state) ? (states[state] ?? '') : plainName(state);
}

/** Where the next step of a code lies: on the page before, at home, or out in the world. */
const BACK: ReadonlySet<RejectionCode> = new Set([
  'emergency.not-open',
  'emergency.same-person',
  'object.reserved',
  'reservation.cool-down',
  'reservation.over',
  'blink.not-asked',
  'blink.wrong',
  'blink.too-often-wrong',
  'passkey.last',
  'passkey.too-many',
  'passkey.touch-needed',
  'terms.changed',
  'account.in-use',
  'account.money-held',
  'account.balance-differs',
  'passkey.refused',
  'passkey.person-unchecked',
  'passkey.unknown',
  'passkey.challenge-expired',
  'session.not-running',
  'receipt.not-yet',
  'pause.not-offered',
  'control.unknown',
  'control.value-refused',
  'order.item-unknown',
  'order.exceeds-hold',
  'order.not-offered',
  'order.too-large',
  'presence.required',
  'stay.code-wrong',
  'contact.not-offered',
  'contact.address-refused',
  'contact.code-wrong',
  'contact.code-over',
  'contact.missing',
  'contact.too-often',
  'join.full',
  'guest.unknown',
  'guest.not-allowed',
  'guest.cannot-pay',
  'claim.not-yet',
  'claim.made',
  'top-up.amount-refused',
  'owed.nothing',
  'owed.under-way',
  'act.too-often',
  'idempotency.key-missing',
  'idempotency.key-reused',
  'request.malformed',
  'request.too-large',
  'request.unsupported-type',
  'system.unavailable',
  'system.recovering',
  'system.failed',
]);
const HOME: ReadonlySet<RejectionCode> = new Set([
  'limit.reached',
  'ticket.used',
  'person.too-many-sessions',
  'session.unknown',
  'top-up.unknown',
  'request.not-found',
  'request.method-refused',
]);

function hrefOf(rejection: Rejection, backTo: string | null): string | null {
  const { code } = rejection;
  if (code === 'offer.changed') return paths.offer(rejection.ticket);
  if (code === 'wallet.owed' || code === 'account.owes') return paths.wallet;
  if (code === 'terms.not-accepted') return acceptTermsHref(backTo ?? paths.home);
  if (HOME.has(code)) return paths.home;
  return BACK.has(code) ? backTo : null;
}

/**
 * Total over all rejections: a new one does not compile until each language has its words.
 * @param backTo address of the page that the person came from, if it is one of ours.
 * @param zone of the object, where the page knows it; times are told in UTC otherwise, and say so.
 */
export function describeRejection(
  rejection: Rejection,
  lang: Language,
  backTo: string | null = null,
  zone?: string,
): RejectionDescription {
  const texts = textsOf(lang);
  const words: {
    readonly title: string;
    readonly detail: string | ((fact: string) => string);
    readonly step: string | ((fact: string) => string);
  } = texts.rejections[rejection.code];
  const factOf = (FACTS as { readonly [code: string]: ((rejection: Rejection, reader: Reader) => string) | undefined })[
    rejection.code
  ];
  const fact = factOf?.(rejection, { texts, format: createFormat(lang, zone), backTo }) ?? '';
  const say = (text: string | ((fact: string) => string)): string => (typeof text === 'string' ? text : text(fact));
  return {
    title: words.title,
    detail: say(words.detail),
    nextStep: { label: say(words.step), href: hrefOf(rejection, backTo) },
  };
}
