// German rejections about who asks and how: sign-in, rights, requests, and our own interruptions.
import type { enRequestRejections } from './en-request-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const deRequestRejections: Pick<RejectionTexts, keyof typeof enRequestRejections> = {
  'operator.not-allowed': {
    title: 'Das ist für das Personal',
    detail: 'Ihr Token nennt hier kein solches Recht. Es wurde nichts ausgeführt.',
    step: 'Bitten Sie, wer diesen Ort betreibt, um ein Betreiber-Token',
  },
  'identity.missing': {
    title: 'Wir kennen Sie noch nicht',
    detail: 'Um etwas zu starten, müssen Sie angemeldet sein. Es ist nichts reserviert.',
    step: 'Öffnen Sie den Code in Ihrer App',
  },
  'identity.expired': {
    title: 'Sie wurden abgemeldet',
    detail: 'Ihre Anmeldung ist abgelaufen. Was läuft, lässt sich trotzdem beenden.',
    step: 'Melden Sie sich in Ihrer App wieder an',
  },
  'identity.invalid': {
    title: 'Ihre Anmeldung wurde nicht angenommen',
    detail: 'Wir konnten nicht prüfen, wer Sie sind. Es ist nichts reserviert.',
    step: 'Melden Sie sich in Ihrer App wieder an',
  },
  'idempotency.key-missing': {
    title: 'Diese Anfrage war unvollständig',
    detail: 'Ihr fehlte der Schlüssel der Anfrage, deshalb wurde nichts ausgeführt.',
    step: 'Gehen Sie zurück und tippen Sie noch einmal',
  },
  'idempotency.key-reused': {
    title: 'Das wurde schon mit anderen Angaben gesendet',
    detail: 'Die erste Anfrage gilt. Es wurde nichts doppelt ausgeführt.',
    step: 'Gehen Sie zurück und tippen Sie noch einmal',
  },
  'request.malformed': {
    title: 'Wir konnten diese Anfrage nicht lesen',
    detail: (at) => `Etwas stimmt nicht bei „${at}“. Es wurde nichts ausgeführt.`,
    step: 'Gehen Sie zurück und versuchen Sie es noch einmal',
  },
  'request.too-large': {
    title: 'Diese Anfrage ist zu groß',
    detail: (limit) => `Höchstens ${limit} werden angenommen. Es wurde nichts ausgeführt.`,
    step: 'Gehen Sie zurück und senden Sie weniger',
  },
  'request.unsupported-type': {
    title: 'Diese Art von Inhalt wird nicht angenommen',
    detail: 'Es wurde nichts ausgeführt.',
    step: 'Gehen Sie zurück und versuchen Sie es noch einmal',
  },
  'request.not-found': {
    title: 'Diese Seite gibt es nicht',
    detail: 'Vielleicht ist die Adresse unvollständig.',
    step: 'Zu meinen Nutzungen',
  },
  'request.method-refused': {
    title: 'So funktioniert diese Adresse nicht',
    detail: 'Es wurde nichts ausgeführt.',
    step: 'Zu meinen Nutzungen',
  },
  'origin.refused': {
    title: 'Diese Anfrage kam von einer anderen Website',
    detail: 'Zu Ihrer Sicherheit gelten nur Knöpfe auf unseren eigenen Seiten. Es wurde nichts ausgeführt.',
    step: 'Scannen Sie den Code noch einmal',
  },
  'webhook.invalid': {
    title: 'Dieser Nachricht wurde nicht geglaubt',
    detail: 'Signatur, Zeit oder Form sind nicht wie mit der Wallet vereinbart. Es wurde nichts übernommen.',
    step: 'Prüfen Sie das Geheimnis und die Uhr des Absenders',
  },
  'system.unavailable': {
    title: 'Wir haben eine kurze Unterbrechung',
    detail: 'Was läuft, läuft weiter und wird fair gezählt.',
    step: (seconds) => `Versuchen Sie es in ${seconds} noch einmal`,
  },
  'system.recovering': {
    title: 'Wir prüfen unsere Bücher',
    detail: 'Einen Moment lang kann nichts Neues starten. Was läuft, läuft weiter und lässt sich beenden.',
    step: (seconds) => `Versuchen Sie es in ${seconds} noch einmal`,
  },
  'system.failed': {
    title: 'Bei uns ist etwas schiefgegangen',
    detail: 'Noch einmal tippen schadet nicht: Nichts wird doppelt ausgeführt oder bezahlt.',
    step: 'Noch einmal versuchen',
  },
};
