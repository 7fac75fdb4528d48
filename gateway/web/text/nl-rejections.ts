// Dutch rejections: for every refusal a title, a sentence and one next step.
import { nlAccountRejections } from './nl-account.ts';
import { nlContactRejections } from './nl-contact-rejections.ts';
import { nlEmergencyRejections } from './nl-emergency.ts';
import { nlLabelRejections } from './nl-label-rejections.ts';
import { nlPresenceRejections } from './nl-presence.ts';
import { nlRequestRejections } from './nl-request-rejections.ts';
import { nlReservationRejections } from './nl-reservation.ts';
import { nlSessionRejections } from './nl-session-rejections.ts';
import { nlStaffRejections } from './nl-staff-rejections.ts';
import { nlVenueRejections } from './nl-venue-rejections.ts';
import { nlWorkshopRejections } from './nl-workshop-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const nlRejections: RejectionTexts = {
  ...nlVenueRejections,
  ...nlEmergencyRejections,
  ...nlContactRejections,
  ...nlReservationRejections,
  ...nlAccountRejections,
  ...nlSessionRejections,
  ...nlStaffRejections,
  ...nlWorkshopRejections,
  ...nlPresenceRejections,
  ...nlLabelRejections,
  ...nlRequestRejections,
  'code.not-ours': {
    title: 'Dit is geen code van ons',
    detail:
      'Er is niets geopend en niets betaald. Wees voorzichtig: de sticker kan over de echte zijn geplakt. Vul na het scannen nooit kaartgegevens in.',
    step: 'Zoek het echte label en scan opnieuw',
  },
  'code.replaced': {
    title: 'Dit label is niet meer in gebruik',
    detail: 'Het was van ons, maar geldt niet meer. U betaalt niets.',
    step: 'Zoek een ander label op het voorwerp, of vraag het personeel',
  },
  'limit.reached': {
    title: 'Te veel pogingen vanaf hier',
    detail: (wait) =>
      `Vanaf dit netwerk of account is het heel vaak geprobeerd. Over ${wait} kunt u verder; wie is ingelogd, gaat eerder. U betaalt niets.`,
    step: 'Log in, of wacht en scan opnieuw',
  },
  'act.too-often': {
    title: 'Te vaak getikt',
    detail: (wait) =>
      `Met dit account is zo vaak getikt dat het ${wait} moet wachten. Wat eerder is gedaan, blijft gedaan, en ‘Stoppen’ kan altijd.`,
    step: 'Wacht, en tik nog één keer',
  },
  'ticket.invalid': {
    title: 'Deze pagina hoort bij een andere telefoon',
    detail: 'Alleen de telefoon die de code scande, kan haar gebruiken.',
    step: 'Scan de code met deze telefoon',
  },
  'ticket.expired': {
    title: 'Deze pagina heeft te lang gewacht',
    detail: 'Voor uw veiligheid is een scan drie minuten geldig. Er is niets gereserveerd.',
    step: 'Scan de code opnieuw',
  },
  'ticket.used': {
    title: 'Deze scan is al gebruikt',
    detail: 'Elke scan start één gebruik. Loopt het, dan vindt u het bij uw sessies.',
    step: 'Naar mijn sessies',
  },
  'offer.changed': {
    title: 'De prijs of het voorwerp is veranderd',
    detail: 'Wat u zag, geldt niet meer; daarom is er niets gestart.',
    step: 'Bekijk het nieuwe aanbod',
  },
  'object.unknown': {
    title: 'We kennen dit voorwerp niet',
    detail: (objectId) =>
      objectId === '' ? 'De code is echt, maar er is niets mee verbonden.' : `Er is hier geen voorwerp ${objectId}.`,
    step: 'Waarschuw het personeel of gebruik een ander',
  },
  'object.out-of-service': {
    title: 'Buiten gebruik',
    detail: 'De exploitant heeft het voorlopig buiten gebruik gesteld.',
    step: 'Scan een ander in de buurt',
  },
  'object.busy': {
    title: 'Iemand anders gebruikt het',
    detail: 'Er is niets gereserveerd.',
    step: 'Scan een ander in de buurt',
  },
  'object.starts-unused': {
    title: 'Dit is meermaals gestart en niet gebruikt',
    detail: 'U hebt het in het afgelopen uur telkens gestart en niet gebruikt. Er is niets gereserveerd.',
    step: 'Neem een ander, of vraag het personeel',
  },
  'object.unsigned-not-free': {
    title: 'Dit kan niet worden verkocht',
    detail: 'Het kan niet bewijzen hoe lang het is gebruikt, dus we starten het alleen waar het gratis is.',
    step: 'Waarschuw het personeel of gebruik een ander',
  },
  'tariff.missing': {
    title: 'Hier is geen prijs ingesteld',
    detail: 'Zonder prijs starten we niets.',
    step: 'Waarschuw het personeel of gebruik een ander',
  },
  'device.offline': {
    title: 'Het is nu niet bereikbaar',
    detail: 'Het heeft geen verbinding met ons en zou niet opengaan. Er is niets gereserveerd.',
    step: 'Scan een ander in de buurt',
  },
  'device.queue-full': {
    title: 'Eén ding tegelijk',
    detail: 'Het voorwerp heeft nog niet gedaan wat het laatst is gevraagd. Er is niets gewijzigd.',
    step: 'Wacht een paar seconden en tik nog eens',
  },
  'device.refused': {
    title: 'Het voorwerp zei nee',
    detail: (reason) => `${reason} U betaalt niets.`,
    step: 'Scan een ander in de buurt',
  },
  'wallet.funds-insufficient': {
    title: 'Uw saldo is te laag',
    detail: (shortfall) =>
      `Voor het bedrag dat bij de start wordt gereserveerd, ontbreekt ${shortfall}. Er is niets gereserveerd.`,
    step: (shortfall) => `Waardeer ${shortfall} op en scan dan opnieuw`,
  },
  'wallet.currency-mismatch': {
    title: 'Uw wallet heeft een andere valuta',
    detail: (currency) => `Uw wallet is in ${currency}. Dit voorwerp neemt een andere valuta.`,
    step: 'Open een wallet in de valuta van deze plek',
  },
  'wallet.declined': {
    title: 'Uw wallet zei nee',
    detail: (reason) => `${reason} Er is niets gereserveerd.`,
    step: 'Kijk in uw wallet en probeer het opnieuw',
  },
  'wallet.owed': {
    title: 'Een eerder gebruik is nog niet betaald',
    detail: (owed) => `${owed} kon niet worden afgeschreven. Dat moet betaald zijn voordat u weer kunt starten.`,
    step: (owed) => `Betaal ${owed} in uw wallet`,
  },
  'person.too-many-sessions': {
    title: 'U gebruikt al genoeg',
    detail: (most) => `Eén persoon kan er ${most} tegelijk gebruiken. Er is niets gereserveerd.`,
    step: 'Stop eerst een ervan',
  },
  'person.starts-unused': {
    title: 'Te vaak gestart zonder gebruik',
    detail: 'In het afgelopen uur is voor u meermaals iets gestart en nooit gebruikt. Er is niets gereserveerd.',
    step: 'Probeer het over een uur opnieuw, of vraag het personeel',
  },
  'top-up.not-offered': {
    title: 'Uw wallet kan hier niet worden opgewaardeerd',
    detail: 'Bij deze exploitant is geen manier om geld te storten ingesteld.',
    step: 'Waardeer op in uw app',
  },
  'top-up.amount-refused': {
    title: 'Dat bedrag kan niet',
    detail: (range) => `Tussen ${range}. Er is niets betaald.`,
    step: 'Kies een ander bedrag',
  },
  'top-up.unknown': {
    title: 'We vinden deze opwaardering niet',
    detail: 'Ze bestaat niet, of is van iemand anders.',
    step: 'Naar mijn sessies',
  },
  'owed.under-way': {
    title: 'De wallet wordt er nu om gevraagd',
    detail: 'Het antwoord kan elk moment ja zijn. Er is niets gewijzigd.',
    step: 'Probeer het over een paar minuten opnieuw',
  },
  'owed.nothing': {
    title: 'Er staat niets open',
    detail: 'Alles is al betaald.',
    step: 'Terug naar de wallet',
  },
};
