// German about a pause: what it costs before it is asked for, whose hand it waits for, and how it ends.
import type { enPause } from './en-pause.ts';

export const dePause: typeof enPause = {
  costsSame: 'Eine Pause kostet so viel wie die Nutzung.',
  longest: (time) => `Höchstens ${time}; danach gilt es als zurückgegeben.`,
  press: 'Pause machen',
  asking: 'Die Pause wird angefragt',
  askingDetail: 'Noch ist keine Pause: Der übliche Preis läuft, bis das Objekt sie gemeldet hat.',
  waiting: 'Noch keine Pause',
  stillUse: 'Bis dahin läuft der übliche Preis.',
  undo: 'Doch keine Pause',
  undoing: 'Die Pause wird zurückgenommen',
  undoingDetail: 'Der übliche Preis läuft wie bisher.',
  undoRefused: (reason) => `Die Pause ist weiterhin angefragt. ${reason} Sie können noch einmal tippen.`,
  stopWaiting: '„Beenden“ nimmt auch die Pause zurück: Wenn Sie danach schließen, ist es beendet.',
  stopPaused: '„Beenden“ schließt jetzt ab. Lassen Sie es geschlossen.',
  invite: 'Pausiert. Es bleibt für Sie frei.',
  time: 'Pause',
  until: (time) => `Die Pause endet spätestens um ${time} Uhr. Danach gilt es als zurückgegeben.`,
  resume: 'Weiter',
  resuming: 'Es wird gebeten, sich zu öffnen',
  resumingDetail: 'Die Pause dauert an, bis das Objekt meldet, dass es wieder in Benutzung ist.',
  opened: 'Es ist wieder offen',
  refused: (reason) => `Es hat nicht pausiert. ${reason} Sie können noch einmal tippen.`,
  resumeRefused: (reason) => `Es hat sich nicht geöffnet. ${reason} Sie können noch einmal tippen.`,
  unanswered: 'Es kam keine Antwort.',
  hands: {
    close: 'Schließen Sie es jetzt. Die Pause zählt ab dem Moment, in dem das Objekt es erkannt hat.',
    open: 'Öffnen Sie es. Die Pause endet, wenn das Objekt es erkannt hat.',
  },
};
