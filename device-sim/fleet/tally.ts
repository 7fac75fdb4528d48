// Tally: what a fleet has done so far, counted from what its devices show and from the messages that pass.
import type { Observation } from '../device/device.ts';
import type { DeviceLink, LinkEvents } from '../links/link.ts';

/** Where every device of one kind stands, and what it did. */
export type KindCounts = { devices: number; connected: number; inUse: number; started: number; ended: number };

export type Counts = {
  readonly devices: number;
  readonly connected: number;
  /** Of the connected ones, those that a signed welcome has greeted. */
  readonly greeted: number;
  readonly inUse: number;
  readonly started: number;
  readonly ended: number;
  readonly commands: number;
  readonly messagesUp: number;
  readonly messagesDown: number;
  readonly connects: number;
  readonly powerCuts: number;
  readonly replays: number;
  readonly byKind: { readonly [kind: string]: Readonly<KindCounts> };
  /** How often each fault struck. */
  readonly faults: { readonly [fault: string]: number };
  /** What the devices put aside or complained of, by its reason. */
  readonly errors: { readonly [why: string]: number };
};

export type Tally = {
  add(device: string, kind: string): void;
  see(device: string, observation: Observation): void;
  /** The same link; what passes is counted. */
  count(link: DeviceLink): DeviceLink;
  counts(): Counts;
};

type Standing = { readonly kind: string; isConnected: boolean; isGreeted: boolean; isInUse: boolean };

/** Reasons are counted by their first words: an address or a number in them would make each its own. */
const LONGEST_REASON = 60;

type Done = { started: number; ended: number };

function countKinds(standings: readonly Standing[], done: ReadonlyMap<string, Done>): { [kind: string]: KindCounts } {
  const byKind: { [kind: string]: KindCounts } = {};
  for (const { isConnected, isInUse, kind } of standings) {
    const of = byKind[kind] ?? { devices: 0, connected: 0, inUse: 0, started: 0, ended: 0, ...done.get(kind) };
    of.devices += 1;
    of.connected += Number(isConnected);
    of.inUse += Number(isInUse);
    byKind[kind] = of;
  }
  return byKind;
}

function countLink(link: DeviceLink, totals: { messagesUp: number; messagesDown: number }): DeviceLink {
  const watch = (events: LinkEvents): LinkEvents => ({
    ...events,
    onMessage(topic, bytes) {
      totals.messagesDown += 1;
      events.onMessage(topic, bytes);
    },
  });
  return {
    ...link,
    open: (events) => link.open(watch(events)),
    publish(topic, bytes, options) {
      totals.messagesUp += 1;
      link.publish(topic, bytes, options);
    },
  };
}

export function createTally(): Tally {
  const standings = new Map<string, Standing>();
  const totals = { messagesUp: 0, messagesDown: 0, connects: 0, commands: 0, powerCuts: 0, replays: 0 };
  const done = new Map<string, Done>();
  const faults: { [fault: string]: number } = {};
  const errors: { [why: string]: number } = {};
  const raise = (counts: { [name: string]: number }, name: string): void => {
    counts[name] = (counts[name] ?? 0) + 1;
  };

  function connection(standing: Standing, isConnected: boolean): void {
    standing.isConnected = isConnected;
    standing.isGreeted = false;
  }

  function noteSession(standing: Standing, what: 'started' | 'ended'): void {
    const of = done.get(standing.kind) ?? { started: 0, ended: 0 };
    of[what] += 1;
    done.set(standing.kind, of);
    standing.isInUse = what === 'started';
  }

  const notes: { readonly [ev in Observation['ev']]?: (standing: Standing, data: Observation['data']) => void } = {
    connected(standing) {
      connection(standing, true);
      totals.connects += 1;
    },
    disconnected: (standing) => connection(standing, false),
    'power-cut'(standing) {
      connection(standing, false);
      totals.powerCuts += 1;
    },
    greeted(standing) {
      standing.isGreeted = true;
    },
    started: (standing) => noteSession(standing, 'started'),
    ended: (standing) => noteSession(standing, 'ended'),
    answered(_standing, { status }) {
      if (status !== 'accepted' && status !== 'in_progress') totals.commands += 1;
    },
    replayed() {
      totals.replays += 1;
    },
    lost: () => raise(faults, 'lost-result'),
    fault: (_standing, { fault }) => raise(faults, String(fault)),
    ignored: (_standing, { what, why }) =>
      raise(errors, `${what === undefined ? '' : `${what}: `}${why}`.slice(0, LONGEST_REASON)),
  };

  return {
    add(device, kind) {
      standings.set(device, { kind, isConnected: false, isGreeted: false, isInUse: false });
    },
    see(device, { data, ev }) {
      const standing = standings.get(device);
      if (standing) notes[ev]?.(standing, data);
    },
    count: (link) => countLink(link, totals),
    counts() {
      const byKind = countKinds([...standings.values()], done);
      const all = Object.values(byKind);
      const sum = (read: (of: KindCounts) => number): number => all.reduce((total, of) => total + read(of), 0);
      return {
        ...totals,
        devices: standings.size,
        connected: sum(({ connected }) => connected),
        greeted: [...standings.values()].filter(({ isGreeted }) => isGreeted).length,
        inUse: sum(({ inUse }) => inUse),
        started: sum(({ started }) => started),
        ended: sum(({ ended }) => ended),
        byKind,
        faults: { ...faults },
        errors: { ...errors },
      };
    },
  };
}
