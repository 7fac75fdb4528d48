// Gallery pages: every phone page in every state that it can be in, under a name.
import type { Rejection, RejectionCode } from '../../../../gateway/domain/rejections.ts';
import type { Assets } from '../../../../gateway/web/assets.ts';
import type { Language } from '../../../../gateway/web/languages.ts';
import type { Frame } from '../../../../gateway/web/layout.tsx';
import { homePage } from '../../../../gateway/web/phone/home-page.tsx';
import { noticePage } from '../../../../gateway/web/phone/notice-page.tsx';
import { type OfferPageInput, offerPage } from '../../../../gateway/web/phone/offer-page.tsx';
import { problemPage } from '../../../../gateway/web/phone/problem-page.tsx';
import { receiptPage } from '../../../../gateway/web/phone/receipt-page.tsx';
import { type SessionPageInput, sessionPage } from '../../../../gateway/web/phone/session-page.tsx';
import { emptyReceiptOf, frameOf, KINDS, NOW_MS, offerOf, receiptOf, viewOf } from './samples.ts';

export type GalleryPage = { readonly name: string; readonly html: string };

/** One of each code: a new rejection does not compile until it stands here. */
const BY_CODE: { readonly [C in RejectionCode]: Rejection & { readonly code: C } } = {
  'code.not-ours': { code: 'code.not-ours' },
  'code.replaced': { code: 'code.replaced' },
  'ticket.invalid': { code: 'ticket.invalid' },
  'ticket.expired': { code: 'ticket.expired' },
  'ticket.used': { code: 'ticket.used' },
  'offer.changed': { code: 'offer.changed' },
  'object.unknown': { code: 'object.unknown' },
  'object.out-of-service': { code: 'object.out-of-service' },
  'object.busy': { code: 'object.busy' },
  'tariff.missing': { code: 'tariff.missing' },
  'device.offline': { code: 'device.offline', lastSeenAtMs: null },
  'device.refused': { code: 'device.refused', deviceCode: 'LOW_BATTERY' },
  'wallet.funds-insufficient': { code: 'wallet.funds-insufficient', shortfallMinor: 1_450n, currency: 'CNY' },
  'wallet.currency-mismatch': { code: 'wallet.currency-mismatch', currency: 'EUR' },
  'session.unknown': { code: 'session.unknown' },
  'session.not-running': { code: 'session.not-running', state: 'closed' },
  'receipt.not-yet': { code: 'receipt.not-yet', state: 'settling' },
  'control.unknown': { code: 'control.unknown', control: 'lamp' },
  'control.value-refused': { code: 'control.value-refused', control: 'light' },
  'order.item-unknown': { code: 'order.item-unknown', itemId: 'soup' },
  'order.exceeds-hold': { code: 'order.exceeds-hold', leftMinor: 2_300n, currency: 'CNY' },
  'order.not-offered': { code: 'order.not-offered' },
  'order.too-large': { code: 'order.too-large', limitBytes: 2_048 },
  'call.not-offered': { code: 'call.not-offered' },
  'stay.not-paired': { code: 'stay.not-paired' },
  'stay.unknown': { code: 'stay.unknown' },
  'stay.code-wrong': { code: 'stay.code-wrong', attemptsLeft: 3 },
  'stay.locked': { code: 'stay.locked' },
  'stay.taken': { code: 'stay.taken' },
  'identity.missing': { code: 'identity.missing' },
  'identity.expired': { code: 'identity.expired' },
  'identity.invalid': { code: 'identity.invalid' },
  'idempotency.key-missing': { code: 'idempotency.key-missing' },
  'idempotency.key-reused': { code: 'idempotency.key-reused' },
  'request.malformed': { code: 'request.malformed', at: 'lines[0].quantity', problem: 'not a number' },
  'request.too-large': { code: 'request.too-large', limitBytes: 16_384 },
  'request.unsupported-type': { code: 'request.unsupported-type' },
  'request.not-found': { code: 'request.not-found' },
  'request.method-refused': { code: 'request.method-refused' },
  'origin.refused': { code: 'origin.refused' },
  'system.unavailable': { code: 'system.unavailable', retryAfterS: 5 },
  'system.failed': { code: 'system.failed' },
};
export const REJECTIONS: readonly Rejection[] = Object.values(BY_CODE);

const WALLET = { currency: 'CNY', availableMinor: 25_000n, heldMinor: 0n };

function offers(frame: Frame): GalleryPage[] {
  const offer = (name: string, over: Partial<OfferPageInput> & Pick<OfferPageInput, 'offer'>): GalleryPage => ({
    name: `offer-${name}`,
    html: offerPage({ ...frame, ticket: 'tkt', key: 'key-1', signedIn: true, balance: WALLET, ...over }),
  });
  return [
    ...KINDS.map((kind) => offer(kind, { offer: offerOf(kind, 'free') })),
    offer('yours', { offer: offerOf('bike', 'yours') }),
    offer('busy', { offer: offerOf('sleep-pod', 'busy') }),
    offer('offline', { offer: offerOf('bike', 'offline') }),
    offer('out-of-service', { offer: offerOf('sleep-pod', 'out-of-service') }),
    offer('not-paired', { offer: offerOf('hotel-room', 'not-paired') }),
    offer('code-wrong', { offer: offerOf('hotel-room', 'not-paired'), problem: { code: 'stay.code-wrong', attemptsLeft: 3 } }),
    offer('taken', { offer: offerOf('hotel-room', 'taken') }),
    offer('short', { offer: offerOf('sleep-pod', 'free'), balance: { ...WALLET, availableMinor: 4_450n } }),
    offer('euro', { offer: offerOf('sleep-pod', 'free'), balance: { ...WALLET, currency: 'EUR' } }),
    offer('signed-out', { offer: offerOf('sleep-pod', 'free'), signedIn: false, balance: null }),
    offer('sign-in', { offer: offerOf('sleep-pod', 'free'), signedIn: false, balance: null, signInHref: '/sign-in' }),
    offer('other-kind', { offer: { ...offerOf('sleep-pod', 'free'), kind: 'massage-chair', objectName: 'Chair 3' } }),
  ];
}

function sessions(frame: Frame): GalleryPage[] {
  const session = (name: string, view: SessionPageInput['view'], over: Partial<SessionPageInput> = {}): GalleryPage => {
    let keys = 0;
    const newKey = (): string => `key-${++keys}`;
    return { name: `session-${name}`, html: sessionPage({ ...frame, view, newKey, ...over }) };
  };
  const starting = (kind: string): SessionPageInput['view'] => viewOf(kind, 'starting');
  return [
    ...KINDS.map((kind) => session(`${kind}-starting`, starting(kind))),
    session('late', starting('bike'), { nowMs: NOW_MS + 6_000 }),
    session('unseen', starting('bike'), { nowMs: NOW_MS + 21_000 }),
    ...KINDS.map((kind) => session(`${kind}-active`, viewOf(kind, 'active'))),
    session(
      'silent',
      viewOf('hotel-room', 'active', {
        controls: viewOf('hotel-room', 'active').controls.map((c) => ({ ...c, reported: null })),
      }),
    ),
    session('away', viewOf('sleep-pod', 'active', { online: false, lastContactAt: new Date(NOW_MS - 200_000).toISOString() })),
    session('near-most', viewOf('sleep-pod', 'active', { costMinor: 5_100, useMs: 2_880_000 })),
    session('most', viewOf('sleep-pod', 'active', { costMinor: 5_900, useMs: 9_180_000, nextRise: null })),
    session('problem', viewOf('restaurant-table', 'active'), {
      problem: { code: 'order.exceeds-hold', leftMinor: 2_300n, currency: 'CNY' },
    }),
    session(
      'choice',
      viewOf('sleep-pod', 'active', {
        controls: [{ name: 'scene', spec: { type: 'choice', values: ['read', 'rest', 'sleep'] }, reported: 'rest' }],
      }),
    ),
    ...KINDS.map((kind) => session(`${kind}-stopping`, viewOf(kind, 'stopping'))),
    session(
      'moving',
      viewOf('bike', 'stopping', { stopRequest: { at: new Date(NOW_MS - 9_000).toISOString(), advice: 'moving' } }),
    ),
    session(
      'jammed',
      viewOf('bike', 'stopping', { stopRequest: { at: new Date(NOW_MS - 9_000).toISOString(), advice: 'JAMMED' } }),
    ),
    session(
      'not-seen',
      viewOf('bike', 'stopping', {
        progress: { reserved: true, sent: true, proven: false },
        startedAt: null,
        useAt: null,
        useMs: 0,
        distanceM: 0,
        costMinor: 0,
      }),
    ),
    session('settling', viewOf('sleep-pod', 'settling')),
    session('closed', viewOf('sleep-pod', 'closed')),
  ];
}

function receipts(frame: Frame): GalleryPage[] {
  const receipt = (name: string, of: ReturnType<typeof receiptOf>): GalleryPage => ({
    name: `receipt-${name}`,
    html: receiptPage({ ...frame, receipt: of }),
  });
  const exact = receiptOf('sleep-pod', {
    rounding: 'exact',
    endReason: 'lease-lapsed',
    lines: [
      { line: 'free', quantity: 'useMs', units: 300_000, per: 1, unitMinor: 0, amountMinor: 0 },
      { line: 'base', amountMinor: 300 },
      { line: 'step', quantity: 'useMs', per: 60_000, unitMinor: 100, amountMinor: 156 },
    ],
    totalMinor: 456,
    taxMinor: 26,
    releasedMinor: 5_444,
  });
  return [
    ...KINDS.map((kind) => receipt(kind, receiptOf(kind))),
    receipt('exact', exact),
    receipt('empty', emptyReceiptOf('bike')),
  ];
}

/** Every page there is, in one language. */
export function galleryPages(lang: Language, assets: Pick<Assets, 'url'>): readonly GalleryPage[] {
  const frame = { ...frameOf(lang, '/s/tkt?x=1'), assets };
  const earlier = KINDS.map((kind) => viewOf(kind, 'closed'));
  return [
    ...offers(frame),
    ...sessions(frame),
    ...receipts(frame),
    {
      name: 'home',
      html: homePage({
        ...frame,
        sessions: [viewOf('sleep-pod', 'active'), ...earlier],
        wallet: { ...WALLET, heldMinor: 5_900n },
      }),
    },
    { name: 'home-empty', html: homePage({ ...frame, sessions: [], wallet: WALLET }) },
    { name: 'home-signed-out', html: homePage({ ...frame, sessions: [], wallet: null }) },
    ...REJECTIONS.map((rejection) => ({
      name: `problem-${rejection.code}`,
      html: problemPage({ ...frame, rejection, backTo: '/s/tkt' }),
    })),
    {
      name: 'notice',
      html: noticePage({
        ...frame,
        title: 'Waiting for the terminal',
        text: 'Answer “y” in the terminal to let this phone in.',
        refreshS: 2,
      }),
    },
  ];
}
