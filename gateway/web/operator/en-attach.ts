// English words of the page where staff hang labels; their shape is the shape of every other language.

export const enAttach = {
  title: 'Attach labels',
  staffOf: (tenant: string): string => `Staff of ${tenant}`,
  signOut: 'Sign out',

  signInTitle: 'For staff',
  signInDetail: 'Here printed labels are hung on objects. Sign in with the staff token that your platform gives you.',
  token: 'Staff token',
  tokenHelp: 'One long line. It stays on this phone until you sign out or close the browser.',
  signIn: 'Sign in',

  step1: '1. The label in your hand',
  labelField: 'Short code or link of the label',
  labelHelp: 'Nine letters and digits on the label, such as 7K3M-Q9TX-8. Capitals and hyphens do not matter.',
  next: 'Next',
  scanLabel: 'Scan the label',
  photo: 'Take a photo instead',
  cameraOff: 'Close the camera',
  looking: 'Hold the label into the picture',
  noCamera: 'This browser gives no camera picture. Take a photo, or type the short code.',
  nothingRead: 'No code was found in this photo. Go nearer, or type the short code.',
  noReader: 'The reader did not load. Look at your connection, or type the short code.',

  done: (label: string, object: string): string => `${label} now hangs on ${object}`,
  doneDetail: 'It counts from this moment. Take the next label.',
  doneEnded: (count: string): string => `Labels that ended by it: ${count}. Take them off.`,

  looseTitle: (count: string): string => `Printed and hung nowhere: ${count}`,
  looseDetail: 'Whoever scans one of these is told that it is not in use yet.',
  looseNone: 'Every printed label hangs on an object.',
  looseList: 'Which ones?',
  looseMore: (count: string): string => `${count} more: unlatch labels list --unattached`,
  batch: (name: string): string => `batch ${name}`,
  doublesTitle: 'More than one label',
  doublesDetail: 'People can scan each of them. That is fine where two are meant: front and back, for example.',
  labelsOf: (count: number, shown: string): string => (count === 1 ? 'one label' : `${shown} labels`),

  label: 'Label',
  unnamed: 'without short code',
  loose: 'Hangs on nothing yet.',
  hangsOn: (object: string): string => `Hangs on ${object}.`,
  ended: {
    replaced: 'Was replaced, and never counts again. Take another label.',
    lost: 'Was reported lost, and never counts again. Take another label.',
    revoked: 'Was revoked, and never counts again. Take another label.',
  },
  otherLabel: 'Another label',

  step2: '2. The object that it is on',
  findField: 'Part of its name or place',
  find: 'Find',
  codeField: 'Or scan a label that hangs on it already',
  codeLabel: 'Short code or link of its old label, or its whole name',
  scanObject: 'Scan its old label',
  useCode: 'This object',
  noObjects: 'No object is called like that.',
  more: (count: string): string => `${count} more: type part of a name.`,
  noLabel: 'no label',
  attach: 'Attach',

  namedTitle: (object: string): string => `Do you mean ${object}?`,
  namedDetail: (venue: string, place: string): string =>
    `It is at ${venue}, ${place}. The label counts for it from the moment that you hang it.`,
  hang: (object: string): string => `Yes, hang it on ${object}`,

  secondTitle: (object: string, count: string): string => `${object} has ${count} already`,
  secondDetail: (count: number): string =>
    `Should people be able to scan ${count === 1 ? 'both' : 'all of them'}, or does this one take the place of what is there?`,
  replace: (count: number, shown: string): string =>
    count === 1 ? 'Take its place: the old label ends now' : `Take their place: all ${shown} old labels end now`,
  keep: (count: number): string => (count === 1 ? 'Keep both' : 'Keep all'),
  moveTitle: (object: string): string => `This label hangs on ${object}`,
  moveDetail: 'If you move it, nobody can scan it there any more.',
  move: (object: string): string => `Move it to ${object}`,
  cancel: 'Leave everything as it is',
};

export type AttachTexts = typeof enAttach;
