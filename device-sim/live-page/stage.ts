// Stage: the objects that the page shows, what is heard of each, and word to whoever follows that one has changed.
import { assert, findProfile, KIND_CATALOGUE, type KindProfile } from '#protocol';
import type { Observation } from '../device/device.ts';
import { findModel, KIND_MODELS } from '../kinds/catalogue.ts';
import type { AnyKindModel } from '../kinds/model.ts';
import type { DeviceLink } from '../links/link.ts';
import type { DeviceRuntime } from '../runtime/device-runtime.ts';
import type { MemoryStore } from '../runtime/memory-store.ts';
import { type Gist, openMessage, type Readings, readGist } from './gist.ts';
import { createNetworkPlug, type NetworkPlug } from './network-plug.ts';
import { overhear, type Passed } from './overhear.ts';
import { type Picture, takePicture } from './picture.ts';

export type Heard = {
  /** Counts the messages of one object, so that each keeps its place on the page. */
  readonly number: number;
  /** How often it came in a row; this is the last of them. */
  readonly times: number;
  readonly atMs: number;
  readonly way: Passed['way'];
  readonly topic: string;
  readonly text: string;
  readonly bytes: number;
  readonly isSigned: boolean;
  readonly content: object | null;
  readonly gist: Gist;
};

export type StageObject = {
  readonly device: string;
  readonly kind: string;
  readonly profile: KindProfile;
  readonly name: string;
  /** The newest first. */
  heard(): readonly Heard[];
  /** Lines of the tickets that came out of its printer since its session began, the newest first. */
  tickets(): readonly string[];
  plug(): NetworkPlug | null;
  /** Why it could not connect the last time, as its network or its broker put it; null since it did. */
  trouble(): string | null;
  look(runtime: DeviceRuntime | undefined): Picture;
};

export type Stage = {
  readonly objects: readonly StageObject[];
  /** The same link with a cable that can be pulled, and somebody who listens. */
  wire(device: string, link: DeviceLink): DeviceLink;
  /** The same memory; mechanics are looked up there while the power is gone. */
  keep(device: string, memory: MemoryStore): MemoryStore;
  see(device: string, observation: Observation): void;
  /** Says of an object that it may look different now. */
  stir(device: string): void;
  /** @returns what ends it. */
  onStir(listener: (device: string) => void): () => void;
};

export type StageDevice = { readonly device: string; readonly kind: string; readonly name: string };

/** More than fits anybody's eye; the rest is counted. */
const MOST_SHOWN = 60;
const MOST_HEARD = 12;
const MOST_TICKETS = 4;
/** Commands whose act is remembered until their results come. */
const MOST_COMMANDS = 32;

type Watched = StageObject & {
  readonly hear: (passed: Passed) => void;
  readonly see: (observation: Observation) => void;
  memory: MemoryStore | null;
  cable: NetworkPlug | null;
};

/** Twice the same kind of news is one line that counts: a bike tells its distance every other second. */
function isMoreOfTheSame(heard: Heard, { gist, way }: Pick<Heard, 'gist' | 'way'>): boolean {
  if (heard.way !== way || heard.gist.what !== 'state' || gist.what !== 'state') return false;
  return Object.keys(heard.gist.changed).join() === Object.keys(gist.changed).join();
}

function createHearing(nowMs: () => number) {
  const heard: Heard[] = [];
  const acts = new Map<string, string>();
  let reported: Readings = {};
  let number = 0;

  function remember(gist: Gist, cid: unknown): void {
    if (gist.what === 'state') reported = gist.reported;
    if (gist.what === 'command' && typeof cid === 'string') acts.set(cid, gist.act);
    for (const [oldest] of acts) if (acts.size > MOST_COMMANDS) acts.delete(oldest);
  }
  return {
    heard,
    hear({ bytes, topic, way }: Passed): void {
      const text = Buffer.from(bytes).toString('utf8');
      const opened = openMessage(text);
      const gist = readGist(topic, opened, { actOf: (cid) => acts.get(cid), reported });
      remember(gist, opened.content?.cid);
      const [last] = heard;
      const again = last && isMoreOfTheSame(last, { way, gist }) ? last : null;
      if (again) heard.shift();
      else number += 1;
      const times = (again?.times ?? 0) + 1;
      heard.unshift({ number, times, atMs: nowMs(), way, topic, text, bytes: bytes.length, ...opened, gist });
      heard.length = Math.min(heard.length, MOST_HEARD);
    },
  };
}

function watch({ device, kind, name }: StageDevice, nowMs: () => number): Watched {
  const [profile, model] = [findProfile(KIND_CATALOGUE, kind), findModel(KIND_MODELS, kind)] as [KindProfile, AnyKindModel];
  assert(profile && model, `a fleet refuses the kind ${kind} before it is shown`);
  const { hear, heard } = createHearing(nowMs);
  let tickets: readonly string[] = [];
  let trouble: string | null = null;
  const watched: Watched = {
    ...{ device, kind, name, profile, hear },
    memory: null,
    cable: null,
    heard: () => heard,
    tickets: () => tickets,
    plug: () => watched.cable,
    trouble: () => trouble,
    see({ data, ev }) {
      if (ev === 'begun') tickets = [];
      if (ev === 'connected') trouble = null;
      if (ev === 'ignored' && data.what === 'connection') trouble = String(data.why);
      if (ev === 'ticket') tickets = [String(data.lines), ...tickets].slice(0, MOST_TICKETS);
    },
    look(runtime) {
      const powered = runtime?.peek() ?? null;
      return takePicture({
        ...{ id: device, profile, model },
        device: powered,
        upMs: runtime?.upMs() ?? 0,
        stored: powered ? null : (watched.memory?.load()?.body ?? null),
        hasCable: watched.cable?.isIn() ?? true,
      });
    },
  };
  return watched;
}

export function createStage(devices: readonly StageDevice[], nowMs: () => number): Stage {
  const shown = devices.filter(({ kind }) => findProfile(KIND_CATALOGUE, kind) && findModel(KIND_MODELS, kind));
  const objects = new Map(shown.slice(0, MOST_SHOWN).map((entry) => [entry.device, watch(entry, nowMs)]));
  const listeners = new Set<(device: string) => void>();
  const stir = (device: string): void => {
    for (const listener of listeners) listener(device);
  };
  return {
    objects: [...objects.values()],
    wire(device, link) {
      const watched = objects.get(device);
      if (!watched) return link;
      const cable = createNetworkPlug(
        overhear(link, (passed) => {
          watched.hear(passed);
          stir(device);
        }),
      );
      watched.cable = cable;
      return cable.link;
    },
    keep(device, memory) {
      const watched = objects.get(device);
      if (watched) watched.memory = memory;
      return memory;
    },
    see(device, observation) {
      const watched = objects.get(device);
      if (!watched) return;
      watched.see(observation);
      stir(device);
    },
    stir,
    onStir(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
