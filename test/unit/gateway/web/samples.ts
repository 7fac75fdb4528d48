// Samples: a venue with the four kinds, as the pages get it; names can be made hostile.
import { bike } from '../../../../firmware-protocol/kinds/bike.ts';
import { hotelRoom } from '../../../../firmware-protocol/kinds/hotel-room.ts';
import type { KindProfile } from '../../../../firmware-protocol/kinds/profile.ts';
import { restaurantTable } from '../../../../firmware-protocol/kinds/restaurant-table.ts';
import { sleepPod } from '../../../../firmware-protocol/kinds/sleep-pod.ts';
import type { Corrections } from '../../../../gateway/domain/correction/corrections.ts';
import { parseKindPolicy } from '../../../../gateway/domain/kind-policy.ts';
import type { ReceiptJson } from '../../../../gateway/domain/receipt/receipt.ts';
import { priceLineToJson } from '../../../../gateway/domain/receipt/receipt-compose.ts';
import type { Availability, Offer } from '../../../../gateway/domain/scan/scan.ts';
import type { PauseView, SessionView } from '../../../../gateway/domain/session/session-view.ts';
import { priceUse } from '../../../../gateway/domain/tariff/price.ts';
import { termsToJson } from '../../../../gateway/domain/tariff/price-terms.ts';
import { type FrozenTariff, freezeTariff } from '../../../../gateway/domain/tariff/tariff.ts';
import type { Language } from '../../../../gateway/web/languages.ts';
import type { Frame } from '../../../../gateway/web/layout.tsx';
import type { ExpenseWords } from '../../../../gateway/web/phone/expense-page.tsx';
import { pricingFor } from '../../../support/pricing.ts';

/** 21 November 2026, 21:54:07 in Shanghai. */
export const NOW_MS = Date.UTC(2026, 10, 21, 13, 54, 7);
const HOST = 'q.example.com';

type Names = { readonly object: string; readonly place: string; readonly venue: string };

export const HOSTILE: Names = {
  object: '<script>alert("pod")</script>\u202Egnp.eman',
  place: `"><img src=x onerror='alert(1)'>`,
  venue: '</main>\u2066 Tom & "Jerry\'s"\u0000\nHotel',
};

const NAMES: { readonly [kind: string]: Names } = {
  'sleep-pod': { object: 'Pod A-12', place: 'Level 3, by gate D88', venue: 'Pudong Airport T2' },
  bike: { object: 'Bike 204', place: 'Century Park, gate 7', venue: 'Harbour Bikes' },
  'hotel-room': { object: 'Room 1807', place: '18th floor', venue: 'The Lantern Hotel' },
  'restaurant-table': { object: 'Table 5', place: 'Window side', venue: 'Noodle Bar No. 9' },
};

const PROFILES: readonly KindProfile[] = [sleepPod, bike, hotelRoom, restaurantTable];
export const KINDS: readonly string[] = PROFILES.map(({ kind }) => kind);

function profileOf(kind: string): KindProfile {
  const profile = PROFILES.find((each) => each.kind === kind);
  if (!profile) throw new Error(`no profile ${kind}`);
  return profile;
}

export function tariffOf(kind: string): FrozenTariff {
  const policy = parseKindPolicy(profileOf(kind));
  if (!policy.ok) throw new Error(JSON.stringify(policy.error));
  return freezeTariff(`trf_${kind}`, 1, policy.value.tariff);
}

export function frameOf(lang: Language, path: string, nowMs = NOW_MS): Frame {
  return { lang, path, nowMs, host: HOST, assets: { url: (name) => `/assets/${name}` } };
}

export function offerOf(kind: string, availability: Availability, names: Names = NAMES[kind] ?? HOSTILE): Offer {
  const tariff = tariffOf(kind);
  return {
    objectId: 'obj_1',
    kind,
    objectName: names.object,
    placeName: names.place,
    venueName: names.venue,
    zone: 'Asia/Shanghai',
    currency: tariff.tariff.currency,
    tariff,
    holdMinor: tariff.tariff.hold.atStartMinor,
    mostMinor: tariff.tariff.hold.mostMinor,
    availability,
    liveSessionId: availability === 'yours' ? 'ses_01k9x7a2v4' : null,
    joinMinor: availability === 'joinable' ? tariff.tariff.hold.atStartMinor : null,
    lastSeenAtMs: NOW_MS - 12 * 60_000,
    pairing: profileOf(kind).commerce && kind === 'hotel-room' ? 'stay' : 'none',
    bindingVersion: 1,
    offerHash: 'offer-hash',
  };
}

const REPORTED: { readonly [kind: string]: { readonly [name: string]: boolean | number | string } } = {
  'sleep-pod': { bolt: 'open', door: 'closed', temperature: 235, light: 40, fan: 1 },
  bike: { pin: 'open', moving: true, battery: 82, distance: 1_840 },
  'hotel-room': { light: true, dimmer: 60, setpoint: 220 },
  'restaurant-table': { table: 'open', printer: 'online' },
};

const ORDERS: SessionView['orders'] = [
  {
    orderId: 'ord_1',
    state: 'printed',
    mine: true,
    lines: [
      { itemId: 'beef-noodles', quantity: 2 },
      { itemId: 'greens', quantity: 1 },
    ],
    amountMinor: 9_400,
  },
  { orderId: 'ord_2', state: 'sent', mine: true, lines: [{ itemId: 'plum-juice', quantity: 2 }], amountMinor: 2_400 },
  { orderId: 'ord_3', state: 'refused', mine: true, lines: [{ itemId: 'dumplings', quantity: 1 }], amountMinor: 2_600 },
];

const iso = (atMs: number): string => new Date(atMs).toISOString();

/** What a pause costs and how long it may be; nothing is asked yet. */
export function pauseOf(kind: string, state: SessionView['state'], over: Partial<PauseView> = {}): PauseView | null {
  const { longestPauseS } = profileOf(kind);
  if (longestPauseS === undefined || (state !== 'active' && state !== 'suspended')) return null;
  const { pause } = tariffOf(kind).tariff;
  const rate = pause && { per: pause.per, amountMinor: Number(pause.amountMinor) };
  const endsAt = state === 'suspended' ? iso(NOW_MS + 3_480_000) : null;
  return { wish: null, taken: false, refused: null, rate, longestMs: longestPauseS * 1_000, endsAt, ...over };
}

/** A session that was proven `useMs` ago, or has just been started. */
export function viewOf(
  kind: string,
  state: SessionView['state'],
  over: Partial<SessionView> = {},
  names: Names = NAMES[kind] ?? HOSTILE,
): SessionView {
  const { tariff, hash } = tariffOf(kind);
  const isProven = state !== 'authorizing' && state !== 'starting' && state !== 'failed';
  const useMs = isProven ? 754_000 : 0;
  const distanceM = kind === 'bike' && isProven ? 1_840 : 0;
  const isTable = kind === 'restaurant-table';
  const ordered = isTable && isProven ? 9_400n : 0n;
  const costMinor = isProven ? Number(priceUse(pricingFor(tariff), { useMs, distanceM }, [], 'started').totalMinor + ordered) : 0;
  const profile = profileOf(kind);
  const isStill = kind === 'bike' && state === 'suspended';
  const reported: SessionView['reported'] = { ...REPORTED[kind], ...(isStill && { pin: 'closed', moving: false }) };
  const isClosed = state === 'closed';
  return {
    role: 'host',
    guests: [],
    asksMinor: state === 'authorizing' ? Number(tariff.hold.atStartMinor) : null,
    may: { order: true, control: true, stop: true },
    sessionId: 'ses_01k9x7a2v4',
    version: 4,
    state,
    kind,
    objectId: 'obj_1',
    objectName: names.object,
    placeName: names.place,
    venueName: names.venue,
    zone: 'Asia/Shanghai',
    currency: tariff.currency,
    tariffHash: hash,
    createdAt: iso(NOW_MS - useMs - 2_000),
    startedAt: isProven ? iso(NOW_MS - useMs) : null,
    progress: {
      reserved: state !== 'authorizing' && state !== 'failed',
      sent: state !== 'authorizing' && state !== 'failed',
      proven: isProven,
    },
    givesUpAt: state === 'starting' ? iso(NOW_MS + 10_000) : null,
    useMs,
    distanceM,
    pausedMs: 0,
    useAt: isProven ? iso(NOW_MS) : null,
    costMinor,
    heldMinor: Number(tariff.hold.atStartMinor),
    capMinor: tariff.capMinor === null ? null : Number(tariff.capMinor),
    mostMinor: Number(tariff.hold.mostMinor),
    runsOut: null,
    endsSoon: null,
    nextRise:
      state === 'active' && !isTable
        ? { at: iso(NOW_MS + 26_000), amountMinor: Number(tariff.steps[0]?.amountMinor ?? 0n) }
        : null,
    online: true,
    lastContactAt: iso(NOW_MS - 12_000),
    stopRequest: state === 'stopping' || state === 'settling' ? { at: iso(NOW_MS - 9_000), advice: null } : null,
    reportedVer: 17,
    controls: isClosed
      ? []
      : Object.entries(profile.controls).map(([name, spec]) => ({ name, spec, reported: reported[name] ?? null })),
    reported: isClosed ? {} : reported,
    menu: tariff.items.map(({ itemId, name, amountMinor }) => ({ itemId, name, amountMinor: Number(amountMinor) })),
    orders: isTable && isProven ? ORDERS : [],
    mayCallStaff: !isClosed && kind !== 'bike',
    pause: pauseOf(kind, state),
    payerAction: null,
    declined: null,
    review: null,
    end: isClosed ? { reason: 'stopped', at: iso(NOW_MS - 60_000), finalMinor: costMinor } : null,
    receiptId: isClosed ? 'rcp_01k9x7ff5v' : null,
    ...over,
  };
}

const proofOf = (kind: string): ReceiptJson['proof'] => ({
  tag: { protectedHeader: 'eyJhbGciOiJFZDI1NTE5In0', payload: 'EQcBAgME', signature: 'c2ln' },
  tariff: tariffOf(kind).json,
  tariffHash: tariffOf(kind).hash,
  terms: termsToJson(pricingFor(tariffOf(kind).tariff).terms),
  offerHash: 'offer-hash',
  startCommand: 'a.b.c',
  deviceStart: 'a.b.c',
  deviceEnd: 'a.b.c',
  deviceTickets: kind === 'restaurant-table' ? ['a.b.c'] : [],
  transferId: 'trn_1',
});

export function receiptOf(kind: string, over: Partial<ReceiptJson> = {}, names: Names = NAMES[kind] ?? HOSTILE): ReceiptJson {
  const { tariff } = tariffOf(kind);
  const usage = { useMs: kind === 'sleep-pod' ? 4_210_000 : 754_000, distanceM: kind === 'bike' ? 1_840 : 0 };
  const ordered =
    kind === 'restaurant-table'
      ? [
          { itemId: 'beef-noodles', quantity: 2 },
          { itemId: 'greens', quantity: 1 },
        ]
      : [];
  const price = priceUse(pricingFor(tariff), usage, ordered, 'started');
  return {
    v: 2,
    receiptId: 'rcp_01k9x7ff5v3m8q2d0c6b1n9z7t',
    sessionId: 'ses_01k9x7a2v4',
    payerId: 'per_1',
    role: 'host',
    venue: { venueId: 'ven_1', name: names.venue, zone: 'Asia/Shanghai' },
    place: names.place,
    object: { objectId: 'obj_1', name: names.object, kind },
    currency: tariff.currency,
    startedAt: iso(NOW_MS - usage.useMs),
    endedAt: iso(NOW_MS),
    endReason: 'stopped',
    usage,
    rounding: 'started',
    lines: price.lines.map(priceLineToJson),
    totalMinor: Number(price.totalMinor),
    taxMinor: Number(price.taxMinor),
    taxPermille: tariff.taxPermille,
    heldMinor: Number(tariff.hold.mostMinor),
    releasedMinor: Number(tariff.hold.mostMinor - price.totalMinor),
    proof: proofOf(kind),
    ...over,
  };
}

/** A ride with a pause of a minute and a half, priced by the tariff. */
export function pausedReceiptOf(): ReceiptJson {
  const { tariff } = tariffOf('bike');
  const usage = { useMs: 754_000, distanceM: 1_840, pausedMs: 90_000 };
  const price = priceUse(pricingFor(tariff), usage, [], 'started');
  return receiptOf('bike', {
    usage,
    lines: price.lines.map(priceLineToJson),
    totalMinor: Number(price.totalMinor),
    taxMinor: Number(price.taxMinor),
    releasedMinor: Number(tariff.hold.mostMinor - price.totalMinor),
  });
}

/** A receipt whose start nobody proved: nothing is paid. */
export function emptyReceiptOf(kind: string): ReceiptJson {
  const full = receiptOf(kind);
  return {
    ...full,
    startedAt: null,
    endReason: 'start-unseen',
    usage: { useMs: 0, distanceM: 0 },
    lines: [],
    totalMinor: 0,
    taxMinor: 0,
    releasedMinor: full.heldMinor,
    proof: { ...full.proof, deviceStart: null, deviceEnd: null },
  };
}

/** Numbered, and not made out to anybody yet. */
export function expenseOf(over: Partial<ExpenseWords> = {}): ExpenseWords {
  const seller = {
    name: 'Harbour Bikes (Shanghai) Co., Ltd.',
    vatNumber: '91310000MA1K35P76X',
    address: '88 Century Avenue, Pudong',
  };
  return { number: '2026-000042', seller, company: null, ...over };
}

/** Nothing came after the receipt, and nothing can be said about it any more. */
export function correctionsOf(receipt: ReceiptJson, over: Partial<Corrections> = {}): Corrections {
  return {
    sessionId: receipt.sessionId,
    currency: receipt.currency,
    paidMinor: receipt.totalMinor,
    refundedMinor: 0,
    refunds: [],
    claims: [],
    claimable: null,
    owedMinor: 0,
    ...over,
  };
}
