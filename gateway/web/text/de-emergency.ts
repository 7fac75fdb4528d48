// German while the red button of a venue is pressed: banner, line on the bill, refusals.
import type { EmergencyRejections, EmergencyTexts } from './en-emergency.ts';

export const deEmergency: EmergencyTexts = {
  title: 'Notfall: Verlassen Sie sofort das Gebäude',
  offer: 'Hier lässt sich nichts starten. Folgen Sie den Schildern und dem Personal; warten Sie auf nichts.',
  session:
    'Gehen Sie jetzt; nichts ist verschlossen. Ab jetzt kostet die Nutzung nichts. Sie müssen nicht auf „Beenden“ tippen, es geht aber.',
  billLine: (amount) => `Notfall: zu zahlen sind höchstens ${amount}`,
};

export const deEmergencyRejections: EmergencyRejections = {
  'venue.emergency': {
    title: 'Notfall: Verlassen Sie sofort das Gebäude',
    detail: 'Das Personal hat den roten Knopf gedrückt. Hier startet nichts, und nichts wird berechnet.',
    step: 'Verlassen Sie das Gebäude und folgen Sie dem Personal',
  },
  'emergency.not-open': {
    title: 'Hier ist kein Notfall',
    detail: 'Der rote Knopf ist nicht gedrückt, oder jemand hat den Notfall schon beendet.',
    step: 'Sehen Sie die Seite noch einmal an',
  },
  'emergency.same-person': {
    title: 'Eine zweite Person muss ihn beenden',
    detail: 'Wer den roten Knopf gedrückt hat, kann den Notfall nicht beenden.',
    step: 'Bitten Sie jemanden aus dem Team, sich anzumelden und ihn zu beenden',
  },
};
