// German of the help page.
import type { HelpTexts } from './en-help.ts';

export const deHelp: HelpTexts = {
  title: 'Hilfe',
  intro: 'Was jetzt zu tun ist: Öffnen Sie, was passt.',
  about: 'Es geht um',
  signIn: 'Anmelden: Dann führt jeder Schritt zu dem, was Sie benutzen',
  afterStop: 'Es läuft noch: Drücken Sie zuerst „Beenden“. Danach genügt ein Tipp auf Ihrem Beleg.',
  emergency: 'Bei Gefahr rufen Sie den Notruf dieses Landes.',
  emergencyAt: (number) => `Bei Gefahr rufen Sie ${number}.`,
  call: (number) => `${number} anrufen`,
  operator: 'Wer das hier betreibt',
  steps: {
    session: 'Öffnen, was läuft',
    stop: 'Zum Beenden',
    staff: 'Personal rufen',
    receipt: 'Beleg öffnen',
    claim: 'Mit einem Tipp sagen',
    home: 'Meine Nutzungen',
    scan: 'Etikett scannen',
  },
  topics: {
    'locked-in': {
      title: 'Ich komme nicht hinaus',
      detail:
        'Die Tür einer Kabine lässt sich von innen immer mit der Hand öffnen: ohne Strom, ohne Netz und ohne dieses Telefon.',
    },
    'never-opened': {
      title: 'Es öffnet nicht oder hat nie begonnen',
      detail:
        'Was nie begonnen hat, kostet nichts: Ein Start zählt erst, wenn das Objekt ihn bewiesen hat. Haben Sie trotzdem bezahlt? Sagen Sie es, dann wird es mit den Aufzeichnungen des Objekts verglichen.',
    },
    'opened-late': {
      title: 'Es hat spät geöffnet',
      detail:
        'Die Zeit zählt ab dem Moment, in dem das Objekt den Start bewiesen hat. Haben Sie das Warten bezahlt? Sagen Sie es, dann wird es mit den Aufzeichnungen des Objekts verglichen.',
    },
    'offline-at-stop': {
      title: 'Ich kann es nicht beenden',
      detail:
        'Drücken Sie „Beenden“, so oft Sie wollen: Die Zeit des ersten Drückens gilt. Tun Sie dann, worum die Seite bittet, zum Beispiel eine Tür schließen. War es nicht erreichbar und Sie haben länger bezahlt? Sagen Sie es danach.',
    },
    'no-network': {
      title: 'Mein Telefon hat kein Netz',
      detail:
        'Was Sie benutzen, zählt von selbst weiter, und nichts geht verloren. Suchen Sie ein Netz oder nehmen Sie ein anderes Telefon: Dort das Etikett scannen und anmelden, dann ist Ihre Nutzung wieder da.',
    },
    'wrong-amount': {
      title: 'Der Betrag stimmt nicht',
      detail:
        'Der Beleg zeigt jede Zeile in den Worten des Angebots, und worauf sie beruht. Was daran nicht stimmt, sagen Sie dort mit einem Tipp.',
    },
    'not-my-object': {
      title: 'Es war nicht das vor mir',
      detail: 'Wenn es noch läuft, drücken Sie „Beenden“. Sagen Sie es dann; es wird damit verglichen, wo das Etikett hängt.',
    },
    lost: {
      title: 'Ich habe etwas liegen lassen',
      detail:
        'Sagen Sie es dem Personal vor Ort und zeigen Sie Ihren Beleg: Darauf steht, was Sie benutzt haben, wo und bis wann.',
    },
  },
};
