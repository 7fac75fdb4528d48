// Refusals around a venue and its objects, in French.
import type { RejectionTexts } from './shape.ts';

export const frVenueRejections: Pick<
  RejectionTexts,
  | 'object.needs-cleaning'
  | 'object.retired'
  | 'object.in-use'
  | 'object.still-in-service'
  | 'object.open-free'
  | 'object.interlocked'
  | 'object.name-taken'
  | 'objects.list-refused'
  | 'objects.too-many'
  | 'venue.currency-in-use'
  | 'place.unknown'
  | 'edit.conflict'
> = {
  'object.needs-cleaning': {
    title: 'Nettoyage en cours',
    detail: 'Il vient d’être utilisé et sera nettoyé avant la personne suivante. Rien n’est payé.',
    step: 'Scannez-en un autre à proximité, ou revenez dans quelques minutes',
  },
  'object.retired': {
    title: 'Plus en service',
    detail: 'Cet objet a été retiré pour de bon ; son étiquette ne mène nulle part. Rien n’est payé.',
    step: 'Scannez-en un autre à proximité',
  },
  'object.in-use': {
    title: 'Quelqu’un l’utilise',
    detail: 'Il faut attendre la fin de l’utilisation en cours.',
    step: 'Attendez la fin, ou terminez-la dans la liste, puis réessayez',
  },
  'object.still-in-service': {
    title: 'Encore en service',
    detail: 'Il ne s’ouvre sans prix que lorsque personne d’autre ne peut l’utiliser.',
    step: 'Mettez-le d’abord hors service',
  },
  'object.open-free': {
    title: 'Il est encore ouvert',
    detail: 'Il a été ouvert sans prix et l’est toujours. Ce qui est proposé aux autres ne s’utilise pas gratuitement.',
    step: 'Fermez-le d’abord',
  },
  'object.interlocked': {
    title: 'Il y a peut-être quelqu’un',
    detail: 'L’appareil signale quelqu’un à l’intérieur, ou ne peut l’exclure ; rien ne l’ouvre d’ici.',
    step: 'Frappez et regardez ; dès que l’appareil le signale vide, réessayez',
  },
  'object.name-taken': {
    title: 'Ce nom est pris',
    detail: (fact) => `Un objet du même emplacement s’appelle déjà ${fact}, ou il ne reste pas assez de numéros.`,
    step: 'Choisissez un autre nom',
  },
  'objects.list-refused': {
    title: 'Rien n’a été créé',
    detail: (fact) => `Erreurs dans la liste : ${fact}. Chacune indique sa ligne et sa colonne.`,
    step: 'Corrigez les lignes et renvoyez la liste',
  },
  'objects.too-many': {
    title: 'Trop à la fois',
    detail: (fact) => `Au plus ${fact} à la fois.`,
    step: 'Répartissez-les en plusieurs fois',
  },
  'venue.currency-in-use': {
    title: 'La monnaie reste',
    detail: (fact) => `Des objets de ce lieu ont des prix en ${fact}.`,
    step: 'Retirez d’abord ces prix, ou ouvrez un autre lieu',
  },
  'place.unknown': {
    title: 'Cet emplacement n’existe pas',
    detail: 'Il n’existe pas, ou il appartient à un autre exploitant.',
    step: 'Consultez la liste des emplacements',
  },
  'edit.conflict': {
    title: 'Quelqu’un d’autre l’a modifié',
    detail: 'Il a été enregistré après que vous l’avez ouvert. Rien de vous n’a été enregistré, et rien de l’autre n’est perdu.',
    step: 'Regardez ce qui s’y trouve maintenant et modifiez-le à nouveau',
  },
};
