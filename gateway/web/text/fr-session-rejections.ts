// French rejections about what runs or has run: controls, orders, stays, guests, receipts and claims.
import type { enSessionRejections } from './en-session-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const frSessionRejections: Pick<RejectionTexts, keyof typeof enSessionRejections> = {
  'session.unknown': {
    title: 'Nous ne trouvons pas cette utilisation',
    detail: 'Elle n’existe pas, ou elle appartient à quelqu’un d’autre.',
    step: 'Aller à mes utilisations',
  },
  'session.not-running': {
    title: 'Cette utilisation n’est pas en cours',
    detail: (state) => `Son état : ${state}. Rien n’a été modifié.`,
    step: 'Retour à l’utilisation',
  },
  'receipt.not-yet': {
    title: 'Le reçu n’est pas encore prêt',
    detail: (state) => `État de l’utilisation : ${state}. Le reçu arrive tout seul à la fin.`,
    step: 'Retour à l’utilisation',
  },
  'control.unknown': {
    title: 'Cette commande n’existe pas',
    detail: 'Cet objet ne peut pas faire cela. Rien n’a été modifié.',
    step: 'Retour à l’utilisation',
  },
  'control.value-refused': {
    title: 'Ce réglage n’est pas possible',
    detail: 'Il est en dehors de ce que cet objet permet. Rien n’a été modifié.',
    step: 'Choisissez une autre valeur',
  },
  'order.item-unknown': {
    title: 'Un plat n’est plus à la carte',
    detail: 'Rien n’a été commandé.',
    step: 'Choisissez de nouveau dans la carte',
  },
  'order.exceeds-hold': {
    title: 'Cette commande dépasse le montant réservé',
    detail: (left) => `Il reste ${left} du montant réservé. Rien n’a été commandé.`,
    step: 'Choisissez moins, ou demandez au personnel',
  },
  'order.not-offered': {
    title: 'Rien ne peut être commandé ici',
    detail: 'Cet objet n’a pas de carte.',
    step: 'Retour à l’utilisation',
  },
  'order.too-large': {
    title: 'C’est trop pour une seule commande',
    detail: 'Elle ne tient pas sur un ticket de cuisine. Rien n’a été commandé.',
    step: 'Partagez-la en deux commandes',
  },
  'call.not-offered': {
    title: 'Le personnel ne peut pas être appelé d’ici',
    detail: 'Cet objet n’a pas de bouton d’appel.',
    step: 'Demandez aux personnes à proximité',
  },
  'receipt.not-for-expenses': {
    title: 'Pas de facture ici',
    detail: 'Cet établissement n’a pas indiqué sous quel nom et quel numéro de TVA il vend.',
    step: 'Demandez une facture à l’établissement',
  },
  'receipt.made-out-already': {
    title: 'Il est déjà établi à un nom',
    detail: 'Un reçu est établi au nom d’une entreprise, une seule fois.',
    step: 'Demandez à l’établissement si le nom est faux',
  },
  'pause.not-offered': {
    title: 'Cet objet n’a pas de pause',
    detail: 'Il peut seulement être utilisé ou rendu.',
    step: 'Touchez « Arrêter » quand vous avez fini',
  },
  'payout.nothing-due': {
    title: 'Rien n’est à verser',
    detail: 'Les montants prélevés sont versés sept jours plus tard, moins ce qui a été remboursé.',
    step: 'Réessayez un autre jour',
  },
  'venue.unknown': {
    title: 'Cet établissement n’existe pas',
    detail: 'Cet exploitant n’a pas d’établissement avec cet identifiant.',
    step: 'Regardez la liste de vos établissements',
  },
  'stay.not-paired': {
    title: 'Reliez d’abord votre téléphone à la chambre',
    detail: 'Seul l’hôte de cette chambre peut la démarrer.',
    step: 'Scannez le code et saisissez les chiffres de la télévision',
  },
  'stay.unknown': {
    title: 'Personne n’est enregistré dans cette chambre',
    detail: 'La chambre ne s’ouvre que pendant un séjour.',
    step: 'Demandez à la réception',
  },
  'stay.code-wrong': {
    title: 'Ces chiffres ne sont pas les bons',
    detail: (left) => `Comparez-les avec la télévision de votre chambre. Essais restants : ${left}.`,
    step: 'Saisissez les chiffres de nouveau',
  },
  'stay.locked': {
    title: 'Trop d’essais ratés',
    detail: 'Pour la sécurité de l’hôte, ce téléphone ne peut pas être relié par les chiffres de la chambre pendant une heure.',
    step: 'Demandez à la réception',
  },
  'stay.taken': {
    title: 'Un autre téléphone est relié à cette chambre',
    detail: 'Une chambre écoute un seul téléphone.',
    step: 'Utilisez ce téléphone-là, ou demandez à la réception',
  },
  'join.not-offered': {
    title: 'Personne d’autre ne peut participer ici',
    detail: 'C’est l’utilisation d’une seule personne.',
    step: 'Scannez-en un autre à proximité',
  },
  'join.refused': {
    title: 'Votre demande est refusée',
    detail: 'La personne qui a ouvert a dit non. Rien n’a été réservé.',
    step: 'Parlez-lui directement',
  },
  'join.too-often': {
    title: 'Vous êtes venu et parti trop souvent',
    detail: 'La demande n’est plus transmise à la personne qui a ouvert. Rien n’a été réservé.',
    step: 'Parlez-lui directement',
  },
  'join.price-changed': {
    title: 'Le prix a changé ici',
    detail: 'Cette table a été ouverte à un autre prix que celui que vous avez vu. Rien n’a été réservé.',
    step: 'Scannez de nouveau pour le voir',
  },
  'join.full': {
    title: 'Plus personne ne peut participer',
    detail: (most) => `Au maximum ${most} personnes peuvent participer. Rien n’a été réservé.`,
    step: 'Demandez à l’une d’elles de quitter',
  },
  'guest.unknown': {
    title: 'Cette personne n’attend plus',
    detail: 'Elle est partie, ou vous avez déjà répondu.',
    step: 'Retour à l’utilisation',
  },
  'guest.not-allowed': {
    title: 'Seule la personne qui a ouvert peut le faire',
    detail: 'Ici, vous êtes invité. Rien n’a été modifié.',
    step: 'Demandez à la personne qui a ouvert',
  },
  'guest.cannot-pay': {
    title: 'Son portefeuille a refusé',
    detail: 'Le montant nécessaire n’a pas pu être réservé dans son portefeuille. Le vôtre n’est pas touché.',
    step: 'Demandez-lui de recharger, puis acceptez de nouveau',
  },
  'claim.not-yet': {
    title: 'Attendez le reçu',
    detail: (state) => `État de l’utilisation : ${state}. À la fin, vous pourrez nous dire ce qui n’allait pas.`,
    step: 'Retour à l’utilisation',
  },
  'claim.too-late': {
    title: 'Cela ne peut plus être décidé ici',
    detail: (until) => `C’était possible d’un geste jusqu’au ${until}.`,
    step: 'Demandez au personnel, qui peut encore rembourser',
  },
  'claim.made': {
    title: 'Vous nous l’avez déjà dit',
    detail: 'Chacun de ces motifs compte une fois par utilisation. La décision figure sur le reçu.',
    step: 'Retour au reçu',
  },
  'review.not-open': {
    title: 'Il n’y a rien à décider ici',
    detail: (state) => `État de l’utilisation : ${state}. Elle n’est pas en vérification.`,
    step: 'Regardez la liste des utilisations en vérification',
  },
};
