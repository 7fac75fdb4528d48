// Alarming: firmware that shines too little, for too short, or does more than to shine and sound in an emergency.
import type { Heard, Json } from '../../../../device-sim/conformance/heard.ts';
import { hearsAndSays, remembers, says } from '../shim.ts';
import type { Breakage } from './breakage.ts';

const answersEmergency = ({ body, leaf }: Heard): boolean =>
  leaf === 'state' && (body?.cfg as Json | undefined)?.emergency !== undefined;

/** What it reports of its object changes where it answers the setting. */
const reports = (change: object) =>
  says(
    (shop) => (up) =>
      answersEmergency(up) ? shop.retell(up, { reported: { ...(up.body?.reported as object), ...change } }) : undefined,
  );

export const ALARMING: readonly Breakage[] = [
  {
    name: 'stays-dark',
    mistake: 'It says that light and chime are on, and reports a light that is out.',
    rule: 'FP-35',
    kind: 'hotel-room',
    bend: reports({ light: false }),
  },
  {
    name: 'half-bright',
    mistake: 'Its light is on in an emergency, and no brighter than it was left.',
    rule: 'FP-35',
    kind: 'sleep-pod',
    bend: reports({ light: 30 }),
  },
  {
    name: 'unlocks-in-an-emergency',
    mistake: 'Its pin opens by the setting.',
    rule: 'FP-35',
    kind: 'bike',
    bend: (options, secrets) => {
      let isOn = false;
      return hearsAndSays(
        () => (down) => {
          if (down.leaf === 'cfg') isOn = (down.body?.set as Json | undefined)?.emergency === 1;
          return undefined;
        },
        (shop) => (up) =>
          isOn && up.leaf === 'state'
            ? shop.retell(up, { reported: { ...(up.body?.reported as object), pin: 'open' } })
            : undefined,
      )(options, secrets);
    },
  },
  {
    name: 'refuses-to-signal',
    mistake: 'It has neither light nor chime, and answers rejected instead of unknown.',
    rule: 'FP-35',
    kind: 'restaurant-table',
    bend: says(
      (shop) => (up) =>
        answersEmergency(up) ? shop.retell(up, { cfg: { ...(up.body?.cfg as object), emergency: 'rejected' } }) : undefined,
    ),
  },
  {
    name: 'calm-after-a-reboot',
    mistake: 'It remembers its other settings over a power cut, and not that there is an emergency.',
    rule: 'FP-35',
    kind: 'sleep-pod',
    bend: remembers(({ config }) => ({ config: { ...config, emergency: 0 } })),
  },
  {
    name: 'switched-off-by-the-guest',
    mistake: 'A set from the phone puts its light out in an emergency.',
    rule: 'FP-35',
    kind: 'hotel-room',
    bend: says((shop) => {
      let state: Heard | null = null;
      return (up) => {
        if (up.leaf === 'state') state = up;
        const isOn = (state?.body?.cfg as Json | undefined)?.emergency === 'accepted';
        if (state && isOn && up.leaf.startsWith('res/') && up.body?.status === 'succeeded') {
          const reported = { ...(state.body?.reported as object), light: false };
          shop.publish(state.topic, shop.retell(state, { ver: Number(state.body?.ver) + 1, reported }));
        }
        return undefined;
      };
    }),
  },
];
