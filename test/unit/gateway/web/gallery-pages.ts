// Gallery pages: every phone page in every state that it can be in, under a name.
import type { Rejection } from '../../../../gateway/domain/rejections.ts';
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

/** One of each code of the union, with facts. */
export const REJECTIONS: readonly Rejection[] = [
  { code: 'code.not-ours' },
  { code: 'code.replaced' },
  { code: 'ticket.invalid' },
  { code: 'ticket.expired' },
  { code: 'ticket.used' },
  { code: 'offer.changed' },
  { code: 'object.unknown' },
  { code: 'object.out-of-service' },
  { code: 'object.busy' },
  { code: 'tariff.missing' },
  { code: 'device.offline', lastSeenAtMs: null },
  { code: 'device.refused', deviceCode: 'LOW_BATTERY' },
  { code: 'wallet.funds-insufficient', shortfallMinor: 1_450n, currency: 'CNY' },
  { code: 'wallet.currency-mismatch', currency: 'EUR' },
  { code: 'session.unknown' },
  { code: 'session.not-running', state: 'closed' },
  { code: 'receipt.not-yet', state: 'settling' },
  { code: 'control.unknown', control: 'lamp' },
  { code: 'control.value-refused', control: 'light' },
  { code: 'order.item-unknown', itemId: 'soup' },
  { code: 'order.exceeds-hold', leftMinor: 2_300n, currency: 'CNY' },
  { code: 'order.not-offered' },
  { code: 'call.not-offered' },
  { code: 'stay.not-paired' },
  { code: 'stay.unknown' },
  { code: 'stay.code-wrong', attemptsLeft: 3 },
  { code: 'stay.locked' },
  { code: 'stay.taken' },
  { code: 'identity.missing' },
  { code: 'identity.expired' },
  { code: 'identity.invalid' },
  { code: 'idempotency.key-missing' },
  { code: 'idempotency.key-reused' },
  { code: 'request.malformed', at: 'lines[0].quantity', problem: 'not a number' },
  { code: 'request.too-large', limitBytes: 16_384 },
  { code: 'request.unsupported-type' },
  { code: 'request.not-found' },
  { code: 'request.method-refused' },
  { code: 'origin.refused' },
  { code: 'system.unavailable', retryAfterS: 5 },
  { code: 'system.failed' },
];

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
