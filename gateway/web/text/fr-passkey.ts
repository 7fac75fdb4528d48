// French around a passkey: what a page says when the device makes none or shows none, and the refusals of its answer.
import type { PasskeyRejections, PasskeyWords } from './passkey-shape.ts';

export const frPasskey: PasskeyWords = {
  what: 'Une clé d’accès est gardée par cet appareil ou votre gestionnaire de mots de passe ; votre doigt, votre visage ou votre code l’ouvre. Il n’y a pas de mot de passe.',
  unsupported:
    'Ce navigateur ne peut pas utiliser de clé d’accès ici. Ouvrez cette page dans Chrome, Safari, Edge ou Firefox, sur votre téléphone ou ordinateur, à son adresse https.',
  cancelled:
    'Rien n’a été envoyé : l’appareil n’a pas été interrogé jusqu’au bout, ou n’a pas de clé d’accès pour ce lieu. Appuyez de nouveau, ou prenez l’appareil sur lequel vous l’avez créée.',
  known: 'Cet appareil a déjà une clé d’accès pour cela. Connectez-vous avec elle.',
  failed: 'L’appareil n’a pas pu le faire. Mettez-y un verrouillage d’écran, ou prenez un autre appareil, et appuyez de nouveau.',
  offline: 'Nous n’étions pas joignables. Vérifiez votre connexion et appuyez de nouveau.',
  noScript: 'Les clés d’accès ont besoin de JavaScript. Activez-le pour cette page et rechargez-la.',
};

export const frPasskeyRejections: PasskeyRejections = {
  'passkey.refused': {
    title: 'Cette clé d’accès n’a pas été acceptée',
    detail: 'Ce que l’appareil a envoyé ne prouve pas que vous détenez la clé. Rien n’a été modifié.',
    step: 'Réessayez, ou prenez l’appareil sur lequel vous l’avez créée',
  },
  'passkey.person-unchecked': {
    title: 'L’appareil n’a pas vérifié qui vous êtes',
    detail: 'Une clé d’accès ne compte qu’après un doigt, un visage ou un code. Rien n’a été modifié.',
    step: 'Mettez un verrouillage d’écran ou un code, et réessayez',
  },
  'passkey.unknown': {
    title: 'Nous ne connaissons pas cette clé d’accès',
    detail: 'Elle n’a jamais servi ici, ou a été retirée. Vous n’êtes pas connecté.',
    step: 'Choisissez une autre clé, ou demandez une nouvelle invitation',
  },
  'passkey.challenge-expired': {
    title: 'Cela a pris trop de temps',
    detail: 'Une réponse compte une fois, pendant cinq minutes. Rien n’a été modifié.',
    step: 'Réessayez',
  },
};
