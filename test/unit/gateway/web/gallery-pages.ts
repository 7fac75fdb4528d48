// Gallery pages: every phone page in every state that it can be in, under a name.
import { CLAIM_RULES } from '../../../../gateway/domain/correction/claim.ts';
import type { Corrections } from '../../../../gateway/domain/correction/corrections.ts';
import type { TopUpView } from '../../../../gateway/domain/ledger/top-up-decide.ts';
import type { Assets } from '../../../../gateway/web/assets.ts';
import type { Language } from '../../../../gateway/web/languages.ts';
import type { Frame } from '../../../../gateway/web/layout.tsx';
import { type ExpensePageInput, type ExpenseWords, expensePage } from '../../../../gateway/web/phone/expense-page.tsx';
import { homePage } from '../../../../gateway/web/phone/home-page.tsx';
import { noticePage } from '../../../../gateway/web/phone/notice-page.tsx';
import { type OfferPageInput, offerPage } from '../../../../gateway/web/phone/offer-page.tsx';
import { problemPage } from '../../../../gateway/web/phone/problem-page.tsx';
import { receiptPage } from '../../../../gateway/web/phone/receipt-page.tsx';
import { type ScanPageInput, scanPage } from '../../../../gateway/web/phone/scan-page.tsx';
import { type SessionPageInput, sessionPage } from '../../../../gateway/web/phone/session-page.tsx';
import { topUpPage, type WalletPageInput, walletPage } from '../../../../gateway/web/phone/wallet-page.tsx';
import { accountPages } from './account-pages.ts';
import { doorPages } from './door-pages.ts';
import { REJECTIONS } from './every-rejection.ts';
import { helpPages } from './help-pages.ts';
import { presenceOffers } from './presence-offers.ts';
import {
  correctionsOf,
  emptyReceiptOf,
  expenseOf,
  frameOf,
  KINDS,
  NOW_MS,
  offerOf,
  pausedReceiptOf,
  pauseOf,
  receiptOf,
  viewOf,
} from './samples.ts';

export type GalleryPage = { readonly name: string; readonly html: string };

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
    offer('needs-cleaning', {
      offer: offerOf('sleep-pod', 'needs-cleaning'),
      others: [
        { objectName: 'Pod A-14', placeName: 'Level 3, by gate D88' },
        { objectName: 'Pod B-2', placeName: 'Level 2, arrivals' },
      ],
    }),
    offer('out-of-service', { offer: offerOf('sleep-pod', 'out-of-service') }),
    offer('not-paired', { offer: offerOf('hotel-room', 'not-paired') }),
    offer('code-wrong', { offer: offerOf('hotel-room', 'not-paired'), problem: { code: 'stay.code-wrong', attemptsLeft: 3 } }),
    offer('taken', { offer: offerOf('hotel-room', 'taken') }),
    offer('short', { offer: offerOf('sleep-pod', 'free'), balance: { ...WALLET, availableMinor: 4_450n } }),
    offer('short-no-way', { offer: offerOf('sleep-pod', 'free'), balance: { ...WALLET, availableMinor: 0n }, hasAccount: true }),
    offer('short-top-up', {
      offer: offerOf('sleep-pod', 'free'),
      balance: { ...WALLET, availableMinor: 4_450n },
      mayTopUp: true,
    }),
    offer('euro', { offer: offerOf('sleep-pod', 'free'), balance: { ...WALLET, currency: 'EUR' } }),
    offer('signed-out', { offer: offerOf('sleep-pod', 'free'), signedIn: false, balance: null }),
    offer('sign-in', { offer: offerOf('sleep-pod', 'free'), signedIn: false, balance: null, signInHref: '/sign-in' }),
    ...presenceOffers.map(([name, over]) => offer(name, over)),
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
    session('pause-asked', viewOf('bike', 'active', { pause: pauseOf('bike', 'active', { wish: 'pause' }) })),
    session('pause-taken', viewOf('bike', 'active', { pause: pauseOf('bike', 'active', { wish: 'pause', taken: true }) })),
    session('pause-undone', viewOf('bike', 'active', { pause: pauseOf('bike', 'active', { wish: 'resume' }) })),
    session(
      'pause-stands',
      viewOf('bike', 'active', { pause: pauseOf('bike', 'active', { wish: 'pause', taken: true, refused: 'BUSY' }) }),
    ),
    session('pause-refused', viewOf('bike', 'active', { pause: pauseOf('bike', 'active', { refused: 'BUSY' }) })),
    session('pause-offline', viewOf('bike', 'active'), { problem: { code: 'device.offline', lastSeenAtMs: null } }),
    session(
      'resume-asked',
      viewOf('bike', 'suspended', { pausedMs: 90_000, pause: pauseOf('bike', 'suspended', { wish: 'resume' }) }),
    ),
    session(
      'resume-taken',
      viewOf('bike', 'suspended', { pausedMs: 90_000, pause: pauseOf('bike', 'suspended', { wish: 'resume', taken: true }) }),
    ),
    session(
      'resume-refused',
      viewOf('bike', 'suspended', { pausedMs: 90_000, pause: pauseOf('bike', 'suspended', { refused: 'unanswered' }) }),
    ),
    session('resumed', viewOf('bike', 'active', { pausedMs: 90_000 })),
    session('pause-as-use', viewOf('bike', 'active', { pause: pauseOf('bike', 'active', { rate: null }) })),
    session('ends-soon', viewOf('sleep-pod', 'active', { endsSoon: { at: iso(NOW_MS + 540_000), because: 'longest' } })),
    session('package-ends', viewOf('sleep-pod', 'active', { endsSoon: { at: iso(NOW_MS + 540_000), because: 'package' } })),
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
    session('pin-closed', viewOf('bike', 'stopping', { reported: { pin: 'closed', moving: false, battery: 82 } })),
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
  const receipt = (
    name: string,
    of: ReturnType<typeof receiptOf>,
    over: Partial<Corrections> = {},
    expense: ExpenseWords | null = expenseOf(),
  ): GalleryPage => ({
    name: `receipt-${name}`,
    html: receiptPage({ ...frame, receipt: of, corrections: correctionsOf(of, over), expense, newKey: keys() }),
  });
  const expense = (name: string, over: Partial<ExpensePageInput> = {}, of = receiptOf('bike')): GalleryPage => ({
    name: `expense-${name}`,
    html: expensePage({
      ...frame,
      receipt: of,
      issuedAtMs: NOW_MS,
      expense: expenseOf(),
      corrections: correctionsOf(of),
      newKey: keys(),
      ...over,
    }),
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
    receipt('paused', pausedReceiptOf()),
    expense('paused', {}, pausedReceiptOf()),
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
    receipt('owed', receiptOf('bike'), { owedMinor: 1_720, paidMinor: 0 }),
    receipt('partly-owed', receiptOf('bike'), { owedMinor: 450, paidMinor: 1_270 }),
    receipt('of-nobody', receiptOf('bike'), {}, null),
    receipt('made-out', receiptOf('bike'), {}, expenseOf({ company: 'Acme Travel Ltd.' })),
    expense('plain'),
    expense('made-out', { expense: expenseOf({ company: 'Acme Travel and Logistics (Asia Pacific) Holdings Ltd.' }) }),
    expense('not-numbered', { expense: expenseOf({ number: null }) }),
    expense('refused', { problem: { code: 'receipt.made-out-already' }, expense: expenseOf({ company: 'Acme Travel Ltd.' }) }),
    expense('corrected', { corrections: correctionsOf(receiptOf('bike'), { refundedMinor: 100 }) }),
    expense('owed', { corrections: correctionsOf(receiptOf('bike'), { owedMinor: 450, paidMinor: 1_270 }) }),
    expense('table', {}, receiptOf('restaurant-table')),
  ];
}

function wallets(frame: Frame): GalleryPage[] {
  const wallet = (name: string, over: Partial<WalletPageInput> = {}): GalleryPage => ({
    name: `wallet-${name}`,
    html: walletPage({
      ...frame,
      wallet: 'ledger',
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
    wallet('elsewhere', { wallet: 'host', balance: null, topUp: null }),
    wallet('card', { wallet: 'card', balance: null, topUp: null }),
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

/** Without a camera nothing of it is asked for. */
const SCANNER: ScanPageInput['scanner'] = {
  keys: '/.well-known/jwks.json',
  takenOver: ['old.example'],
  decoder: '/assets/decoder/decoder.js',
  wasm: '/assets/decoder/decoder.wasm',
  sample: { text: 'https://q.example.com/0', size: 1, modules: 'gA==' },
};

/** Every page there is, in one language. */
export function galleryPages(lang: Language, assets: Pick<Assets, 'url'>): readonly GalleryPage[] {
  const frame = { ...frameOf(lang, '/s/tkt?x=1'), assets };
  const earlier = KINDS.map((kind) => viewOf(kind, 'closed'));
  return [
    ...offers(frame),
    ...sessions(frame),
    ...receipts(frame),
    ...wallets(frame),
    ...accountPages(frame),
    ...doorPages(frame),
    ...helpPages(frame),
    {
      name: 'home',
      html: homePage({
        ...frame,
        sessions: [viewOf('sleep-pod', 'active'), ...earlier],
        wallet: { wallet: 'ledger', balance: { ...WALLET, heldMinor: 5_900n }, mayTopUp: true, owed: [] },
      }),
    },
    {
      name: 'home-empty',
      html: homePage({ ...frame, sessions: [], wallet: { wallet: 'ledger', balance: WALLET, mayTopUp: false, owed: [] } }),
    },
    {
      name: 'home-owed',
      html: homePage({ ...frame, sessions: [], wallet: { wallet: 'host', balance: null, mayTopUp: false, owed: [OWED] } }),
    },
    { name: 'home-signed-out', html: homePage({ ...frame, sessions: [], wallet: null }) },
    ...REJECTIONS.map((rejection) => ({
      name: `problem-${rejection.code}`,
      html: problemPage({ ...frame, rejection, backTo: '/s/tkt' }),
    })),
    { name: 'scan', html: scanPage({ ...frame, scanner: SCANNER, signInHref: null, typed: '', problem: null }) },
    {
      name: 'scan-mistyped',
      html: scanPage({ ...frame, scanner: SCANNER, signInHref: null, typed: '7K3M-Q9TX-P', problem: 'typed-check' }),
    },
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
