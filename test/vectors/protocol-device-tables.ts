// Vectors of what a device keeps and repeats, and of the forms without signatures (FP-13, FP-16, FP-32).
import { headerFor, signParts } from './protocol-keys.ts';

const S = 1_000;
const SESSION = 'ses_01m7yhx300eksrqv75f258fbbv';
const EARLIER = 'ses_01m7yhx1000eksrqv75f258fbb';

type Happening =
  | { readonly atMs: number; readonly event: 'welcome' | 'lost' }
  | { readonly atMs: number; readonly event: 'written'; readonly n: number }
  | { readonly atMs: number; readonly event: 'acked'; readonly upTo: number };

const sends = (...rows: readonly (readonly [number, ...number[]])[]) =>
  rows.flatMap(([atMs, ...entries]) => entries.map((n) => ({ atMs, n })));

/** Uptimes at which a device with one timer for its journal sends which entry of one session. */
export function journalRepeats() {
  const welcome: Happening = { atMs: 0, event: 'welcome' };
  const written = (atMs: number, n: number): Happening => ({ atMs, event: 'written', n });
  const acked = (atMs: number, upTo: number): Happening => ({ atMs, event: 'acked', upTo });
  return [
    {
      name: 'an entry that nobody acks',
      happenings: [welcome, written(5 * S, 0)],
      untilMs: 1_100 * S,
      sends: sends([5 * S, 0], [35 * S, 0], [95 * S, 0], [215 * S, 0], [455 * S, 0], [755 * S, 0], [1_055 * S, 0]),
    },
    {
      name: 'an ack in time: sent once',
      happenings: [welcome, written(5 * S, 0), acked(34_999, 0)],
      untilMs: 1_000 * S,
      sends: sends([5 * S, 0]),
    },
    {
      name: 'an ack after the second sending: no third',
      happenings: [welcome, written(5 * S, 0), acked(36 * S, 0)],
      untilMs: 1_000 * S,
      sends: sends([5 * S, 0], [35 * S, 0]),
    },
    {
      name: 'an ack that covers the first of two: the waits begin anew for the other',
      happenings: [welcome, written(0, 0), written(20 * S, 1), acked(40 * S, 0)],
      untilMs: 200 * S,
      sends: sends([0, 0], [20 * S, 1], [30 * S, 0, 1], [70 * S, 1], [130 * S, 1]),
    },
    {
      name: 'an ack of nothing new leaves the timer alone',
      happenings: [welcome, written(0, 0), acked(20 * S, -1)],
      untilMs: 100 * S,
      sends: sends([0, 0], [30 * S, 0], [90 * S, 0]),
    },
    {
      name: 'a lost connection: nothing is sent, a welcome sends all in order and begins at 30 s anew',
      happenings: [
        welcome,
        written(0, 0),
        { atMs: 40 * S, event: 'lost' },
        written(50 * S, 1),
        { atMs: 100 * S, event: 'welcome' },
      ],
      untilMs: 200 * S,
      sends: sends([0, 0], [30 * S, 0], [100 * S, 0, 1], [130 * S, 0, 1], [190 * S, 0, 1]),
    },
    {
      name: 'written before the first welcome: kept until then',
      happenings: [written(0, 0), { atMs: 60 * S, event: 'welcome' }],
      untilMs: 100 * S,
      sends: sends([60 * S, 0], [90 * S, 0]),
    },
  ] satisfies readonly { happenings: readonly Happening[]; [rest: string]: unknown }[];
}

const answer = (at: number, act: string, ses = SESSION) => ({ cid: `cmd_${String(at).padStart(2, '0')}`, act, ses });
const sets = (from: number, count: number) => Array.from({ length: count }, (_, at) => answer(from + at, 'set'));
const cids = (answers: readonly { cid: string }[]) => answers.map(({ cid }) => cid);

/** Which answers are still there after all of them were given in this order. */
export function keptAnswers() {
  const start = answer(0, 'start');
  const stop = answer(90, 'stop');
  const startOfEarlier = answer(1, 'start', EARLIER);
  const kept = (
    name: string,
    open: readonly string[],
    answers: readonly { cid: string; act: string; ses: string }[],
    gone: readonly string[],
  ) => ({
    name,
    open,
    answers,
    known: cids(answers).filter((cid) => !gone.includes(cid)),
    forgotten: gone,
  });
  return [
    kept('32 answers are all known', [SESSION], sets(10, 32), []),
    kept('of 33 the oldest is forgotten', [SESSION], sets(10, 33), ['cmd_10']),
    kept('of 40 the eight oldest are', [SESSION], sets(10, 40), cids(sets(10, 8))),
    kept('start and stop of an open session do not count', [SESSION], [start, ...sets(10, 32), stop], []),
    kept('the start of an open session outlives all else', [SESSION], [start, ...sets(10, 33)], ['cmd_10']),
    kept('the start of a session that is stored counts as any other', [SESSION], [startOfEarlier, ...sets(10, 32)], ['cmd_01']),
    kept(
      'a session whose entries wait for an ack is open',
      [SESSION, EARLIER],
      [startOfEarlier, start, ...sets(10, 33)],
      ['cmd_10'],
    ),
    kept('a start that was refused counts once its session is nowhere', [], [start, ...sets(10, 32)], ['cmd_00']),
  ];
}

const BOOT = '3-8899aabbccddeeff';
const LAMP = 'o2o/1/pvg/lamp-7';
const COMMAND_ID = 'cmd_01m7yhx5xrej9ahtd79eng1w22';
const hello = {
  v: 1,
  boot: BOOT,
  conn: 'c-01',
  seq: 0,
  upMs: 900,
  model: 'lamp',
  fw: '0.1',
  profile: 'hotel-room',
  caps: [],
  cfgVer: 0,
  keys: 0,
  lastCtr: 0,
  open: [],
  journal: 0,
  dropped: 0,
  amnesia: false,
};
const toLamp = { iss: 'unlatch', aud: 'pvg/lamp-7', boot: BOOT };
const welcome = { v: 1, t: 'welcome', ...toLamp, now: 1_795_248_000_950, cfgVer: 0, keys: 0, floor: 0, verdicts: [] };
const START = {
  v: 1,
  iss: 'unlatch',
  aud: 'pvg/lamp-7',
  cid: COMMAND_ID,
  ctr: 1,
  boot: BOOT,
  expUp: 18_000,
  iat: 1_795_248_008,
  act: 'start',
  ses: SESSION,
  arg: { limits: { leaseUp: 128_000, maxS: 3_600 } },
};
const config = { v: 1, iss: 'unlatch', aud: 'pvg/lamp-7', ver: 1, set: { leftAfterS: 300 } };
const from = (seq: number, upMs: number) => ({ v: 1, boot: BOOT, seq, upMs });
const ack = { v: 1, ...toLamp, ses: SESSION, upTo: 0, missing: [], verdict: 'stored' };

/** A free lamp that signs nothing, as `mosquitto_sub` and `mosquitto_pub` would carry it. */
export function unsignedTalk() {
  const step = (note: string, path: string, schema: string, decoded: object) => ({
    note,
    topic: `${LAMP}/${path}`,
    schema,
    payload: JSON.stringify(decoded),
    decoded,
  });
  return [
    step('The first hello is enough', 'up/hello', 'helloHint', hello),
    step('It is answered at once, without a nonce', 'dn/sys', 'unsignedWelcome', welcome),
    step('A configuration', 'dn/cfg', 'config', config),
    step('A start, as JSON', `dn/cmd/gw1/${COMMAND_ID}`, 'command', START),
    step('Its answer: who and what for is known from the topic', `up/res/gw1/${COMMAND_ID}`, 'unsignedResult', {
      ...from(1, 8_060),
      cid: COMMAND_ID,
      ses: SESSION,
      status: 'succeeded',
      ran: true,
      code: 'OK',
    }),
    step('Use has begun', 'up/ses', 'unsignedEntry', {
      ...from(2, 8_100),
      ses: SESSION,
      n: 0,
      cid: COMMAND_ID,
      use: { useMs: 0, distanceM: 0 },
      evidence: ['scene_applied', 'power_draw'],
      off: false,
      ev: 'started',
    }),
    step('Stored', 'dn/ack', 'ack', ack),
  ];
}

/** What a device that has a key hears without a signature: it obeys nothing of it. */
export function unsignedToSigned() {
  const heard = (name: string, path: string, typ: string, decoded: object, code: string) => ({
    name,
    topic: `${LAMP}/${path}`,
    typ,
    trusted: ['gw-k1'],
    payload: JSON.stringify(decoded),
    code,
  });
  const start = JSON.stringify(START);
  const [header, payload] = signParts('gw-k1', headerFor('gw-k1', 'o2o-cmd+jwt'), start).split('.');
  return [
    heard('a start as JSON is answered', `dn/cmd/gw1/${COMMAND_ID}`, 'o2o-cmd+jwt', START, 'BAD_SIG'),
    {
      ...heard('a start whose signature was left out is answered', `dn/cmd/gw1/${COMMAND_ID}`, 'o2o-cmd+jwt', START, 'BAD_SIG'),
      payload: `${header}.${payload}.`,
    },
    heard('a welcome as JSON is ignored', 'dn/sys', 'o2o-sys+jwt', welcome, 'ignored'),
    heard('an ack as JSON is ignored', 'dn/ack', 'o2o-ack+jwt', ack, 'ignored'),
    heard('a configuration as JSON is ignored', 'dn/cfg', 'o2o-cfg+jwt', config, 'ignored'),
  ];
}
