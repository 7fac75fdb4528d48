// French rejections about who asks and how: sign-in, rights, requests, and our own interruptions.
import type { enRequestRejections } from './en-request-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const frRequestRejections: Pick<RejectionTexts, keyof typeof enRequestRejections> = {
  'operator.not-allowed': {
    title: 'C’est réservé au personnel',
    detail: 'Votre jeton ne donne pas ce droit ici. Rien n’a été fait.',
    step: 'Demandez un jeton d’exploitant à la personne qui gère ce lieu',
  },
  'identity.missing': {
    title: 'Nous ne vous connaissons pas encore',
    detail: 'Pour démarrer quelque chose, il faut être connecté. Rien n’est réservé.',
    step: 'Ouvrez le code depuis votre application',
  },
  'identity.expired': {
    title: 'Vous avez été déconnecté',
    detail: 'Votre connexion a expiré. Ce qui est en cours peut toujours être arrêté.',
    step: 'Reconnectez-vous dans votre application',
  },
  'identity.invalid': {
    title: 'Votre connexion n’a pas été acceptée',
    detail: 'Nous n’avons pas pu vérifier qui vous êtes. Rien n’est réservé.',
    step: 'Reconnectez-vous dans votre application',
  },
  'idempotency.key-missing': {
    title: 'Cette demande était incomplète',
    detail: 'Il lui manquait sa clé, rien n’a donc été fait.',
    step: 'Revenez en arrière et touchez de nouveau',
  },
  'idempotency.key-reused': {
    title: 'Cela a déjà été envoyé avec d’autres détails',
    detail: 'C’est la première demande qui compte. Rien n’a été fait deux fois.',
    step: 'Revenez en arrière et touchez de nouveau',
  },
  'request.malformed': {
    title: 'Nous n’avons pas pu lire cette demande',
    detail: (at) => `Il y a une erreur à « ${at} ». Rien n’a été fait.`,
    step: 'Revenez en arrière et réessayez',
  },
  'request.too-large': {
    title: 'Cette demande est trop grande',
    detail: (limit) => `Au maximum ${limit} sont acceptés. Rien n’a été fait.`,
    step: 'Revenez en arrière et envoyez moins',
  },
  'request.unsupported-type': {
    title: 'Ce type de contenu n’est pas accepté',
    detail: 'Rien n’a été fait.',
    step: 'Revenez en arrière et réessayez',
  },
  'request.not-found': {
    title: 'Cette page n’existe pas',
    detail: 'L’adresse est peut-être incomplète.',
    step: 'Aller à mes utilisations',
  },
  'request.method-refused': {
    title: 'Cette adresse ne fonctionne pas ainsi',
    detail: 'Rien n’a été fait.',
    step: 'Aller à mes utilisations',
  },
  'origin.refused': {
    title: 'Cette demande venait d’un autre site',
    detail: 'Pour votre sécurité, seuls les boutons de nos propres pages comptent. Rien n’a été fait.',
    step: 'Scannez le code de nouveau',
  },
  'webhook.invalid': {
    title: 'Ce message n’a pas été cru',
    detail: 'Sa signature, son heure ou sa forme ne sont pas ce qui a été convenu avec le portefeuille. Rien n’a été appliqué.',
    step: 'Vérifiez le secret et l’horloge de l’expéditeur',
  },
  'system.unavailable': {
    title: 'Nous avons une courte interruption',
    detail: 'Ce qui est en cours continue et est compté équitablement.',
    step: (seconds) => `Réessayez dans ${seconds}`,
  },
  'system.recovering': {
    title: 'Nous vérifions nos comptes',
    detail: 'Rien de nouveau ne peut démarrer pour un instant. Ce qui est en cours continue et peut être arrêté.',
    step: (seconds) => `Réessayez dans ${seconds}`,
  },
  'system.failed': {
    title: 'Un problème est survenu de notre côté',
    detail: 'Toucher de nouveau ne pose aucun problème : rien n’est fait ni payé deux fois.',
    step: 'Réessayer',
  },
};
