// French about a pause: what it costs before it is asked for, whose hand it waits for, and how it ends.
import type { enPause } from './en-pause.ts';

export const frPause: typeof enPause = {
  costsSame: 'Une pause coûte autant que l’utilisation.',
  longest: (time) => `Au maximum ${time} ; ensuite, c’est considéré comme rendu.`,
  press: 'Mettre en pause',
  asking: 'Demande de la pause',
  askingDetail: 'Ce n’est pas encore une pause : le prix habituel court jusqu’à ce que l’objet l’ait signalée.',
  waiting: 'Pas encore en pause',
  stillUse: 'D’ici là, le prix habituel court.',
  undo: 'Ne pas mettre en pause',
  undoing: 'Annulation de la pause',
  undoingDetail: 'Le prix habituel court, comme avant.',
  undoRefused: (reason) => `La pause est toujours demandée. ${reason} Vous pouvez toucher de nouveau.`,
  stopWaiting: '« Arrêter » annule aussi la pause : si vous fermez ensuite, c’est terminé.',
  stopPaused: '« Arrêter » y met fin maintenant. Laissez-le fermé.',
  invite: 'En pause. Il reste à vous.',
  time: 'Pause',
  until: (time) => `La pause se termine au plus tard à ${time}. Ensuite, c’est considéré comme rendu.`,
  resume: 'Reprendre',
  resuming: 'Demande d’ouverture',
  resumingDetail: 'La pause continue jusqu’à ce que l’objet ait signalé qu’il est de nouveau utilisé.',
  opened: 'Il est de nouveau ouvert',
  refused: (reason) => `La mise en pause n’a pas eu lieu. ${reason} Vous pouvez toucher de nouveau.`,
  resumeRefused: (reason) => `Il ne s’est pas ouvert. ${reason} Vous pouvez toucher de nouveau.`,
  unanswered: 'Il n’a pas répondu.',
  hands: {
    close: 'Fermez-le maintenant. La pause compte à partir de l’instant où l’objet l’a constaté.',
    open: 'Ouvrez-le. La pause se termine quand l’objet l’a constaté.',
  },
};
