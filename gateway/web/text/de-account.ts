// German around signing in here: the passkey pages, the terms, and a person's account with its refusals.
import type { AccountRejections } from './account-shape.ts';
import type { Texts } from './en.ts';

export const deAccount: Texts['account'] = {
  signInTitle: 'Anmelden',
  signInDetail: 'Eine Berührung, und Sie sind wieder da, wo Sie waren. Kein Passwort, kein Name, keine Telefonnummer.',
  again: 'Mit meinem Passkey anmelden',
  againDetail: 'Damit nehmen Sie die Nutzungsbedingungen an, falls sie sich seit Ihrem letzten Besuch geändert haben.',
  fresh: 'Ich bin neu: Bedingungen annehmen, Passkey anlegen',
  freshDetail: 'Mit dieser Berührung nehmen Sie die Nutzungsbedingungen an. Sie sind kurz; Sie können sie vorher lesen:',
  readTerms: 'Nutzungsbedingungen',
  backToOffer: 'Zurück, ohne sich anzumelden',
  otherWays: 'Wenn es nicht klappt',
  wayAgain: 'Es geht nichts verloren, wenn die Abfrage sich schließt oder scheitert: Drücken Sie noch einmal.',
  wayOtherDevice:
    'Ihr Passkey liegt auf einem anderen Telefon? Drücken Sie den Knopf, wählen Sie in der Abfrage Ihres Browsers „anderes Gerät“ und scannen Sie den gezeigten Code mit jenem Telefon.',
  wayOtherPhone: 'Oder scannen Sie das Etikett mit einem Telefon, auf dem Sie sich anmelden können.',
  wayStaff: 'Sie haben nichts davon? Fragen Sie das Personal: Es hilft Ihnen auch ohne Passkey.',
  unknownTitle: 'Dieser Passkey öffnet hier nichts',
  unknownDetail:
    'Er wurde anderswo angelegt oder aus seinem Konto entfernt. Sie sind nicht angemeldet, und es ist nichts verloren.',
  unknownStep: 'Nehmen Sie einen anderen, oder fangen Sie neu an',
  termsTitle: 'Nutzungsbedingungen',
  termsVersion: (version) => `Fassung ${version}`,
  termsBack: 'Zurück',
  changedTitle: 'Die Nutzungsbedingungen haben sich geändert',
  changedDetail:
    'Sie werden einmal gefragt, vor Ihrem nächsten Start. Was gerade läuft, bleibt unberührt, und „Beenden“ geht immer.',
  accept: 'Annehmen und weiter',
  notNow: 'Jetzt nicht',
  title: 'Mein Konto',
  anonymous: 'Wir kennen Sie nur unter einem zufälligen Namen. Allein Ihre Passkeys öffnen dieses Konto.',
  passkeys: 'Meine Passkeys',
  madeOn: {
    iphone: 'iPhone von Apple',
    ipad: 'iPad von Apple',
    android: 'Android-Telefon',
    mac: 'Mac von Apple',
    windows: 'Windows-Rechner',
    chromeos: 'Chromebook-Rechner',
    linux: 'Linux-Rechner',
    other: 'Anderes Gerät',
  },
  madeAt: (date) => `Angelegt am ${date}`,
  usedAt: (date) => `zuletzt benutzt am ${date}`,
  backedUp: 'Auch in Ihrem Passwortmanager gesichert',
  notBackedUp: 'Nur auf diesem Gerät: Legen Sie einen weiteren an, falls es verloren geht',
  remove: 'Entfernen',
  removeWhich: (device, date) => `Entfernen: ${device}, ${date}`,
  addTitle: 'Weiteren Passkey anlegen',
  addDetail:
    'Auf einem zweiten Telefon, einem Rechner oder einem Sicherheitsschlüssel. Dann sperrt ein verlorenes Telefon Sie nicht aus.',
  add: 'Passkey anlegen',
  touch: 'Mit meinem Passkey bestätigen',
  touchFirst: 'Benutzen Sie zuerst den vorhandenen Passkey noch einmal; danach können Sie den neuen anlegen.',
  touchTitle: 'Benutzen Sie Ihren Passkey noch einmal',
  touchDetail:
    'Sie haben ihn vor mehr als fünf Minuten zuletzt benutzt. Eine Berührung zeigt uns, dass Sie es sind und nicht jemand, der Ihren Browser offen hat. Dann wird es sofort erledigt.',
  acceptedOn: (date) => `Sie haben die geltenden Bedingungen am ${date} angenommen.`,
  acceptedNot: 'Sie haben die geltenden Bedingungen noch nicht angenommen. Sie werden vor Ihrem nächsten Start gefragt.',
  signOut: 'Abmelden',
  signOutDetail: 'Was läuft, läuft weiter. Melden Sie sich wieder an, um es zu beenden, oder beenden Sie es am Objekt selbst.',
  signOutAll: 'Überall abmelden',
  signOutAllDetail: 'Auf diesem und jedem anderen Telefon oder Rechner. Nützlich, wenn eines verloren ging.',
  signedOut: 'Sie sind abgemeldet',
  endTitle: 'Mein Konto löschen',
  endDetail:
    'Ihre Passkeys werden gelöscht, und niemand kann sich mehr bei diesem Konto anmelden. Belege bleiben so lange, wie das Gesetz es verlangt.',
  endBalance: (balance) =>
    `In Ihrer Geldbörse sind ${balance}. Sie gehen verloren, wenn Sie das Konto löschen: Brauchen Sie sie vorher auf, oder bitten Sie das Personal um Auszahlung.`,
  endEmpty: 'In Ihrer Geldbörse ist nichts.',
  endSure: 'Ich will mein Konto löschen',
  end: 'Jetzt löschen',
  ended: 'Ihr Konto ist gelöscht',
  endedDetail: 'Ihr Gerät führt den Passkey vielleicht noch auf. Sie können ihn dort löschen: Er öffnet nichts mehr.',
  toAccount: 'Mein Konto und meine Passkeys',
  noTopUp: 'Einzahlen ist hier noch nicht eingerichtet. Fragen Sie das Personal vor Ort.',
  listGap: ', ',
};

export const deAccountRejections: AccountRejections = {
  'passkey.last': {
    title: 'Das ist Ihr einziger Passkey',
    detail: 'Ohne ihn könnte niemand Ihr Konto wieder öffnen, auch Sie nicht. Er wurde nicht entfernt.',
    step: 'Legen Sie zuerst einen anderen an, oder löschen Sie das Konto',
  },
  'passkey.too-many': {
    title: 'Es sind genug Passkeys',
    detail: (most) => `Ein Konto hat höchstens ${most}. Dieser wurde nicht hinzugefügt.`,
    step: 'Entfernen Sie einen, den Sie nicht mehr benutzen',
  },
  'passkey.touch-needed': {
    title: 'Benutzen Sie Ihren Passkey noch einmal',
    detail: 'Sie haben ihn vor mehr als fünf Minuten zuletzt benutzt. Es wurde nichts geändert.',
    step: 'Öffnen Sie Ihr Konto noch einmal und bestätigen Sie',
  },
  'terms.not-accepted': {
    title: 'Die Nutzungsbedingungen haben sich geändert',
    detail: 'Sie werden einmal gefragt, vor Ihrem nächsten Start. Es wurde nichts reserviert, und was läuft, bleibt unberührt.',
    step: 'Lesen und annehmen',
  },
  'terms.changed': {
    title: 'Die Nutzungsbedingungen haben sich gerade geändert',
    detail: 'Der Text, den Sie gesehen haben, gilt nicht mehr und wurde deshalb nicht angenommen.',
    step: 'Sehen Sie sich den neuen Text an',
  },
  'account.in-use': {
    title: 'Von Ihnen läuft noch etwas',
    detail: 'Ein Konto lässt sich löschen, wenn alles beendet und abgerechnet ist. Es wurde nichts gelöscht.',
    step: 'Tippen Sie auf „Beenden“ und warten Sie auf den Beleg',
  },
  'account.owes': {
    title: 'Etwas ist noch nicht bezahlt',
    detail: (owed) =>
      `${owed} sind von früher offen. Ein Konto lässt sich löschen, wenn sie bezahlt sind. Es wurde nichts gelöscht.`,
    step: 'Bezahlen, was offen ist',
  },
  'account.money-held': {
    title: 'Geld von Ihnen ist noch reserviert oder unterwegs',
    detail: 'Ein Konto lässt sich löschen, wenn es zurück oder ausgezahlt ist. Es wurde nichts gelöscht.',
    step: 'Warten Sie ein wenig und versuchen Sie es noch einmal',
  },
  'account.balance-differs': {
    title: 'Ihr Guthaben hat sich geändert',
    detail: 'In Ihrer Geldbörse ist ein anderer Betrag, als diese Seite sagte. Es wurde nichts gelöscht.',
    step: 'Sehen Sie sich den Betrag an und entscheiden Sie neu',
  },
};
