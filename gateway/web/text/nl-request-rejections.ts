// Dutch rejections about who asks and how: sign-in, rights, requests, and our own interruptions.
import type { enRequestRejections } from './en-request-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const nlRequestRejections: Pick<RejectionTexts, keyof typeof enRequestRejections> = {
  'operator.not-allowed': {
    title: 'Dit is voor het personeel',
    detail: 'Uw token noemt hier geen zulk recht. Er is niets gedaan.',
    step: 'Vraag wie deze plek beheert om een token',
  },
  'identity.missing': {
    title: 'We kennen u nog niet',
    detail: 'Om iets te starten moet u ingelogd zijn. Er is niets gereserveerd.',
    step: 'Open de code in uw app',
  },
  'identity.expired': {
    title: 'U bent uitgelogd',
    detail: 'Uw aanmelding is verlopen. Wat loopt, kunt u nog wel stoppen.',
    step: 'Log opnieuw in met uw app',
  },
  'identity.invalid': {
    title: 'Uw aanmelding is niet aanvaard',
    detail: 'We konden niet nagaan wie u bent. Er is niets gereserveerd.',
    step: 'Log opnieuw in met uw app',
  },
  'idempotency.key-missing': {
    title: 'Deze aanvraag was onvolledig',
    detail: 'De sleutel van de aanvraag ontbrak, dus er is niets gedaan.',
    step: 'Ga terug en tik nog eens',
  },
  'idempotency.key-reused': {
    title: 'Dit is al met andere gegevens verstuurd',
    detail: 'De eerste aanvraag geldt. Er is niets dubbel gedaan.',
    step: 'Ga terug en tik nog eens',
  },
  'request.malformed': {
    title: 'We konden deze aanvraag niet lezen',
    detail: (at) => `Er klopt iets niet bij ‘${at}’. Er is niets gedaan.`,
    step: 'Ga terug en probeer het opnieuw',
  },
  'request.too-large': {
    title: 'Deze aanvraag is te groot',
    detail: (limit) => `Hoogstens ${limit} wordt aangenomen. Er is niets gedaan.`,
    step: 'Ga terug en stuur minder',
  },
  'request.unsupported-type': {
    title: 'Dit soort inhoud wordt niet aangenomen',
    detail: 'Er is niets gedaan.',
    step: 'Ga terug en probeer het opnieuw',
  },
  'request.not-found': {
    title: 'Deze pagina bestaat niet',
    detail: 'Misschien is het adres onvolledig.',
    step: 'Naar mijn sessies',
  },
  'request.method-refused': {
    title: 'Zo werkt dit adres niet',
    detail: 'Er is niets gedaan.',
    step: 'Naar mijn sessies',
  },
  'origin.refused': {
    title: 'Deze aanvraag kwam van een andere site',
    detail: 'Voor uw veiligheid gelden alleen knoppen op onze eigen pagina’s. Er is niets gedaan.',
    step: 'Scan de code opnieuw',
  },
  'webhook.invalid': {
    title: 'Dit bericht is niet geloofd',
    detail: 'Handtekening, tijd of vorm is niet zoals met de wallet afgesproken. Er is niets verwerkt.',
    step: 'Controleer het geheim en de klok van de afzender',
  },
  'system.unavailable': {
    title: 'We hebben een korte onderbreking',
    detail: 'Wat loopt, loopt door en wordt eerlijk geteld.',
    step: (seconds) => `Probeer het over ${seconds} opnieuw`,
  },
  'system.recovering': {
    title: 'We controleren onze boeken',
    detail: 'Even kan er niets nieuws starten. Wat loopt, loopt door en kan worden gestopt.',
    step: (seconds) => `Probeer het over ${seconds} opnieuw`,
  },
  'system.failed': {
    title: 'Er ging bij ons iets mis',
    detail: 'Nog eens tikken kan geen kwaad: niets wordt dubbel gedaan of betaald.',
    step: 'Opnieuw proberen',
  },
};
