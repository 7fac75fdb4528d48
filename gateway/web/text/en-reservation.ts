// English about an object that is kept while somebody looks at its offer: being found, telling how often it blinked, and its refusals.
import type { RejectionTexts } from './shape.ts';

export const enReservation = {
  title: 'Is it this one?',
  detail:
    'It is kept for you while you look, a minute and a half at most. Whoever shows that they are in front of it comes first. That costs nothing.',
  blinkDetail: 'It also blinks, so that you see which one it is.',
  keep: 'Keep it for me',
  keepAndBlink: 'Let it blink',
  mine: 'Kept for you',
  left: 'Time left',
  question: 'How often did it blink?',
  questionDetail: 'It blinks three times over, with a pause between. Your answer shows that you are in front of it.',
  first: 'First',
  second: 'Then',
  third: 'Last',
  answer: 'That is how often',
  again: 'Let it blink again',
  button: (times: number): string =>
    `Or press the button on it ${times} times, about two seconds apart, and then no more: this page notices by itself.`,
  staffNumber: (number: string): string =>
    `Staff beside you can vouch for you with this number: ${number}. Show it to nobody else.`,
  shown: 'Thank you: it is clear that you are there.',
  needed: 'Start appears here once it is clear that you are in front of it.',
  otherWays: (ways: string): string => `This will do as well: ${ways}.`,
  whereTitle: 'Are you there?',
  whereDetail: 'Your phone can compare where it is with where this stands. The position is used once and not stored.',
  whereAsk: 'Compare my position',
  whereabouts: {
    elsewhere: 'Your phone says that you are somewhere else. Make sure that the name above is on the thing in front of you.',
    near: 'Your phone says that you are near it.',
    unknown: 'Your phone does not know well enough where you are. That is fine: you can start all the same.',
  },
};

type ReservationCode = Extract<keyof RejectionTexts, 'object.reserved' | `reservation.${string}` | `blink.${string}`>;

export const enReservationRejections: Pick<RejectionTexts, ReservationCode> = {
  'object.reserved': {
    title: 'Kept for somebody else',
    detail: (wait) =>
      `Somebody may be about to start it. If they do not, it is free for you in ${wait} at most. Nothing is paid.`,
    step: 'Wait a moment, or take another one',
  },
  'reservation.cool-down': {
    title: 'Kept too often without a use',
    detail: (wait) =>
      `What was kept for you before was not used, so others come first for a while. You can have something kept again in ${wait}; starting works at any time.`,
    step: 'Press Start when you are ready',
  },
  'reservation.over': {
    title: 'It is no longer kept for you',
    detail:
      'The time was over, or somebody else came first. If nobody else has taken it, you can have it kept again, or just start.',
    step: 'Go back and look again',
  },
  'blink.not-asked': {
    title: 'It has not blinked since your last answer',
    detail: 'Each number counts for one answer.',
    step: 'Let it blink again, then answer',
  },
  'blink.wrong': {
    title: 'It blinked a different number of times',
    detail: 'Make sure that you look at the right one: its name is at the top of the page. Nothing was started.',
    step: 'Let it blink again, and count each time',
  },
  'blink.too-often-wrong': {
    title: 'Too many wrong answers',
    detail: 'Counting blinks is closed for now, for you or at this object. Nothing was started.',
    step: 'Show in another way that you are there, or ask the staff',
  },
};
