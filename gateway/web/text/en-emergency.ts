// English while the red button of a venue is pressed: banner, line on the bill, refusals.
import type { RejectionTexts } from './shape.ts';

export const enEmergency = {
  title: 'Emergency: leave the building now',
  offer: 'Nothing can be started here. Follow the signs and the staff; do not wait for anything.',
  session: 'Leave now; nothing is locked. Use costs nothing from now on, you need not press Stop, and Stop works.',
  /** What is left of a bill. */
  billLine: (amount: string): string => `Emergency: nothing more is due than ${amount}`,
};

export type EmergencyTexts = typeof enEmergency;
export type EmergencyRejections = Pick<RejectionTexts, 'venue.emergency' | 'emergency.not-open' | 'emergency.same-person'>;

export const enEmergencyRejections: EmergencyRejections = {
  'venue.emergency': {
    title: 'Emergency: leave the building now',
    detail: 'The staff have pressed the red button. Nothing starts here, and nothing is paid.',
    step: 'Leave the building and follow the staff',
  },
  'emergency.not-open': {
    title: 'There is no emergency here',
    detail: 'The red button is not pressed, or somebody has ended it already.',
    step: 'Look at the page again',
  },
  'emergency.same-person': {
    title: 'A second person has to end it',
    detail: 'Whoever pressed the red button cannot end the emergency.',
    step: 'Ask a colleague to sign in and end it',
  },
};
