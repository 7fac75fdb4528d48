// English rejections: for every refusal a title, a sentence and one next step.
import { enLabelRejections } from './en-label-rejections.ts';
import { enPresenceRejections } from './en-presence.ts';
import { enReservationRejections } from './en-reservation.ts';
import { enStaffRejections } from './en-staff-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const enRejections: RejectionTexts = {
  ...enReservationRejections,
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
  'receipt.not-for-expenses': {
    title: 'No invoice here',
    detail: 'This venue has not said under which name and VAT number it sells.',
    step: 'Ask the venue for an invoice',
  },
  'receipt.made-out-already': {
    title: 'It is made out already',
    detail: 'A receipt is made out to one company, once.',
    step: 'Ask the venue if the name is wrong',
  },
  'pause.not-offered': {
    title: 'This object has no pause',
    detail: 'It can only be used or given back.',
    step: 'Press Stop when you are done',
  },
  'payout.nothing-due': {
    title: 'Nothing is due',
    detail: 'Captures are paid out seven days after they were made, less what was refunded.',
    step: 'Try again on a later day',
  },
  'venue.unknown': {
    title: 'There is no such venue',
    detail: 'This tenant has no venue of that id.',
    step: 'Look at the list of your venues',
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
  'join.not-offered': {
    title: 'Nobody else can join here',
    detail: 'This is one person’s session.',
    step: 'Scan another one nearby',
  },
  'join.refused': {
    title: 'You were not let in',
    detail: 'Whoever opened this said no. Nothing was reserved.',
    step: 'Ask them in person',
  },
  'join.too-often': {
    title: 'You came and left too often',
    detail: 'Whoever opened this is not asked again. Nothing was reserved.',
    step: 'Ask them in person',
  },
  'join.price-changed': {
    title: 'The price here has changed',
    detail: 'This table was opened at another price than you saw. Nothing was reserved.',
    step: 'Scan again to see it',
  },
  'join.full': {
    title: 'No more people can join',
    detail: (most) => `At most ${most} can join. Nothing was reserved.`,
    step: 'Ask one of them to leave',
  },
  'guest.unknown': {
    title: 'That person is not waiting any more',
    detail: 'They left, or you have answered already.',
    step: 'Back to the session',
  },
  'guest.not-allowed': {
    title: 'Only the host can do that',
    detail: 'You are a guest here. Nothing was changed.',
    step: 'Ask whoever opened it',
  },
  'guest.cannot-pay': {
    title: 'Their wallet said no',
    detail: 'What joining takes could not be reserved in their wallet. Yours is untouched.',
    step: 'Ask them to top up, then let them in again',
  },
  'claim.not-yet': {
    title: 'Please wait for the receipt',
    detail: (state) => `The session is ${state}. When it has ended you can tell us what was wrong.`,
    step: 'Back to the session',
  },
  'claim.too-late': {
    title: 'This can no longer be decided here',
    detail: (until) => `One tap was possible until ${until}.`,
    step: 'Ask the staff; they can still give money back',
  },
  'claim.made': {
    title: 'You have told us this already',
    detail: 'Each of these counts once for a session. What was decided stands on the receipt.',
    step: 'Back to the receipt',
  },
  ...enStaffRejections,
  ...enPresenceRejections,
  ...enLabelRejections,
  'review.not-open': {
    title: 'Nothing is to be decided here',
    detail: (state) => `The session is ${state}, not in review.`,
    step: 'Look at the list of sessions in review',
  },
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
  'operator.not-allowed': {
    title: 'This is for the staff',
    detail: 'Your token says nothing of such a right here. Nothing was done.',
    step: 'Ask whoever runs this place for an operator token',
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
  'webhook.invalid': {
    title: 'This message was not believed',
    detail: 'Its signature, time or form is not what the wallet agreed on. Nothing was applied.',
    step: 'Check the secret and the clock of the sender',
  },
  'system.unavailable': {
    title: 'We have a short interruption',
    detail: 'What runs keeps running and is counted fairly.',
    step: (seconds) => `Try again in ${seconds}`,
  },
  'system.recovering': {
    title: 'We are checking our books',
    detail: 'Nothing new can start for a moment. What runs keeps running and can be stopped.',
    step: (seconds) => `Try again in ${seconds}`,
  },
  'system.failed': {
    title: 'Something went wrong on our side',
    detail: 'Pressing again does no harm: nothing is done or paid twice.',
    step: 'Try again',
  },
};
