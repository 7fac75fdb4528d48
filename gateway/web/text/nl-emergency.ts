// Dutch while the red button of a venue is pressed: banner, line on the bill, refusals.
import type { EmergencyRejections, EmergencyTexts } from './en-emergency.ts';

export const nlEmergency: EmergencyTexts = {
  title: 'Noodgeval: verlaat nu het gebouw',
  offer: 'Hier kan niets worden gestart. Volg de borden en het personeel; wacht nergens op.',
  session: 'Vertrek nu; niets zit op slot. Gebruik kost vanaf nu niets. U hoeft niet op ‘Stoppen’ te tikken, maar het kan wel.',
  billLine: (amount) => `Noodgeval: er is niet meer verschuldigd dan ${amount}`,
};

export const nlEmergencyRejections: EmergencyRejections = {
  'venue.emergency': {
    title: 'Noodgeval: verlaat nu het gebouw',
    detail: 'Het personeel heeft op de rode knop gedrukt. Hier start niets en er wordt niets betaald.',
    step: 'Verlaat het gebouw en volg het personeel',
  },
  'emergency.not-open': {
    title: 'Er is hier geen noodgeval',
    detail: 'De rode knop is niet ingedrukt, of iemand heeft het noodgeval al beëindigd.',
    step: 'Bekijk de pagina opnieuw',
  },
  'emergency.same-person': {
    title: 'Een tweede persoon moet het beëindigen',
    detail: 'Wie op de rode knop heeft gedrukt, kan het noodgeval niet beëindigen.',
    step: 'Vraag een collega om in te loggen en het te beëindigen',
  },
};
