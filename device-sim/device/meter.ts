// Meter: cumulative use of a session; time stands while nothing shows use, and catches up if use goes on.
import { assert, type Usage } from '#protocol';
import type { AnyKindModel, Body, Leaving, Settings } from '../kinds/model.ts';
import type { DeviceSession } from './memory.ts';

/** What the meter reads from. */
export type Metered = { readonly model: AnyKindModel; readonly body: Body; readonly settings: Settings };

/** Whether the person seems to have left a running session; a start without evidence has nobody to leave. */
export function leavingOf({ model, body, settings }: Metered, session: DeviceSession): Leaving | null {
  if (session.phase === 'starting') return null;
  return model.leaving(body, settings, session.isStopAsked);
}

/**
 * Registers of the session at `upMs` (never beyond `upToUpMs`). A pod that stands open and empty, or a closed bike,
 * may already be left: the time since is not shown before it is known, because an end is back-dated (money.md R7)
 * and a register that was shown may never fall (FP-15).
 */
export function useAt(metered: Metered, session: DeviceSession, upToUpMs: number): Usage {
  if (session.phase === 'starting') return session.lastUse;
  const standsFromUpMs = leavingOf(metered, session)?.sinceUpMs ?? Infinity;
  const countedMs = Math.max(0, Math.min(upToUpMs, standsFromUpMs) - session.countsFromUpMs);
  const use = {
    useMs: session.before.useMs + countedMs,
    distanceM: Math.max(session.lastUse.distanceM, metered.model.distanceM(metered.body)),
  };
  assert(use.useMs >= session.lastUse.useMs, 'the time register never falls');
  return use;
}

/** Uptime at which the session reaches its longest use. */
export function limitUpMs(session: DeviceSession): number {
  return session.countsFromUpMs + session.maxUseMs - session.before.useMs;
}
