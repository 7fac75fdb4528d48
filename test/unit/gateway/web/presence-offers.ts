// Presence offers of the gallery: offers that ask whoever reads them to show that they are there, or are kept for somebody.
import type { OfferPageInput } from '../../../../gateway/web/phone/offer-page.tsx';
import { NOW_MS, offerOf } from './samples.ts';

const FRONT = { front: ['blink', 'button'] as const };
const ASKS = { isNeeded: true, ways: ['button', 'blink', 'staff'] as const, shownBy: null };
const kept = (isAsking: boolean) => ({ reservation: { isMine: true, untilMs: NOW_MS + 83_000, isAsking } });
export const presenceOffers: readonly (readonly [string, Partial<OfferPageInput> & Pick<OfferPageInput, 'offer'>])[] = [
  ['be-found', { offer: { ...offerOf('bike', 'free'), front: ['blink'] } }],
  ['be-there', { offer: { ...offerOf('restaurant-table', 'free'), ...FRONT }, presence: ASKS }],
  ['blinks', { offer: { ...offerOf('restaurant-table', 'free'), ...FRONT, ...kept(true) }, presence: ASKS }],
  [
    'blinks-wrong',
    {
      offer: { ...offerOf('restaurant-table', 'free'), ...FRONT, ...kept(false) },
      presence: ASKS,
      problem: { code: 'blink.wrong' },
    },
  ],
  [
    'is-there',
    {
      offer: { ...offerOf('restaurant-table', 'free'), ...FRONT, ...kept(false) },
      presence: { ...ASKS, isNeeded: false, shownBy: 'blink' },
    },
  ],
  [
    'reserved',
    { offer: { ...offerOf('sleep-pod', 'reserved'), reservation: { isMine: false, untilMs: NOW_MS + 42_000, isAsking: false } } },
  ],
  ['unsigned', { offer: offerOf('sleep-pod', 'free'), isUnsigned: true }],
  ['where', { offer: { ...offerOf('sleep-pod', 'free'), hasPosition: true } }],
  ['elsewhere', { offer: { ...offerOf('sleep-pod', 'free'), hasPosition: true }, whereabouts: 'elsewhere' }],
];
