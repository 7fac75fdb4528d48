// Dutch around signing in here: the passkey pages, the terms, and a person's account with its refusals.
import type { AccountRejections } from './account-shape.ts';
import type { Texts } from './en.ts';

export const nlAccount: Texts['account'] = {
  signInTitle: 'Inloggen',
  signInDetail: 'Eén aanraking en u bent terug waar u was. Geen wachtwoord, geen naam, geen telefoonnummer.',
  again: 'Inloggen met mijn passkey',
  againDetail: 'Daarmee aanvaardt u de gebruiksvoorwaarden, als die sinds uw vorige bezoek zijn veranderd.',
  fresh: 'Ik ben nieuw: voorwaarden aanvaarden, passkey maken',
  freshDetail: 'Met deze aanraking aanvaardt u de gebruiksvoorwaarden. Ze zijn kort; u kunt ze eerst lezen:',
  readTerms: 'Gebruiksvoorwaarden',
  backToOffer: 'Terug zonder in te loggen',
  otherWays: 'Als het niet lukt',
  wayAgain: 'Er gaat niets verloren als de vraag sluit of mislukt: druk nog een keer op de knop.',
  wayOtherDevice:
    'Staat uw passkey op een andere telefoon? Druk op de knop, kies in de vraag van uw browser “ander apparaat” en scan de getoonde code met die telefoon.',
  wayOtherPhone: 'Of scan het label met een telefoon waarop u kunt inloggen.',
  wayStaff: 'Hebt u niets van dit alles? Vraag het personeel: zij helpen u ook zonder passkey.',
  unknownTitle: 'Deze passkey opent hier niets',
  unknownDetail: 'Hij is ergens anders gemaakt, of uit zijn account verwijderd. U bent niet ingelogd en er is niets verloren.',
  unknownStep: 'Kies een andere, of begin opnieuw als nieuwe gebruiker',
  termsTitle: 'Gebruiksvoorwaarden',
  termsVersion: (version) => `Versie ${version}`,
  termsBack: 'Terug',
  changedTitle: 'De gebruiksvoorwaarden zijn veranderd',
  changedDetail:
    'U wordt het één keer gevraagd, vóór uw volgende start. Wat nu loopt, blijft ongemoeid, en ‘Stoppen’ werkt altijd.',
  accept: 'Aanvaarden en verder',
  notNow: 'Niet nu',
  title: 'Mijn account',
  anonymous: 'Wij kennen u alleen onder een willekeurige naam. Alleen uw passkeys openen dit account.',
  passkeys: 'Mijn passkeys',
  madeOn: {
    iphone: 'iPhone van Apple',
    ipad: 'iPad van Apple',
    android: 'Android-telefoon',
    mac: 'Mac van Apple',
    windows: 'Windows-computer',
    chromeos: 'Chromebook-computer',
    linux: 'Linux-computer',
    other: 'Ander apparaat',
  },
  madeAt: (date) => `Gemaakt op ${date}`,
  usedAt: (date) => `laatst gebruikt op ${date}`,
  backedUp: 'Ook bewaard door uw wachtwoordbeheerder',
  notBackedUp: 'Alleen op dat apparaat: voeg er nog een toe, voor als u het kwijtraakt',
  remove: 'Verwijderen',
  removeWhich: (device, date) => `Verwijderen: ${device}, ${date}`,
  addTitle: 'Nog een passkey toevoegen',
  addDetail: 'Op een tweede telefoon, een computer of een beveiligingssleutel. Dan sluit een verloren telefoon u niet buiten.',
  add: 'Passkey toevoegen',
  touch: 'Bevestigen met mijn passkey',
  touchFirst: 'Gebruik eerst nog eens de passkey die u hebt; daarna kunt u de nieuwe maken.',
  touchTitle: 'Gebruik uw passkey nog een keer',
  touchDetail:
    'U hebt hem meer dan vijf minuten geleden voor het laatst gebruikt. Met één aanraking weten we dat u het bent, en niet iemand die uw browser open heeft. Daarna gebeurt het meteen.',
  acceptedOn: (date) => `U hebt de geldende voorwaarden op ${date} aanvaard.`,
  acceptedNot: 'U hebt de geldende voorwaarden nog niet aanvaard. Het wordt u vóór uw volgende start gevraagd.',
  signOut: 'Uitloggen',
  signOutDetail: 'Wat loopt, loopt door. Log weer in om het te stoppen, of stop het op het voorwerp zelf.',
  signOutAll: 'Overal uitloggen',
  signOutAllDetail: 'Op deze en elke andere telefoon of computer. Handig als er een kwijt is.',
  signedOut: 'U bent uitgelogd',
  endTitle: 'Mijn account verwijderen',
  endDetail:
    'Uw passkeys worden verwijderd en niemand kan nog op dit account inloggen. Bonnen worden bewaard zolang de wet dat vraagt.',
  endBalance: (balance) =>
    `Er staat ${balance} in uw portemonnee. Dat bent u kwijt als u het account verwijdert: maak het eerst op, of vraag het personeel om uitbetaling.`,
  endEmpty: 'Er staat niets in uw portemonnee.',
  endSure: 'Ik wil mijn account verwijderen',
  end: 'Nu verwijderen',
  ended: 'Uw account is verwijderd',
  endedDetail: 'Uw apparaat toont de passkey misschien nog. U kunt hem daar verwijderen: hij opent niets meer.',
  toAccount: 'Mijn account en passkeys',
  noTopUp: 'Geld storten kan hier nog niet. Vraag het personeel ter plaatse.',
  listGap: ', ',
};

export const nlAccountRejections: AccountRejections = {
  'passkey.last': {
    title: 'Dit is uw enige passkey',
    detail: 'Zonder deze kan niemand uw account nog openen, ook u niet. Hij is niet verwijderd.',
    step: 'Voeg eerst een andere toe, of verwijder het account',
  },
  'passkey.too-many': {
    title: 'Er zijn genoeg passkeys',
    detail: (most) => `Een account heeft er hoogstens ${most}. Deze is niet toegevoegd.`,
    step: 'Verwijder er een die u niet meer gebruikt',
  },
  'passkey.touch-needed': {
    title: 'Gebruik uw passkey nog een keer',
    detail: 'U hebt hem meer dan vijf minuten geleden voor het laatst gebruikt. Er is niets gewijzigd.',
    step: 'Open uw account opnieuw en bevestig',
  },
  'terms.not-accepted': {
    title: 'De gebruiksvoorwaarden zijn veranderd',
    detail: 'U wordt het één keer gevraagd, vóór uw volgende start. Er is niets gereserveerd en wat loopt, blijft ongemoeid.',
    step: 'Lees en aanvaard ze',
  },
  'terms.changed': {
    title: 'De gebruiksvoorwaarden zijn zojuist veranderd',
    detail: 'De tekst die u zag, geldt niet meer en is daarom niet aanvaard.',
    step: 'Bekijk de nieuwe tekst',
  },
  'account.in-use': {
    title: 'Er loopt nog iets van u',
    detail: 'Een account kan worden verwijderd als alles gestopt en afgerekend is. Er is niets verwijderd.',
    step: 'Tik op ‘Stoppen’ en wacht op de bon',
  },
  'account.owes': {
    title: 'Er is nog iets niet betaald',
    detail: (owed) =>
      `Er staat nog ${owed} open van eerder. Een account kan worden verwijderd als dat betaald is. Er is niets verwijderd.`,
    step: 'Betaal wat openstaat',
  },
  'account.money-held': {
    title: 'Er is nog geld van u gereserveerd of onderweg',
    detail: 'Een account kan worden verwijderd als het terug of uitbetaald is. Er is niets verwijderd.',
    step: 'Wacht even en probeer het opnieuw',
  },
  'account.balance-differs': {
    title: 'Uw saldo is veranderd',
    detail: 'Er staat een ander bedrag in uw portemonnee dan deze pagina zei. Er is niets verwijderd.',
    step: 'Bekijk het bedrag en beslis opnieuw',
  },
};
