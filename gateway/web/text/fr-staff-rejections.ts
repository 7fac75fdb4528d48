// Refusals that staff meet when they give money back, in French.

import type { enStaffRejections } from './en-staff-rejections.ts';
import { frInvitations } from './fr-invitations.ts';
import { frPasskeyRejections } from './fr-passkey.ts';
import type { RejectionTexts } from './shape.ts';

export const frStaffRejections: Pick<RejectionTexts, keyof typeof enStaffRejections> = {
  ...frPasskeyRejections,
  ...frInvitations,
  'label-alert.unknown': {
    title: 'Cette alerte n’existe pas',
    detail: 'Elle n’existe pas, ou elle concerne une étiquette d’un autre exploitant.',
    step: 'Regardez la liste des alertes',
  },
  'label-round.unknown': {
    title: 'Cette tournée n’existe pas',
    detail: 'Elle n’existe pas, ou elle a été commencée chez un autre exploitant.',
    step: 'Regardez la liste des tournées',
  },
  'label-round.ended': {
    title: 'Cette tournée est finie',
    detail: 'Son rapport est écrit et rien n’y est ajouté. Ce que vous avez scanné n’a pas été noté.',
    step: 'Commencez une autre tournée',
  },
  'claim.unknown': {
    title: 'Cette réclamation n’existe pas',
    detail: 'Elle n’existe pas, ou elle a été faite chez un autre exploitant.',
    step: 'Regardez la liste des réclamations ouvertes',
  },
  'refund.not-captured': {
    title: 'Rien n’a été prélevé qui puisse être remboursé',
    detail: (state) => `L’argent de cette personne est dans l’état « ${state} ».`,
    step: 'Regardez l’utilisation',
  },
  'refund.exceeds-captured': {
    title: 'C’est plus que ce qui a été payé',
    detail: (captured) => `${captured} ont été payés en tout. Rien n’a été remboursé.`,
    step: 'Choisissez un montant jusqu’à ce qui a été payé',
  },
  'refund.already-given': {
    title: 'Autant a déjà été remboursé',
    detail: (refunded) => `${refunded} ont été remboursés en tout. Les montants comptent en tout, pas en plus.`,
    step: 'Choisissez un total plus élevé, ou laissez ainsi',
  },
  'refund.under-way': {
    title: 'De l’argent est déjà sur le retour',
    detail: 'Un remboursement antérieur attend encore la réponse du portefeuille. Rien n’a été donné deux fois.',
    step: 'Réessayez dans une minute',
  },
  'refund.disputed': {
    title: 'La personne l’a réclamé auprès de sa banque',
    detail: (disputed) =>
      `${disputed} sont contestés ou ont été perdus dans un litige. Rien n’a été remboursé, pour que ce ne soit pas payé deux fois.`,
    step: 'Attendez la fin du litige, ou choisissez un total plus bas',
  },
  'refund.too-old': {
    title: 'C’est trop ancien pour un remboursement d’ici',
    detail: (until) => `C’était possible jusqu’au ${until}. Rien n’a été remboursé.`,
    step: 'Demandez à la personne qui gère la plateforme',
  },
  'refund.payable-short': {
    title: 'Il ne reste pas autant à verser à l’établissement',
    detail: (payable) =>
      `${payable} restent à verser à l’établissement ; un remboursement en est déduit. Rien n’a été remboursé.`,
    step: 'Choisissez un total plus bas, attendez de nouvelles utilisations, ou demandez à la personne qui gère la plateforme',
  },
  'refund.unknown': {
    title: 'Ce remboursement n’existe pas',
    detail: 'Il n’existe pas, ou il a été fait chez un autre exploitant.',
    step: 'Regardez la liste de ce qui est dû',
  },
  'operator.role-refused': {
    title: 'Pas pour votre rôle',
    detail: 'Vous êtes connecté, mais votre rôle ne permet pas cela.',
    step: 'Demandez à un propriétaire de le faire, ou de changer votre rôle',
  },
};
