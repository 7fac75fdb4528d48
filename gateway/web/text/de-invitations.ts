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
  'staff-link.unknown': {
    title: 'Diesen Link kennen wir nicht',
    detail: 'Es fehlt ein Zeichen, ein neuerer Link ersetzt ihn, oder die Person arbeitet hier nicht mehr.',
    step: 'Lassen Sie auf dem Rechner des Gateways einen neuen schreiben: unlatch staff link',
  },
  'staff-link.used': {
    title: 'Dieser Link wurde schon benutzt',
    detail: 'Er legt einen Passkey an, einmal. Nichts wurde geändert.',
    step: 'Melden Sie sich mit diesem Passkey an, oder bitten Sie um einen neuen Link',
  },
  'staff-link.expired': {
    title: 'Dieser Link ist zu alt',
    detail: 'Er galt eine halbe Stunde. Nichts wurde geändert.',
    step: 'Lassen Sie auf dem Rechner des Gateways einen neuen schreiben: unlatch staff link',
  },
};
