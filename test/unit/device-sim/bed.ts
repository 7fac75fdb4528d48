// Test bed: one pure device on a hand-moved uptime, with a counter for commands and a record of all it said.
import {
  assert,
  type Command,
  type CommandResult,
  findProfile,
  type JournalEntry,
  KIND_CATALOGUE,
  type KindProfile,
  type Welcome,
} from '#protocol';
import type { Effect, Input, Observation } from '../../../device-sim/device/device.ts';
import type { DeviceMemory } from '../../../device-sim/device/memory.ts';
import { bootDevice, nextWakeUpMs, step } from '../../../device-sim/device/step.ts';
import { findModel, KIND_MODELS } from '../../../device-sim/kinds/catalogue.ts';

const address = { tenant: 'airport', device: 'thing-1' };
const CHANCE = 'aaaaaaaaaaaaaaaa';
const NONCE = 'nonce-nonce-nonce-1';

type ActOf<A extends Command['act']> = Extract<Command, { act: A }>['arg'];

type WelcomeChange = {
  readonly floor?: number;
  /** The gateway's wall clock. */
  readonly now?: number;
  readonly verdicts?: Welcome['verdicts'];
  readonly boot?: string;
};

export function createBed(kind: string, options: { memory?: DeviceMemory | null; profile?: Partial<KindProfile> } = {}) {
  const base = findProfile(KIND_CATALOGUE, kind);
  const model = findModel(KIND_MODELS, kind);
  assert(base && model, `no kind ${kind}`);
  const profile: KindProfile = { ...base, ...options.profile };
  const booted = bootDevice({ address, profile, model, firmware: 'test' }, options.memory ?? null, CHANCE);
  let device = booted.device;
  let upMs = 0;
  let ctr = device.flash.lastCtr;
  let effects: readonly Effect[] = [];
  let memory: DeviceMemory | null = null;
  const keep = (made: readonly Effect[]): readonly Effect[] => {
    for (const effect of made) if (effect.type === 'persist') memory = effect.memory;
    effects = [...effects, ...made];
    return made;
  };
  keep(booted.effects);

  const feed = (input: Input): readonly Effect[] => {
    const turn = step(device, input, upMs);
    device = turn.device;
    return keep(turn.effects);
  };
  const bodiesOf = <T>(made: readonly Effect[], leaf: string): T[] =>
    made.flatMap((effect) => (effect.type === 'publish' && effect.to.leaf === leaf ? [JSON.parse(effect.body) as T] : []));

  const bed = {
    address,
    feed,
    device: () => device,
    upMs: () => upMs,
    /** What a power cut would find. */
    memory: (): DeviceMemory => {
      assert(memory, 'a booted device has written');
      return memory;
    },
    effects: () => effects,
    /** Moves uptime, ticking whenever the device asks for it. */
    pass(ms: number): void {
      const end = upMs + ms;
      for (let wake = nextWakeUpMs(device, upMs); wake !== null && wake <= end; wake = nextWakeUpMs(device, upMs)) {
        assert(wake > upMs, 'a wake-up lies ahead');
        upMs = wake;
        feed({ type: 'tick' });
      }
      upMs = end;
    },
    person: (act: string, value?: number) => feed({ type: 'person', act, ...(value === undefined ? {} : { value }) }),
    welcome: (change: WelcomeChange = {}) =>
      feed({
        type: 'welcome',
        welcome: {
          v: 1,
          t: 'welcome',
          iss: 'gw',
          aud: 'airport/thing-1',
          boot: change.boot ?? device.boot,
          nonce: NONCE,
          now: change.now ?? 0,
          cfgVer: 0,
          keys: 0,
          floor: change.floor ?? 0,
          verdicts: change.verdicts ?? [],
        },
      }),
    greet(change: WelcomeChange = {}): readonly Effect[] {
      feed({ type: 'connected', conn: `conn${upMs}` });
      feed({ type: 'rehello', nonce: NONCE });
      return bed.welcome(change);
    },
    command<A extends Command['act']>(act: A, arg: ActOf<A>, change: Partial<Command> = {}): Input {
      ctr = Math.max(ctr, device.flash.lastCtr) + 1;
      const command = {
        v: 1,
        iss: 'gw',
        aud: 'airport/thing-1',
        cid: `cmd${ctr}`,
        ctr,
        boot: device.boot,
        expUp: upMs + 10_000,
        iat: 0,
        ses: 'ses1',
        act,
        arg,
        ...change,
      } as Command;
      return { type: 'command', gateway: 'gw1', command, cmdHash: 'h'.repeat(43) };
    },
    start: (change: Partial<Command> & { leaseUp?: number; maxS?: number } = {}) => {
      const { leaseUp = upMs + 90_000, maxS = 3_600, ...rest } = change;
      return feed(bed.command('start', { limits: { leaseUp, maxS } }, rest));
    },
    stop: (change: Partial<Command> = {}) => feed(bed.command('stop', { reason: 'tap' }, change)),
    renew: (leaseUp: number) => feed(bed.command('renew', { leaseUp })),
    pause: (maxS: number) => feed(bed.command('pause', { maxS })),
    resume: () => feed(bed.command('resume', {})),
    ack: (upTo: number, change: { ses?: string; boot?: string; missing?: number[] } = {}) =>
      feed({
        type: 'ack',
        ack: {
          v: 1,
          iss: 'gw',
          aud: 'airport/thing-1',
          boot: change.boot ?? device.boot,
          ses: change.ses ?? 'ses1',
          upTo,
          missing: change.missing ?? [],
          verdict: 'stored',
        },
      }),
    config: (ver: number, set: { [key: string]: string | number }) =>
      feed({ type: 'config', config: { v: 1, iss: 'gw', aud: 'airport/thing-1', ver, set } }),
    results: (made: readonly Effect[] = effects): CommandResult[] => bodiesOf(made, 'result'),
    /** What these effects send of the journal, repeats included; without them everything that was ever sent, once. */
    sent(made?: readonly Effect[]): JournalEntry[] {
      if (made) return bodiesOf(made, 'journal');
      const all = bodiesOf<JournalEntry>(effects, 'journal');
      return all.filter((entry, at) => all.findIndex(({ boot, seq }) => boot === entry.boot && seq === entry.seq) === at);
    },
    /** Everything still in the journal. */
    journal: (): JournalEntry[] => device.flash.journal.map((record) => JSON.parse(record.body) as JournalEntry),
    states: (made: readonly Effect[] = effects) =>
      bodiesOf<{ ver: number; reported: { [name: string]: unknown }; cfgVer: number; cfg: { [key: string]: string } }>(
        made,
        'state',
      ),
    seen: (ev: Observation['ev']): Observation['data'][] =>
      effects.flatMap((effect) => (effect.type === 'observe' && effect.observation.ev === ev ? [effect.observation.data] : [])),
  };
  return bed;
}
type Bed = ReturnType<typeof createBed>;

/** The same device after a power cut. */
export function rebootBed(
  kind: string,
  before: Bed,
  options: { losesFlash?: boolean; profile?: Partial<KindProfile> } = {},
): Bed {
  const memory = before.memory();
  return createBed(kind, {
    memory: options.losesFlash ? { ...memory, flash: null } : memory,
    ...(options.profile ? { profile: options.profile } : {}),
  });
}
