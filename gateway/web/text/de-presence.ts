// German words for what shows that a person is there: parts of a list of things to do, and the refusals about it.
import type { enPresenceRejections, enPresenceWays } from './en-presence.ts';
import type { RejectionTexts } from './shape.ts';

export const dePresenceWays: typeof enPresenceWays = {
  'display-code': 'den Code auf dem Display scannen',
  nfc: 'das Telefon an das NFC-Feld halten',
  button: 'den Knopf am Objekt so oft drücken, wie Ihre Seite sagt',
  blink: 'zählen, wie oft es blinkt',
  stay: 'den Code eingeben, den das Zimmer anzeigt',
  staff: 'das Personal fragen',
};

export const dePresenceRejections: Pick<RejectionTexts, keyof typeof enPresenceRejections> = {
  'code.display-stale': {
    title: 'Das Display zeigt inzwischen einen anderen Code',
    detail: 'Der Code wechselt zweimal pro Minute und gilt nur, solange er angezeigt wird. Sie zahlen nichts.',
    step: 'Scannen Sie, was das Display jetzt zeigt',
  },
  'code.display-used': {
    title: 'Mit diesem Code wurde schon gestartet',
    detail: 'Jeder Code des Displays gilt einmal. Der nächste kommt innerhalb einer halben Minute. Sie zahlen nichts.',
    step: 'Warten Sie auf den nächsten Code und scannen Sie ihn',
  },
  'presence.required': {
    title: 'Zeigen Sie, dass Sie davorstehen',
    detail: (ways) =>
      `Mit einem Foto des Etiketts allein darf das nicht starten. Jedes davon zeigt, dass Sie vor dem Objekt stehen: ${ways}. Es wurde nichts reserviert.`,
    step: 'Tun Sie eines davon und tippen Sie dann wieder auf „Starten“',
  },
  'presence.nobody': {
    title: 'Diese Nummer zeigt gerade keine Seite',
    detail:
      'Die Nummer steht auf dem Telefon der Person, für die das Objekt freigehalten wird, und nur so lange. Es wurde nichts vermerkt.',
    step: 'Bitten Sie die Person, den Code zu öffnen und „Für mich freihalten“ anzutippen, und lesen Sie die Nummer dort ab',
  },
  'presence.not-counted': {
    title: 'Bei dieser Art von Objekt kann das Personal nicht bürgen',
    detail: 'Es hat eigene Regeln dafür, was zeigt, dass jemand da ist. Es wurde nichts vermerkt.',
    step: 'Sehen Sie nach, wie man es bei diesem Objekt zeigt',
  },
  'display.not-offered': {
    title: 'Dieses Objekt hat kein Display für Codes',
    detail: 'Sein Gerät zeigt keine wechselnden Codes oder signiert nichts von dem, was es meldet. Es wurde nichts geändert.',
    step: 'Wählen Sie ein Objekt mit Display',
  },
};
