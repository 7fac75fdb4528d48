// Session view of a pause: what it costs, what was asked of the object, and what it has proven (FP-27).

import { type KindProfile, SECOND_MS } from '#protocol';
import type { CommandRecord } from '../device/command.ts';
import { toSafeNumber } from '../money.ts';
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

function isRefused(command: CommandRecord): boolean {
  return command.state === 'resolved' && !isTaken(command);
}

/** The last pause that the object did not refuse and has not ended or taken back since. */
function standingPause(commands: readonly CommandRecord[]): CommandRecord | null {
  const counts = (command: CommandRecord): boolean =>
    command.intent.act === 'pause' ? !isRefused(command) : command.intent.act === 'resume' && isTaken(command);
  const last = commands.findLast(counts);
  return last?.intent.act === 'pause' ? last : null;
}

/** The object has taken a pause, and its records do not show one now: it waits for a hand, or the pause has been and gone. */
export function isPauseInDoubt({ session, commands }: Pick<PauseFacts, 'session' | 'commands'>): boolean {
  const pause = standingPause(commands);
  return session.state === 'active' && pause !== null && isTaken(pause);
}

/** Asked for, or taken by the object, and not yet begun: it waits for a hand, and can be taken back. */
function isArmed({ commands, resumedAtMs }: PauseFacts, nowMs: number): boolean {
  const pause = standingPause(commands);
  if (pause === null) return false;
  if (!isTaken(pause)) return true;
  return (resumedAtMs ?? 0) < (pause.outcome?.atMs ?? 0) && nowMs < (endsAtMs(pause) ?? 0);
}

/** What was wished and is not yet seen in the state, which alone says that there is a pause. */
function wishOf(facts: PauseFacts, last: CommandRecord | undefined, nowMs: number): PauseView['wish'] {
  const isResume = last?.intent.act === 'resume' && !isRefused(last);
  if (facts.session.state === 'suspended') return isResume ? 'resume' : null;
  if (!isArmed(facts, nowMs)) return null;
  return isResume ? 'resume' : 'pause';
}

/** Null where the kind has no pause, and while nothing runs. */
export function composePauseView(facts: PauseFacts, nowMs: number): PauseView | null {
  const { session, commands, profile } = facts;
  const { acts, longestPauseS } = profile;
  const isSuspended = session.state === 'suspended';
  if (session.state !== 'active' && !isSuspended) return null;
  if (!acts.includes('pause') || longestPauseS === undefined) return null;
  const last = commands.findLast(isOfPause);
  const wish = wishOf(facts, last, nowMs);
  const carrier = wish === 'pause' ? standingPause(commands) : wish && last;
  // A resume that failed says nothing any more where use goes on.
  const isFailed = last !== undefined && isRefused(last) && (last.intent.act === 'pause' || wish !== null || isSuspended);
  const kept = commands.findLast((command) => command.intent.act === 'pause' && isTaken(command));
  const endMs = isSuspended || wish !== null ? kept && endsAtMs(kept) : null;
  // Within a package a pause is use.
  const rate = session.terms.packageId === null ? session.tariff.tariff.pause : null;
  return {
    wish,
    taken: carrier ? isTaken(carrier) : false,
    refused: isFailed ? (last.outcome?.code ?? 'unanswered') : null,
    rate: rate && { per: rate.per, amountMinor: toSafeNumber(rate.amountMinor) },
    longestMs: longestPauseS * SECOND_MS,
    endsAt: endMs === null || endMs === undefined ? null : new Date(endMs).toISOString(),
  };
}
