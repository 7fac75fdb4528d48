// Refusals around the first start, staff and their invitations, in German.
import type { InvitationRejections } from './passkey-shape.ts';

export const deInvitations: InvitationRejections = {
  'set-up.done': {
    title: 'Hier ist schon alles eingerichtet',
    detail: 'Der Link des ersten Starts wurde benutzt: Es gibt eine Inhaberin oder einen Inhaber. Nichts wurde geändert.',
    step: 'Melden Sie sich an, oder bitten Sie um eine Einladung',
  },
  'set-up.link-wrong': {
    title: 'Das ist nicht der Link des ersten Starts',
    detail: 'Es fehlt ein Zeichen, oder er stammt von einer anderen Installation. Nichts wurde geändert.',
    step: 'Kopieren Sie den ganzen Link dort, wo das Gateway ihn ausgegeben hat',
  },
  'staff.unknown': {
    title: 'Hier arbeitet niemand mit diesem Namen',
    detail: 'Die Person ist gegangen, oder sie arbeitet für einen anderen Betreiber.',
    step: 'Sehen Sie in der Liste des Personals nach',
  },
  'staff.last-owner': {
    title: 'Eine Inhaberin oder ein Inhaber muss bleiben',
    detail:
      'Das ist die letzte Person mit dieser Rolle. Ohne sie könnte niemand einladen oder das Geld sehen. Nichts wurde geändert.',
    step: 'Geben Sie zuerst einer anderen Person diese Rolle',
  },
  'invitation.unknown': {
    title: 'Diese Einladung kennen wir nicht',
    detail: 'Es fehlt ein Zeichen, oder sie stammt von einem anderen Betreiber.',
    step: 'Öffnen Sie den ganzen Link noch einmal, oder bitten Sie um eine neue',
  },
  'invitation.used': {
    title: 'Diese Einladung wurde schon benutzt',
    detail: 'Sie lässt eine Person ein, einmal. Nichts wurde geändert.',
    step: 'Melden Sie sich mit Ihrem Passkey an, oder bitten Sie um eine neue Einladung',
  },
  'invitation.expired': {
    title: 'Diese Einladung ist zu alt',
    detail: 'Sie galt sieben Tage. Nichts wurde geändert.',
    step: 'Bitten Sie um eine neue, wo Sie eingeladen wurden',
  },
  'invitation.revoked': {
    title: 'Diese Einladung wurde zurückgenommen',
    detail: 'Sie lässt niemanden mehr ein. Nichts wurde geändert.',
    step: 'Fragen Sie dort nach, wo Sie eingeladen wurden',
  },
  'invitation.too-many': {
    title: 'Es sind zu viele Einladungen offen',
    detail: 'Hundert warten auf eine Antwort. Niemand wurde eingeladen.',
    step: 'Nehmen Sie einige zurück, oder warten Sie, bis sie benutzt sind',
  },
};
