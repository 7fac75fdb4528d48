// English about mail: where a person wants receipts and messages.

export type ContactTexts = {
  readonly [K in keyof typeof enContact]: (typeof enContact)[K] extends string ? string : (typeof enContact)[K];
};

export const enContact = {
  title: 'Receipts by e-mail',
  intro: 'Give an address, and your receipts come there, with a message when something of yours starts or ends.',
  privacy: 'The venue does not see it. You can change or remove it here at any time.',
  address: 'Your e-mail address',
  send: 'Send me a code',
  change: 'Use another address',
  codeSent: (address: string, time: string) => `A code is on its way to ${address}. It is good for another ${time}.`,
  code: 'The six digits from the mail',
  codeHint: 'Nothing there? Look into the spam folder, or send it again below.',
  confirm: 'Confirm',
  current: (address: string) => `Mail goes to ${address}.`,
  remove: 'Remove the address',
  removed: 'The address is removed. No mail is sent any more.',
  sendReceipt: 'Send this receipt',
  receiptSent: (address: string) => `The receipt is on its way to ${address}.`,
  back: 'Back to the receipt',
  wallet: 'To my wallet',
  /** On the wallet's and the receipt's page. */
  entry: 'Receipts by e-mail',
  entryReceipt: 'Send me the receipt',
  entryHint: 'With messages about what you use. The venue does not see the address.',
};
