// Refusals around a venue and its objects, in German.
import type { RejectionTexts } from './shape.ts';

export const deVenueRejections: Pick<
  RejectionTexts,
  | 'object.needs-cleaning'
  | 'object.retired'
  | 'object.in-use'
  | 'object.still-in-service'
  | 'object.open-free'
  | 'object.interlocked'
  | 'object.name-taken'
  | 'objects.list-refused'
  | 'objects.too-many'
  | 'venue.currency-in-use'
  | 'place.unknown'
  | 'edit.conflict'
> = {
  'object.needs-cleaning': {
    title: 'Wird gereinigt',
    detail: 'Es wurde gerade benutzt und wird vor der nächsten Person gereinigt. Sie zahlen nichts.',
    step: 'Scannen Sie ein anderes in der Nähe, oder kommen Sie in ein paar Minuten wieder',
  },
  'object.retired': {
    title: 'Nicht mehr in Gebrauch',
    detail: 'Dieses Objekt wurde endgültig abgebaut; sein Etikett führt nirgendwohin. Sie zahlen nichts.',
    step: 'Scannen Sie ein anderes in der Nähe',
  },
  'object.in-use': {
    title: 'Jemand benutzt es',
    detail: 'Das geht erst, wenn die laufende Nutzung dort beendet ist.',
    step: 'Warten Sie das Ende ab oder beenden Sie sie in der Liste der Nutzungen, und versuchen Sie es noch einmal',
  },
  'object.still-in-service': {
    title: 'Noch in Betrieb',
    detail: 'Ohne Preis geöffnet wird es nur, solange niemand sonst es benutzen darf.',
    step: 'Nehmen Sie es zuerst außer Betrieb',
  },
  'object.open-free': {
    title: 'Es steht noch offen',
    detail: 'Es wurde ohne Preis geöffnet und ist noch offen. Was anderen angeboten wird, benutzt niemand umsonst.',
    step: 'Schließen Sie es zuerst',
  },
  'object.interlocked': {
    title: 'Es könnte jemand darin sein',
    detail: 'Das Gerät meldet jemanden darin oder kann es nicht ausschließen; von hier wird es nicht geöffnet.',
    step: 'Klopfen Sie und sehen Sie nach; sobald das Gerät es leer meldet, versuchen Sie es noch einmal',
  },
  'object.name-taken': {
    title: 'Dieser Name ist vergeben',
    detail: (fact) => `Ein Objekt am selben Platz heißt schon ${fact}, oder es sind nicht genug Nummern frei.`,
    step: 'Wählen Sie einen anderen Namen',
  },
  'objects.list-refused': {
    title: 'Es wurde nichts angelegt',
    detail: (fact) => `Fehler in der Liste: ${fact}. Jeder nennt Zeile und Spalte.`,
    step: 'Berichtigen Sie die Zeilen und senden Sie die Liste noch einmal',
  },
  'objects.too-many': {
    title: 'Zu viele auf einmal',
    detail: (fact) => `Höchstens ${fact} auf einmal.`,
    step: 'Teilen Sie sie auf',
  },
  'venue.currency-in-use': {
    title: 'Die Währung bleibt',
    detail: (fact) => `Objekte dieses Standorts haben Preise in ${fact}.`,
    step: 'Nehmen Sie zuerst deren Preise weg, oder legen Sie einen anderen Standort an',
  },
  'place.unknown': {
    title: 'Diesen Platz gibt es nicht',
    detail: 'Er besteht nicht oder gehört einem anderen Betreiber.',
    step: 'Sehen Sie in der Liste der Plätze nach',
  },
  'edit.conflict': {
    title: 'Jemand anders hat es geändert',
    detail:
      'Es wurde gespeichert, nachdem Sie es geöffnet hatten. Von Ihnen wurde nichts gespeichert, und von der anderen Person ging nichts verloren.',
    step: 'Sehen Sie an, was jetzt dort steht, und ändern Sie es noch einmal',
  },
};
