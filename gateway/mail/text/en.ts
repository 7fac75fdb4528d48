// English words of mails.
import type { MailTexts } from './shape.ts';

export const enMail: MailTexts = {
  confirm: {
    subject: (code) => `${code} is your code`,
    lead: (host) => `Type this code at ${host} to get receipts and messages at this address:`,
    until: (time) => `It is good for ${time}. Nobody from us will ever ask you for it.`,
    ignore: 'You did not ask for this? Then somebody mistyped their address. Do nothing, and no other mail comes.',
  },
  started: {
    subject: (object) => `${object} is running`,
    lead: (object) => `You are using ${object}.`,
    open: 'Open it: see the cost, stop',
    hint: 'Stop is one touch on that page, on the phone or browser that you started with. You can also scan the label again.',
  },
  endsSoon: {
    subject: (object, time) => `${object}: until ${time}`,
    because: {
      longest: 'This is as long as it can be used at a time. It stops by itself then, and you get your receipt.',
      package: 'Your package ends then. If you go on, the time beyond it costs extra.',
    },
    open: 'Open it: see the cost, stop',
  },
  moneyLow: {
    subject: (object, time) => `${object}: the money lasts until about ${time}`,
    detail:
      'More than 80 % of what can be reserved is used. Stop when you are done, or add money to your wallet; otherwise it ends by itself then, and you get your receipt.',
  },
  receipt: {
    subject: (object, total) => `Receipt: ${object}, ${total}`,
    ended: {
      stopped: (time) => `You stopped it at ${time}.`,
      left: (time) => `You left, so it ended at ${time}.`,
      'limit-reached': (time) => `It ended at ${time}: the limit was reached.`,
      'lease-lapsed': (time) => `It ended at ${time}: the object had lost its connection.`,
      'power-loss': (time) => `It ended at ${time}: the object had lost its power.`,
      'stopped-at-object': (time) => `It was ended at the object at ${time}.`,
      other: (time) => `It ended at ${time}.`,
    },
    open: 'Open the receipt',
    expenses: 'Receipt for expenses',
  },
  refund: {
    subject: (amount) => `${amount} given back`,
    lead: (amount) => `${amount} was given back to you. It goes the way that you paid.`,
    open: 'Open the receipt',
  },
  rows: {
    object: 'What',
    where: 'Where',
    from: 'From',
    to: 'Until',
    most: 'At most',
    soFar: 'So far',
    reserved: 'Reserved',
    total: 'Total',
    paid: 'You paid',
    owed: 'Still to be paid',
  },
  why: (host) => `You get this because you gave this address at ${host}. The venue does not see it.`,
  change: 'Change or remove the address',
};
