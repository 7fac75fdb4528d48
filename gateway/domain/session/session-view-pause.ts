// Session view of a pause: what it costs, what was asked of the object, and what it has proven (FP-27).
import { type KindProfile, SECOND_MS } from '#protocol';
import type { CommandRecord } from '../device/command.ts';
import type { SessionRecord } from './session.ts';
import type { PauseView } from './session-view.ts';

type PauseFacts = {
  readonly session: SessionRecord;
  readonly commands: readonly CommandRecord[];
  readonly profile: KindProfile;
  /** When use last went on after a pause, as far as it is known; asked for only where `isPauseInDoubt` says so. */
  readonly resumedAtMs?: number | null;
};

function isOfPause({ intent }: CommandRecord): boolean {
  return intent.act === 'pause' || intent.act === 'resume';
}

function isTaken({ outcome }: CommandRecord): boolean {
  return outcome?.status === 'succeeded';
}

/** Until when the object keeps a pause at most: `maxS` counts from the command. */
function endsAtMs({ intent, createdAtMs }: CommandRecord): number | null {
  return intent.act === 'pause' ? createdAtMs + intent.arg.maxS * SECOND_MS : null;
}

/** The object has taken a pause, and its records do not show one now: it waits for a hand, or the pause has been and gone. */
export function isPauseInDoubt({ session, commands }: Pick<PauseFacts, 'session' | 'commands'>): boolean {
  const last = commands.findLast(isOfPause);
  return session.state === 'active' && last?.intent.act === 'pause' && isTaken(last);
}

/** What was wished and is not yet seen in the state, which alone says that there is a pause. */
function wishOf(facts: PauseFacts, last: CommandRecord | undefined, nowMs: number): PauseView['wish'] {
  const { state } = facts.session;
  if (last === undefined || (last.state === 'resolved' && !isTaken(last))) return null;
  if (last.intent.act === 'resume') return state === 'suspended' ? 'resume' : null;
  if (state === 'suspended') return null;
  if (last.state !== 'resolved') return 'pause';
  const isGone = (facts.resumedAtMs ?? 0) >= (last.outcome?.atMs ?? 0) || nowMs >= (endsAtMs(last) ?? 0);
  return isGone ? null : 'pause';
}

/** Null where the kind has no pause, and while nothing runs. */
export function composePauseView(facts: PauseFacts, nowMs: number): PauseView | null {
  const { session, commands, profile } = facts;
  const { acts, longestPauseS } = profile;
  if (session.state !== 'active' && session.state !== 'suspended') return null;
  if (!acts.includes('pause') || longestPauseS === undefined) return null;
  const last = commands.findLast(isOfPause);
  const wish = wishOf(facts, last, nowMs);
  const isRefused = last?.state === 'resolved' && !isTaken(last);
  const kept = commands.findLast((command) => command.intent.act === 'pause' && isTaken(command));
  const endMs = session.state === 'suspended' || wish !== null ? kept && endsAtMs(kept) : null;
  // Within a package a pause is use.
  const rate = session.terms.packageId === null ? session.tariff.tariff.pause : null;
  return {
    wish,
    taken: wish !== null && last !== undefined && isTaken(last),
    refused: isRefused ? (last.outcome?.code ?? 'unanswered') : null,
    rate: rate && { per: rate.per, amountMinor: Number(rate.amountMinor) },
    longestMs: longestPauseS * SECOND_MS,
    endsAt: endMs === null || endMs === undefined ? null : new Date(endMs).toISOString(),
  };
}
