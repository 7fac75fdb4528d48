// Meter: cumulative use of a session; time stands while nothing shows use, and catches up if use goes on.
import { assert, type Usage } from '#protocol';
import type { AnyKindModel, Body, Leaving, Settings } from '../kinds/model.ts';
import type { DeviceSession } from './memory.ts';

/** What the meter reads from. */
export type Metered = { readonly model: AnyKindModel; readonly body: Body; readonly settings: Settings };

/** Whether the person seems to have left a running session; a start without evidence has nobody to leave. */
export function leavingOf({ model, body, settings }: Metered, session: DeviceSession): Leaving | null {
  if (session.phase === 'starting' || session.pause) return null;
  return model.leaving(body, settings, session.isStopAsked);
}

/**
 * Registers of the session at `upMs` (never beyond `upToUpMs`). A pod that stands open and empty, or a closed bike,
 * may already be left: the time since is not shown before it is known, because an end is back-dated (money.md R7)
 * and a register that was shown may never fall (FP-15).
 */
export function useAt(metered: Metered, session: DeviceSession, upToUpMs: number): Usage {
  if (session.phase === 'starting') return session.lastUse;
  const sincePauseUpMs = session.pause?.sinceUpMs ?? null;
  if (sincePauseUpMs !== null) return withPaused(session.before, Math.max(0, upToUpMs - sincePauseUpMs));
  const standsFromUpMs = leavingOf(metered, session)?.sinceUpMs ?? Infinity;
  const usedMs = Math.max(0, Math.min(upToUpMs, standsFromUpMs) - session.countsFromUpMs);
  const countedMs = Math.floor(usedMs * (metered.model.meterFactor ?? 1));
  const use: Usage = {
    ...session.before,
    useMs: session.before.useMs + countedMs,
    distanceM: Math.max(session.lastUse.distanceM, metered.model.distanceM(metered.body)),
  };
  assert(use.useMs >= session.lastUse.useMs, 'the time register never falls');
  return use;
}

/** Paused time on top of what the registers said when the pause began; use stands meanwhile (FP-27). */
export function withPaused(use: Usage, moreMs: number): Usage {
  return moreMs === 0 ? use : { ...use, pausedMs: (use.pausedMs ?? 0) + moreMs };
}

/** Uptime at which the session reaches its longest use; never while it is paused. */
export function limitUpMs(session: DeviceSession): number {
  if (session.pause && session.pause.sinceUpMs !== null) return Infinity;
  return session.countsFromUpMs + session.maxUseMs - session.before.useMs;
}
