// Dutch words for what shows that a person is there: parts of a list of things to do, and the refusals about it.
import type { enPresenceRejections, enPresenceWays } from './en-presence.ts';
import type { RejectionTexts } from './shape.ts';

export const nlPresenceWays: typeof enPresenceWays = {
  'display-code': 'scan de code op het scherm',
  nfc: 'houd de telefoon tegen de NFC-tag',
  button: 'druk zo vaak op de knop als uw pagina zegt',
  blink: 'tel hoe vaak het knippert',
  stay: 'voer de code in die de kamer toont',
  staff: 'vraag het personeel',
};

export const nlPresenceRejections: Pick<RejectionTexts, keyof typeof enPresenceRejections> = {
  'code.display-stale': {
    title: 'Het scherm toont inmiddels een andere code',
    detail: 'De code verandert twee keer per minuut en geldt alleen zolang hij te zien is. U betaalt niets.',
    step: 'Scan wat het scherm nu toont',
  },
  'code.display-used': {
    title: 'Met deze code is al gestart',
    detail: 'Elke code op het scherm geldt één keer. De volgende komt binnen een halve minuut. U betaalt niets.',
    step: 'Wacht op de volgende code en scan die',
  },
  'presence.required': {
    title: 'Laat zien dat u er bent',
    detail: (ways) =>
      `Met alleen een foto van het label mag dit niet starten. Elk van deze dingen laat zien dat u ervoor staat: ${ways}. Er is niets gereserveerd.`,
    step: 'Doe een ervan en tik dan weer op ‘Starten’',
  },
  'presence.nobody': {
    title: 'Geen pagina toont nu dit nummer',
    detail:
      'Het nummer staat op de telefoon van de persoon voor wie het voorwerp wordt vastgehouden, en alleen zolang dat duurt. Er is niets genoteerd.',
    step: 'Vraag de persoon de code te openen en op ‘Voor mij vasthouden’ te tikken, en lees het nummer daar af',
  },
  'presence.not-counted': {
    title: 'Personeel kan niet instaan voor dit soort voorwerp',
    detail: 'Het heeft eigen regels voor wat laat zien dat er iemand is. Er is niets genoteerd.',
    step: 'Kijk hoe het bij dit voorwerp wordt getoond',
  },
  'display.not-offered': {
    title: 'Dit voorwerp heeft geen scherm voor codes',
    detail: 'Het apparaat toont geen wisselende codes, of ondertekent niets van wat het zegt. Er is niets gewijzigd.',
    step: 'Kies een voorwerp met een scherm',
  },
};
