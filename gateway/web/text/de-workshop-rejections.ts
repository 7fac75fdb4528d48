// Refusals that staff meet when they set prices and connect devices, in German.
import type { RejectionTexts } from './shape.ts';

export const deWorkshopRejections: Pick<
  RejectionTexts,
  | 'tariff.unknown'
  | 'tariff.conflict'
  | 'tariff.invalid'
  | 'tariff.misfit'
  | 'device.unknown'
  | 'device.taken'
  | 'device.keyless'
  | 'device-claim.unknown'
  | 'device-claim.open'
  | 'device-claim.not-pending'
  | 'credential.unknown'
> = {
  'tariff.unknown': {
    title: 'Diese Preisliste gibt es nicht',
    detail: 'Sie existiert nicht oder gehört einem anderen Betreiber.',
    step: 'Sehen Sie in Ihren Preislisten nach',
  },
  'tariff.conflict': {
    title: 'Inzwischen hat jemand anderes veröffentlicht',
    detail: (version) =>
      `Jetzt gilt Version ${version}. Von Ihnen wurde nichts veröffentlicht, und von der anderen Person ging nichts verloren.`,
    step: 'Vergleichen Sie mit der geltenden Version und veröffentlichen Sie dann',
  },
  'tariff.invalid': {
    title: 'Dieser Preis kann noch nicht veröffentlicht werden',
    detail: (problems) => `Zu berichtigen: ${problems}. Der geltende Preis bleibt, wie er ist.`,
    step: 'Berichtigen Sie das Markierte und versuchen Sie es noch einmal',
  },
  'tariff.misfit': {
    title: 'Dieser Preis passt nicht zum Objekt',
    detail: (name) => `„${name}“ kann dazu nicht angeboten werden. Kein Objekt wurde geändert.`,
    step: 'Wählen Sie einen anderen Preis oder lassen Sie dieses Objekt aus',
  },
  'device.unknown': {
    title: 'Dieses Gerät gibt es nicht',
    detail: 'Es existiert nicht oder gehört einem anderen Betreiber.',
    step: 'Sehen Sie in der Liste der Geräte nach',
  },
  'device.taken': {
    title: 'Ein anderes Gerät heißt schon so',
    detail: 'Es ist von anderer Art oder gehört einem anderen Betreiber. Es wurde kein Token ausgestellt.',
    step: 'Wählen Sie einen anderen Namen für das Gerät',
  },
  'device.keyless': {
    title: 'Dieses Gerät hat noch keinen Schlüssel gezeigt',
    detail: 'Einen eigenen Schlüssel hat nur ein Gerät, das mit einem Token verbunden wurde.',
    step: 'Stellen Sie ein Token aus und verbinden Sie zuerst das Gerät damit',
  },
  'device-claim.unknown': {
    title: 'Dieses Token gibt es nicht',
    detail: 'Für diese Seriennummer wurde bei Ihnen kein Token ausgestellt.',
    step: 'Stellen Sie in der Liste der Geräte eines aus',
  },
  'device-claim.open': {
    title: 'Für diese Seriennummer ist ein Token ausgestellt',
    detail: (until) => `Es gilt bis ${until}. Ein anderes wurde nicht ausgestellt.`,
    step: 'Benutzen oder ersetzen Sie es',
  },
  'device-claim.not-pending': {
    title: 'Hier gibt es nichts zu entscheiden',
    detail: 'Das Gerät ist schon verbunden, es wurde abgewiesen, oder sein Token ist abgelaufen.',
    step: 'Sehen Sie in der Liste der Geräte nach',
  },
  'credential.unknown': {
    title: 'Es gibt nichts zu entziehen',
    detail: 'Das Gerät hat keine solchen Zugangsdaten, die gelten oder warten.',
    step: 'Sehen Sie sich die Zugangsdaten des Geräts an',
  },
};
