// Dutch around a passkey: what a page says when the device makes none or shows none, and the refusals of its answer.
import type { PasskeyRejections, PasskeyWords } from './passkey-shape.ts';

export const nlPasskey: PasskeyWords = {
  what: 'Een passkey staat op dit apparaat of in uw wachtwoordbeheerder; uw vinger, gezicht of pincode opent hem. Er is geen wachtwoord.',
  unsupported:
    'Deze browser kan hier geen passkeys gebruiken. Open deze pagina in Chrome, Safari, Edge of Firefox op uw telefoon of computer, op het https-adres.',
  cancelled:
    'Er is niets verstuurd: het apparaat is niet tot het einde gevraagd, of het heeft geen passkey voor deze plek. Druk nog eens, of gebruik het apparaat waarop u hem hebt gemaakt.',
  known: 'Dit apparaat heeft hiervoor al een passkey. Meld u daarmee aan.',
  failed: 'Het apparaat kon het niet. Stel een schermvergrendeling in, of gebruik een ander apparaat, en druk nog eens.',
  offline: 'We waren niet bereikbaar. Controleer uw verbinding en druk nog eens.',
  noScript: 'Passkeys hebben JavaScript nodig. Zet het aan voor deze pagina en laad haar opnieuw.',
};

export const nlPasskeyRejections: PasskeyRejections = {
  'passkey.refused': {
    title: 'Deze passkey is niet aanvaard',
    detail: 'Wat het apparaat stuurde, bewijst niet dat u de passkey hebt. Er is niets veranderd.',
    step: 'Probeer het nog eens, of gebruik het apparaat waarop u hem hebt gemaakt',
  },
  'passkey.person-unchecked': {
    title: 'Het apparaat heeft niet gekeken wie u bent',
    detail: 'Een passkey telt pas na vinger, gezicht of pincode. Er is niets veranderd.',
    step: 'Stel een schermvergrendeling of een pincode in en probeer het nog eens',
  },
  'passkey.unknown': {
    title: 'Deze passkey kennen we niet',
    detail: 'Hij is hier nooit gebruikt, of is weggehaald. U bent niet aangemeld.',
    step: 'Kies een andere passkey, of vraag om een nieuwe uitnodiging',
  },
  'passkey.challenge-expired': {
    title: 'Dat duurde te lang',
    detail: 'Een antwoord telt één keer, en vijf minuten lang. Er is niets veranderd.',
    step: 'Probeer het nog eens',
  },
};
