// Saying: firmware that does the right thing and says something else, or in another way than the contract has it.
import type { Heard, Json } from '../../../../device-sim/conformance/heard.ts';
import { connects, says } from '../shim.ts';
import type { Breakage } from './breakage.ts';

/** Of messages that fit, fields change. */
const tells = (fits: (up: Heard) => boolean, change: (body: Json) => object, header?: object) =>
  says((shop) => (up) => (fits(up) && up.body ? shop.retell(up, change(up.body), header) : undefined));

const isResult = ({ leaf }: Heard): boolean => leaf.startsWith('res/');
const isEntry =
  (ev: string, trigger?: string) =>
  ({ body, leaf }: Heard): boolean =>
    leaf === 'ses' && body?.ev === ev && (trigger === undefined || body.trigger === trigger);
const isSignedHello = ({ header, leaf }: Heard): boolean => leaf === 'hello' && header !== null;
const hasCode =
  (code: string) =>
  (up: Heard): boolean =>
    isResult(up) && up.body?.code === code;
const useOf = (body: Json): { readonly useMs: number } => (body.use ?? { useMs: 0 }) as { useMs: number };

const FORMS: readonly Breakage[] = [
  {
    name: 'long-winded',
    mistake: 'Its state is longer than 4,096 bytes.',
    rule: 'FP-01',
    kind: 'restaurant-table',
    bend: tells(
      ({ leaf }) => leaf === 'state',
      () => ({ note: 'x'.repeat(4_100) }),
    ),
  },
  {
    name: 'own-topics',
    mistake: 'Its events go to a topic that the contract does not have.',
    rule: 'FP-02',
    kind: 'sleep-pod',
    bend: says(
      () =>
        ({ leaf, topic }) =>
          leaf.startsWith('evt/') ? { topic: topic.replace('/evt/', '/event/') } : undefined,
    ),
  },
  {
    name: 'nosy',
    mistake: 'It subscribes to the commands of its whole tenant.',
    rule: 'FP-03',
    kind: 'restaurant-table',
    bend: connects(() => (plan) => ({ ...plan, filter: plan.filter.replace('/restaurant-table-1/', '/+/') })),
  },
  {
    name: 'hasty-state',
    mistake: 'It says its state before the welcome.',
    rule: 'FP-04',
    kind: 'restaurant-table',
    bend: says((shop) => {
      let state: Heard | null = null;
      return (up) => {
        if (up.leaf === 'state') state = up;
        if (up.leaf === 'hello' && up.header === null && state) shop.publish(state.topic, state.bytes);
        return undefined;
      };
    }),
  },
  {
    name: 'own-header',
    mistake: 'Its signed messages have a further header field.',
    rule: 'FP-05',
    kind: 'restaurant-table',
    bend: tells(
      ({ header }) => header !== null,
      () => ({}),
      { cty: 'json' },
    ),
  },
  {
    name: 'other-kid',
    mistake: 'Its kid is not its device id.',
    rule: 'FP-05',
    kind: 'restaurant-table',
    bend: tells(isEntry('started'), () => ({}), { kid: 'key-1' }),
  },
  {
    name: 'one-type-for-all',
    mistake: 'Its journal is signed with the typ of results.',
    rule: 'FP-06',
    kind: 'restaurant-table',
    bend: tells(
      ({ leaf }) => leaf === 'ses',
      () => ({}),
      { typ: 'o2o-res+jwt' },
    ),
  },
];

const ANSWERS: readonly Breakage[] = [
  {
    name: 'expiry-before-boot',
    mistake: 'Expiry is looked at before the boot.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: tells(hasCode('STALE_BOOT'), () => ({ code: 'EXPIRED' })),
  },
  {
    name: 'answers-one-gateway',
    mistake: 'Answers go to the gateway that asked first.',
    rule: 'FP-07',
    kind: 'restaurant-table',
    bend: says(
      () =>
        ({ leaf, topic }) =>
          leaf.startsWith('res/other-gw/') ? { topic: topic.replace('/other-gw/', '/conformance/') } : undefined,
    ),
  },
  {
    name: 'own-code-for-busy',
    mistake: 'A second session is refused as BAD_STATE.',
    rule: 'FP-10',
    kind: 'restaurant-table',
    bend: tells(hasCode('BUSY'), () => ({ code: 'BAD_STATE' })),
  },
  {
    name: 'promises-too-much',
    mistake: 'It says ran:false for a boot that it does not remember.',
    rule: 'FP-10',
    kind: 'restaurant-table',
    bend: tells(hasCode('STALE_BOOT'), () => ({ ran: false })),
  },
  {
    name: 'cites-the-payload',
    mistake: 'cmdHash is taken over something else than the bytes of the command.',
    rule: 'FP-10',
    kind: 'restaurant-table',
    bend: tells(isResult, () => ({ cmdHash: 'A'.repeat(43) })),
  },
  {
    name: 'nothing-ran',
    mistake: 'A stop that found nothing to stop says that it ran.',
    rule: 'FP-10',
    kind: 'restaurant-table',
    bend: tells(hasCode('ALREADY'), () => ({ ran: true })),
  },
  {
    name: 'clamps',
    mistake: 'A value past the limits of its control is answered OK.',
    rule: 'FP-22',
    kind: 'hotel-room',
    bend: tells(
      (up) => hasCode('BAD_PARAM')(up) && up.body?.ran === false && up.body.ses !== undefined,
      () => ({ status: 'succeeded', code: 'OK', ran: true }),
    ),
  },
  {
    name: 'own-code-for-interlocks',
    mistake: 'An interlock refuses with another code than the profile has.',
    rule: 'FP-26',
    kind: 'bike',
    bend: tells(hasCode('SAFETY'), () => ({ code: 'BAD_STATE' })),
  },
];

const JOURNAL: readonly Breakage[] = [
  {
    name: 'mute-evidence',
    mistake: 'The entry started does not name its evidence.',
    rule: 'FP-11',
    kind: 'restaurant-table',
    bend: tells(isEntry('started'), () => ({ evidence: [] })),
  },
  {
    name: 'slow-meter',
    mistake: 'The register shows half of the use.',
    rule: 'FP-15',
    kind: 'restaurant-table',
    bend: tells(isEntry('updated', 'meter'), (body) => ({ use: { ...useOf(body), useMs: Math.floor(useOf(body).useMs / 2) } })),
  },
  {
    name: 'bills-the-dark',
    mistake: 'Time without power is counted as use.',
    rule: 'FP-15',
    kind: 'restaurant-table',
    bend: tells(isEntry('updated', 'power_resumed'), (body) => ({ use: { ...useOf(body), useMs: useOf(body).useMs + 60_000 } })),
  },
  {
    name: 'signs-replays-anew',
    mistake: 'A replayed entry has the uptime of its replay.',
    rule: 'FP-16',
    kind: 'restaurant-table',
    bend: says((shop) => {
      const sent = new Set<string>();
      return (up) => {
        if (up.leaf !== 'ses') return undefined;
        const name = `${up.body?.ses} ${up.body?.n}`;
        const isReplay = sent.has(name);
        sent.add(name);
        return isReplay ? shop.retell(up, { upMs: Number(up.body?.upMs) + 1 }) : undefined;
      };
    }),
  },
  {
    name: 'sends-once',
    mistake: 'What no ack covers waits for the next connection.',
    rule: 'FP-16',
    kind: 'restaurant-table',
    bend: says((shop) => {
      const sent = new Set<string>();
      let isGreeting = false;
      return (up) => {
        if (up.leaf === 'hello') {
          isGreeting = true;
          shop.after(5_000, () => {
            isGreeting = false;
          });
        }
        if (up.leaf !== 'ses') return undefined;
        const name = `${up.body?.ses} ${up.body?.n}`;
        const isLost = sent.has(name) && !isGreeting;
        sent.add(name);
        return isLost ? null : undefined;
      };
    }),
  },
  {
    name: 'always-online',
    mistake: 'Entries that were written without a connection do not say so.',
    rule: 'FP-16',
    kind: 'bike',
    bend: tells(
      ({ leaf }) => leaf === 'ses',
      () => ({ off: false }),
    ),
  },
  {
    name: 'hides-its-amnesia',
    mistake: 'It lost its memory and does not say amnesia.',
    rule: 'FP-17',
    kind: 'restaurant-table',
    bend: tells(isSignedHello, () => ({ amnesia: false })),
  },
  {
    name: 'dates-ends-late',
    mistake: 'endUpMs is when the end was noticed, and some.',
    rule: 'FP-18',
    kind: 'sleep-pod',
    bend: tells(isEntry('ended'), (body) => ({ endUpMs: Number(body.upMs) + 5_000 })),
  },
  {
    name: 'alters-tickets',
    mistake: 'The ticket in the journal is not what was ordered.',
    rule: 'FP-24',
    kind: 'restaurant-table',
    bend: tells(isEntry('updated', 'ticket_printed'), ({ ticket }) => ({
      ticket: { ...(ticket as Json), lines: [{ item: 'tea', name: 'Tea', qty: 1 }] },
    })),
  },
  {
    name: 'meters-the-pause',
    mistake: 'A proven pause counts as use.',
    rule: 'FP-27',
    kind: 'bike',
    bend: tells(isEntry('updated', 'resumed'), (body) => ({ use: { ...useOf(body), useMs: useOf(body).useMs + 10_000 } })),
  },
];

const CONNECTIONS: readonly Breakage[] = [
  {
    name: 'one-will-for-all',
    mistake: 'The will names the first connection for ever.',
    rule: 'FP-19',
    kind: 'restaurant-table',
    bend: connects(() => {
      let first: Uint8Array | undefined;
      return (plan) => {
        first ??= plan.will?.bytes;
        return plan.will && first ? { ...plan, will: { ...plan.will, bytes: first } } : plan;
      };
    }),
  },
  {
    name: 'retains-state',
    mistake: 'Its state is retained.',
    rule: 'FP-19',
    kind: 'restaurant-table',
    bend: says(
      () =>
        ({ leaf }) =>
          leaf === 'state' ? { retain: true } : undefined,
    ),
  },
  {
    name: 'forgets-to-retain',
    mistake: 'online is not retained.',
    rule: 'FP-19',
    kind: 'restaurant-table',
    bend: says(
      () =>
        ({ leaf }) =>
          leaf === 'online' ? { retain: false } : undefined,
    ),
  },
  {
    name: 'one-seq-for-all',
    mistake: 'Every state has the same seq.',
    rule: 'FP-20',
    kind: 'restaurant-table',
    bend: tells(
      ({ leaf }) => leaf === 'state',
      () => ({ seq: 1 }),
    ),
  },
  {
    name: 'forgets-sessions',
    mistake: 'A reconnect is taken for a new life: the running session is not in its hello.',
    rule: 'FP-21',
    kind: 'restaurant-table',
    bend: tells(
      ({ leaf }) => leaf === 'hello',
      () => ({ open: [] }),
    ),
  },
  {
    name: 'answers-no-key',
    mistake: 'A new configuration is taken without an answer for its keys.',
    rule: 'FP-23',
    kind: 'restaurant-table',
    bend: tells(
      ({ leaf }) => leaf === 'state',
      () => ({ cfg: {} }),
    ),
  },
  {
    name: 'one-proof-for-all',
    mistake: 'Its proof of the first connection is shown for ever.',
    rule: 'FP-29',
    kind: 'restaurant-table',
    bend: connects(() => {
      let first: Promise<string> | undefined;
      return (plan) => ({
        ...plan,
        prove: () => {
          first ??= plan.prove?.() ?? Promise.resolve('');
          return first;
        },
      });
    }),
  },
];

export const SAYING: readonly Breakage[] = [...FORMS, ...ANSWERS, ...JOURNAL, ...CONNECTIONS];
