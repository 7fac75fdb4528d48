// Refusals that staff meet when they set prices and connect devices, in French.
import type { RejectionTexts } from './shape.ts';

export const frWorkshopRejections: Pick<
  RejectionTexts,
  | 'tariff.unknown'
  | 'tariff.conflict'
  | 'tariff.invalid'
  | 'tariff.misfit'
  | 'device.unknown'
  | 'device.taken'
  | 'device.keyless'
  | 'device-claim.unknown'
  | 'device-claim.open'
  | 'device-claim.not-pending'
  | 'credential.unknown'
> = {
  'tariff.unknown': {
    title: 'Ce tarif n’existe pas',
    detail: 'Il n’existe pas, ou il appartient à un autre exploitant.',
    step: 'Consultez vos tarifs',
  },
  'tariff.conflict': {
    title: 'Quelqu’un d’autre a publié entre-temps',
    detail: (version) =>
      `La version ${version} est désormais en vigueur. Rien de vous n’a été publié, et rien de l’autre n’est perdu.`,
    step: 'Comparez avec la version en vigueur, puis publiez à nouveau',
  },
  'tariff.invalid': {
    title: 'Ce tarif ne peut pas encore être publié',
    detail: (problems) => `À corriger : ${problems}. Le tarif en vigueur reste inchangé.`,
    step: 'Corrigez ce qui est signalé et réessayez',
  },
  'tariff.misfit': {
    title: 'Ce tarif ne convient pas à l’objet',
    detail: (name) => `« ${name} » ne peut pas être proposé à ce tarif. Aucun objet n’a été modifié.`,
    step: 'Choisissez un autre tarif, ou laissez cet objet de côté',
  },
  'device.unknown': {
    title: 'Cet appareil n’existe pas',
    detail: 'Il n’existe pas, ou il appartient à un autre exploitant.',
    step: 'Consultez la liste des appareils',
  },
  'device.taken': {
    title: 'Un autre appareil porte ce nom',
    detail: 'Il est d’un autre type ou d’un autre exploitant. Aucun jeton n’a été créé.',
    step: 'Choisissez un autre nom pour l’appareil',
  },
  'device.keyless': {
    title: 'Cet appareil n’a pas encore montré de clé',
    detail: 'Seul un appareil connecté avec un jeton a sa propre clé.',
    step: 'Créez un jeton et connectez d’abord l’appareil avec',
  },
  'device-claim.unknown': {
    title: 'Ce jeton n’existe pas',
    detail: 'Aucun jeton n’a été créé chez vous pour ce numéro de série.',
    step: 'Créez-en un dans la liste des appareils',
  },
  'device-claim.open': {
    title: 'Un jeton existe déjà pour ce numéro de série',
    detail: (until) => `Il est valable jusqu’au ${until}. Aucun autre n’a été créé.`,
    step: 'Utilisez-le, ou remplacez-le',
  },
  'device-claim.not-pending': {
    title: 'Il n’y a rien à décider',
    detail: 'L’appareil est déjà connecté, il a été refusé, ou son jeton a expiré.',
    step: 'Consultez la liste des appareils',
  },
  'credential.unknown': {
    title: 'Il n’y a rien à retirer',
    detail: 'L’appareil n’a pas de tels accès en vigueur ou en attente.',
    step: 'Consultez les accès de l’appareil',
  },
};
