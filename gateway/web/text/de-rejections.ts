// German rejections: for every refusal a title, a sentence and one next step.
import { deAccountRejections } from './de-account.ts';
import { deContactRejections } from './de-contact-rejections.ts';
import { deEmergencyRejections } from './de-emergency.ts';
import { deLabelRejections } from './de-label-rejections.ts';
import { dePresenceRejections } from './de-presence.ts';
import { deRequestRejections } from './de-request-rejections.ts';
import { deReservationRejections } from './de-reservation.ts';
import { deSessionRejections } from './de-session-rejections.ts';
import { deStaffRejections } from './de-staff-rejections.ts';
import { deVenueRejections } from './de-venue-rejections.ts';
import { deWorkshopRejections } from './de-workshop-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const deRejections: RejectionTexts = {
  ...deVenueRejections,
  ...deEmergencyRejections,
  ...deContactRejections,
  ...deReservationRejections,
  ...deAccountRejections,
  ...deSessionRejections,
  ...deStaffRejections,
  ...deWorkshopRejections,
  ...dePresenceRejections,
  ...deLabelRejections,
  ...deRequestRejections,
  'code.not-ours': {
    title: 'Das ist keiner unserer Codes',
    detail:
      'Es wurde nichts geöffnet und nichts bezahlt. Seien Sie vorsichtig: Der Aufkleber kann über den echten geklebt sein. Geben Sie nach dem Scannen nie Kartendaten ein.',
    step: 'Suchen Sie das echte Etikett und scannen Sie erneut',
  },
  'code.replaced': {
    title: 'Dieses Etikett gilt nicht mehr',
    detail: 'Es war von uns, gilt aber nicht mehr. Sie zahlen nichts.',
    step: 'Suchen Sie ein anderes Etikett am Objekt, oder fragen Sie das Personal',
  },
  'limit.reached': {
    title: 'Zu viele Versuche von hier',
    detail: (wait) =>
      `Aus diesem Netz oder von diesem Konto kamen sehr viele Versuche. In ${wait} geht es weiter; wer angemeldet ist, kommt früher dran. Sie zahlen nichts.`,
    step: 'Melden Sie sich an, oder warten Sie und scannen Sie erneut',
  },
  'act.too-often': {
    title: 'Zu oft getippt',
    detail: (wait) =>
      `Von diesem Konto wurde so oft getippt, dass es ${wait} warten muss. Was vorher getan wurde, bleibt getan, und „Beenden“ geht immer.`,
    step: 'Warten Sie und tippen Sie noch einmal',
  },
  'ticket.invalid': {
    title: 'Diese Seite gehört zu einem anderen Telefon',
    detail: 'Sie gilt nur auf dem Telefon, das den Code gescannt hat.',
    step: 'Scannen Sie den Code mit diesem Telefon',
  },
  'ticket.expired': {
    title: 'Diese Seite hat zu lange gewartet',
    detail: 'Zu Ihrer Sicherheit gilt ein Scan drei Minuten. Es ist nichts reserviert.',
    step: 'Scannen Sie den Code noch einmal',
  },
  'ticket.used': {
    title: 'Dieser Scan wurde schon verwendet',
    detail: 'Jeder Scan startet eine Nutzung. Läuft sie, finden Sie sie unter Ihren Nutzungen.',
    step: 'Zu meinen Nutzungen',
  },
  'offer.changed': {
    title: 'Preis oder Objekt haben sich geändert',
    detail: 'Was Sie gesehen haben, gilt nicht mehr; deshalb wurde nichts gestartet.',
    step: 'Sehen Sie sich das neue Angebot an',
  },
  'object.unknown': {
    title: 'Wir kennen dieses Objekt nicht',
    detail: (objectId) =>
      objectId === '' ? 'Der Code ist echt, aber es ist nichts damit verbunden.' : `Ein Objekt ${objectId} gibt es hier nicht.`,
    step: 'Sagen Sie dem Personal Bescheid oder nehmen Sie ein anderes',
  },
  'object.out-of-service': {
    title: 'Außer Betrieb',
    detail: 'Der Betreiber hat es vorerst stillgelegt.',
    step: 'Scannen Sie ein anderes in der Nähe',
  },
  'object.busy': {
    title: 'Jemand anders nutzt es gerade',
    detail: 'Es wurde nichts reserviert.',
    step: 'Scannen Sie ein anderes in der Nähe',
  },
  'object.starts-unused': {
    title: 'Es wurde mehrmals gestartet und nicht genutzt',
    detail: 'Sie haben es in der letzten Stunde immer wieder gestartet und nicht genutzt. Es wurde nichts reserviert.',
    step: 'Nehmen Sie ein anderes, oder fragen Sie das Personal',
  },
  'object.unsigned-not-free': {
    title: 'Dieses lässt sich nicht berechnen',
    detail: 'Es kann nicht nachweisen, wie lange es genutzt wurde. Deshalb starten wir es nur, wo es kostenlos ist.',
    step: 'Sagen Sie dem Personal Bescheid oder nehmen Sie ein anderes',
  },
  'tariff.missing': {
    title: 'Hier ist kein Preis festgelegt',
    detail: 'Ohne Preis starten wir nichts.',
    step: 'Sagen Sie dem Personal Bescheid oder nehmen Sie ein anderes',
  },
  'device.offline': {
    title: 'Es ist gerade nicht erreichbar',
    detail: 'Es hat keine Verbindung zu uns und würde sich nicht öffnen. Es wurde nichts reserviert.',
    step: 'Scannen Sie ein anderes in der Nähe',
  },
  'device.queue-full': {
    title: 'Eins nach dem anderen',
    detail: 'Das Objekt hat noch nicht getan, worum es zuletzt gebeten wurde. Es wurde nichts geändert.',
    step: 'Warten Sie ein paar Sekunden und tippen Sie noch einmal',
  },
  'device.refused': {
    title: 'Das Objekt hat abgelehnt',
    detail: (reason) => `${reason} Sie zahlen nichts.`,
    step: 'Scannen Sie ein anderes in der Nähe',
  },
  'wallet.funds-insufficient': {
    title: 'Ihr Guthaben reicht nicht',
    detail: (shortfall) => `Für den Betrag, der beim Start reserviert wird, fehlen ${shortfall}. Es wurde nichts reserviert.`,
    step: (shortfall) => `Laden Sie ${shortfall} auf und scannen Sie dann erneut`,
  },
  'wallet.currency-mismatch': {
    title: 'Ihre Wallet hat eine andere Währung',
    detail: (currency) => `Ihre Wallet ist in ${currency}. Dieses Objekt nimmt eine andere Währung.`,
    step: 'Öffnen Sie eine Wallet in der Währung dieses Ortes',
  },
  'wallet.declined': {
    title: 'Ihre Wallet hat abgelehnt',
    detail: (reason) => `${reason} Es wurde nichts reserviert.`,
    step: 'Sehen Sie in Ihrer Wallet nach und versuchen Sie es noch einmal',
  },
  'wallet.owed': {
    title: 'Eine frühere Nutzung ist noch nicht bezahlt',
    detail: (owed) => `${owed} konnten nicht eingezogen werden. Das muss bezahlt sein, bevor Sie wieder starten können.`,
    step: (owed) => `${owed} in Ihrer Wallet bezahlen`,
  },
  'person.too-many-sessions': {
    title: 'Sie nutzen schon genug',
    detail: (most) => `Eine Person kann ${most} gleichzeitig nutzen. Es wurde nichts reserviert.`,
    step: 'Beenden Sie zuerst eine davon',
  },
  'person.starts-unused': {
    title: 'Zu oft gestartet und nicht genutzt',
    detail: 'In der letzten Stunde wurde für Sie mehrmals etwas gestartet und nie genutzt. Es wurde nichts reserviert.',
    step: 'Versuchen Sie es in einer Stunde noch einmal, oder fragen Sie das Personal',
  },
  'top-up.not-offered': {
    title: 'Ihre Wallet lässt sich von hier aus nicht aufladen',
    detail: 'Bei diesem Betreiber ist kein Weg zum Einzahlen eingerichtet.',
    step: 'Laden Sie in Ihrer App auf',
  },
  'top-up.amount-refused': {
    title: 'Dieser Betrag ist nicht möglich',
    detail: (range) => `Zwischen ${range}. Es wurde nichts bezahlt.`,
    step: 'Wählen Sie einen anderen Betrag',
  },
  'top-up.unknown': {
    title: 'Wir finden diese Aufladung nicht',
    detail: 'Sie existiert nicht, oder sie gehört jemand anderem.',
    step: 'Zu meinen Nutzungen',
  },
  'owed.under-way': {
    title: 'Die Wallet wird gerade danach gefragt',
    detail: 'Sie kann jeden Moment zustimmen. Es wurde nichts geändert.',
    step: 'Versuchen Sie es in ein paar Minuten noch einmal',
  },
  'owed.nothing': {
    title: 'Es ist nichts offen',
    detail: 'Alles ist schon bezahlt.',
    step: 'Zurück zur Wallet',
  },
};
