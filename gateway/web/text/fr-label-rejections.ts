// Refusals about labels - met by whoever scans one, and by staff who print, hang and end them - in French.
import type { enLabelRejections, enTypingMistakes } from './en-label-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const frLabelRejections: Pick<RejectionTexts, keyof typeof enLabelRejections> = {
  'code.not-attached': {
    title: 'Cette étiquette n’est pas encore en service',
    detail: 'C’est une des nôtres, mais elle n’est liée à aucun objet. Rien n’a été ouvert et rien n’est payé.',
    step: 'Prévenez le personnel, ou scannez une autre étiquette sur l’objet',
  },
  'code.second-label': {
    title: 'Il y a déjà une étiquette sur cet objet',
    detail: (name) => `${name} a une étiquette que l’on peut scanner. Rien n’a été modifié.`,
    step: 'Dites si les deux comptent, ou celle-ci seulement',
  },
  'label.unknown': {
    title: 'Cette étiquette n’existe pas',
    detail: 'Personne ne l’a imprimée ici, ou elle appartient à un autre exploitant.',
    step: 'Regardez la liste des étiquettes',
  },
  'label.mistyped': {
    title: 'Ce code court est mal saisi',
    detail: (mistake) => `${mistake} Rien n’a été modifié.`,
    step: 'Comparez chaque signe avec l’étiquette, ou scannez-la',
  },
  'label.ended': {
    title: 'Cette étiquette ne vaut plus',
    detail: 'Elle a été remplacée, perdue ou révoquée et ne vaudra plus jamais. Rien n’a été modifié.',
    step: 'Imprimez une nouvelle étiquette et posez celle-là',
  },
  'label.attached-elsewhere': {
    title: 'Cette étiquette est sur un autre objet',
    detail: (name) => `Elle mène maintenant à ${name}. Rien n’a été modifié.`,
    step: 'Dites qu’elle change de place, ou prenez une autre étiquette',
  },
  'label.other-venue': {
    title: 'Un lot est pour un seul établissement',
    detail: (label) => `${label} se trouve dans un autre établissement que celui de ce lot. Rien n’a été imprimé.`,
    step: 'Imprimez les étiquettes de chaque établissement à part',
  },
  'label.reprinted': {
    title: 'Elle a déjà été réimprimée',
    detail: (which) => `Il y a déjà une nouvelle étiquette pour ${which} ; son lot est entre parenthèses. Rien n’a été imprimé.`,
    step: 'Réimprimez ce lot, ou mettez d’abord fin à son étiquette',
  },
  'label.batch-unknown': {
    title: 'Ce lot d’étiquettes n’existe pas',
    detail: 'Personne ne l’a commandé, ou il appartient à un autre exploitant.',
    step: 'Dites combien d’étiquettes il doit avoir, ou pour quels objets',
  },
  'label.letters-missing': {
    title: 'Des caractères impossibles à imprimer',
    detail: (letters) => `Nos polices n’ont pas ${letters}, présent dans les noms de ces étiquettes. Rien n’a été imprimé.`,
    step: 'Changez le nom, ou imprimez avec votre propre police : unlatch labels print --font',
  },
  'label.too-small': {
    title: 'L’étiquette est trop petite pour son code',
    detail: 'Les téléphones ne pourraient pas lire un code aussi fin. Rien n’a été imprimé.',
    step: 'Choisissez de plus grandes étiquettes ; si le niveau Q était demandé, M prend moins de place',
  },
  'label.too-large': {
    title: 'L’étiquette est trop grande',
    detail: (size) => `La plus grande de cette forme pour cette imprimante mesure ${size}. Rien n’a été imprimé.`,
    step: 'Choisissez de plus petites étiquettes, ou moins de points par pouce',
  },
  'label.print-busy': {
    title: 'D’autres étiquettes sont en cours d’impression',
    detail: (wait) => `Un seul lot à la fois est dessiné pour chaque exploitant. Rien n’a été imprimé ; réessayez dans ${wait}.`,
    step: 'Attendez l’autre lot, puis imprimez celui-ci',
  },
  'label.batch-differs': {
    title: 'Ce lot a été commandé autrement',
    detail: (size) => `Un lot de ce nom existe, avec ${size} étiquettes. Rien n’a été imprimé.`,
    step: 'Commandez la même chose, ou choisissez un autre nom',
  },
  'label.batch-too-large': {
    title: 'Ce lot est trop grand',
    detail: (most) => `Un lot a au maximum ${most} étiquettes.`,
    step: 'Commandez plusieurs lots',
  },
  'label.key-missing': {
    title: 'Aucune clé ne peut signer ces étiquettes',
    detail: 'Cette passerelle n’a pas de clé en service pour cet hôte. Rien n’a été imprimé.',
    step: 'Regardez les clés des étiquettes',
  },
  'take-over.refused': {
    title: 'Rien n’a été repris',
    detail: (lines) => `Lignes fausses dans la liste : ${lines}. Toutes les autres lignes les attendent.`,
    step: 'Corrigez ces lignes et renvoyez toute la liste',
  },
};

/** What is wrong with a short code that was typed. */
export const frTypingMistakes: typeof enTypingMistakes = {
  length: 'Un code court a neuf lettres et chiffres.',
  letter: 'Un de ses signes ne figure jamais sur nos étiquettes.',
  check: 'Une de ses lettres ou un de ses chiffres est faux.',
};
