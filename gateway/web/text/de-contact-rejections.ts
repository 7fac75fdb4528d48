// Refusals about mail, in German.
import type { ContactRejections } from './en-contact-rejections.ts';

export const deContactRejections: ContactRejections = {
  'contact.not-offered': {
    title: 'Von hier werden keine Mails gesendet',
    detail: 'Der Betreiber hat keinen Mailversand eingerichtet. Ihre Belege finden Sie wie immer auf den Seiten.',
    step: 'Zurückgehen und den Beleg von seiner Seite speichern',
  },
  'contact.address-refused': {
    title: 'An diese Adresse können wir nicht schreiben',
    detail: 'Sie sollte aussehen wie name@example.com. Es wurde nichts gesendet.',
    step: 'Auf Tippfehler prüfen',
  },
  'contact.code-wrong': {
    title: 'Das sind nicht die richtigen Ziffern',
    detail: (left) => `Verbleibende Versuche: ${left}. Nur der Code der neuesten Mail gilt.`,
    step: 'Noch einmal in die Mail sehen',
  },
  'contact.code-over': {
    title: 'Dieser Code gilt nicht mehr',
    detail: 'Seine Zeit ist um, oder er wurde zu oft falsch eingegeben. Ihre Adresse wurde nicht geändert.',
    step: 'Einen neuen Code senden lassen',
  },
  'contact.missing': {
    title: 'Es gibt noch keine bestätigte Adresse',
    detail: 'Ein Beleg wird gesendet, sobald Sie bestätigt haben, wohin.',
    step: 'Adresse angeben und den Code eingeben',
  },
  'contact.too-often': {
    title: 'Es wurden zu viele Mails angefordert',
    detail: (wait) => `Damit niemandes Postfach überläuft, kann die nächste in ${wait} angefordert werden.`,
    step: 'Nach den gesendeten Mails sehen oder warten',
  },
};
