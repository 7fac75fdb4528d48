// Refusals that staff meet when they give money back, in English.
import { enInvitations } from './en-invitations.ts';
import { enPasskeyRejections } from './en-passkey.ts';
import type { InvitationRejections, PasskeyRejections } from './passkey-shape.ts';
import type { RejectionTexts } from './shape.ts';

export const enStaffRejections: Pick<
  RejectionTexts,
  | 'operator.role-refused'
  | 'label-alert.unknown'
  | 'label-round.unknown'
  | 'label-round.ended'
  | 'claim.unknown'
  | 'refund.not-captured'
  | 'refund.exceeds-captured'
  | 'refund.already-given'
  | 'refund.under-way'
  | 'refund.disputed'
  | 'refund.too-old'
  | 'refund.payable-short'
  | 'refund.unknown'
> &
  PasskeyRejections &
  InvitationRejections = {
  ...enPasskeyRejections,
  ...enInvitations,
  'label-alert.unknown': {
    title: 'There is no such alert',
    detail: 'It does not exist, or it is about a label of another operator.',
    step: 'Look at the list of alerts',
  },
  'label-round.unknown': {
    title: 'There is no such round',
    detail: 'It does not exist, or it was begun at another operator.',
    step: 'Look at the list of rounds',
  },
  'label-round.ended': {
    title: 'This round is over',
    detail: 'Its report is written, and nothing is added to it. What you scanned was not noted.',
    step: 'Begin another round',
  },
  'claim.unknown': {
    title: 'There is no such claim',
    detail: 'It does not exist, or it was made at another operator.',
    step: 'Look at the list of open claims',
  },
  'refund.not-captured': {
    title: 'Nothing was taken that could be given back',
    detail: (state) => `The money of this payer is “${state}”.`,
    step: 'Look at the session',
  },
  'refund.exceeds-captured': {
    title: 'That is more than was paid',
    detail: (captured) => `${captured} was paid in all. Nothing was given back.`,
    step: 'Choose an amount up to what was paid',
  },
  'refund.already-given': {
    title: 'So much was given back already',
    detail: (refunded) => `${refunded} has been given back in all. Amounts count in all, not on top.`,
    step: 'Choose a higher total, or leave it',
  },
  'refund.under-way': {
    title: 'Money is on its way back already',
    detail: 'An earlier refund still waits for the wallet’s word. Nothing was given twice.',
    step: 'Try again in a minute',
  },
  'refund.disputed': {
    title: 'The payer has asked their bank for it',
    detail: (disputed) => `${disputed} is in dispute or was lost in one. Nothing was given back, so that it is not paid twice.`,
    step: 'Wait for the end of the dispute, or choose a lower total',
  },
  'refund.too-old': {
    title: 'This is too long ago for a refund from here',
    detail: (until) => `It could be given back until ${until}. Nothing was given back.`,
    step: 'Ask whoever runs the platform',
  },
  'refund.payable-short': {
    title: 'The venue has not so much coming',
    detail: (payable) => `${payable} is still to be paid out to the venue; a refund is taken from that. Nothing was given back.`,
    step: 'Choose a lower total, wait for new sessions, or ask whoever runs the platform',
  },
  'refund.unknown': {
    title: 'There is no such refund',
    detail: 'It does not exist, or it was given at another operator.',
    step: 'Look at the list of what is owed',
  },
  'operator.role-refused': {
    title: 'Not for your role',
    detail: 'You are signed in, but your role may not do this.',
    step: 'Ask an owner to do it, or to change your role.',
  },
};
