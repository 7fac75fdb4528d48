// Refusals about mail, in English.
import type { RejectionTexts } from './shape.ts';

export type ContactRejections = Pick<
  RejectionTexts,
  | 'contact.not-offered'
  | 'contact.address-refused'
  | 'contact.code-wrong'
  | 'contact.code-over'
  | 'contact.missing'
  | 'contact.too-often'
>;

export const enContactRejections: ContactRejections = {
  'contact.not-offered': {
    title: 'No mail is sent from here',
    detail: 'Whoever runs this place has set up no mail. Your receipts are on the pages as ever.',
    step: 'Go back, and save the receipt from its page',
  },
  'contact.address-refused': {
    title: 'This is no address that we can write to',
    detail: 'It should look like name@example.com. Nothing was sent.',
    step: 'Look for a typing mistake',
  },
  'contact.code-wrong': {
    title: 'These are not the digits',
    detail: (left) => `Tries that are left: ${left}. Only the newest mail’s code is good.`,
    step: 'Look at the mail once more',
  },
  'contact.code-over': {
    title: 'This code is no longer good',
    detail: 'Its time is over, or it was mistyped too often. Your address was not changed.',
    step: 'Have another code sent',
  },
  'contact.missing': {
    title: 'There is no confirmed address yet',
    detail: 'A receipt is sent once you have confirmed where to.',
    step: 'Give your address and type the code',
  },
  'contact.too-often': {
    title: 'Too many mails were asked for',
    detail: (wait) => `So that nobody’s mailbox is filled, the next one can be asked for in ${wait}.`,
    step: 'Look for the mails that were sent, or wait',
  },
};
