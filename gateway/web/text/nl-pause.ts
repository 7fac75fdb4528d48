// Dutch about a pause: what it costs before it is asked for, whose hand it waits for, and how it ends.
import type { enPause } from './en-pause.ts';

export const nlPause: typeof enPause = {
  costsSame: 'Een pauze kost evenveel als gebruik.',
  longest: (time) => `Hoogstens ${time}; daarna geldt het als teruggegeven.`,
  press: 'Pauzeren',
  asking: 'De pauze wordt aangevraagd',
  askingDetail: 'Het is nog geen pauze: de gewone prijs loopt door tot het voorwerp de pauze heeft gemeld.',
  waiting: 'Nog geen pauze',
  stillUse: 'Tot dan loopt de gewone prijs door.',
  undo: 'Toch niet pauzeren',
  undoing: 'De pauze wordt ingetrokken',
  undoingDetail: 'De gewone prijs loopt door, zoals eerst.',
  undoRefused: (reason) => `De pauze is nog aangevraagd. ${reason} U kunt nog eens tikken.`,
  stopWaiting: '‘Stoppen’ trekt ook de pauze in: sluit u het daarna, dan is het beëindigd.',
  stopPaused: '‘Stoppen’ beëindigt het nu. Laat het gesloten.',
  invite: 'Gepauzeerd. Het blijft van u.',
  time: 'Pauze',
  until: (time) => `De pauze eindigt uiterlijk om ${time}. Daarna geldt het als teruggegeven.`,
  resume: 'Verdergaan',
  resuming: 'Het krijgt de vraag te openen',
  resumingDetail: 'De pauze duurt tot het voorwerp heeft gemeld dat het weer in gebruik is.',
  opened: 'Het is weer open',
  refused: (reason) => `Het pauzeerde niet. ${reason} U kunt nog eens tikken.`,
  resumeRefused: (reason) => `Het ging niet open. ${reason} U kunt nog eens tikken.`,
  unanswered: 'Er kwam geen antwoord.',
  hands: {
    close: 'Sluit het nu. De pauze telt vanaf het moment dat het voorwerp het heeft gezien.',
    open: 'Open het. De pauze eindigt als het voorwerp het heeft gezien.',
  },
};
