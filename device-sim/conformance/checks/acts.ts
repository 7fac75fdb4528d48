// Act checks: controls, configuration, orders, interlocks and pauses (FP-22, FP-23, FP-24, FP-26, FP-27).
import { type ConfigSpec, type ControlSpec, type ControlValue, SCHEMAS } from '#protocol';
import { type Check, eitherUnless, withoutAct, withoutGesture, withoutProfile } from '../check.ts';
import { numberOf, partiesOf, sendSigned } from '../fake-gateway.ts';
import { gesturesOf } from '../gestures.ts';
import type { Heard, Json } from '../heard.ts';
import { require } from '../judge.ts';
import {
  ask,
  awaitEntry,
  begin,
  compose,
  end,
  entriesOf,
  expectAnswer,
  find,
  type Kit,
  kindOf,
  lastHello,
  make,
  newId,
  pass,
  profileOf,
  type Sent,
  startCommand,
} from '../kit.ts';

type Control = { readonly name: string; readonly good: ControlValue; readonly bad: ControlValue };

function valuesOf(spec: ControlSpec): Omit<Control, 'name'> {
  if (spec.type === 'switch') return { good: false, bad: 'off' };
  if (spec.type === 'choice') return { good: spec.values[0] ?? '', bad: 'never-a-choice' };
  return { good: spec.min + spec.step, bad: spec.max + spec.step };
}

export const controlsOf = (kit: Kit): readonly Control[] =>
  Object.entries(profileOf(kit)?.controls ?? {}).map(([name, spec]) => ({ name, ...valuesOf(spec) }));

export const set = (kit: Kit, ses: string, arg: object): Sent => compose(kit, 'set', arg, { change: { ses } });
export const lastState = (kit: Kit): Heard | undefined => kit.wire.heard.findLast(({ leaf }) => leaf === 'state');
export const seenNow = (kit: Kit): number => numberOf(lastState(kit)?.body?.ver) || 0;

const CONTROLS: readonly Check[] = [
  {
    id: 'set-and-state',
    rule: 'FP-22',
    steps: 'Each control is set to a value of its range: it succeeds, and the state reports the value.',
    unless: eitherUnless(withoutAct('set'), withoutProfile),
    async run(kit) {
      const { ses } = await begin(kit);
      for (const { name, good } of controlsOf(kit)) {
        const sent = set(kit, ses, { control: name, value: good, seen: seenNow(kit) });
        expectAnswer(await ask(kit, sent), { status: 'succeeded' }, sent);
        const isShown = ({ leaf, body }: Heard): boolean =>
          leaf === 'state' && (body?.reported as Json | undefined)?.[name] === good;
        const shown = await find(kit, 0, 5_000, isShown);
        require(shown !== null, `a state with ${name} ${good}`, 'none', sent);
      }
    },
  },
  {
    id: 'set-out-of-range',
    rule: 'FP-22',
    steps: 'Each control is set past its limits: BAD_PARAM; one that the kind does not have: UNSUPPORTED.',
    unless: eitherUnless(withoutAct('set'), withoutProfile),
    async run(kit) {
      const { ses } = await begin(kit);
      for (const { name, bad } of controlsOf(kit)) {
        const sent = set(kit, ses, { control: name, value: bad, seen: seenNow(kit) });
        expectAnswer(await ask(kit, sent), { status: 'rejected', code: 'BAD_PARAM' }, sent);
      }
      const sent = set(kit, ses, { control: 'warpDrive', value: 1, seen: seenNow(kit) });
      expectAnswer(await ask(kit, sent), { status: 'rejected', code: 'UNSUPPORTED' }, sent);
    },
  },
  {
    id: 'set-off-step',
    rule: 'FP-22',
    steps: 'Each range is set between two of its steps: BAD_PARAM.',
    unless: eitherUnless(withoutAct('set'), withoutProfile),
    async run(kit) {
      const { ses } = await begin(kit);
      for (const [name, spec] of Object.entries(profileOf(kit)?.controls ?? {})) {
        if (spec.type !== 'range' || spec.step === 1) continue;
        const sent = set(kit, ses, { control: name, value: spec.min + 1, seen: seenNow(kit) });
        expectAnswer(await ask(kit, sent), { status: 'rejected', code: 'BAD_PARAM' }, sent);
      }
    },
  },
  {
    id: 'hand-wins',
    rule: 'FP-22',
    steps: 'A hand changes a control after the state that the person saw: a set that saw the older state is refused.',
    unless: withoutGesture('override'),
    async run(kit) {
      const { ses } = await begin(kit);
      await pass(kit, 500);
      const seen = seenNow(kit);
      await make(kit, 'override');
      await pass(kit, 500);
      const control = gesturesOf(kindOf(kit)).overrides;
      const good = controlsOf(kit).find(({ name }) => name === control)?.good;
      const sent = set(kit, ses, { control, value: good, seen });
      expectAnswer(await ask(kit, sent), { status: 'rejected', code: 'LOCAL_OVERRIDE' }, sent);
    },
  },
];

function configFor(kit: Kit): { readonly good: Json; readonly bad: Json } {
  const config: { readonly [key: string]: ConfigSpec } = profileOf(kit)?.config ?? {};
  const good: { [key: string]: ControlValue } = {};
  const bad: { [key: string]: ControlValue } = {};
  for (const [key, spec] of Object.entries(config)) {
    if (spec.type === 'integer' && spec.isOptional) continue;
    good[key] = spec.default;
    const wrong = spec.type === 'integer' ? spec.max + 1 : 'x'.repeat(spec.maxLength + 1);
    // What no cfg can carry is asked of no device: it would put the whole message aside.
    if (SCHEMAS.config.shape.set.safeParse({ [key]: wrong }).success) bad[key] = wrong;
  }
  return { good, bad };
}

/** @returns the state with that version, if one comes. */
export async function configure(
  kit: Kit,
  ver: number,
  settings: object,
): Promise<{ readonly state: Heard | null; readonly sent: Uint8Array }> {
  const from = kit.wire.heard.length;
  const { aud, iss, v } = partiesOf(kit.gateway);
  const sent = sendSigned(kit.gateway, 'config', { v, iss, aud, ver, set: settings });
  return { sent, state: await find(kit, from, 5_000, ({ leaf, body }) => leaf === 'state' && body?.cfgVer === ver) };
}

const CONFIGS: readonly Check[] = [
  {
    id: 'config-answers',
    rule: 'FP-23',
    steps: 'A newer configuration: the next state has its version, and an answer for each key, unknown ones too.',
    async run(kit) {
      const { good, bad } = configFor(kit);
      const ver = (numberOf(lastHello(kit).cfgVer) || 0) + 10;
      const first = await configure(kit, ver, { ...good, neverHeardOf: 1 });
      const at = { topic: 'dn/cfg', bytes: first.sent };
      require(first.state !== null, `a state with cfgVer ${ver}`, 'none', at);
      const answers = (first.state.body?.cfg ?? {}) as Json;
      require(answers.neverHeardOf ===
        'unknown', 'unknown for a key that nobody has', `${answers.neverHeardOf}`, at, first.state);
      for (const key of Object.keys(good)) {
        require(['accepted', 'readonly', 'reboot_required'].includes(
          String(answers[key]),
        ), `${key} accepted`, `${answers[key]}`, at, first.state);
      }
      if (Object.keys(bad).length === 0) return;
      const second = await configure(kit, ver + 1, bad);
      const refused = (second.state?.body?.cfg ?? {}) as Json;
      for (const key of Object.keys(bad))
        require(refused[key] === 'rejected', `${key} rejected`, `${refused[key]}`, { topic: 'dn/cfg', bytes: second.sent });
    },
  },
  {
    id: 'config-not-newer',
    rule: 'FP-23',
    steps: 'A configuration with the same version, and one with a lower one, are ignored.',
    async run(kit) {
      const ver = (numberOf(lastHello(kit).cfgVer) || 0) + 20;
      await configure(kit, ver, { neverHeardOf: 1 });
      for (const old of [ver, ver - 1]) {
        const { sent } = await configure(kit, old, { somethingElse: 1 });
        const state = lastState(kit);
        const isSame = state?.body?.cfgVer === ver && (state.body.cfg as Json | undefined)?.somethingElse === undefined;
        require(isSame, `configuration ${ver} still`, `${state?.body?.cfgVer}`, { topic: 'dn/cfg', bytes: sent }, ...(state
          ? [state]
          : []));
      }
    },
  },
];

const LINES = [{ item: 'beef-noodles', name: '牛肉面', qty: 2 }];
const order = (kit: Kit, ses: string, orderId: string): Sent =>
  compose(kit, 'order', { order: orderId, lines: LINES }, { change: { ses } });
const tickets = (kit: Kit, ses: string): readonly Heard[] =>
  entriesOf(kit, ses).filter(({ body }) => body?.trigger === 'ticket_printed');

const ORDERS: readonly Check[] = [
  {
    id: 'ticket-is-the-proof',
    rule: 'FP-24',
    steps: 'An order: an entry updated, ticket_printed comes, with the lines as they were sent.',
    unless: withoutAct('order'),
    async run(kit) {
      const { ses } = await begin(kit);
      const id = newId(kit, 'o');
      const sent = order(kit, ses, id);
      expectAnswer(await ask(kit, sent), { status: 'succeeded' }, sent);
      const entry = await awaitEntry(kit, ses, 5_000, ({ trigger }) => trigger === 'ticket_printed');
      const ticket = JSON.stringify(entry?.body?.ticket);
      require(ticket === JSON.stringify({ order: id, lines: LINES }), 'the ticket as it was ordered', ticket ??
        'none', sent, ...(entry ? [entry] : []));
    },
  },
  {
    id: 'order-once',
    rule: 'FP-24',
    steps: 'The same order in a second command: ALREADY, and no second ticket.',
    unless: withoutAct('order'),
    async run(kit) {
      const { ses } = await begin(kit);
      const id = newId(kit, 'o');
      await ask(kit, order(kit, ses, id));
      const again = order(kit, ses, id);
      expectAnswer(await ask(kit, again), { status: 'succeeded', code: 'ALREADY' }, again);
      await pass(kit, 1_000);
      const numbers = new Set(tickets(kit, ses).map(({ body }) => body?.n));
      require(numbers.size === 1, 'one ticket', `${numbers.size}`, again, ...tickets(kit, ses));
    },
  },
];

const INTERLOCKS: readonly Check[] = [
  {
    id: 'interlock',
    rule: 'FP-26',
    steps:
      'A condition at the object forbids an act: the act is refused with the code of the profile, and obeyed when the condition is gone.',
    unless: eitherUnless(withoutProfile, withoutGesture('block')),
    async run(kit) {
      const { ses } = await begin(kit);
      const lock = profileOf(kit)?.interlocks.find(({ act }) => act !== 'start');
      const compose1 = (): Sent =>
        lock?.act === 'order'
          ? order(kit, ses, newId(kit, 'o'))
          : compose(kit, 'stop', { reason: 'conformance' }, { change: { ses } });
      await make(kit, 'block');
      const refused = compose1();
      const answer = await ask(kit, refused);
      await make(kit, 'unblock');
      expectAnswer(answer, { status: 'rejected', code: String(lock?.code), ran: false } as { code: string }, refused);
      const obeyed = compose1();
      expectAnswer(await ask(kit, obeyed), { status: 'succeeded' }, obeyed);
    },
  },
  {
    id: 'interlock-occupied',
    rule: 'FP-26',
    steps: 'A use ends by its limit while somebody is inside: the next start is refused, OCCUPIED.',
    unless: (kit) =>
      profileOf(kit)?.interlocks.some(({ refuseWhile }) => refuseWhile === 'occupied') ? null : 'nobody is inside of it',
    async run(kit) {
      const { ses } = await begin(kit, { maxS: 3 });
      await awaitEntry(kit, ses, 15_000, ({ ev }) => ev === 'ended');
      const sent = startCommand(kit);
      const answer = await ask(kit, sent);
      await make(kit, 'leave');
      expectAnswer(answer, { status: 'rejected', code: 'OCCUPIED', ran: false }, sent);
    },
  },
];

const pause = (kit: Kit, ses: string): Sent => compose(kit, 'pause', { maxS: 600 }, { change: { ses } });
const isTrigger =
  (name: string) =>
  ({ trigger }: Json): boolean =>
    trigger === name;

const PAUSES: readonly Check[] = [
  {
    id: 'pause-and-resume',
    rule: 'FP-27',
    steps: 'A pause, proven by the hand: use stands and pausedMs counts; resume and the hand end it, and use goes on.',
    unless: withoutAct('pause'),
    async run(kit) {
      const { ses } = await begin(kit, { leaseMs: 280_000 });
      const asked = pause(kit, ses);
      expectAnswer(await ask(kit, asked), { status: 'succeeded' }, asked);
      await make(kit, 'leave');
      const paused = await awaitEntry(kit, ses, 60_000, isTrigger('paused'));
      require(paused !== null, 'updated, paused', 'none', asked);
      await pass(kit, 10_000);
      const resume = compose(kit, 'resume', {}, { change: { ses } });
      expectAnswer(await ask(kit, resume), { status: 'succeeded' }, resume);
      await make(kit, 'use');
      const resumed = await awaitEntry(kit, ses, 20_000, isTrigger('resumed'));
      require(resumed !== null, 'updated, resumed', 'none', resume);
      const [before, after] = [paused, resumed].map(({ body }) => (body?.use ?? {}) as Json);
      require(after?.useMs === before?.useMs, `useMs ${before?.useMs} still`, `${after?.useMs}`, paused, resumed);
      require(numberOf(after?.pausedMs) >= 9_000, 'pausedMs of ten seconds', `${after?.pausedMs}`, paused, resumed);
      await end(kit, ses);
    },
  },
  {
    id: 'pause-taken-back',
    rule: 'FP-27',
    steps: 'A pause that no hand proved yet, and a resume: nothing is journaled, and the pin that closes after it ends use.',
    unless: withoutAct('pause'),
    async run(kit) {
      const { ses } = await begin(kit, { leaseMs: 280_000 });
      await ask(kit, pause(kit, ses));
      const resume = compose(kit, 'resume', {}, { change: { ses } });
      expectAnswer(await ask(kit, resume), { status: 'succeeded' }, resume);
      await make(kit, 'leave');
      const ended = await awaitEntry(kit, ses, 60_000, ({ ev }) => ev === 'ended');
      require(ended !== null, 'an end', 'none', resume);
      const paused = entriesOf(kit, ses).find(({ body }) => body?.trigger === 'paused');
      require(paused === undefined, 'no entry paused', 'one', resume, ...(paused ? [paused] : []));
    },
  },
  {
    id: 'refused-stop-takes-pause-back',
    rule: 'FP-27',
    steps: 'A pause, then a stop that the interlock refuses: the pause is forgotten, and leaving ends use.',
    unless: eitherUnless(withoutAct('pause'), withoutGesture('block')),
    async run(kit) {
      const { ses } = await begin(kit, { leaseMs: 280_000 });
      await ask(kit, pause(kit, ses));
      await make(kit, 'block');
      const stop = compose(kit, 'stop', { reason: 'conformance' }, { change: { ses } });
      await ask(kit, stop);
      await make(kit, 'leave');
      const ended = await awaitEntry(kit, ses, 60_000, ({ ev }) => ev === 'ended');
      require(ended !== null, 'an end', 'none', stop);
    },
  },
];

export const ACT_CHECKS: readonly Check[] = [...CONTROLS, ...CONFIGS, ...ORDERS, ...INTERLOCKS, ...PAUSES];
