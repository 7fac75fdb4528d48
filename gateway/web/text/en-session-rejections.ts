// English rejections about what runs or has run: controls, orders, stays, guests, receipts and claims.
import type { RejectionTexts } from './shape.ts';

export const enSessionRejections: Pick<
  RejectionTexts,
  | 'session.unknown'
  | 'session.not-running'
  | 'receipt.not-yet'
  | 'control.unknown'
  | 'control.value-refused'
  | 'order.item-unknown'
  | 'order.exceeds-hold'
  | 'order.not-offered'
  | 'order.too-large'
  | 'call.not-offered'
  | 'receipt.not-for-expenses'
  | 'receipt.made-out-already'
  | 'pause.not-offered'
  | 'payout.nothing-due'
  | 'venue.unknown'
  | 'stay.not-paired'
  | 'stay.unknown'
  | 'stay.code-wrong'
  | 'stay.locked'
  | 'stay.taken'
  | 'join.not-offered'
  | 'join.refused'
  | 'join.too-often'
  | 'join.price-changed'
  | 'join.full'
  | 'guest.unknown'
  | 'guest.not-allowed'
  | 'guest.cannot-pay'
  | 'claim.not-yet'
  | 'claim.too-late'
  | 'claim.made'
  | 'review.not-open'
> = {
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
  'review.not-open': {
    title: 'Nothing is to be decided here',
    detail: (state) => `The session is ${state}, not in review.`,
    step: 'Look at the list of sessions in review',
  },
};
