// French words for what shows that a person is there: parts of a list of things to do, and the refusals about it.
import type { enPresenceRejections, enPresenceWays } from './en-presence.ts';
import type { RejectionTexts } from './shape.ts';

export const frPresenceWays: typeof enPresenceWays = {
  'display-code': 'scanner le code sur son écran',
  nfc: 'approcher le téléphone de sa puce NFC',
  button: 'appuyer sur son bouton autant de fois que votre page l’indique',
  blink: 'compter combien de fois il clignote',
  stay: 'saisir le code que la chambre affiche',
  staff: 'demander au personnel',
};

export const frPresenceRejections: Pick<RejectionTexts, keyof typeof enPresenceRejections> = {
  'code.display-stale': {
    title: 'L’écran affiche maintenant un autre code',
    detail: 'Son code change deux fois par minute et ne vaut que tant qu’il est affiché. Vous ne payez rien.',
    step: 'Scannez ce que l’écran affiche maintenant',
  },
  'code.display-used': {
    title: 'Ce code a déjà servi à démarrer',
    detail: 'Chaque code de l’écran vaut une fois. Le suivant vient en moins d’une demi-minute. Vous ne payez rien.',
    step: 'Attendez le code suivant et scannez-le',
  },
  'presence.required': {
    title: 'Montrez que vous êtes sur place',
    detail: (ways) =>
      `Une photo de l’étiquette ne doit pas suffire à démarrer. Chacun de ces gestes montre que vous êtes devant l’objet : ${ways}. Rien n’a été réservé.`,
    step: 'Faites l’un d’eux, puis touchez de nouveau « Démarrer »',
  },
  'presence.nobody': {
    title: 'Aucune page n’affiche ce numéro en ce moment',
    detail:
      'Le numéro se trouve sur le téléphone de la personne pour qui l’objet est gardé, et seulement pendant ce temps. Rien n’a été noté.',
    step: 'Demandez à la personne d’ouvrir le code et de toucher « Le garder pour moi », puis lisez le numéro sur sa page',
  },
  'presence.not-counted': {
    title: 'Le personnel ne peut pas se porter garant pour ce type d’objet',
    detail: 'Ses propres règles disent ce qui montre que quelqu’un est là. Rien n’a été noté.',
    step: 'Regardez comment cela se montre pour cet objet',
  },
  'display.not-offered': {
    title: 'Cet objet n’a pas d’écran pour les codes',
    detail: 'Son appareil n’affiche pas de codes changeants, ou ne signe rien de ce qu’il dit. Rien n’a été modifié.',
    step: 'Choisissez un objet avec un écran',
  },
};
