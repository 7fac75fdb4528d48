// English words for what shows that a person is there: parts of a list of things to do, and the refusals about it.
import type { PresenceWay } from '../../domain/presence/presence-evidence.ts';
import type { RejectionTexts } from './shape.ts';

export const enPresenceWays: { readonly [W in PresenceWay]: string } = {
  'display-code': 'scan the code on its display',
  nfc: 'hold the phone to its tag',
  button: 'press the button on it as often as your page says',
  blink: 'count how often it blinks',
  stay: 'enter the code that the room shows',
  staff: 'ask a member of staff',
};

export const enPresenceRejections: Pick<
  RejectionTexts,
  | 'code.display-stale'
  | 'code.display-used'
  | 'presence.required'
  | 'presence.nobody'
  | 'presence.not-counted'
  | 'display.not-offered'
> = {
  'code.display-stale': {
    title: 'The display shows another code by now',
    detail: 'Its code changes twice a minute, and counts only while it is shown. Nothing is paid.',
    step: 'Scan what the display shows now',
  },
  'code.display-used': {
    title: 'This code was used for a start already',
    detail: 'Each code of the display counts once. The next one comes within half a minute. Nothing is paid.',
    step: 'Wait for the next code, and scan that',
  },
  'presence.required': {
    title: 'Show that you are there',
    detail: (ways) =>
      `A photo of the label must not start this. Any of these shows that you are in front of it: ${ways}. Nothing was reserved.`,
    step: 'Do one of them, then press Start again',
  },
  'presence.nobody': {
    title: 'No page shows this number now',
    detail: 'The number stands on the phone of the person for whom the object is kept, and only as long. Nothing was noted.',
    step: 'Ask the person to open the code and press Keep, and read the number from their page',
  },
  'presence.not-counted': {
    title: 'Staff cannot vouch for this kind of object',
    detail: 'Its own rules say what shows that somebody is there. Nothing was noted.',
    step: 'See how it is shown at this object',
  },
  'display.not-offered': {
    title: 'This object has no display for codes',
    detail: 'Its device shows no rotating codes, or signs nothing that it says. Nothing was changed.',
    step: 'Choose an object with a display',
  },
};
