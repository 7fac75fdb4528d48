// Refusals that staff meet when they give money back, in Dutch.

import type { enStaffRejections } from './en-staff-rejections.ts';
import { nlInvitations } from './nl-invitations.ts';
import { nlPasskeyRejections } from './nl-passkey.ts';
import type { RejectionTexts } from './shape.ts';

export const nlStaffRejections: Pick<RejectionTexts, keyof typeof enStaffRejections> = {
  ...nlPasskeyRejections,
  ...nlInvitations,
  'label-alert.unknown': {
    title: 'Deze melding bestaat niet',
    detail: 'Ze is er niet, of gaat over een label van een andere exploitant.',
    step: 'Kijk in de lijst met meldingen',
  },
  'label-round.unknown': {
    title: 'Deze ronde bestaat niet',
    detail: 'Ze is er niet, of is begonnen bij een andere exploitant.',
    step: 'Kijk in de lijst met rondes',
  },
  'label-round.ended': {
    title: 'Deze ronde is voorbij',
    detail: 'Het verslag is geschreven en er komt niets meer bij. Wat u scande, is niet genoteerd.',
    step: 'Begin een nieuwe ronde',
  },
  'claim.unknown': {
    title: 'Deze klacht bestaat niet',
    detail: 'Ze is er niet, of is ingediend bij een andere exploitant.',
    step: 'Kijk in de lijst met open klachten',
  },
  'refund.not-captured': {
    title: 'Er is niets afgeschreven dat terug kan',
    detail: (state) => `Het geld van deze persoon heeft de stand ‘${state}’.`,
    step: 'Bekijk de sessie',
  },
  'refund.exceeds-captured': {
    title: 'Dat is meer dan er is betaald',
    detail: (captured) => `In totaal is ${captured} betaald. Er is niets terugbetaald.`,
    step: 'Kies hoogstens het betaalde bedrag',
  },
  'refund.already-given': {
    title: 'Zoveel is al terugbetaald',
    detail: (refunded) => `In totaal is ${refunded} terugbetaald. Bedragen tellen als totaal, niet erbovenop.`,
    step: 'Kies een hoger totaal, of laat het zo',
  },
  'refund.under-way': {
    title: 'Er is al geld op de terugweg',
    detail: 'Een eerdere terugbetaling wacht nog op antwoord van de wallet. Er is niets dubbel gegeven.',
    step: 'Probeer het over een minuut opnieuw',
  },
  'refund.disputed': {
    title: 'De betaler heeft het via de bank teruggevraagd',
    detail: (disputed) =>
      `${disputed} wordt betwist of ging in een geschil verloren. Er is niets terugbetaald, zodat het niet dubbel wordt betaald.`,
    step: 'Wacht het einde van het geschil af, of kies een lager totaal',
  },
  'refund.too-old': {
    title: 'Dit is te lang geleden om van hieruit terug te betalen',
    detail: (until) => `Het kon tot ${until}. Er is niets terugbetaald.`,
    step: 'Vraag het aan wie het platform beheert',
  },
  'refund.payable-short': {
    title: 'De locatie heeft niet zoveel tegoed',
    detail: (payable) =>
      `${payable} moet nog aan de locatie worden uitbetaald; een terugbetaling gaat daarvan af. Er is niets terugbetaald.`,
    step: 'Kies een lager totaal, wacht op nieuwe sessies, of vraag het aan wie het platform beheert',
  },
  'refund.unknown': {
    title: 'Deze terugbetaling bestaat niet',
    detail: 'Ze is er niet, of is gedaan bij een andere exploitant.',
    step: 'Kijk in de lijst met openstaande bedragen',
  },
  'operator.role-refused': {
    title: 'Niet voor uw rol',
    detail: 'U bent ingelogd, maar uw rol mag dit niet.',
    step: 'Vraag een eigenaar het te doen, of uw rol te wijzigen',
  },
};
