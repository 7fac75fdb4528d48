// Refusals about mail, in Dutch.
import type { ContactRejections } from './en-contact-rejections.ts';

export const nlContactRejections: ContactRejections = {
  'contact.not-offered': {
    title: 'Van hieruit wordt geen mail gestuurd',
    detail: 'De beheerder heeft geen mail ingesteld. Uw bonnen staan zoals altijd op de pagina’s.',
    step: 'Ga terug en bewaar de bon vanaf zijn pagina',
  },
  'contact.address-refused': {
    title: 'Naar dit adres kunnen we niet schrijven',
    detail: 'Het moet eruitzien als naam@example.com. Er is niets verstuurd.',
    step: 'Kijk of er een typefout in zit',
  },
  'contact.code-wrong': {
    title: 'Dit zijn niet de juiste cijfers',
    detail: (left) => `Resterende pogingen: ${left}. Alleen de code uit de nieuwste mail geldt.`,
    step: 'Kijk nog eens in de mail',
  },
  'contact.code-over': {
    title: 'Deze code geldt niet meer',
    detail: 'De tijd is om, of hij is te vaak verkeerd getypt. Uw adres is niet gewijzigd.',
    step: 'Laat een nieuwe code sturen',
  },
  'contact.missing': {
    title: 'Er is nog geen bevestigd adres',
    detail: 'Een bon wordt gestuurd zodra u hebt bevestigd waarheen.',
    step: 'Geef uw adres op en typ de code',
  },
  'contact.too-often': {
    title: 'Er zijn te veel mails aangevraagd',
    detail: (wait) => `Om niemands postvak te vullen kan de volgende over ${wait} worden aangevraagd.`,
    step: 'Zoek de verstuurde mails, of wacht',
  },
};
