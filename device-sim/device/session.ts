// Session: what evidence and time do to the session that holds the object - begin, meter, end.
import { isEvidenceEnough, LIMITS, NO_USAGE } from '#protocol';
import { type Device, settingsOf } from './device.ts';
import { type Entry, record } from './journal.ts';
import type { DeviceSession } from './memory.ts';
import { leavingOf, limitUpMs } from './meter.ts';
import { runPause } from './pause.ts';
import { observe, type Turn, withDevice, withSession } from './turn.ts';

type End = Extract<Entry, { ev: 'ended' }>;

const meteredOf = (device: Device) => ({
  model: device.self.model,
  body: device.body,
  settings: settingsOf(device),
});

/** The person has left and the stop evidence of the profile holds: use ended when it was last seen (money.md R7). */
function endByPerson(device: Device, session: DeviceSession, upMs: number): End | null {
  const metered = meteredOf(device);
  const leaving = leavingOf(metered, session);
  if (leaving === null || upMs < leaving.dueUpMs) return null;
  const evidence = metered.model.evidence(metered.body, metered.settings, upMs);
  if (!isEvidenceEnough(device.self.profile.stopEvidence, evidence)) return null;
  return {
    ev: 'ended',
    trigger: session.isStopAsked ? 'stop_command' : leaving.trigger,
    endUpMs: Math.max(leaving.sinceUpMs, session.countsFromUpMs),
  };
}

/** What ends a session without its person: lease, longest use, verdict; the earliest of them that is due. */
function forcedEnd(session: DeviceSession, leaseUpMs: number, upMs: number): End | null {
  const causes: readonly End[] = [
    { ev: 'ended', trigger: 'lease_lapsed', endUpMs: leaseUpMs },
    { ev: 'ended', trigger: 'limit_reached', endUpMs: limitUpMs(session) },
    { ev: 'ended', trigger: 'verdict', endUpMs: session.verdictUpMs ?? Infinity },
  ];
  const due = causes.filter((cause) => cause.endUpMs <= upMs);
  return due.reduce<End | null>((first, cause) => (first && first.endUpMs <= cause.endUpMs ? first : cause), null);
}

/**
 * The lease proves to the gateway that nothing runs past it, so what ends by itself ends at exactly its end - or, where
 * that would not be safe, at the first safe moment after it. It ends no use that only its person can end: an occupied
 * pod or an open bike is metered until it has been left or closed (FP-18). The longest use and a verdict end the bill
 * and not the door: a guest stays and leaves as before.
 */
function endByForce(device: Device, session: DeviceSession, upMs: number): End | null {
  const { atLeaseEnd, stopBy } = device.self.profile;
  const end = forcedEnd(session, stopBy === 'device' ? session.leaseUpMs : Infinity, upMs);
  if (end === null || atLeaseEnd === 'off') return end;
  const safeSinceUpMs = device.self.model.safeSinceUpMs(device.body);
  return safeSinceUpMs === null ? null : { ...end, endUpMs: Math.max(end.endUpMs, safeSinceUpMs) };
}

/** Records the end, lets the object go, and forgets the session; its journal stays until acked. */
export function endSession(turn: Turn, end: End, upMs: number): Turn {
  const recorded = withSession(record(turn, end, upMs), null);
  return withDevice(recorded, { body: recorded.device.self.model.release(recorded.device.body, upMs) });
}

/** Takes back a start that nobody used: no evidence, so no use, so nothing for the journal. */
export function undoStart(turn: Turn, session: DeviceSession, why: string, upMs: number): Turn {
  const undone = withDevice(turn, { body: turn.device.self.model.undo(turn.device.body, upMs) });
  return observe(withSession(undone, null), 'undone', { ses: session.ses, why });
}

/** Lets evidence and time act; called at the end of every step, so an input and a late tick are judged alike. */
export function runSession(turn: Turn, upMs: number): Turn {
  const { device } = turn;
  const { session } = device.flash;
  if (session === null) return turn;
  if (session.phase === 'starting') {
    const { model, body, settings } = meteredOf(device);
    if (isEvidenceEnough(device.self.profile.startEvidence, model.evidence(body, settings, upMs))) {
      const running: DeviceSession = {
        ...session,
        phase: 'running',
        countsFromUpMs: upMs,
        before: NO_USAGE,
        meteredUpMs: upMs,
      };
      return runSession(record(withSession(turn, running), { ev: 'started' }, upMs), upMs);
    }
    const forced = forcedEnd(session, session.leaseUpMs, upMs);
    return forced === null ? turn : undoStart(turn, session, forced.trigger, upMs);
  }
  const paused = runPause(turn, upMs);
  if (paused !== turn) return runSession(paused, upMs);
  const end = endByPerson(device, session, upMs) ?? endByForce(device, session, upMs);
  if (end !== null) return endSession(turn, end, upMs);
  if (upMs - session.meteredUpMs < LIMITS.meterEveryMs) return turn;
  return record(withSession(turn, { ...session, meteredUpMs: upMs }), { ev: 'updated', trigger: 'meter' }, upMs);
}

/** Uptime at which time alone next changes the session; null when nothing is due. */
export function nextSessionUpMs(device: Device, upMs: number): number | null {
  const { session } = device.flash;
  if (session === null) return null;
  const forcedUpMs = Math.min(session.leaseUpMs, limitUpMs(session));
  if (session.phase === 'starting') return forcedUpMs;
  const dueUpMs = leavingOf(meteredOf(device), session)?.dueUpMs ?? Infinity;
  // What is overdue waits for a hand (the bike has to stop first), not for time.
  const waiting = [forcedUpMs, dueUpMs].filter((atUpMs) => atUpMs > upMs);
  const pauseUpMs = session.pause?.untilUpMs ?? Infinity;
  return Math.min(...waiting, pauseUpMs, session.meteredUpMs + LIMITS.meterEveryMs);
}
