// English rejections about who asks and how: sign-in, rights, requests, and our own interruptions.
import type { RejectionTexts } from './shape.ts';

export const enRequestRejections: Pick<
  RejectionTexts,
  | 'operator.not-allowed'
  | 'identity.missing'
  | 'identity.expired'
  | 'identity.invalid'
  | 'idempotency.key-missing'
  | 'idempotency.key-reused'
  | 'request.malformed'
  | 'request.too-large'
  | 'request.unsupported-type'
  | 'request.not-found'
  | 'request.method-refused'
  | 'origin.refused'
  | 'webhook.invalid'
  | 'system.unavailable'
  | 'system.recovering'
  | 'system.failed'
> = {
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
