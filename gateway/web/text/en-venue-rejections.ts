// Refusals around a venue and its objects, in English.
import type { RejectionTexts } from './shape.ts';

export const enVenueRejections: Pick<
  RejectionTexts,
  | 'object.needs-cleaning'
  | 'object.retired'
  | 'object.in-use'
  | 'object.still-in-service'
  | 'object.open-free'
  | 'object.interlocked'
  | 'object.name-taken'
  | 'objects.list-refused'
  | 'objects.too-many'
  | 'venue.currency-in-use'
  | 'place.unknown'
  | 'edit.conflict'
> = {
  'object.needs-cleaning': {
    title: 'Being cleaned',
    detail: 'Somebody has just used it, and it is cleaned before the next person. Nothing is paid.',
    step: 'Scan another one nearby, or come back in a few minutes',
  },
  'object.retired': {
    title: 'Not in use any more',
    detail: 'This object was taken away for good; its label leads nowhere. Nothing is paid.',
    step: 'Scan another one nearby',
  },
  'object.in-use': {
    title: 'Somebody is using it',
    detail: 'What you asked for waits until the session that goes on there has ended.',
    step: 'Let it end, or end it in the list of sessions, and try again',
  },
  'object.still-in-service': {
    title: 'Still in service',
    detail: 'It is opened without a price only while nobody else may use it.',
    step: 'Take it out of service first',
  },
  'object.open-free': {
    title: 'It stands open',
    detail: 'It was opened without a price and is still open. Nobody can ride or sleep free in what is offered to others.',
    step: 'Close it first',
  },
  'object.interlocked': {
    title: 'Somebody may be inside',
    detail: 'The device reports somebody in it, or cannot rule it out, and nothing opens it from here.',
    step: 'Knock and look; once the device reports it empty, try again',
  },
  'object.name-taken': {
    title: 'That name is taken',
    detail: (fact) => `An object at the same place is called ${fact} already, or there are not enough numbers left.`,
    step: 'Choose another name',
  },
  'objects.list-refused': {
    title: 'Nothing was created',
    detail: (fact) => `Problems in the list: ${fact}. Each names its line and its column.`,
    step: 'Mend the lines and send the list again',
  },
  'objects.too-many': {
    title: 'Too many at once',
    detail: (fact) => `At most ${fact} in one go.`,
    step: 'Divide them into several',
  },
  'venue.currency-in-use': {
    title: 'The currency stays',
    detail: (fact) => `Objects of this venue have prices in ${fact}.`,
    step: 'Take their prices away first, or open another venue',
  },
  'place.unknown': {
    title: 'There is no such place',
    detail: 'It does not exist, or it belongs to another operator.',
    step: 'Look at the list of places',
  },
  'edit.conflict': {
    title: 'Somebody else has changed it',
    detail: 'It was saved by somebody else after you had opened it. Nothing of yours was saved, and nothing of theirs was lost.',
    step: 'Look at what is there now and change it again',
  },
};
