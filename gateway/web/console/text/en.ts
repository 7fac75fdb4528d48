// English words of the console's frame and of what several of its pages share; their shape is the shape of the others.
import { enPages } from './en-pages.ts';

export const enConsole = {
  frame: {
    console: 'Console',
    navigation: 'Pages of the console',
    toContent: 'Skip to the page',
    signedInAs: (who: string, role: string): string => `${who} · ${role}`,
    signOut: 'Sign out',
    venues: (count: string): string => `${count} venues`,
    venue: 'Venue',
    needsScript: 'Acts on this page need JavaScript. Figures are shown without it: reload to see the newest.',
    offline: 'No connection. Nothing was sent; what you typed is still here.',
    failed: 'No answer came. Press again: it happens once however often you press.',
    toSignIn: 'Sign in again',
    signedOut: 'You are not signed in any more.',
    kept: 'Nothing was done. What you typed is kept: sign in, and it is here again.',
    wantsSecond: 'Press once more to confirm.',
    noNumber: 'Type a number.',
    noAmount: 'Type an amount of money, such as 12 or 12.50.',
    unfit: 'This does not fit here. Type something else; nothing was done.',
    live: 'Live',
    notLive: 'Not live: reload to see the newest',
  },

  roles: { owner: 'Owner', staff: 'Staff', installer: 'Installer' },

  nav: {
    overview: 'Overview',
    venues: 'Venues',
    objects: 'Objects',
    sessions: 'Sessions',
    matters: 'To do',
    money: 'Money',
    tariffs: 'Tariffs',
    labels: 'Labels',
    devices: 'Devices',
    staff: 'Staff',
    audit: 'Audit log',
    emergency: 'Red button',
    setUp: 'Set up',
    attach: 'Hang labels',
  },

  form: {
    reason: 'Reason',
    reasonHelp: 'It is kept in the audit log with your name.',
    amount: 'Amount',
    optional: 'optional',
    show: 'Show',
    newer: 'Newer',
    older: 'Older',
    nothing: 'Nothing here.',
    all: 'All',
  },

  ...enPages,
};

/** The English words are the shape of the others: what is left out there does not compile. */
export type ConsoleTexts = typeof enConsole;
