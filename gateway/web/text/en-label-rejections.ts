// Refusals about labels - met by whoever scans one, and by staff who print, hang and end them - in English.
import type { RejectionTexts } from './shape.ts';

export const enLabelRejections: Pick<
  RejectionTexts,
  | 'code.not-attached'
  | 'code.second-label'
  | 'label.unknown'
  | 'label.mistyped'
  | 'label.ended'
  | 'label.attached-elsewhere'
  | 'label.other-venue'
  | 'label.reprinted'
  | 'label.batch-unknown'
  | 'label.letters-missing'
  | 'label.too-small'
  | 'label.too-large'
  | 'label.print-busy'
  | 'label.batch-differs'
  | 'label.batch-too-large'
  | 'label.key-missing'
  | 'take-over.refused'
> = {
  'code.not-attached': {
    title: 'This label is not in use yet',
    detail: 'It is one of ours, but it has not been set up for an object. Nothing was opened and nothing is paid.',
    step: 'Tell the staff, or scan another label on the object',
  },
  'code.second-label': {
    title: 'There is a label on this object already',
    detail: (name) => `${name} has a label that people can scan. Nothing was changed.`,
    step: 'Say whether both shall count, or this one alone',
  },
  'label.unknown': {
    title: 'There is no such label',
    detail: 'Nobody printed it here, or it belongs to another operator.',
    step: 'Look at the list of labels',
  },
  'label.mistyped': {
    title: 'This short code is mistyped',
    detail: (mistake) => `${mistake} Nothing was changed.`,
    step: 'Compare each sign with the label, or scan it',
  },
  'label.ended': {
    title: 'This label has ended',
    detail: 'It was replaced, lost or revoked, and never counts again. Nothing was changed.',
    step: 'Print a new label and attach that one',
  },
  'label.attached-elsewhere': {
    title: 'This label is on another object',
    detail: (name) => `It leads to ${name} now. Nothing was changed.`,
    step: 'Say that it moves, or take another label',
  },
  'label.other-venue': {
    title: 'One batch is of one venue',
    detail: (label) => `${label} hangs in another venue than this batch is for. Nothing was printed.`,
    step: 'Print the labels of each venue by themselves',
  },
  'label.reprinted': {
    title: 'It was printed anew already',
    detail: (which) => `There is a new label for ${which} already; its batch is in brackets. Nothing was printed.`,
    step: 'Print that batch again, or end its label first',
  },
  'label.batch-unknown': {
    title: 'There is no such batch of labels',
    detail: 'Nobody ordered it, or it belongs to another operator.',
    step: 'Say how many labels it shall have, or for which objects',
  },
  'label.letters-missing': {
    title: 'Letters that cannot be printed',
    detail: (letters) => `Our fonts lack ${letters} in the names on these labels. Nothing was printed.`,
    step: 'Change the name, or print with a font of your own: unlatch labels print --font',
  },
  'label.too-small': {
    title: 'The label is too small for its code',
    detail: 'Phones could not read a code that fine. Nothing was printed.',
    step: 'Choose larger labels; where level Q was asked for, M needs less room',
  },
  'label.too-large': {
    title: 'The label is too large',
    detail: (size) => `The largest of this shape for this printer is ${size}. Nothing was printed.`,
    step: 'Choose smaller labels, or fewer dots an inch',
  },
  'label.print-busy': {
    title: 'Other labels are being printed',
    detail: (wait) => `One batch at a time is drawn for each operator. Nothing was printed; try again in ${wait}.`,
    step: 'Wait for the other batch, then print this one',
  },
  'label.batch-differs': {
    title: 'This batch was ordered otherwise',
    detail: (size) => `A batch of this name exists, with ${size} labels. Nothing was printed.`,
    step: 'Order the same again, or choose another name',
  },
  'label.batch-too-large': {
    title: 'That is too large a batch',
    detail: (most) => `One batch has at most ${most} labels.`,
    step: 'Order several batches',
  },
  'label.key-missing': {
    title: 'No key may sign these labels',
    detail: 'This gateway has no key in use for this host. Nothing was printed.',
    step: 'Look at the keys of the labels',
  },
  'take-over.refused': {
    title: 'Nothing was taken over',
    detail: (lines) => `Lines of the list that are wrong: ${lines}. All other lines wait for them.`,
    step: 'Correct these lines and send the whole list again',
  },
};

/** What is wrong with a short code that was typed. */
export const enTypingMistakes = {
  length: 'A short code has nine letters and digits.',
  letter: 'One sign in it is never on our labels.',
  check: 'One letter or digit in it is wrong.',
};
