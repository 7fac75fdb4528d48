// Turn: one step in the making - the device so far and the effects so far.
import { assert, formatAddress, type UpLeaf } from '#protocol';
import type { LocalEvent } from '../kinds/model.ts';
import type { Connection, Device, Effect, Observation, PublishEffect } from './device.ts';
import type { DeviceSession, Flash } from './memory.ts';

export type Turn = { readonly device: Device; readonly effects: readonly Effect[] };

/** The longest seq; past it the device must reboot (2^32 messages at ten a second are 13 years). */
const LAST_SEQ = 0xffff_ffff;

export function withFlash(turn: Turn, change: Partial<Flash>): Turn {
  return { ...turn, device: { ...turn.device, flash: { ...turn.device.flash, ...change } } };
}

export function withSession(turn: Turn, session: DeviceSession | null): Turn {
  return withFlash(turn, { session });
}

export function withDevice(turn: Turn, change: Partial<Omit<Device, 'self' | 'flash'>>): Turn {
  return { ...turn, device: { ...turn.device, ...change } };
}

export function withConnection(turn: Turn, connection: Connection | null): Turn {
  return withDevice(turn, { connection });
}

export function observe(turn: Turn, ev: Observation['ev'], data: Observation['data'] = {}): Turn {
  return { ...turn, effects: [...turn.effects, { type: 'observe', observation: { ev, data } }] };
}

/** Takes the next number of this boot's upward messages. */
export function takeSeq(turn: Turn): { readonly turn: Turn; readonly seq: number } {
  const seq = turn.device.nextSeq;
  assert(seq <= LAST_SEQ, 'seq is a uint32 per boot');
  return { turn: withDevice(turn, { nextSeq: seq + 1 }), seq };
}

export function publish(turn: Turn, message: Omit<PublishEffect, 'type'>): Turn {
  const typ = turn.device.self.isUnsigned ? null : message.typ;
  return { ...turn, effects: [...turn.effects, { type: 'publish', ...message, typ }] };
}

/** Who says so and which bytes asked for it: true only under a signature, so left out without one (FP-32). */
export function proven(device: Device, cmdHash: string): { readonly sub?: string; readonly cmdHash?: string } {
  return device.self.isUnsigned ? {} : { sub: formatAddress(device.self.address), cmdHash };
}

/** Plain JSON upward: shows something, moves no money. */
export function publishPlain(turn: Turn, to: UpLeaf, message: object, isRetained = false): Turn {
  return publish(turn, { to, typ: null, body: JSON.stringify(message), isRetained });
}

/** Tells what happened, to a gateway that is there; what moves money goes to the journal instead. */
export function publishEvent(turn: Turn, event: LocalEvent, upMs: number): Turn {
  if (!turn.device.connection?.isGreeted) return turn;
  const taken = takeSeq(turn);
  const message = { v: 1, boot: turn.device.boot, seq: taken.seq, upMs, data: event.data };
  return publishPlain(taken.turn, { leaf: 'event', type: event.type }, message);
}
