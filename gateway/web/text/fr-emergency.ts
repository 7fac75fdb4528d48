// French while the red button of a venue is pressed: banner, line on the bill, refusals.
import type { EmergencyRejections, EmergencyTexts } from './en-emergency.ts';

export const frEmergency: EmergencyTexts = {
  title: 'Urgence : quittez le bâtiment maintenant',
  offer: 'Rien ne peut être démarré ici. Suivez les panneaux et le personnel, et n’attendez rien.',
  session:
    'Partez maintenant ; rien n’est verrouillé. L’utilisation ne coûte plus rien. Inutile de toucher « Arrêter », mais c’est possible.',
  billLine: (amount) => `Urgence : il n’est pas dû plus de ${amount}`,
};

export const frEmergencyRejections: EmergencyRejections = {
  'venue.emergency': {
    title: 'Urgence : quittez le bâtiment maintenant',
    detail: 'Le personnel a appuyé sur le bouton rouge. Rien ne démarre ici et rien n’est payé.',
    step: 'Quittez le bâtiment et suivez le personnel',
  },
  'emergency.not-open': {
    title: 'Il n’y a pas d’urgence ici',
    detail: 'Le bouton rouge n’est pas enfoncé, ou quelqu’un a déjà mis fin à l’urgence.',
    step: 'Regardez à nouveau la page',
  },
  'emergency.same-person': {
    title: 'Une deuxième personne doit y mettre fin',
    detail: 'La personne qui a appuyé sur le bouton rouge ne peut pas mettre fin à l’urgence.',
    step: 'Demandez à un collègue de se connecter et d’y mettre fin',
  },
};
