// English rejections: for every refusal a title, a sentence and one next step.
import { enAccountRejections } from './en-account.ts';
import { enContactRejections } from './en-contact-rejections.ts';
import { enEmergencyRejections } from './en-emergency.ts';
import { enLabelRejections } from './en-label-rejections.ts';
import { enPresenceRejections } from './en-presence.ts';
import { enRequestRejections } from './en-request-rejections.ts';
import { enReservationRejections } from './en-reservation.ts';
import { enSessionRejections } from './en-session-rejections.ts';
import { enStaffRejections } from './en-staff-rejections.ts';
import { enVenueRejections } from './en-venue-rejections.ts';
import { enWorkshopRejections } from './en-workshop-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const enRejections: RejectionTexts = {
  ...enVenueRejections,
  ...enEmergencyRejections,
  ...enContactRejections,
  ...enReservationRejections,
  ...enAccountRejections,
  ...enSessionRejections,
  ...enRequestRejections,
  'code.not-ours': {
    title: 'This is not one of our codes',
    detail:
      'Nothing was opened and nothing is paid. Be careful: the sticker may have been put over the real one. Never type card details after scanning it.',
    step: 'Look for the real label and scan again',
  },
  'code.replaced': {
    title: 'This label is out of use',
    detail: 'It was ours, but it does not count any more. Nothing is paid.',
    step: 'Look for another label on the object, or ask the staff',
  },
  'limit.reached': {
    title: 'Too many tries from here',
    detail: (wait) =>
      `It was tried very often from this network or account. You can go on in ${wait}; somebody who is signed in is let in before. Nothing is paid.`,
    step: 'Sign in, or wait and scan again',
  },
  'act.too-often': {
    title: 'Too many presses',
    detail: (wait) =>
      `This account has pressed so often that it has to wait ${wait}. What was done before stays done, and Stop is always possible.`,
    step: 'Wait, and press once more',
  },
  'ticket.invalid': {
    title: 'This page belongs to another phone',
    detail: 'It can only be used by the phone that scanned the code.',
    step: 'Scan the code with this phone',
  },
  'ticket.expired': {
    title: 'This page has waited too long',
    detail: 'For your safety a scan is good for three minutes. Nothing is reserved.',
    step: 'Scan the code again',
  },
  'ticket.used': {
    title: 'This scan was used already',
    detail: 'Each scan starts one use. If it runs, you find it under your sessions.',
    step: 'Go to my sessions',
  },
  'offer.changed': {
    title: 'The price or the object has changed',
    detail: 'What you saw is no longer what applies, so nothing was started.',
    step: 'Look at the new offer',
  },
  'object.unknown': {
    title: 'We do not know this object',
    detail: (objectId) =>
      objectId === '' ? 'The code is real, but nothing is connected to it.' : `There is no object ${objectId} here.`,
    step: 'Tell the staff or use another one',
  },
  'object.out-of-service': {
    title: 'Out of service',
    detail: 'The operator has taken it out of use for now.',
    step: 'Scan another one nearby',
  },
  'object.busy': {
    title: 'Somebody else is using it',
    detail: 'Nothing was reserved.',
    step: 'Scan another one nearby',
  },
  'tariff.missing': {
    title: 'No price is set here',
    detail: 'Without a price we start nothing.',
    step: 'Tell the staff or use another one',
  },
  'object.unsigned-not-free': {
    title: 'This one cannot be sold',
    detail: 'It has no way to prove how long it was used, so we start it only where it is free.',
    step: 'Tell the staff or use another one',
  },
  'device.offline': {
    title: 'It cannot be reached right now',
    detail: 'It has no connection to us, so it would not open. Nothing was reserved.',
    step: 'Scan another one nearby',
  },
  'device.queue-full': {
    title: 'One thing at a time',
    detail: 'The object has not done yet what it was last asked for. Nothing was changed.',
    step: 'Wait a few seconds, then press again',
  },
  'device.refused': {
    title: 'The object said no',
    detail: (reason) => `${reason} Nothing is paid.`,
    step: 'Scan another one nearby',
  },
  'wallet.funds-insufficient': {
    title: 'Your balance is too low',
    detail: (shortfall) => `${shortfall} is missing for the amount that is reserved at the start. Nothing was reserved.`,
    step: (shortfall) => `Add ${shortfall} to your wallet, then scan again`,
  },
  'wallet.currency-mismatch': {
    title: 'Your wallet holds another currency',
    detail: (currency) => `Your wallet is in ${currency}. This object takes a different currency.`,
    step: 'Open a wallet in the currency of this place',
  },
  'wallet.declined': {
    title: 'Your wallet said no',
    detail: (reason) => `${reason} Nothing was reserved.`,
    step: 'Look into your wallet, then try again',
  },
  'wallet.owed': {
    title: 'An earlier use is not paid yet',
    detail: (owed) => `${owed} could not be collected. It has to be paid before you can start again.`,
    step: (owed) => `Pay ${owed} in your wallet`,
  },
  'person.too-many-sessions': {
    title: 'You are using enough already',
    detail: (most) => `One person can use ${most} at a time. Nothing was reserved.`,
    step: 'Stop one of them first',
  },
  'person.starts-unused': {
    title: 'Too many starts that nobody used',
    detail: 'Several things were started for you within the last hour and none was used. Nothing was reserved.',
    step: 'Try again in an hour, or ask the staff',
  },
  'object.starts-unused': {
    title: 'This one was started several times without use',
    detail: 'You started it again and again within the last hour and did not use it. Nothing was reserved.',
    step: 'Take another one, or ask the staff',
  },
  ...enStaffRejections,
  ...enWorkshopRejections,
  ...enPresenceRejections,
  ...enLabelRejections,
  'top-up.not-offered': {
    title: 'Your wallet cannot be filled from here',
    detail: 'No way to pay in is set up at this operator.',
    step: 'Top up in your app',
  },
  'top-up.amount-refused': {
    title: 'That amount is not possible',
    detail: (range) => `Between ${range}. Nothing was paid.`,
    step: 'Choose another amount',
  },
  'top-up.unknown': {
    title: 'We cannot find this top-up',
    detail: 'It does not exist, or it belongs to somebody else.',
    step: 'Go to my sessions',
  },
  'owed.under-way': {
    title: 'The wallet is being asked for it right now',
    detail: 'It may say yes at any moment. Nothing was changed.',
    step: 'Try again in a few minutes',
  },
  'owed.nothing': {
    title: 'Nothing is owed',
    detail: 'Everything is paid already.',
    step: 'Back to the wallet',
  },
};
