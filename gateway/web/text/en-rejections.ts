// English rejections: for every refusal a title, a sentence and one next step.
import type { RejectionTexts } from './shape.ts';

export const enRejections: RejectionTexts = {
  'code.not-ours': {
    title: 'This is not one of our codes',
    detail:
      'Nothing was opened and nothing is paid. Be careful: the sticker may have been put over the real one. Never type card details after scanning it.',
    step: 'Look for the real label and scan again',
  },
  'code.replaced': {
    title: 'This label was replaced',
    detail: 'It was ours, but a newer label is in use now. Nothing is paid.',
    step: 'Scan the newer label on the object',
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
    step: 'Scan again to see the new offer',
  },
  'object.unknown': {
    title: 'We do not know this object',
    detail: 'The code is real, but nothing is connected to it.',
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
  'device.offline': {
    title: 'It cannot be reached right now',
    detail: 'It has no connection to us, so it would not open. Nothing was reserved.',
    step: 'Scan another one nearby',
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
  'session.unknown': {
    title: 'We cannot find this session',
    detail: 'It does not exist, or it belongs to somebody else.',
    step: 'Go to my sessions',
  },
  'session.not-running': {
    title: 'This session is not running',
    detail: (state) => `It is ${state}, so nothing was changed.`,
    step: 'Back to the session',
  },
  'receipt.not-yet': {
    title: 'The receipt is not ready yet',
    detail: (state) => `The session is ${state}. The receipt comes by itself when it has ended.`,
    step: 'Back to the session',
  },
  'control.unknown': {
    title: 'There is no such control',
    detail: 'This object cannot do that. Nothing was changed.',
    step: 'Back to the session',
  },
  'control.value-refused': {
    title: 'That setting is not possible',
    detail: 'It is outside what this object allows. Nothing was changed.',
    step: 'Choose another value',
  },
  'order.item-unknown': {
    title: 'A dish is not on the menu any more',
    detail: 'Nothing was ordered.',
    step: 'Choose again from the menu',
  },
  'order.exceeds-hold': {
    title: 'This order is more than what is reserved',
    detail: (left) => `${left} is left of the reserved amount. Nothing was ordered.`,
    step: 'Choose less, or ask the staff',
  },
  'order.not-offered': {
    title: 'Nothing can be ordered here',
    detail: 'This object has no menu.',
    step: 'Back to the session',
  },
  'order.too-large': {
    title: 'That is too much for one order',
    detail: 'It does not fit on one kitchen ticket. Nothing was ordered.',
    step: 'Split it into two orders',
  },
  'call.not-offered': {
    title: 'Staff cannot be called from here',
    detail: 'This object has no call button.',
    step: 'Ask the people nearby',
  },
  'stay.not-paired': {
    title: 'Connect your phone to the room first',
    detail: 'Only the guest of this room can start it.',
    step: 'Scan the code and type the digits on the TV',
  },
  'stay.unknown': {
    title: 'Nobody is checked in to this room',
    detail: 'The room opens only during a stay.',
    step: 'Ask at the front desk',
  },
  'stay.code-wrong': {
    title: 'These digits are not right',
    detail: (left) => `Compare them with the TV in your room. Tries left: ${left}.`,
    step: 'Type the digits again',
  },
  'stay.locked': {
    title: 'Too many wrong tries',
    detail: 'For the guest’s safety this phone cannot be connected by the room’s digits for an hour.',
    step: 'Ask at the front desk',
  },
  'stay.taken': {
    title: 'Another phone is connected to this room',
    detail: 'A room listens to one phone.',
    step: 'Use that phone, or ask at the front desk',
  },
  'identity.missing': {
    title: 'We do not know you yet',
    detail: 'To start something you need to be signed in. Nothing is reserved.',
    step: 'Open the code from your app',
  },
  'identity.expired': {
    title: 'You were signed out',
    detail: 'Your sign-in has ended. Something that runs can still be stopped.',
    step: 'Sign in again in your app',
  },
  'identity.invalid': {
    title: 'Your sign-in was not accepted',
    detail: 'We could not check who you are. Nothing is reserved.',
    step: 'Sign in again in your app',
  },
  'idempotency.key-missing': {
    title: 'This request was incomplete',
    detail: 'It carried no request key, so nothing was done.',
    step: 'Go back and press again',
  },
  'idempotency.key-reused': {
    title: 'This was already sent with other details',
    detail: 'The first request counts. Nothing was done twice.',
    step: 'Go back and press again',
  },
  'request.malformed': {
    title: 'We could not read this request',
    detail: (at) => `Something is wrong at “${at}”. Nothing was done.`,
    step: 'Go back and try again',
  },
  'request.too-large': {
    title: 'This request is too large',
    detail: (limit) => `At most ${limit} are accepted. Nothing was done.`,
    step: 'Go back and send less',
  },
  'request.unsupported-type': {
    title: 'This kind of content is not accepted',
    detail: 'Nothing was done.',
    step: 'Go back and try again',
  },
  'request.not-found': {
    title: 'This page does not exist',
    detail: 'The address may be incomplete.',
    step: 'Go to my sessions',
  },
  'request.method-refused': {
    title: 'This address does not work that way',
    detail: 'Nothing was done.',
    step: 'Go to my sessions',
  },
  'origin.refused': {
    title: 'This request came from another site',
    detail: 'For your safety we accept buttons on our own pages only. Nothing was done.',
    step: 'Scan the code again',
  },
  'system.unavailable': {
    title: 'We have a short interruption',
    detail: 'What runs keeps running and is counted fairly.',
    step: (seconds) => `Try again in ${seconds}`,
  },
  'system.failed': {
    title: 'Something went wrong on our side',
    detail: 'Pressing again does no harm: nothing is done or paid twice.',
    step: 'Try again',
  },
};
