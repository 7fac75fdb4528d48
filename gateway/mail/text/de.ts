// German words of mails.
import type { MailTexts } from './shape.ts';

export const deMail: MailTexts = {
  confirm: {
    subject: (code) => `${code} ist Ihr Code`,
    lead: (host) => `Geben Sie diesen Code auf ${host} ein, um Belege und Nachrichten an diese Adresse zu bekommen:`,
    until: (time) => `Er gilt ${time}. Niemand von uns wird Sie je danach fragen.`,
    ignore:
      'Sie haben das nicht angefordert? Dann hat sich jemand bei der Adresse vertippt. Tun Sie nichts; es kommt keine weitere Mail.',
  },
  started: {
    subject: (object) => `${object} läuft`,
    lead: (object) => `Sie benutzen ${object}.`,
    open: 'Öffnen: Kosten sehen, stoppen',
    hint: 'Auf dieser Seite stoppen Sie mit einem Tipp, auf dem Telefon oder im Browser, mit dem Sie gestartet haben. Sie können auch das Etikett noch einmal scannen.',
  },
  endsSoon: {
    subject: (object, time) => `${object}: bis ${time} Uhr`,
    because: {
      longest: 'Länger kann es am Stück nicht benutzt werden. Es stoppt dann von selbst, und Sie bekommen Ihren Beleg.',
      package: 'Dann endet Ihr Paket. Wenn Sie weitermachen, kostet die Zeit darüber hinaus extra.',
    },
    open: 'Öffnen: Kosten sehen, stoppen',
  },
  moneyLow: {
    subject: (object, time) => `${object}: Das Geld reicht bis etwa ${time} Uhr`,
    detail:
      'Mehr als 80 % dessen, was reserviert werden kann, sind verbraucht. Stoppen Sie, wenn Sie fertig sind, oder laden Sie Ihre Wallet auf; sonst endet es dann von selbst, und Sie bekommen Ihren Beleg.',
  },
  receipt: {
    subject: (object, total) => `Beleg: ${object}, ${total}`,
    ended: {
      stopped: (time) => `Sie haben um ${time} Uhr gestoppt.`,
      left: (time) => `Sie sind gegangen, deshalb endete es um ${time} Uhr.`,
      'limit-reached': (time) => `Es endete um ${time} Uhr: Die Grenze war erreicht.`,
      'lease-lapsed': (time) => `Es endete um ${time} Uhr: Das Gerät hatte die Verbindung verloren.`,
      'power-loss': (time) => `Es endete um ${time} Uhr: Das Gerät war ohne Strom.`,
      'stopped-at-object': (time) => `Es wurde um ${time} Uhr am Gerät beendet.`,
      other: (time) => `Es endete um ${time} Uhr.`,
    },
    open: 'Beleg öffnen',
    expenses: 'Beleg für die Spesenabrechnung',
  },
  refund: {
    subject: (amount) => `${amount} zurückerstattet`,
    lead: (amount) => `${amount} wurden Ihnen zurückerstattet, auf dem Weg, auf dem Sie bezahlt haben.`,
    open: 'Beleg öffnen',
  },
  rows: {
    object: 'Was',
    where: 'Wo',
    from: 'Von',
    to: 'Bis',
    most: 'Höchstens',
    soFar: 'Bisher',
    reserved: 'Reserviert',
    total: 'Summe',
    paid: 'Sie haben bezahlt',
    owed: 'Noch zu bezahlen',
  },
  why: (host) =>
    `Sie bekommen diese Mail, weil Sie diese Adresse auf ${host} angegeben haben. Der Betreiber vor Ort sieht sie nicht.`,
  change: 'Adresse ändern oder entfernen',
};
