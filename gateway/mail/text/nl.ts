// Dutch words of mails.
import type { MailTexts } from './shape.ts';

export const nlMail: MailTexts = {
  confirm: {
    subject: (code) => `${code} is uw code`,
    lead: (host) => `Typ deze code op ${host} om bonnen en berichten op dit adres te ontvangen:`,
    until: (time) => `De code is ${time} geldig. Niemand van ons zal u er ooit om vragen.`,
    ignore: 'Niet door u aangevraagd? Dan heeft iemand zich in het adres vergist. Doe niets; er komt geen andere mail.',
  },
  started: {
    subject: (object) => `${object} loopt`,
    lead: (object) => `U gebruikt ${object}.`,
    open: 'Openen: kosten bekijken, stoppen',
    hint: 'Op die pagina stopt u met één tik, op de telefoon of in de browser waarmee u bent begonnen. U kunt ook het etiket opnieuw scannen.',
  },
  endsSoon: {
    subject: (object, time) => `${object}: tot ${time}`,
    because: {
      longest: 'Langer achter elkaar gebruiken kan niet. Het stopt dan vanzelf en u krijgt uw bon.',
      package: 'Dan eindigt uw pakket. Gaat u door, dan kost de extra tijd meer.',
    },
    open: 'Openen: kosten bekijken, stoppen',
  },
  moneyLow: {
    subject: (object, time) => `${object}: het geld is genoeg tot ongeveer ${time}`,
    detail:
      'Meer dan 80 % van wat gereserveerd kan worden, is gebruikt. Stop als u klaar bent of stort geld in uw wallet; anders eindigt het dan vanzelf en krijgt u uw bon.',
  },
  receipt: {
    subject: (object, total) => `Bon: ${object}, ${total}`,
    ended: {
      stopped: (time) => `U bent om ${time} gestopt.`,
      left: (time) => `U bent weggegaan; daarom eindigde het om ${time}.`,
      'limit-reached': (time) => `Het eindigde om ${time}: de grens was bereikt.`,
      'lease-lapsed': (time) => `Het eindigde om ${time}: het apparaat had geen verbinding meer.`,
      'power-loss': (time) => `Het eindigde om ${time}: het apparaat had geen stroom meer.`,
      'stopped-at-object': (time) => `Het is om ${time} bij het apparaat beëindigd.`,
      other: (time) => `Het eindigde om ${time}.`,
    },
    open: 'Bon openen',
    expenses: 'Bon voor uw declaratie',
  },
  refund: {
    subject: (amount) => `${amount} terugbetaald`,
    lead: (amount) => `Er is ${amount} aan u terugbetaald, op dezelfde manier als u hebt betaald.`,
    open: 'Bon openen',
  },
  rows: {
    object: 'Wat',
    where: 'Waar',
    from: 'Van',
    to: 'Tot',
    most: 'Hoogstens',
    soFar: 'Tot nu toe',
    reserved: 'Gereserveerd',
    total: 'Totaal',
    paid: 'U hebt betaald',
    owed: 'Nog te betalen',
  },
  why: (host) => `U krijgt deze mail omdat u dit adres op ${host} hebt opgegeven. De locatie ziet het niet.`,
  change: 'Adres wijzigen of verwijderen',
};
