// Refusals around a venue and its objects, in Dutch.
import type { RejectionTexts } from './shape.ts';

export const nlVenueRejections: Pick<
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
    title: 'Wordt schoongemaakt',
    detail: 'Het is net gebruikt en wordt schoongemaakt voor de volgende. U betaalt niets.',
    step: 'Scan een ander in de buurt, of kom over een paar minuten terug',
  },
  'object.retired': {
    title: 'Niet meer in gebruik',
    detail: 'Dit object is voorgoed weggehaald; het label leidt nergens heen. U betaalt niets.',
    step: 'Scan een ander in de buurt',
  },
  'object.in-use': {
    title: 'Iemand gebruikt het',
    detail: 'Dit kan pas als het gebruik dat daar loopt, is afgelopen.',
    step: 'Wacht tot het afloopt of beëindig het in de lijst, en probeer het opnieuw',
  },
  'object.still-in-service': {
    title: 'Nog in bedrijf',
    detail: 'Zonder prijs wordt het alleen geopend zolang niemand anders het mag gebruiken.',
    step: 'Neem het eerst uit bedrijf',
  },
  'object.open-free': {
    title: 'Het staat nog open',
    detail: 'Het is zonder prijs geopend en staat nog open. Wat aan anderen wordt aangeboden, gebruikt niemand gratis.',
    step: 'Sluit het eerst',
  },
  'object.interlocked': {
    title: 'Er is misschien iemand in',
    detail: 'Het apparaat meldt dat er iemand in is, of kan het niet uitsluiten; vanaf hier gaat het niet open.',
    step: 'Klop en kijk; zodra het apparaat meldt dat het leeg is, probeert u het opnieuw',
  },
  'object.name-taken': {
    title: 'Die naam is bezet',
    detail: (fact) => `Een object op dezelfde plek heet al ${fact}, of er zijn niet genoeg nummers vrij.`,
    step: 'Kies een andere naam',
  },
  'objects.list-refused': {
    title: 'Er is niets aangemaakt',
    detail: (fact) => `Fouten in de lijst: ${fact}. Bij elke staat de regel en de kolom.`,
    step: 'Verbeter de regels en stuur de lijst opnieuw',
  },
  'objects.too-many': {
    title: 'Te veel tegelijk',
    detail: (fact) => `Hoogstens ${fact} tegelijk.`,
    step: 'Verdeel ze over meer keren',
  },
  'venue.currency-in-use': {
    title: 'De munt blijft',
    detail: (fact) => `Objecten van deze locatie hebben prijzen in ${fact}.`,
    step: 'Haal eerst die prijzen weg, of open een andere locatie',
  },
  'place.unknown': {
    title: 'Die plek is er niet',
    detail: 'Ze bestaat niet, of is van een andere exploitant.',
    step: 'Kijk in de lijst van plekken',
  },
  'edit.conflict': {
    title: 'Iemand anders heeft het gewijzigd',
    detail: 'Het is opgeslagen nadat u het had geopend. Van u is niets opgeslagen en van de ander is niets verloren.',
    step: 'Bekijk wat er nu staat en wijzig het opnieuw',
  },
};
