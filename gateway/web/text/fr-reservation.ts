// French about an object that is kept while somebody looks at its offer: being found, telling how often it blinked, and its refusals.
import type { enReservation, enReservationRejections } from './en-reservation.ts';
import type { RejectionTexts } from './shape.ts';

export const frReservation: typeof enReservation = {
  title: 'Est-ce bien celui-ci ?',
  detail:
    'Il est gardé pour vous pendant que vous regardez, une minute et demie au plus. La personne qui montre qu’elle est devant passe en premier. C’est gratuit.',
  blinkDetail: 'Il clignote aussi, pour que vous voyiez lequel c’est.',
  keep: 'Le garder pour moi',
  keepAndBlink: 'Le faire clignoter',
  mine: 'Gardé pour vous',
  left: 'Temps restant',
  question: 'Combien de fois a-t-il clignoté ?',
  questionDetail: 'Il clignote trois fois de suite, avec une pause entre deux. Votre réponse montre que vous êtes devant.',
  first: 'D’abord',
  second: 'Puis',
  third: 'Enfin',
  answer: 'Voilà combien de fois',
  again: 'Le faire clignoter de nouveau',
  button: (times) =>
    `Ou appuyez ${times} fois sur son bouton, à deux secondes d’intervalle environ, puis plus du tout : cette page le remarque toute seule.`,
  staffNumber: (number) =>
    `Le personnel à côté de vous peut se porter garant avec ce numéro : ${number}. Ne le montrez à personne d’autre.`,
  shown: 'Merci : il est clair que vous êtes là.',
  needed: '« Démarrer » apparaît ici dès qu’il est clair que vous êtes devant.',
  otherWays: (ways) => `Ceci convient aussi : ${ways}.`,
  whereTitle: 'Êtes-vous sur place ?',
  whereDetail:
    'Votre téléphone peut comparer sa position avec celle de cet objet. La position sert une fois et n’est pas conservée.',
  whereAsk: 'Comparer ma position',
  whereabouts: {
    elsewhere: 'Votre téléphone dit que vous êtes ailleurs. Vérifiez que le nom ci-dessus figure bien sur l’objet devant vous.',
    near: 'Votre téléphone dit que vous êtes tout près.',
    unknown: 'Votre téléphone ne sait pas assez précisément où vous êtes. Ce n’est pas grave : vous pouvez démarrer quand même.',
  },
};

export const frReservationRejections: Pick<RejectionTexts, keyof typeof enReservationRejections> = {
  'object.reserved': {
    title: 'Gardé pour quelqu’un d’autre',
    detail: (wait) =>
      `Quelqu’un va peut-être le démarrer. Sinon, il est libre pour vous dans ${wait} au plus. Vous ne payez rien.`,
    step: 'Patientez un instant, ou prenez-en un autre',
  },
  'reservation.cool-down': {
    title: 'Gardé trop souvent sans être utilisé',
    detail: (wait) =>
      `Ce qui a été gardé pour vous n’a pas été utilisé ; d’autres passent donc d’abord pendant un moment. Vous pourrez de nouveau faire garder un objet dans ${wait} ; démarrer reste possible à tout moment.`,
    step: 'Touchez « Démarrer » quand vous êtes prêt',
  },
  'reservation.over': {
    title: 'Il n’est plus gardé pour vous',
    detail:
      'Le temps était écoulé, ou quelqu’un d’autre est arrivé avant. Si personne ne l’a pris, vous pouvez le faire garder de nouveau, ou simplement démarrer.',
    step: 'Revenez en arrière et regardez de nouveau',
  },
  'blink.not-asked': {
    title: 'Il n’a pas clignoté depuis votre dernière réponse',
    detail: 'Chaque nombre vaut pour une réponse.',
    step: 'Faites-le clignoter de nouveau, puis répondez',
  },
  'blink.wrong': {
    title: 'Il a clignoté un autre nombre de fois',
    detail: 'Vérifiez que vous regardez le bon : son nom est en haut de la page. Rien n’a été démarré.',
    step: 'Faites-le clignoter de nouveau et comptez à chaque fois',
  },
  'blink.too-often-wrong': {
    title: 'Trop de mauvaises réponses',
    detail: 'Compter les clignotements est fermé pour l’instant, pour vous ou pour cet objet. Rien n’a été démarré.',
    step: 'Montrez autrement que vous êtes là, ou demandez au personnel',
  },
};
