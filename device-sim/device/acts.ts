// Acts: what an admitted command does to the device, once nothing refuses it.
import { type Command, type CommandOf, type DeviceCode, NO_USAGE, SECOND_MS } from '#protocol';
import { record, replay } from './journal.ts';
import { type DeviceSession, FENCED_SESSIONS } from './memory.ts';
import { askPause, withdrawPause } from './pause.ts';
import { undoStart } from './session.ts';
import { observe, publishEvent, type Turn, withDevice, withFlash, withSession } from './turn.ts';

/** The final word on a command. */
export type Outcome = {
  readonly turn: Turn;
  readonly status: 'succeeded' | 'failed' | 'rejected';
  readonly code: DeviceCode;
  readonly ran: boolean;
  readonly detail?: string;
};

const succeeded = (turn: Turn): Outcome => ({ turn, status: 'succeeded', code: 'OK', ran: true });

/** No lease runs longer than the profile allows, whatever was signed (money.md R6), and none ends before now. */
function boundedLease(turn: Turn, leaseUp: number, upMs: number): number {
  return Math.max(upMs, Math.min(leaseUp, upMs + turn.device.self.profile.maxLeaseS * SECOND_MS));
}

function start(turn: Turn, command: CommandOf<'start'>, cmdHash: string, upMs: number): Outcome {
  // A second start of what already holds the object moves nothing, yet the object does run: `ran` stays true.
  if (turn.device.flash.session !== null) return { ...succeeded(turn), code: 'ALREADY' };
  if (turn.device.self.model.isJammed) return { turn, status: 'failed', code: 'JAMMED', ran: false };
  const { leaseUp, maxS } = command.arg.limits;
  const { longestSessionS } = turn.device.self.profile;
  const session: DeviceSession = {
    ses: command.ses,
    cid: command.cid,
    cmdHash,
    phase: 'starting',
    countsFromUpMs: upMs,
    before: NO_USAGE,
    lastUse: NO_USAGE,
    nextN: 0,
    leaseUpMs: boundedLease(turn, leaseUp, upMs),
    maxUseMs: Math.min(maxS, longestSessionS) * SECOND_MS,
    isStopAsked: false,
    verdictUpMs: null,
    meteredUpMs: upMs,
    storedUpMs: upMs,
  };
  const begun = withDevice(withFlash(turn, { session, printedOrders: [] }), {
    body: turn.device.self.model.begin(turn.device.body, upMs),
  });
  return succeeded(observe(begun, 'begun', { ses: command.ses }));
}

function fence(turn: Turn, ses: string): Turn {
  const others = turn.device.flash.fencedSessions.filter((fenced) => fenced !== ses);
  return withFlash(turn, { fencedSessions: [...others, ses].slice(-FENCED_SESSIONS) });
}

/**
 * Stop is a fence whatever runs: its counter is stored, so no older start can follow it. A start without evidence is
 * taken back and leaves nothing to bill; use that has ended, or never was, is answered ALREADY, and its journal again.
 */
function stop(turn: Turn, command: CommandOf<'stop'>, upMs: number): Outcome {
  const { session } = turn.device.flash;
  const fenced = fence(turn, command.ses);
  if (session?.ses !== command.ses) {
    const again = turn.device.connection?.isGreeted ? replay(fenced, (entry) => entry.ses === command.ses) : fenced;
    return { turn: again, status: 'succeeded', code: 'ALREADY', ran: false };
  }
  if (session.phase === 'starting') return succeeded(undoStart(fenced, session, 'stop_command', upMs));
  const asked = withSession(fenced, { ...session, isStopAsked: true });
  return succeeded(withDevice(asked, { body: asked.device.self.model.requestEnd(asked.device.body, upMs) }));
}

function renew(turn: Turn, command: CommandOf<'renew'>, upMs: number): Outcome {
  const session = turn.device.flash.session as DeviceSession;
  const renewed = withSession(turn, { ...session, leaseUpMs: boundedLease(turn, command.arg.leaseUp, upMs) });
  if (session.phase === 'starting') return succeeded(renewed);
  return succeeded(record(renewed, { ev: 'updated', trigger: 'renewed' }, upMs));
}

function set(turn: Turn, command: CommandOf<'set'>): Outcome {
  const { control, value } = command.arg;
  return succeeded(withDevice(turn, { body: turn.device.self.model.setControl(turn.device.body, control, value) }));
}

/** The ticket in the kitchen is what counts, so it is journaled; an order printed once is never printed twice. */
function order(turn: Turn, command: CommandOf<'order'>, upMs: number): Outcome {
  const { model } = turn.device.self;
  const { order: orderId, lines } = command.arg;
  const isPrinted = turn.device.flash.printedOrders.includes(orderId);
  if (isPrinted) return { ...succeeded(turn), code: 'ALREADY' };
  if (model.printTicket === undefined) return { turn, status: 'rejected', code: 'UNSUPPORTED', ran: false };
  const printed = withFlash(withDevice(turn, { body: model.printTicket(turn.device.body) }), {
    printedOrders: [...turn.device.flash.printedOrders, orderId],
  });
  const told = observe(printed, 'ticket', {
    order: orderId,
    lines: lines.map((line) => `${line.qty} x ${line.name}`).join(', '),
  });
  return succeeded(record(told, { ev: 'updated', trigger: 'ticket_printed', ticket: { order: orderId, lines } }, upMs));
}

/** A bell at the staff desk; it rings without a session too, since calling for help is never refused. */
function ring(turn: Turn, command: CommandOf<'call'>, upMs: number): Outcome {
  const { call } = command.arg;
  return succeeded(publishEvent(observe(turn, 'call', { call }), { type: 'call', data: { call } }, upMs));
}

/** A pause that waits for its hand is taken back; else the latch lets go, and a hand shows that the pause is over (FP-27). */
function resume(turn: Turn, upMs: number): Outcome {
  const { body, flash, self } = turn.device;
  if (!flash.session?.pause) return { ...succeeded(turn), code: 'ALREADY', ran: false };
  if (flash.session.pause.sinceUpMs === null) return succeeded(withdrawPause(turn));
  return succeeded(self.model.resume ? withDevice(turn, { body: self.model.resume(body, upMs) }) : turn);
}

/** Acts that move something slow enough to say `accepted` first. */
export function isSlowAct(act: Command['act']): boolean {
  return act === 'start' || act === 'stop' || act === 'order' || act === 'resume';
}

export function obey(turn: Turn, command: Command, cmdHash: string, upMs: number): Outcome {
  switch (command.act) {
    case 'start':
      return start(turn, command, cmdHash, upMs);
    case 'stop':
      return stop(turn, command, upMs);
    case 'renew':
      return renew(turn, command, upMs);
    case 'pause':
      return succeeded(askPause(turn, upMs + command.arg.maxS * SECOND_MS));
    case 'resume':
      return resume(turn, upMs);
    case 'set':
      return set(turn, command);
    case 'order':
      return order(turn, command, upMs);
    case 'call':
      return ring(turn, command, upMs);
    case 'beep':
      return succeeded(observe(turn, 'beep'));
  }
}
