// Refusals around the first start, staff and their invitations, in English.
import type { InvitationRejections } from './passkey-shape.ts';

export const enInvitations: InvitationRejections = {
  'set-up.done': {
    title: 'This place is set up already',
    detail: 'The link of the first start has been used: there is an owner. Nothing was changed.',
    step: 'Sign in, or ask an owner for an invitation',
  },
  'set-up.link-wrong': {
    title: 'This is not the link of the first start',
    detail: 'A letter is missing, or it was printed by another installation. Nothing was changed.',
    step: 'Copy the whole link from where the gateway printed it',
  },
  'staff.unknown': {
    title: 'Nobody of that name works here',
    detail: 'They have left, or work for another operator.',
    step: 'Look at the list of staff',
  },
  'staff.last-owner': {
    title: 'An owner has to remain',
    detail: 'This is the only owner. Without one nobody could invite staff or see the money. Nothing was changed.',
    step: 'Make somebody else an owner first',
  },
  'invitation.unknown': {
    title: 'We do not know this invitation',
    detail: 'A letter is missing, or it was written by another operator.',
    step: 'Open the whole link again, or ask for a new one',
  },
  'invitation.used': {
    title: 'This invitation has been used',
    detail: 'It lets one person in, once. Nothing was changed.',
    step: 'Sign in with your passkey, or ask for a new invitation',
  },
  'invitation.expired': {
    title: 'This invitation is too old',
    detail: 'It was good for seven days. Nothing was changed.',
    step: 'Ask whoever invited you for a new one',
  },
  'invitation.revoked': {
    title: 'This invitation was taken back',
    detail: 'It lets nobody in any more. Nothing was changed.',
    step: 'Ask whoever invited you',
  },
  'invitation.too-many': {
    title: 'There are too many open invitations',
    detail: 'A hundred wait for an answer. Nobody was invited.',
    step: 'Take some back, or wait until they are used',
  },
  'staff-link.unknown': {
    title: 'We do not know this link',
    detail: 'A letter is missing, a newer link took its place, or its owner does not work here any more.',
    step: 'Ask for a new one on the gateway’s machine: unlatch staff link',
  },
  'staff-link.used': {
    title: 'This link has been used',
    detail: 'It made one passkey, once. Nothing was changed.',
    step: 'Sign in with that passkey, or ask for a new link',
  },
  'staff-link.expired': {
    title: 'This link is too old',
    detail: 'It was good for half an hour. Nothing was changed.',
    step: 'Ask for a new one on the gateway’s machine: unlatch staff link',
  },
};
