// French rejections: for every refusal a title, a sentence and one next step.
import { frAccountRejections } from './fr-account.ts';
import { frContactRejections } from './fr-contact-rejections.ts';
import { frEmergencyRejections } from './fr-emergency.ts';
import { frLabelRejections } from './fr-label-rejections.ts';
import { frPresenceRejections } from './fr-presence.ts';
import { frRequestRejections } from './fr-request-rejections.ts';
import { frReservationRejections } from './fr-reservation.ts';
import { frSessionRejections } from './fr-session-rejections.ts';
import { frStaffRejections } from './fr-staff-rejections.ts';
import { frVenueRejections } from './fr-venue-rejections.ts';
import { frWorkshopRejections } from './fr-workshop-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const frRejections: RejectionTexts = {
  ...frVenueRejections,
  ...frEmergencyRejections,
  ...frContactRejections,
  ...frReservationRejections,
  ...frAccountRejections,
  ...frSessionRejections,
  ...frStaffRejections,
  ...frWorkshopRejections,
  ...frPresenceRejections,
  ...frLabelRejections,
  ...frRequestRejections,
  'code.not-ours': {
    title: 'Ce n’est pas un de nos codes',
    detail:
      'Rien n’a été ouvert et rien n’est payé. Soyez prudent : l’autocollant peut avoir été collé sur le vrai. Ne saisissez jamais de données de carte après l’avoir scanné.',
    step: 'Cherchez la vraie étiquette et scannez de nouveau',
  },
  'code.replaced': {
    title: 'Cette étiquette n’est plus en service',
    detail: 'C’était une des nôtres, mais elle ne vaut plus. Vous ne payez rien.',
    step: 'Cherchez une autre étiquette sur l’objet, ou demandez au personnel',
  },
  'limit.reached': {
    title: 'Trop d’essais depuis ici',
    detail: (wait) =>
      `Il y a eu beaucoup d’essais depuis ce réseau ou ce compte. Vous pourrez continuer dans ${wait} ; une personne connectée passe avant. Vous ne payez rien.`,
    step: 'Connectez-vous, ou patientez et scannez de nouveau',
  },
  'act.too-often': {
    title: 'Trop d’appuis',
    detail: (wait) =>
      `Il y a eu tant d’appuis avec ce compte qu’il doit attendre ${wait}. Ce qui a été fait avant reste fait, et « Arrêter » est toujours possible.`,
    step: 'Patientez, puis touchez une fois de plus',
  },
  'ticket.invalid': {
    title: 'Cette page appartient à un autre téléphone',
    detail: 'Seul le téléphone qui a scanné le code peut l’utiliser.',
    step: 'Scannez le code avec ce téléphone',
  },
  'ticket.expired': {
    title: 'Cette page a attendu trop longtemps',
    detail: 'Pour votre sécurité, un scan est valable trois minutes. Rien n’est réservé.',
    step: 'Scannez le code de nouveau',
  },
  'ticket.used': {
    title: 'Ce scan a déjà servi',
    detail: 'Chaque scan démarre une utilisation. Si elle est en cours, vous la trouvez parmi vos utilisations.',
    step: 'Aller à mes utilisations',
  },
  'offer.changed': {
    title: 'Le prix ou l’objet a changé',
    detail: 'Ce que vous avez vu ne vaut plus, rien n’a donc été démarré.',
    step: 'Voir la nouvelle offre',
  },
  'object.unknown': {
    title: 'Nous ne connaissons pas cet objet',
    detail: (objectId) =>
      objectId === '' ? 'Le code est authentique, mais rien n’y est relié.' : `Il n’y a pas d’objet ${objectId} ici.`,
    step: 'Prévenez le personnel ou utilisez-en un autre',
  },
  'object.out-of-service': {
    title: 'Hors service',
    detail: 'L’exploitant l’a retiré du service pour l’instant.',
    step: 'Scannez-en un autre à proximité',
  },
  'object.busy': {
    title: 'Quelqu’un d’autre l’utilise',
    detail: 'Rien n’a été réservé.',
    step: 'Scannez-en un autre à proximité',
  },
  'object.starts-unused': {
    title: 'Celui-ci a été démarré plusieurs fois sans être utilisé',
    detail: 'Depuis une heure, vous l’avez démarré à plusieurs reprises sans l’utiliser. Rien n’a été réservé.',
    step: 'Prenez-en un autre, ou demandez au personnel',
  },
  'object.unsigned-not-free': {
    title: 'Celui-ci ne peut pas être vendu',
    detail: 'Il ne peut pas prouver combien de temps il a servi ; nous ne le démarrons donc que là où il est gratuit.',
    step: 'Prévenez le personnel ou utilisez-en un autre',
  },
  'tariff.missing': {
    title: 'Aucun prix n’est fixé ici',
    detail: 'Sans prix, nous ne démarrons rien.',
    step: 'Prévenez le personnel ou utilisez-en un autre',
  },
  'device.offline': {
    title: 'Il est injoignable pour le moment',
    detail: 'Il n’a pas de connexion avec nous et ne s’ouvrirait pas. Rien n’a été réservé.',
    step: 'Scannez-en un autre à proximité',
  },
  'device.queue-full': {
    title: 'Une chose à la fois',
    detail: 'L’objet n’a pas encore fait ce qui lui a été demandé en dernier. Rien n’a été modifié.',
    step: 'Patientez quelques secondes, puis touchez de nouveau',
  },
  'device.refused': {
    title: 'L’objet a refusé',
    detail: (reason) => `${reason} Vous ne payez rien.`,
    step: 'Scannez-en un autre à proximité',
  },
  'wallet.funds-insufficient': {
    title: 'Votre solde est trop bas',
    detail: (shortfall) => `Il manque ${shortfall} pour le montant réservé au départ. Rien n’a été réservé.`,
    step: (shortfall) => `Rechargez ${shortfall}, puis scannez de nouveau`,
  },
  'wallet.currency-mismatch': {
    title: 'Votre portefeuille est dans une autre devise',
    detail: (currency) => `Votre portefeuille est en ${currency}. Cet objet accepte une autre devise.`,
    step: 'Ouvrez un portefeuille dans la devise de ce lieu',
  },
  'wallet.declined': {
    title: 'Votre portefeuille a refusé',
    detail: (reason) => `${reason} Rien n’a été réservé.`,
    step: 'Regardez dans votre portefeuille, puis réessayez',
  },
  'wallet.owed': {
    title: 'Une utilisation antérieure n’est pas encore payée',
    detail: (owed) => `${owed} n’ont pas pu être prélevés. Il faut les payer avant de pouvoir redémarrer.`,
    step: (owed) => `Payer ${owed} dans votre portefeuille`,
  },
  'person.too-many-sessions': {
    title: 'Vous en utilisez déjà assez',
    detail: (most) => `Une personne peut en utiliser ${most} à la fois. Rien n’a été réservé.`,
    step: 'Arrêtez d’abord l’une d’elles',
  },
  'person.starts-unused': {
    title: 'Trop de démarrages sans utilisation',
    detail: 'Depuis une heure, plusieurs choses ont été démarrées pour vous sans être utilisées. Rien n’a été réservé.',
    step: 'Réessayez dans une heure, ou demandez au personnel',
  },
  'top-up.not-offered': {
    title: 'Votre portefeuille ne peut pas être rechargé d’ici',
    detail: 'Aucun moyen de versement n’est prévu chez cet exploitant.',
    step: 'Rechargez dans votre application',
  },
  'top-up.amount-refused': {
    title: 'Ce montant n’est pas possible',
    detail: (range) => `Entre ${range}. Rien n’a été payé.`,
    step: 'Choisissez un autre montant',
  },
  'top-up.unknown': {
    title: 'Nous ne trouvons pas cette recharge',
    detail: 'Elle n’existe pas, ou elle appartient à quelqu’un d’autre.',
    step: 'Aller à mes utilisations',
  },
  'owed.under-way': {
    title: 'La demande au portefeuille est en cours',
    detail: 'Il peut accepter à tout moment. Rien n’a été modifié.',
    step: 'Réessayez dans quelques minutes',
  },
  'owed.nothing': {
    title: 'Rien n’est dû',
    detail: 'Tout est déjà payé.',
    step: 'Retour au portefeuille',
  },
};
