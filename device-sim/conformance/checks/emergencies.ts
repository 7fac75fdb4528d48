// Emergency checks: light and chime while the setting says so, in use or not, after a power cut too - and nothing else (FP-35).
import type { ControlValue } from '#protocol';
import { type Check, withoutPower } from '../check.ts';
import { numberOf } from '../fake-gateway.ts';
import type { Heard, Json } from '../heard.ts';
import { require } from '../judge.ts';
import { ask, begin, cutPower, end, entriesOf, find, type Kit, lastHello, pass } from '../kit.ts';
import { configure, controlsOf, lastState, seenNow, set } from './acts.ts';

const LIGHTS: readonly string[] = ['light', 'dimmer'];
const BRIGHTEST: readonly unknown[] = [true, 100];

type Told = Awaited<ReturnType<typeof configure>>;

const reportedBy = (state: Heard | null | undefined): Json => (state?.body?.reported ?? {}) as Json;
const answerIn = ({ state }: Told): unknown => (state?.body?.cfg as Json | undefined)?.emergency;
const shown = (state: Heard | null | undefined): readonly Heard[] => (state ? [state] : []);
const sentAs = ({ sent }: Told): { readonly topic: string; readonly bytes: Uint8Array } => ({ topic: 'dn/cfg', bytes: sent });
/** Each check in a place of its own: with one device for all of them, the next is newer. */
const versionFrom = (kit: Kit, offset: number): number => (numberOf(lastHello(kit).cfgVer) || 0) + offset;
/** Bolts, doors, pins and scenes are words; what is measured is a number, and may change at any time. */
const wordsOf = (reported: Json): string =>
  JSON.stringify(Object.entries(reported).filter(([, value]) => typeof value === 'string'));

/** What it reports of its light is as bright as it can be. */
function requireLit(state: Heard | null | undefined, told: Told, when: string): void {
  const reported = reportedBy(state);
  const dark = LIGHTS.filter((name) => reported[name] !== undefined && !BRIGHTEST.includes(reported[name]));
  const came = dark.map((name) => `${name} ${reported[name]}`).join(', ');
  require(dark.length === 0, `the light at its brightest ${when}`, came, sentAs(told), ...shown(state));
}

export const EMERGENCY_CHECKS: readonly Check[] = [
  {
    id: 'emergency-signal',
    rule: 'FP-35',
    steps:
      'The setting emergency: the light, if it is reported, is on while it is 1 and as before at 0, and no bolt, door or pin moves; or the answer is unknown.',
    async run(kit) {
      const ver = versionFrom(kit, 30);
      const before = reportedBy((await configure(kit, ver, { emergency: 0 })).state);
      const on = await configure(kit, ver + 1, { emergency: 1 });
      const answer = answerIn(on);
      // That no answer comes at all is what FP-23 asks about.
      const isAnswer = answer === undefined || answer === 'accepted' || answer === 'unknown';
      require(isAnswer, 'accepted, or unknown', `${answer}`, sentAs(on), ...shown(on.state));
      if (answer !== 'unknown') requireLit(on.state, on, 'at 1');
      const [was, is] = [before, on.state ? reportedBy(on.state) : before].map(wordsOf);
      require(was === is, `${was} still`, `${is}`, sentAs(on), ...shown(on.state));
      const off = await configure(kit, ver + 2, { emergency: 0 });
      for (const name of LIGHTS.filter((each) => before[each] !== undefined)) {
        const after = off.state ? reportedBy(off.state)[name] : before[name];
        require(after === before[name], `${name} ${before[name]} again at 0`, `${after}`, sentAs(off), ...shown(off.state));
      }
    },
  },
  {
    id: 'emergency-after-power-cut',
    rule: 'FP-35',
    steps: 'The setting emergency is 1, and the power is cut: the light, if it is reported, is on again without another word.',
    unless: withoutPower,
    async run(kit) {
      const ver = versionFrom(kit, 40);
      const on = await configure(kit, ver, { emergency: 1 });
      const from = kit.wire.heard.length;
      await cutPower(kit);
      const state = await find(kit, from, 5_000, ({ leaf }) => leaf === 'state');
      if (answerIn(on) === 'accepted') requireLit(state, on, 'after the power cut');
      await configure(kit, ver + 1, { emergency: 0 });
    },
  },
  {
    id: 'emergency-in-use',
    rule: 'FP-35',
    steps:
      'The setting emergency is 1 while it is used: use goes on, a set does not put the light out, and counts once the setting is 0.',
    async run(kit) {
      const { ses } = await begin(kit);
      const ver = versionFrom(kit, 50);
      const on = await configure(kit, ver, { emergency: 1 });
      const lamp = answerIn(on) === 'accepted' ? controlsOf(kit).find(({ name }) => LIGHTS.includes(name)) : undefined;
      let meanwhile: { readonly name: string; readonly value: ControlValue } | null = null;
      if (lamp) {
        const answer = await ask(kit, set(kit, ses, { control: lamp.name, value: lamp.good, seen: seenNow(kit) }));
        await pass(kit, 500);
        requireLit(lastState(kit), on, 'after a set');
        if (answer.body?.status === 'succeeded') meanwhile = { name: lamp.name, value: lamp.good };
      }
      const ended = entriesOf(kit, ses).find(({ body }) => body?.ev === 'ended');
      require(ended === undefined, 'no end of use by it', `${ended?.body?.trigger}`, sentAs(on), ...shown(ended));
      const off = await configure(kit, ver + 1, { emergency: 0 });
      if (meanwhile && off.state) {
        const { name, value } = meanwhile;
        const after = reportedBy(off.state)[name];
        require(after === value, `${name} ${value}, as it was set meanwhile`, `${after}`, sentAs(off), off.state);
      }
      await end(kit, ses);
    },
  },
];
