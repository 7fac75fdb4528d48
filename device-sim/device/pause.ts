// Pause: the object is kept while nobody uses it; proven by the same signs as leaving, and bounded (FP-27).
import { settingsOf } from './device.ts';
import { record } from './journal.ts';
import type { DeviceSession } from './memory.ts';
import { limitUpMs, useAt, withPaused } from './meter.ts';
import { type Turn, withSession } from './turn.ts';

/** From now on the signs of leaving begin a pause instead of an end. */
export function askPause(turn: Turn, untilUpMs: number): Turn {
  const session = turn.device.flash.session as DeviceSession;
  const sinceUpMs = session.pause?.sinceUpMs ?? null;
  return withSession(turn, { ...session, pause: { untilUpMs, sinceUpMs } });
}

/** The registers as they stood when it began; the pause is back-dated to the first sign, as an end would be. */
function beginPause(turn: Turn, session: DeviceSession, sinceUpMs: number, upMs: number): Turn {
  const { body, self } = turn.device;
  const metered = { model: self.model, body, settings: settingsOf(turn.device) };
  const before = useAt(metered, { ...session, pause: null }, sinceUpMs);
  const untilUpMs = session.pause?.untilUpMs ?? upMs;
  const paused = withSession(turn, { ...session, before, pause: { untilUpMs, sinceUpMs } });
  return record(paused, { ev: 'updated', trigger: 'paused' }, upMs);
}

/** Use counts on from here; a pause that waits for its hand is taken back and leaves no trace. */
export function endPause(turn: Turn, upMs: number): Turn {
  const { session } = turn.device.flash;
  if (!session?.pause) return turn;
  const { sinceUpMs } = session.pause;
  if (sinceUpMs === null) return withSession(turn, { ...session, pause: null });
  const before = withPaused(session.before, Math.max(0, upMs - sinceUpMs));
  const resumed = withSession(turn, { ...session, before, countsFromUpMs: upMs, pause: null });
  return record(resumed, { ev: 'updated', trigger: 'resumed' }, upMs);
}

/** Takes back a pause that still waits for its hand; one that is proven stays. */
export function withdrawPause(turn: Turn): Turn {
  const { session } = turn.device.flash;
  return session?.pause?.sinceUpMs === null ? withSession(turn, { ...session, pause: null }) : turn;
}

/** Lets evidence and time act on a pause that was asked for; the same turn when nothing changed. */
export function runPause(turn: Turn, upMs: number): Turn {
  const { body, flash, self } = turn.device;
  const { session } = flash;
  if (!session?.pause) return turn;
  const { sinceUpMs, untilUpMs } = session.pause;
  const leaving = self.model.leaving(body, settingsOf(turn.device), session.isStopAsked);
  const overUpMs = Math.min(untilUpMs, session.leaseUpMs, limitUpMs(session));
  if (overUpMs <= upMs) return endPause(turn, Math.max(overUpMs, sinceUpMs ?? overUpMs));
  if (sinceUpMs === null)
    return leaving ? beginPause(turn, session, Math.max(leaving.sinceUpMs, session.countsFromUpMs), upMs) : turn;
  return leaving ? turn : endPause(turn, upMs);
}
