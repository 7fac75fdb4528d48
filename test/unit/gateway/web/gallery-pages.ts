// Gallery pages: every phone page in every state that it can be in, under a name.
import { CLAIM_RULES } from '../../../../gateway/domain/correction/claim.ts';
import type { Corrections } from '../../../../gateway/domain/correction/corrections.ts';
import type { TopUpView } from '../../../../gateway/domain/ledger/top-up-decide.ts';
import type { Rejection, RejectionCode } from '../../../../gateway/domain/rejections.ts';
import { offerFacts } from '../../../../gateway/domain/scan/scan.ts';
import type { Assets } from '../../../../gateway/web/assets.ts';
import type { Language } from '../../../../gateway/web/languages.ts';
import type { Frame } from '../../../../gateway/web/layout.tsx';
import { homePage } from '../../../../gateway/web/phone/home-page.tsx';
import { noticePage } from '../../../../gateway/web/phone/notice-page.tsx';
import { type OfferPageInput, offerPage } from '../../../../gateway/web/phone/offer-page.tsx';
import { problemPage } from '../../../../gateway/web/phone/problem-page.tsx';
import { receiptPage } from '../../../../gateway/web/phone/receipt-page.tsx';
import { type SessionPageInput, sessionPage } from '../../../../gateway/web/phone/session-page.tsx';
import { topUpPage, type WalletPageInput, walletPage } from '../../../../gateway/web/phone/wallet-page.tsx';
import { correctionsOf, emptyReceiptOf, frameOf, KINDS, NOW_MS, offerOf, receiptOf, viewOf } from './samples.ts';

export type GalleryPage = { readonly name: string; readonly html: string };

/** One of each code: a new rejection does not compile until it stands here. */
const BY_CODE: { readonly [C in RejectionCode]: Rejection & { readonly code: C } } = {
  'code.not-ours': { code: 'code.not-ours' },
  'code.replaced': { code: 'code.replaced' },
  'ticket.invalid': { code: 'ticket.invalid' },
  'ticket.expired': { code: 'ticket.expired' },
  'ticket.used': { code: 'ticket.used' },
  'offer.changed': { code: 'offer.changed', offer: offerFacts(offerOf('bike', 'free')), ticket: 'tkt-2' },
  'object.unknown': { code: 'object.unknown' },
  'object.out-of-service': { code: 'object.out-of-service' },
  'object.busy': { code: 'object.busy' },
  'tariff.missing': { code: 'tariff.missing' },
  'device.offline': { code: 'device.offline', lastSeenAtMs: null },
  'device.refused': { code: 'device.refused', deviceCode: 'LOW_BATTERY' },
  'wallet.funds-insufficient': { code: 'wallet.funds-insufficient', shortfallMinor: 1_450n, currency: 'CNY' },
  'wallet.currency-mismatch': { code: 'wallet.currency-mismatch', currency: 'EUR' },
  'wallet.declined': { code: 'wallet.declined', refusal: 'insufficient_funds' },
  'wallet.owed': { code: 'wallet.owed', owedMinor: 450n, currency: 'CNY' },
  'person.too-many-sessions': { code: 'person.too-many-sessions', most: 3 },
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
  'pause.not-offered': { code: 'pause.not-offered' },
  'receipt.not-for-expenses': { code: 'receipt.not-for-expenses' },
  'receipt.made-out-already': { code: 'receipt.made-out-already' },
  'payout.nothing-due': { code: 'payout.nothing-due' },
  'stay.not-paired': { code: 'stay.not-paired' },
  'stay.unknown': { code: 'stay.unknown' },
  'stay.code-wrong': { code: 'stay.code-wrong', attemptsLeft: 3 },
  'stay.locked': { code: 'stay.locked' },
  'stay.taken': { code: 'stay.taken' },
  'join.not-offered': { code: 'join.not-offered' },
  'join.refused': { code: 'join.refused' },
  'join.price-changed': { code: 'join.price-changed' },
  'join.full': { code: 'join.full', most: 8 },
  'guest.unknown': { code: 'guest.unknown' },
  'guest.not-allowed': { code: 'guest.not-allowed' },
  'guest.cannot-pay': { code: 'guest.cannot-pay' },
  'claim.not-yet': { code: 'claim.not-yet', state: 'settling' },
  'claim.too-late': { code: 'claim.too-late', untilMs: NOW_MS - 60_000 },
  'claim.made': { code: 'claim.made' },
  'claim.unknown': { code: 'claim.unknown' },
  'refund.not-captured': { code: 'refund.not-captured', state: 'settling' },
  'refund.exceeds-captured': { code: 'refund.exceeds-captured', capturedMinor: 2_300n, currency: 'CNY' },
  'refund.already-given': { code: 'refund.already-given', refundedMinor: 1_200n, currency: 'CNY' },
  'refund.under-way': { code: 'refund.under-way' },
  'refund.unknown': { code: 'refund.unknown' },
  'review.not-open': { code: 'review.not-open', state: 'closed' },
  'top-up.not-offered': { code: 'top-up.not-offered' },
  'top-up.amount-refused': { code: 'top-up.amount-refused', leastMinor: 100n, mostMinor: 100_000n, currency: 'CNY' },
  'top-up.unknown': { code: 'top-up.unknown' },
  'owed.nothing': { code: 'owed.nothing' },
  'identity.missing': { code: 'identity.missing' },
  'identity.expired': { code: 'identity.expired' },
  'identity.invalid': { code: 'identity.invalid' },
  'operator.not-allowed': { code: 'operator.not-allowed' },
  'idempotency.key-missing': { code: 'idempotency.key-missing' },
  'idempotency.key-reused': { code: 'idempotency.key-reused' },
  'request.malformed': { code: 'request.malformed', at: 'lines[0].quantity', problem: 'not a number' },
  'request.too-large': { code: 'request.too-large', limitBytes: 16_384 },
  'request.unsupported-type': { code: 'request.unsupported-type' },
  'request.not-found': { code: 'request.not-found' },
  'request.method-refused': { code: 'request.method-refused' },
  'origin.refused': { code: 'origin.refused' },
  'webhook.invalid': { code: 'webhook.invalid' },
  'system.unavailable': { code: 'system.unavailable', retryAfterS: 5 },
  'system.recovering': { code: 'system.recovering', retryAfterS: 30 },
  'system.failed': { code: 'system.failed' },
};
export const REJECTIONS: readonly Rejection[] = Object.values(BY_CODE);

const WALLET = { currency: 'CNY', availableMinor: 25_000n, heldMinor: 0n };
const OWED = { minor: 450n, currency: 'CNY' };
const iso = (atMs: number): string => new Date(atMs).toISOString();

/** Fresh keys for the forms of one page. */
function keys(): () => string {
  let drawn = 0;
  return () => `key-${++drawn}`;
}

function offers(frame: Frame): GalleryPage[] {
  const offer = (name: string, over: Partial<OfferPageInput> & Pick<OfferPageInput, 'offer'>): GalleryPage => ({
    name: `offer-${name}`,
    html: offerPage({ ...frame, ticket: 'tkt', key: 'key-1', signedIn: true, balance: WALLET, ...over }),
  });
  return [
    ...KINDS.map((kind) => offer(kind, { offer: offerOf(kind, 'free') })),
    offer('yours', { offer: offerOf('bike', 'yours') }),
    offer('join', { offer: offerOf('restaurant-table', 'joinable') }),
    offer('join-free', { offer: { ...offerOf('hotel-room', 'joinable'), joinMinor: 0n } }),
    offer('join-short', { offer: offerOf('restaurant-table', 'joinable'), balance: { ...WALLET, availableMinor: 1n } }),
    offer('owed', { offer: offerOf('sleep-pod', 'free'), owed: OWED }),
    offer('busy', { offer: offerOf('sleep-pod', 'busy') }),
    offer('offline', { offer: offerOf('bike', 'offline') }),
    offer('out-of-service', { offer: offerOf('sleep-pod', 'out-of-service') }),
    offer('not-paired', { offer: offerOf('hotel-room', 'not-paired') }),
    offer('code-wrong', { offer: offerOf('hotel-room', 'not-paired'), problem: { code: 'stay.code-wrong', attemptsLeft: 3 } }),
    offer('taken', { offer: offerOf('hotel-room', 'taken') }),
    offer('short', { offer: offerOf('sleep-pod', 'free'), balance: { ...WALLET, availableMinor: 4_450n } }),
    offer('short-top-up', {
      offer: offerOf('sleep-pod', 'free'),
      balance: { ...WALLET, availableMinor: 4_450n },
      mayTopUp: true,
    }),
    offer('euro', { offer: offerOf('sleep-pod', 'free'), balance: { ...WALLET, currency: 'EUR' } }),
    offer('signed-out', { offer: offerOf('sleep-pod', 'free'), signedIn: false, balance: null }),
    offer('sign-in', { offer: offerOf('sleep-pod', 'free'), signedIn: false, balance: null, signInHref: '/sign-in' }),
    offer('other-kind', { offer: { ...offerOf('sleep-pod', 'free'), kind: 'massage-chair', objectName: 'Chair 3' } }),
  ];
}

function sessions(frame: Frame): GalleryPage[] {
  const session = (name: string, view: SessionPageInput['view'], over: Partial<SessionPageInput> = {}): GalleryPage => ({
    name: `session-${name}`,
    html: sessionPage({ ...frame, view, newKey: keys(), ...over }),
  });
  const starting = (kind: string): SessionPageInput['view'] => viewOf(kind, 'starting');
  const table = (
    role: SessionPageInput['view']['role'],
    over: Partial<SessionPageInput['view']> = {},
  ): SessionPageInput['view'] =>
    viewOf('restaurant-table', 'active', { role, may: { order: role === 'guest', control: false, stop: false }, ...over });
  const ON_THE_WAY = { heldMinor: 0, costMinor: 0, controls: [], reported: {}, menu: [], orders: [], mayCallStaff: false };
  return [
    session('authorizing', viewOf('bike', 'authorizing')),
    session('wallet-asks', viewOf('bike', 'authorizing', { payerAction: { url: 'https://wallet.example/confirm?op=1' } })),
    session('declined', viewOf('bike', 'failed', { declined: 'insufficient_funds' })),
    session('declined-oddly', viewOf('bike', 'failed', { declined: 'misconfigured' })),
    session('not-started', viewOf('bike', 'failed')),
    session('suspended', viewOf('bike', 'suspended', { pausedMs: 90_000 })),
    session('runs-out', viewOf('bike', 'active', { runsOut: { at: iso(NOW_MS + 540_000), because: 'declined' } })),
    session('most-reached', viewOf('bike', 'active', { runsOut: { at: iso(NOW_MS + 540_000), because: 'most-reached' } })),
    session('review', viewOf('bike', 'review', { review: { reason: 'stop-unproven', decidedBy: iso(NOW_MS + 259_200_000) } })),
    session(
      'guests',
      table('host', {
        may: { order: true, control: true, stop: true },
        guests: [
          { guestId: 'gst_1', number: 1, state: 'asked' },
          { guestId: 'gst_2', number: 2, state: 'joining' },
          { guestId: 'gst_3', number: 3, state: 'joined' },
        ],
      }),
    ),
    session(
      'shared-orders',
      table('host', { orders: viewOf('restaurant-table', 'active').orders.map((order, at) => ({ ...order, mine: at > 0 })) }),
    ),
    session('asking', table('asking', { ...ON_THE_WAY, asksMinor: 5_000 })),
    session('asking-free', table('asking', ON_THE_WAY)),
    session('let-in', table('let-in', { ...ON_THE_WAY, asksMinor: 5_000 })),
    session('joining', table('joining', { ...ON_THE_WAY, asksMinor: 5_000 })),
    session(
      'joining-wallet',
      table('joining', { ...ON_THE_WAY, asksMinor: 5_000, payerAction: { url: 'https://wallet.example/confirm?op=2' } }),
    ),
    session('guest', table('guest', { heldMinor: 5_000, costMinor: 2_400 })),
    session('not-let-in', table('refused', ON_THE_WAY)),
    session('guest-left', table('left', ON_THE_WAY)),
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
    session('away', viewOf('sleep-pod', 'active', { online: false, lastContactAt: iso(NOW_MS - 200_000) })),
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
    session('moving', viewOf('bike', 'stopping', { stopRequest: { at: iso(NOW_MS - 9_000), advice: 'moving' } })),
    session('jammed', viewOf('bike', 'stopping', { stopRequest: { at: iso(NOW_MS - 9_000), advice: 'JAMMED' } })),
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
  const receipt = (name: string, of: ReturnType<typeof receiptOf>, over: Partial<Corrections> = {}): GalleryPage => ({
    name: `receipt-${name}`,
    html: receiptPage({ ...frame, receipt: of, corrections: correctionsOf(of, over), newKey: keys() }),
  });
  const at = iso(NOW_MS + 60_000);
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
    receipt('guest', receiptOf('restaurant-table', { role: 'guest' })),
    receipt('claimable', receiptOf('bike'), { claimable: { rules: CLAIM_RULES, until: iso(NOW_MS + 86_400_000) } }),
    receipt('corrected', receiptOf('bike'), {
      refundedMinor: 100,
      refunds: (['done', 'pending', 'owed'] as const).map((state, index) => ({
        refundId: `ref_${index}`,
        amountMinor: 100,
        state,
        by: 'claim',
        at,
      })),
      claims: [
        { claimId: 'clm_1', rule: 'never-opened', verdict: 'granted', because: 'no-use-proven', answered: false, at },
        { claimId: 'clm_2', rule: 'opened-late', verdict: 'refused', because: 'unlocked-in-time', answered: false, at },
        { claimId: 'clm_3', rule: 'offline-at-stop', verdict: 'for-a-person', because: 'evidence-missing', answered: false, at },
        { claimId: 'clm_4', rule: 'not-my-object', verdict: 'for-a-person', because: 'used-after-stop', answered: true, at },
      ],
    }),
    receipt('owed', receiptOf('bike'), { owedMinor: 450 }),
  ];
}

function wallets(frame: Frame): GalleryPage[] {
  const wallet = (name: string, over: Partial<WalletPageInput> = {}): GalleryPage => ({
    name: `wallet-${name}`,
    html: walletPage({
      ...frame,
      balance: { ...WALLET, heldMinor: 5_900n },
      owed: [],
      topUp: { leastMinor: 100n, mostMinor: 100_000n, currency: 'CNY' },
      needMinor: null,
      back: null,
      isPaying: false,
      newKey: keys(),
      ...over,
    }),
  });
  const topUp = (state: TopUpView['state'], over: Partial<TopUpView> = {}, back: string | null = null): GalleryPage => ({
    name: `top-up-${state}${back === null ? '' : '-back'}`,
    html: topUpPage({
      ...frame,
      topUp: { topUpId: 'top_1', state, amountMinor: 5_000, currency: 'CNY', actionUrl: null, refusal: null, ...over },
      back,
    }),
  });
  return [
    wallet('plain'),
    wallet('needed', { needMinor: 1_450n, back: '/s/tkt' }),
    wallet('no-top-up', { topUp: null }),
    wallet('elsewhere', { balance: null, topUp: null }),
    wallet('owed', { owed: [OWED] }),
    wallet('paying', { owed: [OWED], isPaying: true }),
    wallet('problem', {
      problem: { code: 'top-up.amount-refused', leastMinor: 100n, mostMinor: 100_000n, currency: 'CNY' },
    }),
    topUp('pending'),
    topUp('action', { actionUrl: 'https://wallet.example/top-up?op=1' }),
    topUp('done'),
    topUp('done', {}, '/s/tkt'),
    topUp('refused', { refusal: 'limit_exceeded' }),
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
    ...wallets(frame),
    {
      name: 'home',
      html: homePage({
        ...frame,
        sessions: [viewOf('sleep-pod', 'active'), ...earlier],
        wallet: { balance: { ...WALLET, heldMinor: 5_900n }, mayTopUp: true, owed: [] },
      }),
    },
    { name: 'home-empty', html: homePage({ ...frame, sessions: [], wallet: { balance: WALLET, mayTopUp: false, owed: [] } }) },
    { name: 'home-owed', html: homePage({ ...frame, sessions: [], wallet: { balance: null, mayTopUp: false, owed: [OWED] } }) },
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
