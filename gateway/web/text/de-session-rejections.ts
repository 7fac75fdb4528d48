// German rejections about what runs or has run: controls, orders, stays, guests, receipts and claims.
import type { enSessionRejections } from './en-session-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const deSessionRejections: Pick<RejectionTexts, keyof typeof enSessionRejections> = {
  'session.unknown': {
    title: 'Wir finden diese Nutzung nicht',
    detail: 'Sie existiert nicht, oder sie gehört jemand anderem.',
    step: 'Zu meinen Nutzungen',
  },
  'session.not-running': {
    title: 'Diese Nutzung läuft nicht',
    detail: (state) => `Ihr Stand: ${state}. Es wurde nichts geändert.`,
    step: 'Zurück zur Nutzung',
  },
  'receipt.not-yet': {
    title: 'Der Beleg ist noch nicht fertig',
    detail: (state) => `Stand der Nutzung: ${state}. Der Beleg kommt von selbst, wenn sie beendet ist.`,
    step: 'Zurück zur Nutzung',
  },
  'control.unknown': {
    title: 'Diese Bedienung gibt es nicht',
    detail: 'Das kann dieses Objekt nicht. Es wurde nichts geändert.',
    step: 'Zurück zur Nutzung',
  },
  'control.value-refused': {
    title: 'Diese Einstellung ist nicht möglich',
    detail: 'Sie liegt außerhalb dessen, was dieses Objekt erlaubt. Es wurde nichts geändert.',
    step: 'Wählen Sie einen anderen Wert',
  },
  'order.item-unknown': {
    title: 'Ein Gericht steht nicht mehr auf der Karte',
    detail: 'Es wurde nichts bestellt.',
    step: 'Wählen Sie noch einmal von der Karte',
  },
  'order.exceeds-hold': {
    title: 'Diese Bestellung übersteigt den reservierten Betrag',
    detail: (left) => `Vom reservierten Betrag sind noch ${left} übrig. Es wurde nichts bestellt.`,
    step: 'Wählen Sie weniger, oder fragen Sie das Personal',
  },
  'order.not-offered': {
    title: 'Hier kann man nichts bestellen',
    detail: 'Dieses Objekt hat keine Speisekarte.',
    step: 'Zurück zur Nutzung',
  },
  'order.too-large': {
    title: 'Das ist zu viel für eine Bestellung',
    detail: 'Es passt nicht auf einen Küchenbon. Es wurde nichts bestellt.',
    step: 'Teilen Sie es auf zwei Bestellungen auf',
  },
  'call.not-offered': {
    title: 'Von hier aus lässt sich kein Personal rufen',
    detail: 'Dieses Objekt hat keinen Rufknopf.',
    step: 'Fragen Sie Menschen in der Nähe',
  },
  'receipt.not-for-expenses': {
    title: 'Hier gibt es keine Rechnung',
    detail: 'Dieser Standort hat nicht angegeben, unter welchem Namen und welcher USt-IdNr. er verkauft.',
    step: 'Bitten Sie den Standort um eine Rechnung',
  },
  'receipt.made-out-already': {
    title: 'Er ist schon ausgestellt',
    detail: 'Ein Beleg wird einmal und auf eine Firma ausgestellt.',
    step: 'Fragen Sie am Standort, falls der Name falsch ist',
  },
  'pause.not-offered': {
    title: 'Dieses Objekt kennt keine Pause',
    detail: 'Man kann es nur nutzen oder zurückgeben.',
    step: 'Tippen Sie auf „Beenden“, wenn Sie fertig sind',
  },
  'payout.nothing-due': {
    title: 'Es ist nichts fällig',
    detail: 'Eingezogene Beträge werden sieben Tage später ausgezahlt, abzüglich dessen, was erstattet wurde.',
    step: 'Versuchen Sie es an einem späteren Tag',
  },
  'venue.unknown': {
    title: 'Diesen Standort gibt es nicht',
    detail: 'Dieser Betreiber hat keinen Standort mit dieser Kennung.',
    step: 'Sehen Sie in der Liste Ihrer Standorte nach',
  },
  'stay.not-paired': {
    title: 'Verbinden Sie zuerst Ihr Telefon mit dem Zimmer',
    detail: 'Nur der Gast dieses Zimmers kann es starten.',
    step: 'Scannen Sie den Code und geben Sie die Ziffern vom Fernseher ein',
  },
  'stay.unknown': {
    title: 'In diesem Zimmer ist niemand eingecheckt',
    detail: 'Das Zimmer öffnet sich nur während eines Aufenthalts.',
    step: 'Fragen Sie an der Rezeption',
  },
  'stay.code-wrong': {
    title: 'Diese Ziffern stimmen nicht',
    detail: (left) => `Vergleichen Sie sie mit dem Fernseher in Ihrem Zimmer. Verbleibende Versuche: ${left}.`,
    step: 'Geben Sie die Ziffern noch einmal ein',
  },
  'stay.locked': {
    title: 'Zu viele falsche Versuche',
    detail: 'Zur Sicherheit des Gastes lässt sich dieses Telefon eine Stunde lang nicht mit den Ziffern des Zimmers verbinden.',
    step: 'Fragen Sie an der Rezeption',
  },
  'stay.taken': {
    title: 'Mit diesem Zimmer ist ein anderes Telefon verbunden',
    detail: 'Ein Zimmer hört auf ein einziges Telefon.',
    step: 'Benutzen Sie jenes Telefon, oder fragen Sie an der Rezeption',
  },
  'join.not-offered': {
    title: 'Hier kann niemand sonst teilnehmen',
    detail: 'Das ist die Nutzung einer einzelnen Person.',
    step: 'Scannen Sie ein anderes in der Nähe',
  },
  'join.refused': {
    title: 'Sie wurden nicht zugelassen',
    detail: 'Wer hier eröffnet hat, hat abgelehnt. Es wurde nichts reserviert.',
    step: 'Fragen Sie die Person selbst',
  },
  'join.too-often': {
    title: 'Sie sind zu oft gekommen und gegangen',
    detail: 'Wer hier eröffnet hat, wird nicht noch einmal gefragt. Es wurde nichts reserviert.',
    step: 'Fragen Sie die Person selbst',
  },
  'join.price-changed': {
    title: 'Der Preis hat sich hier geändert',
    detail: 'Dieser Tisch wurde zu einem anderen Preis eröffnet, als Sie gesehen haben. Es wurde nichts reserviert.',
    step: 'Scannen Sie noch einmal, um ihn zu sehen',
  },
  'join.full': {
    title: 'Es kann niemand mehr teilnehmen',
    detail: (most) => `Höchstens ${most} können teilnehmen. Es wurde nichts reserviert.`,
    step: 'Bitten Sie jemanden, zu gehen',
  },
  'guest.unknown': {
    title: 'Diese Person wartet nicht mehr',
    detail: 'Sie ist gegangen, oder Sie haben schon geantwortet.',
    step: 'Zurück zur Nutzung',
  },
  'guest.not-allowed': {
    title: 'Das kann nur, wer eröffnet hat',
    detail: 'Sie nehmen hier nur teil. Es wurde nichts geändert.',
    step: 'Fragen Sie, wer hier eröffnet hat',
  },
  'guest.cannot-pay': {
    title: 'Die Wallet der Person hat abgelehnt',
    detail: 'Was die Teilnahme braucht, konnte dort nicht reserviert werden. Ihre eigene Wallet ist unberührt.',
    step: 'Bitten Sie die Person, aufzuladen, und lassen Sie sie dann noch einmal zu',
  },
  'claim.not-yet': {
    title: 'Bitte warten Sie auf den Beleg',
    detail: (state) => `Stand der Nutzung: ${state}. Wenn sie beendet ist, können Sie uns sagen, was nicht stimmte.`,
    step: 'Zurück zur Nutzung',
  },
  'claim.too-late': {
    title: 'Hier lässt sich das nicht mehr entscheiden',
    detail: (until) => `Mit einem Tipp ging es bis ${until}.`,
    step: 'Fragen Sie das Personal; es kann immer noch Geld erstatten',
  },
  'claim.made': {
    title: 'Das haben Sie uns schon gesagt',
    detail: 'Jede dieser Meldungen zählt einmal je Nutzung. Was entschieden wurde, steht auf dem Beleg.',
    step: 'Zurück zum Beleg',
  },
  'review.not-open': {
    title: 'Hier ist nichts zu entscheiden',
    detail: (state) => `Stand der Nutzung: ${state}. Sie wird nicht geprüft.`,
    step: 'Sehen Sie in der Liste der Nutzungen nach, die geprüft werden',
  },
};
