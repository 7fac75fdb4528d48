// Fault: something that goes wrong on purpose, at a moment that can be named.
import { ok, type Result, refused } from '#protocol';
import type { AboutResult, Observation } from '../device/device.ts';

/** What a fault may do to the device it sits in. */
export type FaultHands = { powerCut(offMs: number): void };

/** One fault in one device; its count is its own. */
export type Fault = {
  /** True to act on the command but lose what is said about it. */
  losesResult?(about: AboutResult): boolean;
  react?(seen: Observation, hands: FaultHands): void;
};

export type FaultRefusal = { readonly code: 'fault.malformed' | 'fault.unknown' | 'fault.bad-argument'; readonly text: string };

/** A kind of fault by its name on the command line. */
export type FaultKind = {
  readonly name: string;
  readonly usage: string;
  /** @returns what makes a fresh fault per device; undefined when moment or argument make no sense. */
  parse(moment: string | undefined, argument: string | undefined): (() => Fault) | undefined;
};

/** A fault that was asked for, and the one device it is meant for (all when undefined). */
export type PlannedFault = { readonly device: string | undefined; create(): Fault };

const GRAMMAR = /^(?:([A-Za-z0-9_-]{1,48})\/)?([a-z][a-z-]*)(?:@([a-z][a-z-]*))?(?::([A-Za-z0-9.]+))?$/;

/** Reads `[device/]name[@moment][:argument]`, such as `lost-result@start` or `pod-1/reboot@active:2s`. */
export function parseFault(kinds: readonly FaultKind[], text: string): Result<PlannedFault, FaultRefusal> {
  const match = GRAMMAR.exec(text);
  if (!match) return refused({ code: 'fault.malformed', text });
  const [, device, name, moment, argument] = match;
  const kind = kinds.find((candidate) => candidate.name === name);
  if (!kind) return refused({ code: 'fault.unknown', text });
  const create = kind.parse(moment, argument);
  return create ? ok({ device, create }) : refused({ code: 'fault.bad-argument', text });
}

/** Reads `2s` or `500ms`. */
export function parseDurationMs(text: string): number | undefined {
  const match = /^(\d{1,6})(ms|s)$/.exec(text);
  return match ? Number(match[1]) * (match[2] === 's' ? 1_000 : 1) : undefined;
}
