// One session of a sleep pod, message by message: a vector file, and its part of the transcript.
import { headerFor, sha256, signParts, type VectorKid } from './protocol-keys.ts';

const SUBTREE = 'o2o/1/pvg/pod-a1';
const ADDRESS = 'pvg/pod-a1';
const ISSUER = 'unlatch';
const BOOT = '7-00112233445566aa';
const CONN = 'c-5f3a';
const NONCE = 'n-9b1c4d5e6f708192';
const SESSION = 'ses_01m7yhx300eksrqv75f258fbbv';
const COMMANDS = {
  start: 'cmd_01m7yhx5xrej9ahtd79eng1w22',
  renew: 'cmd_01m7yhx8vgfgysgwyya7ynmm6q',
  set: 'cmd_01m7yhxbs8fevapsf06wzt3d18',
  stop: 'cmd_01m7yhxeq0fj79m27hnx35y7r7',
} as const;
/** Gateway's wall clock when the uptime of this boot was 0. */
const BOOTED_AT_MS = 1_795_248_000_000;

type Message = { readonly schema: string; readonly decoded: object };
type Step = { readonly note: string; readonly topic: string; readonly retain?: true; readonly message: Message };

const SIGNED_BY: Record<string, { typ: string; kid: VectorKid }> = {
  signedHello: { typ: 'o2o-hello+jwt', kid: 'pod-a1' },
  result: { typ: 'o2o-res+jwt', kid: 'pod-a1' },
  journalEntry: { typ: 'o2o-ses+jwt', kid: 'pod-a1' },
  welcome: { typ: 'o2o-sys+jwt', kid: 'gw-k1' },
  command: { typ: 'o2o-cmd+jwt', kid: 'gw-k1' },
  ack: { typ: 'o2o-ack+jwt', kid: 'gw-k1' },
};

function payloadOf({ schema, decoded }: Message): string {
  const text = JSON.stringify(decoded);
  const by = SIGNED_BY[schema];
  return by ? signParts(by.kid, headerFor(by.kid, by.typ), text) : text;
}

const step = (note: string, path: string, schema: string, decoded: object): Step => ({
  note,
  topic: `${SUBTREE}/${path}`,
  message: { schema, decoded: { v: 1, ...decoded } },
});

function command(act: keyof typeof COMMANDS, ctr: number, upMs: number, lifetimeMs: number, arg: object) {
  return {
    iss: ISSUER,
    aud: ADDRESS,
    cid: COMMANDS[act],
    ctr,
    boot: BOOT,
    expUp: upMs + lifetimeMs,
    iat: Math.floor((BOOTED_AT_MS + upMs) / 1_000),
    act,
    ses: SESSION,
    arg,
  };
}

const commandText = (decoded: object): string => payloadOf({ schema: 'command', decoded: { v: 1, ...decoded } });

const START = command('start', 42, 8_000, 10_000, { limits: { leaseUp: 98_000, maxS: 43_200 } });
const RENEW = command('renew', 43, 55_000, 30_000, { leaseUp: 655_000 });
const SET = command('set', 44, 60_000, 30_000, { control: 'light', value: 40, seen: 16 });
const STOP = command('stop', 45, 75_000, 30_000, { reason: 'person' });

const from = (seq: number, upMs: number) => ({ sub: ADDRESS, boot: BOOT, seq, upMs });
const resultTo = (sent: typeof START, seq: number, upMs: number, status: string) => ({
  ...from(seq, upMs),
  cid: sent.cid,
  ses: SESSION,
  cmdHash: sha256(commandText(sent)),
  status,
  ran: true,
  code: 'OK',
});
const entry = (n: number, seq: number, upMs: number, useMs: number, evidence: readonly string[], rest: object) => ({
  ...from(seq, upMs),
  ses: SESSION,
  n,
  cid: START.cid,
  cmdHash: sha256(commandText(START)),
  use: { useMs, distanceM: 0 },
  evidence,
  off: false,
  ...rest,
});
const hello = (seq: number, upMs: number) => ({
  boot: BOOT,
  conn: CONN,
  seq,
  upMs,
  model: 'SP-2',
  fw: '1.4.0',
  profile: 'sleep-pod',
  caps: ['light', 'fan'],
  cfgVer: 3,
  keys: 0,
  lastCtr: 41,
  open: [],
  journal: 0,
  dropped: 0,
  amnesia: false,
});
const state = (seq: number, upMs: number, ver: number, reported: object) => ({
  boot: BOOT,
  seq,
  upMs,
  ver,
  reported,
  cfgVer: 3,
  cfg: {},
});
const ack = (upTo: number) => ({ iss: ISSUER, aud: ADDRESS, boot: BOOT, ses: SESSION, upTo, missing: [], verdict: 'stored' });
const down = (sent: typeof START): string => `dn/cmd/gw1/${sent.cid}`;
const answer = (sent: typeof START): string => `up/res/gw1/${sent.cid}`;

const updated = (n: number, seq: number, upMs: number, useMs: number, evidence: readonly string[], trigger = 'meter') =>
  step(trigger === 'meter' ? 'Use is journaled every 30 s' : 'The longer lease is journaled', 'up/ses', 'journalEntry', {
    ...entry(n, seq, upMs, useMs, evidence, { ev: 'updated', trigger }),
  });
const stored = (upTo: number, note = 'Stored') => step(note, 'dn/ack', 'ack', ack(upTo));
const told = (seq: number, upMs: number, type: string, data: object, note: string) =>
  step(note, `up/evt/${type}`, 'event', { boot: BOOT, seq, upMs, data });
const pod = (bolt: string, door: string, occupied: boolean, light: number, fan: number) => ({
  bolt,
  door,
  occupied,
  temperature: 235,
  light,
  fan,
});
const shows = (seq: number, upMs: number, ver: number, reported: object, note = 'What it looks like now') =>
  step(note, 'up/state', 'state', state(seq, upMs, ver, reported));
const answered = (sent: typeof START, seq: number, upMs: number, status: string, note: string) =>
  step(note, answer(sent), 'result', resultTo(sent, seq, upMs, status));

const GREETING: readonly Step[] = [
  {
    ...step('The pod connects; the broker keeps this as its presence', 'up/online', 'online', { on: true, conn: CONN }),
    retain: true,
  },
  step('It introduces itself; unsigned, so only a hint', 'up/hello', 'helloHint', hello(0, 5_200)),
  step('The gateway asks for the same, signed over a nonce', 'dn/sys', 'systemHint', { t: 'rehello', nonce: NONCE }),
  step('The signed hello', 'up/hello', 'signedHello', { ...hello(1, 5_350), sub: ADDRESS, nonce: NONCE }),
  step('Welcome: commands may come now', 'dn/sys', 'welcome', {
    t: 'welcome',
    iss: ISSUER,
    aud: ADDRESS,
    boot: BOOT,
    nonce: NONCE,
    now: BOOTED_AT_MS + 5_400,
    cfgVer: 3,
    keys: 0,
    floor: 41,
    verdicts: [],
  }),
  shows(2, 5_420, 12, pod('locked', 'closed', false, 0, 0), 'What it looks like at rest'),
];

const USE: readonly Step[] = [
  step('A person pressed Start: alive for 10 s, first lease 90 s', down(START), 'command', START),
  answered(START, 3, 8_060, 'accepted', 'Believed, counter stored: it will try'),
  answered(START, 4, 8_060, 'succeeded', 'The bolt is open'),
  shows(5, 8_060, 13, pod('open', 'closed', false, 50, 1)),
  told(6, 11_910, 'door', { open: true }, 'The person opens the door'),
  step('Two independent signals: use begins here, and billing', 'up/ses', 'journalEntry', {
    ...entry(0, 7, 11_910, 0, ['bolt_open', 'door_opened'], { ev: 'started' }),
  }),
  shows(8, 11_910, 14, pod('open', 'open', false, 50, 1)),
  stored(0, 'Stored: entry 0 may be erased'),
  told(9, 14_200, 'occupancy', { occupied: true }, 'The person lies down'),
  shows(10, 14_200, 15, pod('open', 'open', true, 50, 1)),
  told(11, 16_000, 'door', { open: false }, 'and closes the door'),
  shows(12, 16_000, 16, pod('locked', 'closed', true, 50, 1)),
  updated(1, 13, 41_910, 30_000, ['occupied']),
  stored(1),
  step('Half of the lease is left, and money for 10 minutes more', down(RENEW), 'command', RENEW),
  updated(2, 14, 55_050, 43_140, ['occupied'], 'renewed'),
  answered(RENEW, 15, 55_050, 'succeeded', 'The lease is longer'),
  stored(2),
  step('Less light', down(SET), 'command', SET),
  answered(SET, 16, 60_070, 'succeeded', 'Done'),
  shows(17, 60_070, 17, pod('locked', 'closed', true, 40, 1), 'Only now does the page show 40'),
  updated(3, 18, 71_910, 60_000, ['occupied']),
  stored(3),
];

const END: readonly Step[] = [
  step('The person pressed Stop', down(STOP), 'command', STOP),
  answered(STOP, 19, 75_050, 'accepted', 'It will try'),
  answered(STOP, 20, 75_050, 'succeeded', 'The pod did its part; the person has still to leave'),
  shows(21, 75_050, 18, pod('locked', 'closed', true, 100, 1)),
  told(22, 80_000, 'door', { open: true }, 'The person opens from inside'),
  told(23, 80_000, 'occupancy', { occupied: false }, 'and leaves'),
  shows(24, 80_000, 19, pod('open', 'open', false, 100, 1)),
  updated(4, 25, 101_910, 68_090, ['bolt_open', 'door_opened']),
  stored(4),
  step('Empty for 60 s: ended, back-dated to the leaving', 'up/ses', 'journalEntry', {
    ...entry(5, 26, 140_000, 68_090, ['bolt_open', 'door_opened', 'empty'], {
      ev: 'ended',
      trigger: 'stop_command',
      endUpMs: 80_000,
    }),
  }),
  shows(27, 140_000, 20, pod('open', 'open', false, 100, 0)),
  stored(5, 'Stored: the session may be forgotten'),
  {
    ...step('The will, sent by the broker when the connection is lost', 'up/online', 'online', { on: false, conn: CONN }),
    retain: true,
  },
];

const STEPS: readonly Step[] = [...GREETING, ...USE, ...END];

/** The story with every payload signed and every size counted. */
export function podStory() {
  return STEPS.map(({ note, topic, retain, message }) => ({
    note,
    topic,
    retain: retain ?? false,
    schema: message.schema,
    ...(SIGNED_BY[message.schema] ?? {}),
    decoded: message.decoded,
    payload: payloadOf(message),
  }));
}
