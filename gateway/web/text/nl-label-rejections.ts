// Refusals about labels - met by whoever scans one, and by staff who print, hang and end them - in Dutch.
import type { enLabelRejections, enTypingMistakes } from './en-label-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const nlLabelRejections: Pick<RejectionTexts, keyof typeof enLabelRejections> = {
  'code.not-attached': {
    title: 'Dit label is nog niet in gebruik',
    detail: 'Het is van ons, maar hoort nog bij geen voorwerp. Er is niets geopend en niets betaald.',
    step: 'Waarschuw het personeel, of scan een ander label op het voorwerp',
  },
  'code.second-label': {
    title: 'Er zit al een label op dit voorwerp',
    detail: (name) => `${name} heeft een label dat mensen kunnen scannen. Er is niets gewijzigd.`,
    step: 'Geef aan of beide gelden, of alleen dit',
  },
  'label.unknown': {
    title: 'Dit label bestaat niet',
    detail: 'Niemand heeft het hier afgedrukt, of het is van een andere exploitant.',
    step: 'Kijk in de lijst met labels',
  },
  'label.mistyped': {
    title: 'In deze korte code zit een tikfout',
    detail: (mistake) => `${mistake} Er is niets gewijzigd.`,
    step: 'Vergelijk elk teken met het label, of scan het',
  },
  'label.ended': {
    title: 'Dit label geldt niet meer',
    detail: 'Het is vervangen, verloren of ingetrokken en geldt nooit meer. Er is niets gewijzigd.',
    step: 'Druk een nieuw label af en bevestig dat',
  },
  'label.attached-elsewhere': {
    title: 'Dit label zit op een ander voorwerp',
    detail: (name) => `Het leidt nu naar ${name}. Er is niets gewijzigd.`,
    step: 'Geef aan dat het verhuist, of neem een ander label',
  },
  'label.other-venue': {
    title: 'Eén partij is voor één locatie',
    detail: (label) => `${label} hangt op een andere locatie dan die van deze partij. Er is niets afgedrukt.`,
    step: 'Druk de labels van elke locatie apart af',
  },
  'label.reprinted': {
    title: 'Het is al opnieuw afgedrukt',
    detail: (which) => `Voor ${which} is er al een nieuw label; de partij staat tussen haakjes. Er is niets afgedrukt.`,
    step: 'Druk die partij nog eens af, of beëindig eerst het label ervan',
  },
  'label.batch-unknown': {
    title: 'Deze partij labels bestaat niet',
    detail: 'Niemand heeft hem besteld, of hij is van een andere exploitant.',
    step: 'Geef aan hoeveel labels het moeten zijn, of voor welke voorwerpen',
  },
  'label.letters-missing': {
    title: 'Tekens die niet kunnen worden afgedrukt',
    detail: (letters) => `In onze lettertypen ontbreekt ${letters} uit de namen op deze labels. Er is niets afgedrukt.`,
    step: 'Wijzig de naam, of druk af met een eigen lettertype: unlatch labels print --font',
  },
  'label.too-small': {
    title: 'Het label is te klein voor de code',
    detail: 'Telefoons zouden zo’n fijne code niet kunnen lezen. Er is niets afgedrukt.',
    step: 'Kies grotere labels; waar niveau Q was gevraagd, heeft M minder ruimte nodig',
  },
  'label.too-large': {
    title: 'Het label is te groot',
    detail: (size) => `Het grootste van deze vorm voor deze printer is ${size}. Er is niets afgedrukt.`,
    step: 'Kies kleinere labels, of minder punten per inch',
  },
  'label.print-busy': {
    title: 'Er worden andere labels afgedrukt',
    detail: (wait) =>
      `Voor elke exploitant wordt één partij tegelijk getekend. Er is niets afgedrukt; probeer het over ${wait} opnieuw.`,
    step: 'Wacht op de andere partij en druk dan deze af',
  },
  'label.batch-differs': {
    title: 'Deze partij is anders besteld',
    detail: (size) => `Er bestaat een partij met deze naam, met ${size} labels. Er is niets afgedrukt.`,
    step: 'Bestel hetzelfde nog eens, of kies een andere naam',
  },
  'label.batch-too-large': {
    title: 'Deze partij is te groot',
    detail: (most) => `Eén partij heeft hoogstens ${most} labels.`,
    step: 'Bestel meerdere partijen',
  },
  'label.key-missing': {
    title: 'Geen sleutel mag deze labels ondertekenen',
    detail: 'Deze gateway heeft geen sleutel in gebruik voor deze host. Er is niets afgedrukt.',
    step: 'Kijk naar de sleutels van de labels',
  },
  'take-over.refused': {
    title: 'Er is niets overgenomen',
    detail: (lines) => `Foute regels in de lijst: ${lines}. Alle andere regels wachten daarop.`,
    step: 'Verbeter deze regels en stuur de hele lijst opnieuw',
  },
};

/** What is wrong with a short code that was typed. */
export const nlTypingMistakes: typeof enTypingMistakes = {
  length: 'Een korte code heeft negen letters en cijfers.',
  letter: 'Eén teken erin staat nooit op onze labels.',
  check: 'Eén letter of cijfer erin is fout.',
};
