// Fault: something that goes wrong on purpose, at a moment and with a chance that can be named.
import { ok, type Result, refused } from '#protocol';
import type { AboutResult, Observation } from '../device/device.ts';
import type { AnyKindModel } from '../kinds/model.ts';
import { type Chance, createChance } from './chance.ts';
import { parseTarget, type Target } from './target.ts';

/** What a fault may do to the device it sits in. */
export type FaultHands = {
  powerCut(offMs: number): void;
  loseNetwork(offMs: number): void;
  after(delayMs: number, run: () => void): void;
  /** Says that it struck, for the live line and the report. */
  strike(what: string): void;
};

/** A message on its way: `leaf` is the word after up or dn, such as `ses` or `cmd`. */
export type Passing = { readonly direction: 'up' | 'dn'; readonly leaf: string };

/** One copy of the message for each entry, so late in ms, or held until the next one has passed; none: it is lost. */
export type Fate = readonly (number | 'next')[];

/** One fault in one device; its count and its chance are its own. */
export type Fault = {
  readonly name: string;
  /** Told once, when the device is first powered up. */
  begin?(hands: FaultHands): void;
  react?(seen: Observation, hands: FaultHands): void;
  /** True to act on the command but lose what is said about it. */
  losesResult?(about: AboutResult): boolean;
  /** What becomes of a message; null when nothing befalls it. */
  carry?(message: Passing): Fate | null;
  /** The same object with something broken in it. */
  bend?(model: AnyKindModel): AnyKindModel;
  /** How much faster than it should the device's clock runs, in parts per million. */
  readonly clockPpm?: number;
};

export type FaultRefusal = { readonly code: 'fault.malformed' | 'fault.unknown' | 'fault.bad-argument'; readonly text: string };

/** `name=value@moment:argument`, each but the name optional. */
export type FaultWords = {
  readonly value: string | undefined;
  readonly moment: string | undefined;
  readonly argument: string | undefined;
};

/** A kind of fault by its name on the command line. */
export type FaultKind = {
  readonly name: string;
  /** How it is written. */
  readonly usage: string;
  /** One sentence: what goes wrong. */
  readonly about: string;
  /** @returns what makes a fresh fault per device; undefined when the words make no sense. */
  parse(words: FaultWords): ((chance: Chance) => Omit<Fault, 'name'>) | undefined;
};

/** A fault that was asked for. */
export type PlannedFault = {
  readonly text: string;
  /** Which devices it sits in. */
  readonly isMeantFor: Target;
  create(chance?: Chance): Fault;
};

const GRAMMAR =
  /^(?:([A-Za-z0-9_-]{1,48}|\d{1,3}%)\/)?([a-z][a-z-]*)(?:=([0-9.a-z-]{1,24}))?(?:@([a-z0-9][a-z0-9-]*))?(?::([A-Za-z0-9./-]{1,24}))?$/;

/** Reads `[target/]name[=value][@moment][:argument]`, such as `drop=0.1:up/ses`, `pod-1/reboot@active:2s` or `5%/stuck`. */
export function parseFault(kinds: readonly FaultKind[], text: string): Result<PlannedFault, FaultRefusal> {
  const match = GRAMMAR.exec(text);
  if (!match) return refused({ code: 'fault.malformed', text });
  const [, target, name, value, moment, argument] = match;
  const kind = kinds.find((candidate) => candidate.name === name);
  if (!kind) return refused({ code: 'fault.unknown', text });
  const make = kind.parse({ value, moment, argument });
  const isMeant = parseTarget(target);
  if (!make || !isMeant) return refused({ code: 'fault.bad-argument', text });
  return ok({
    text,
    // Each fault has a lot of its own: two shares of a tenth are not the same tenth.
    isMeantFor: (candidate, seed) => isMeant(candidate, `${seed} ${text}`),
    create: (chance = createChance(text)) => ({ name: kind.name, ...make(chance) }),
  });
}

/** Reads `2m`, `2s` or `500ms`. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d{1,6})(ms|s|m)$/.exec(text);
  const unitMs = { ms: 1, s: 1_000, m: 60_000 }[match?.[2] ?? ''];
  return match && unitMs !== undefined ? Number(match[1]) * unitMs : undefined;
}
