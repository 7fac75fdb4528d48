// German around a passkey: what a page says when the device makes none or shows none, and the refusals of its answer.
import type { PasskeyRejections, PasskeyWords } from './passkey-shape.ts';

export const dePasskey: PasskeyWords = {
  what: 'Ein Passkey liegt auf diesem Gerät oder in Ihrem Passwortmanager; Fingerabdruck, Gesicht oder PIN öffnet ihn. Ein Passwort gibt es nicht.',
  unsupported:
    'Dieser Browser kann hier keine Passkeys verwenden. Öffnen Sie diese Seite in Chrome, Safari, Edge oder Firefox auf Ihrem Telefon oder Computer, unter ihrer https-Adresse.',
  cancelled:
    'Es wurde nichts gesendet: Das Gerät wurde nicht bis zum Ende gefragt, oder es hat keinen Passkey für diesen Ort. Drücken Sie noch einmal, oder nehmen Sie das Gerät, auf dem Sie ihn erstellt haben.',
  known: 'Dieses Gerät hat dafür schon einen Passkey. Melden Sie sich damit an.',
  failed:
    'Das Gerät konnte es nicht. Richten Sie eine Bildschirmsperre ein, oder nehmen Sie ein anderes Gerät, und drücken Sie noch einmal.',
  offline: 'Wir waren nicht erreichbar. Prüfen Sie Ihre Verbindung und drücken Sie noch einmal.',
  noScript: 'Passkeys brauchen JavaScript. Schalten Sie es für diese Seite ein und laden Sie sie neu.',
};

export const dePasskeyRejections: PasskeyRejections = {
  'passkey.refused': {
    title: 'Dieser Passkey wurde nicht angenommen',
    detail: 'Was das Gerät gesendet hat, beweist nicht, dass Sie den Passkey besitzen. Nichts wurde geändert.',
    step: 'Versuchen Sie es noch einmal, oder nehmen Sie das Gerät, auf dem Sie ihn erstellt haben',
  },
  'passkey.person-unchecked': {
    title: 'Das Gerät hat nicht geprüft, wer Sie sind',
    detail: 'Ein Passkey zählt erst nach Fingerabdruck, Gesicht oder PIN. Nichts wurde geändert.',
    step: 'Richten Sie eine Bildschirmsperre oder eine PIN ein und versuchen Sie es noch einmal',
  },
  'passkey.unknown': {
    title: 'Diesen Passkey kennen wir nicht',
    detail: 'Er wurde hier nie benutzt oder wurde entfernt. Sie sind nicht angemeldet.',
    step: 'Wählen Sie einen anderen Passkey, oder bitten Sie um eine neue Einladung',
  },
  'passkey.challenge-expired': {
    title: 'Das hat zu lange gedauert',
    detail: 'Eine Antwort zählt einmal und fünf Minuten lang. Nichts wurde geändert.',
    step: 'Versuchen Sie es noch einmal',
  },
};
