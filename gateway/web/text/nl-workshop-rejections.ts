// Refusals that staff meet when they set prices and connect devices, in Dutch.
import type { RejectionTexts } from './shape.ts';

export const nlWorkshopRejections: Pick<
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
    title: 'Deze prijslijst bestaat niet',
    detail: 'Ze bestaat niet of is van een andere exploitant.',
    step: 'Kijk in uw prijslijsten',
  },
  'tariff.conflict': {
    title: 'Iemand anders heeft intussen gepubliceerd',
    detail: (version) => `Nu geldt versie ${version}. Van u is niets gepubliceerd en van de ander is niets verloren.`,
    step: 'Vergelijk met de geldende versie en publiceer dan opnieuw',
  },
  'tariff.invalid': {
    title: 'Deze prijs kan nog niet worden gepubliceerd',
    detail: (problems) => `Te verbeteren: ${problems}. De geldende prijs blijft zoals hij is.`,
    step: 'Verbeter wat is aangegeven en probeer het opnieuw',
  },
  'tariff.misfit': {
    title: 'Deze prijs past niet bij het object',
    detail: (name) => `“${name}” kan hiervoor niet worden aangeboden. Er is geen object gewijzigd.`,
    step: 'Kies een andere prijs of laat dit object weg',
  },
  'device.unknown': {
    title: 'Dit apparaat bestaat niet',
    detail: 'Het bestaat niet of is van een andere exploitant.',
    step: 'Kijk in de lijst met apparaten',
  },
  'device.taken': {
    title: 'Een ander apparaat heeft deze naam',
    detail: 'Het is van een andere soort of van een andere exploitant. Er is geen token gemaakt.',
    step: 'Kies een andere naam voor het apparaat',
  },
  'device.keyless': {
    title: 'Dit apparaat heeft nog geen sleutel getoond',
    detail: 'Alleen een apparaat dat met een token is verbonden, heeft een eigen sleutel.',
    step: 'Maak een token en laat het apparaat daar eerst mee verbinden',
  },
  'device-claim.unknown': {
    title: 'Dit token bestaat niet',
    detail: 'Voor dit serienummer is bij u geen token gemaakt.',
    step: 'Maak er een in de lijst met apparaten',
  },
  'device-claim.open': {
    title: 'Voor dit serienummer is al een token uitgegeven',
    detail: (until) => `Het geldt tot ${until}. Er is geen ander gemaakt.`,
    step: 'Gebruik het of vervang het',
  },
  'device-claim.not-pending': {
    title: 'Er valt hier niets te beslissen',
    detail: 'Het apparaat is al verbonden, het is afgewezen of het token is verlopen.',
    step: 'Kijk in de lijst met apparaten',
  },
  'credential.unknown': {
    title: 'Er is niets in te trekken',
    detail: 'Het apparaat heeft geen zulke toegangsgegevens die gelden of wachten.',
    step: 'Bekijk de toegangsgegevens van het apparaat',
  },
};
