// Dutch rejections about what runs or has run: controls, orders, stays, guests, receipts and claims.
import type { enSessionRejections } from './en-session-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const nlSessionRejections: Pick<RejectionTexts, keyof typeof enSessionRejections> = {
  'session.unknown': {
    title: 'We vinden deze sessie niet',
    detail: 'Ze bestaat niet, of is van iemand anders.',
    step: 'Naar mijn sessies',
  },
  'session.not-running': {
    title: 'Deze sessie loopt niet',
    detail: (state) => `Stand van de sessie: ${state}. Er is niets gewijzigd.`,
    step: 'Terug naar de sessie',
  },
  'receipt.not-yet': {
    title: 'De bon is nog niet klaar',
    detail: (state) => `Stand van de sessie: ${state}. De bon komt vanzelf als ze is beëindigd.`,
    step: 'Terug naar de sessie',
  },
  'control.unknown': {
    title: 'Deze bediening bestaat niet',
    detail: 'Dit voorwerp kan dat niet. Er is niets gewijzigd.',
    step: 'Terug naar de sessie',
  },
  'control.value-refused': {
    title: 'Die instelling kan niet',
    detail: 'Ze valt buiten wat dit voorwerp toestaat. Er is niets gewijzigd.',
    step: 'Kies een andere waarde',
  },
  'order.item-unknown': {
    title: 'Een gerecht staat niet meer op de kaart',
    detail: 'Er is niets besteld.',
    step: 'Kies opnieuw van de kaart',
  },
  'order.exceeds-hold': {
    title: 'Deze bestelling is meer dan wat is gereserveerd',
    detail: (left) => `Van het gereserveerde bedrag is nog ${left} over. Er is niets besteld.`,
    step: 'Kies minder, of vraag het personeel',
  },
  'order.not-offered': {
    title: 'Hier kan niets worden besteld',
    detail: 'Dit voorwerp heeft geen menukaart.',
    step: 'Terug naar de sessie',
  },
  'order.too-large': {
    title: 'Dat is te veel voor één bestelling',
    detail: 'Het past niet op één keukenbon. Er is niets besteld.',
    step: 'Verdeel het over twee bestellingen',
  },
  'call.not-offered': {
    title: 'Van hieruit kunt u geen personeel roepen',
    detail: 'Dit voorwerp heeft geen belknop.',
    step: 'Vraag het iemand in de buurt',
  },
  'receipt.not-for-expenses': {
    title: 'Hier is geen factuur',
    detail: 'Deze locatie heeft niet opgegeven onder welke naam en welk btw-nummer ze verkoopt.',
    step: 'Vraag de locatie om een factuur',
  },
  'receipt.made-out-already': {
    title: 'Er staat al een naam op',
    detail: 'Een bon komt één keer op naam van één bedrijf.',
    step: 'Vraag het de locatie als de naam niet klopt',
  },
  'pause.not-offered': {
    title: 'Dit voorwerp heeft geen pauze',
    detail: 'U kunt het alleen gebruiken of teruggeven.',
    step: 'Tik op ‘Stoppen’ als u klaar bent',
  },
  'payout.nothing-due': {
    title: 'Er is niets te betalen',
    detail: 'Afgeschreven bedragen worden zeven dagen later uitbetaald, min wat is terugbetaald.',
    step: 'Probeer het op een latere dag opnieuw',
  },
  'venue.unknown': {
    title: 'Deze locatie bestaat niet',
    detail: 'Deze exploitant heeft geen locatie met dat kenmerk.',
    step: 'Kijk in de lijst met uw locaties',
  },
  'stay.not-paired': {
    title: 'Verbind eerst uw telefoon met de kamer',
    detail: 'Alleen de gast van deze kamer kan haar starten.',
    step: 'Scan de code en typ de cijfers van de tv',
  },
  'stay.unknown': {
    title: 'Er is niemand ingecheckt in deze kamer',
    detail: 'De kamer gaat alleen open tijdens een verblijf.',
    step: 'Vraag het bij de receptie',
  },
  'stay.code-wrong': {
    title: 'Deze cijfers kloppen niet',
    detail: (left) => `Vergelijk ze met de tv in uw kamer. Resterende pogingen: ${left}.`,
    step: 'Typ de cijfers opnieuw',
  },
  'stay.locked': {
    title: 'Te veel foute pogingen',
    detail: 'Voor de veiligheid van de gast kan deze telefoon een uur lang niet met de cijfers van de kamer worden verbonden.',
    step: 'Vraag het bij de receptie',
  },
  'stay.taken': {
    title: 'Een andere telefoon is met deze kamer verbonden',
    detail: 'Een kamer luistert naar één telefoon.',
    step: 'Gebruik die telefoon, of vraag het bij de receptie',
  },
  'join.not-offered': {
    title: 'Niemand anders kan hier meedoen',
    detail: 'Dit is de sessie van één persoon.',
    step: 'Scan een ander in de buurt',
  },
  'join.refused': {
    title: 'U bent niet toegelaten',
    detail: 'Wie dit heeft geopend, zei nee. Er is niets gereserveerd.',
    step: 'Vraag het de persoon zelf',
  },
  'join.too-often': {
    title: 'U kwam en ging te vaak',
    detail: 'Wie dit heeft geopend, krijgt de vraag niet nog eens. Er is niets gereserveerd.',
    step: 'Vraag het de persoon zelf',
  },
  'join.price-changed': {
    title: 'De prijs is hier veranderd',
    detail: 'Deze tafel is geopend tegen een andere prijs dan u zag. Er is niets gereserveerd.',
    step: 'Scan opnieuw om hem te zien',
  },
  'join.full': {
    title: 'Er kan niemand meer meedoen',
    detail: (most) => `Hoogstens ${most} kunnen meedoen. Er is niets gereserveerd.`,
    step: 'Vraag een van hen weg te gaan',
  },
  'guest.unknown': {
    title: 'Die persoon wacht niet meer',
    detail: 'Die is weggegaan, of u hebt al geantwoord.',
    step: 'Terug naar de sessie',
  },
  'guest.not-allowed': {
    title: 'Dat kan alleen wie dit heeft geopend',
    detail: 'U bent hier te gast. Er is niets gewijzigd.',
    step: 'Vraag het aan wie dit heeft geopend',
  },
  'guest.cannot-pay': {
    title: 'De wallet van die persoon zei nee',
    detail: 'Wat voor meedoen nodig is, kon daar niet worden gereserveerd. Uw eigen wallet is onaangeroerd.',
    step: 'Vraag de persoon op te waarderen en laat die dan opnieuw toe',
  },
  'claim.not-yet': {
    title: 'Wacht op de bon',
    detail: (state) => `Stand van de sessie: ${state}. Als ze is beëindigd, kunt u ons zeggen wat er niet klopte.`,
    step: 'Terug naar de sessie',
  },
  'claim.too-late': {
    title: 'Dit kan hier niet meer worden beslist',
    detail: (until) => `Met één tik kon het tot ${until}.`,
    step: 'Vraag het personeel; dat kan nog steeds geld teruggeven',
  },
  'claim.made': {
    title: 'Dit hebt u ons al verteld',
    detail: 'Elk hiervan telt één keer per sessie. Wat is besloten, staat op de bon.',
    step: 'Terug naar de bon',
  },
  'review.not-open': {
    title: 'Hier valt niets te beslissen',
    detail: (state) => `Stand van de sessie: ${state}. Ze wordt niet nagekeken.`,
    step: 'Kijk in de lijst met sessies die worden nagekeken',
  },
};
