// Refusals around the first start, staff and their invitations, in French.
import type { InvitationRejections } from './passkey-shape.ts';

export const frInvitations: InvitationRejections = {
  'set-up.done': {
    title: 'Tout est déjà installé ici',
    detail: 'Le lien du premier démarrage a servi : il y a un propriétaire. Rien n’a été modifié.',
    step: 'Connectez-vous, ou demandez une invitation à un propriétaire',
  },
  'set-up.link-wrong': {
    title: 'Ce n’est pas le lien du premier démarrage',
    detail: 'Il manque un caractère, ou il vient d’une autre installation. Rien n’a été modifié.',
    step: 'Copiez le lien entier là où la passerelle l’a affiché',
  },
  'staff.unknown': {
    title: 'Personne de ce nom ne travaille ici',
    detail: 'Cette personne est partie, ou travaille pour un autre exploitant.',
    step: 'Regardez la liste du personnel',
  },
  'staff.last-owner': {
    title: 'Il faut qu’il reste un propriétaire',
    detail: 'C’est le seul propriétaire. Sans lui, personne ne pourrait inviter ni voir l’argent. Rien n’a été modifié.',
    step: 'Nommez d’abord un autre propriétaire',
  },
  'invitation.unknown': {
    title: 'Nous ne connaissons pas cette invitation',
    detail: 'Il manque un caractère, ou elle vient d’un autre exploitant.',
    step: 'Ouvrez de nouveau le lien entier, ou demandez-en une autre',
  },
  'invitation.used': {
    title: 'Cette invitation a déjà servi',
    detail: 'Elle fait entrer une seule personne, une seule fois. Rien n’a été modifié.',
    step: 'Connectez-vous avec votre clé d’accès, ou demandez une nouvelle invitation',
  },
  'invitation.expired': {
    title: 'Cette invitation est trop ancienne',
    detail: 'Elle était valable sept jours. Rien n’a été modifié.',
    step: 'Demandez-en une nouvelle à qui vous a invité',
  },
  'invitation.revoked': {
    title: 'Cette invitation a été retirée',
    detail: 'Elle ne fait plus entrer personne. Rien n’a été modifié.',
    step: 'Adressez-vous à qui vous a invité',
  },
  'invitation.too-many': {
    title: 'Trop d’invitations sont ouvertes',
    detail: 'Cent attendent une réponse. Personne n’a été invité.',
    step: 'Retirez-en quelques-unes, ou attendez qu’elles servent',
  },
  'staff-link.unknown': {
    title: 'Nous ne connaissons pas ce lien',
    detail: 'Il manque un caractère, un lien plus récent l’a remplacé, ou la personne ne travaille plus ici.',
    step: 'Faites-en écrire un autre sur la machine de la passerelle : unlatch staff link',
  },
  'staff-link.used': {
    title: 'Ce lien a déjà servi',
    detail: 'Il crée une clé d’accès, une seule fois. Rien n’a été modifié.',
    step: 'Connectez-vous avec cette clé d’accès, ou demandez un nouveau lien',
  },
  'staff-link.expired': {
    title: 'Ce lien est trop ancien',
    detail: 'Il était valable une demi-heure. Rien n’a été modifié.',
    step: 'Faites-en écrire un autre sur la machine de la passerelle : unlatch staff link',
  },
};
