// English about a pause: what it costs before it is asked for, whose hand it waits for, and how it ends.

export const enPause = {
  costsSame: 'Paused time costs the same as use.',
  longest: (time: string) => `At most ${time}; after that it counts as given back.`,
  press: 'Pause',
  asking: 'Asking for the pause',
  askingDetail: 'It is not paused yet: the usual price runs until the object has shown that it is.',
  waiting: 'Not paused yet',
  stillUse: 'Until then the usual price runs.',
  undo: 'Do not pause',
  undoing: 'Taking the pause back',
  undoingDetail: 'The usual price runs, as before.',
  undoRefused: (reason: string) => `The pause is still asked for. ${reason} You can press again.`,
  /** Beside Stop, in place of how this kind is ended otherwise. */
  stopWaiting: 'Stop takes the pause back too: once you close it after that, it has ended.',
  stopPaused: 'Stop ends it now. Leave it closed.',
  invite: 'Paused. It stays yours.',
  time: 'Paused for',
  until: (time: string) => `The pause ends at ${time} at the latest. After that it counts as given back.`,
  resume: 'Resume',
  resuming: 'Asking it to open',
  resumingDetail: 'The pause goes on until the object has shown that it is in use again.',
  opened: 'It is open again',
  refused: (reason: string) => `It did not pause. ${reason} You can press again.`,
  resumeRefused: (reason: string) => `It did not open. ${reason} You can press again.`,
  unanswered: 'It gave no answer.',
  /** Where a kind has no words of its own for what a hand must do. */
  hands: {
    close: 'Now close it. The pause counts from the moment that the object has seen it.',
    open: 'Open it. The pause ends when the object has seen it.',
  },
};
