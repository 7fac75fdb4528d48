// English words of the pages where staff walk a round of inspection; their shape is the shape of every other language.

export const enRounds = {
  title: 'Rounds of inspection',
  lead: 'Walk through a venue, scan every label that hangs there, and see which ones are missing.',
  toRounds: 'Walk a round of inspection',
  allRounds: 'All rounds',
  toAttach: 'Attach labels',

  noVenue: 'There is no venue to walk through yet.',
  noRound: 'No round goes on.',
  goesOn: (since: string, by: string): string => `Goes on since ${since}, begun by ${by}.`,
  start: 'Start a round',
  goOn: 'Go on with the round',
  earlier: 'Earlier rounds',
  inPlaceOf: (seen: string, of: string): string => `${seen} of ${of} in place`,

  progress: (seen: string, of: string): string => `${seen} of ${of} labels seen in place`,
  nothingHangs: 'By the books no label hangs here yet.',
  next: 'The next label',
  codeField: 'Short code or link of the label',
  codeHelp:
    'Nine letters and digits on the label, such as 7K3M-Q9TX-8. A sticker that is not ours: scan it too, so that it is noted.',
  scan: 'Scan a label',
  send: 'I see this label',

  thisCode: 'This code',
  found: {
    'in-place': (label: string, object: string): string => `${label} leads to ${object}`,
    'on-another-object': (label: string, object: string): string => `${label} belongs to ${object}`,
    'not-attached': (label: string): string => `${label} leads nowhere yet`,
    ended: (label: string): string => `${label} is out of use`,
    foreign: (label: string): string => `${label} is not one of ours`,
  },
  todo: {
    'in-place': 'Noted as in place. Do you stand there? If not, say so.',
    'on-another-object': 'Noted. Take it off: whoever scans it here opens something else.',
    'not-attached': 'Noted. Attach it, or take it off.',
    ended: 'Noted. Take it off: people who scan it are turned away.',
    foreign: 'Noted. Take it off, and look for ours under it.',
  },
  elsewhere: 'It hangs on something else',
  whereTitle: (label: string): string => `What does ${label} hang on?`,
  whereDetail: (object: string): string => `It leads to ${object}.`,
  here: 'It hangs here',
  cancel: 'It hangs where it leads',

  toSee: (count: string): string => `Not seen yet: ${count}`,
  missing: (count: string): string => `Missing: ${count}`,
  allSeen: 'Every label was seen in place.',
  wrong: (count: string): string => `To be taken off: ${count}`,
  wrongOn: (object: string): string => `on ${object}`,
  toHang: (count: string): string => `Printed, and not hung yet: ${count}`,
  unlabelled: (count: string): string => `Without a label: ${count}`,
  more: (count: string): string => `${count} more`,

  endTitle: 'End the round',
  endDetail: 'What was not seen by then is missing. The report stays as it is then.',
  end: 'End it now',
  over: (when: string, by: string): string => `Ended ${when}, begun by ${by}.`,
  overDetail: 'Hang a new label where one is missing: print it with “reprint”, or attach a spare one.',
};

export type RoundTexts = typeof enRounds;
