// Settling: what ends a session, when it ended, and what use counts; its money follows in the same commit (step 7).
import { isEvidenceEnough, type JournalEntryOf, NO_USAGE } from '#protocol';
import type { DeadlineKind } from '../deadline.ts';
import { type Decision, decide, NOTHING } from '../decision.ts';
import { deviceTimeMs } from '../device/device.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import { isAdopted } from './adopt-session.ts';
import { acceptUsage } from './metering.ts';
import { advance } from './session-change.ts';
import type { SettleFacts, SettleIds } from './session-settle-facts.ts';
import { settle } from './session-settle-money.ts';
import { isNews } from './session-state.ts';
import { endOfRecord, isStopEvidence } from './unproven-end.ts';
import { isAwaitingJournal } from './unproven-tickets.ts';

export type { SettleFacts, SettleIds };

/** The end as the device dates it, never in the future or before the start. */
function endedAtMs({ device, session }: SettleFacts, entry: JournalEntryOf<'ended'>, nowMs: number): number {
  const within = { fromMs: session.startedAtMs ?? session.createdAtMs, untilMs: nowMs };
  return deviceTimeMs(device, { boot: entry.boot, upMs: entry.endUpMs }, within);
}

/**
 * The start record may be the last of the journal to arrive: then it and the end become known at once, and the use
 * between them is judged like any other that was recorded unseen.
 */
function withLateStart(facts: SettleFacts, nowMs: number): SettleFacts {
  const { session, profile, device } = facts;
  if (session.startedAtMs !== null) return facts;
  const started = facts.journal.find(({ entry }) => entry.ev === 'started')?.entry;
  if (!started || !isEvidenceEnough(profile.startEvidence, started.evidence)) return facts;
  const startedAtMs = deviceTimeMs(device, started, { fromMs: session.createdAtMs, untilMs: nowMs });
  return { ...facts, session: { ...session, startedAtMs } };
}

/**
 * The device counts no further, but its person has not been seen to leave or close it: what it counted stands, the money
 * stays held, and the end is looked for (R5).
 */
function noteUnprovenEnd(facts: SettleFacts, entry: JournalEntryOf<'ended'>, nowMs: number): Decision {
  const { session } = facts;
  const { sessionId } = session;
  if (!isNews(session, 'end-unproven')) return NOTHING;
  const { usage } = acceptUsage(facts, entry, nowMs);
  const next = advance(
    session,
    {
      state: 'stopping',
      usage,
      usageAtMs: nowMs,
      journalUpTo: facts.journalUpTo,
      stopRequest: session.stopRequest ?? { by: 'gateway', atMs: nowMs, useAtTap: usage },
    },
    'end-unproven',
    nowMs,
    { trigger: entry.trigger, evidence: entry.evidence.join(' ') },
  );
  const dueAtMs = nowMs + SESSION_LIMITS.stopUnprovenAfterMs;
  return decide([
    ...next.changes,
    { change: 'deadline-cleared', kind: 'renew-lease', subjectId: sessionId },
    { change: 'deadline-cleared', kind: 'start-unseen', subjectId: sessionId },
    { change: 'deadline-set', deadline: { kind: 'stop-unproven', subjectId: sessionId, dueAtMs } },
  ]);
}

/** Stop evidence: settle at once, or wait for the entries that are missing before it. */
export function confirmStop(facts: SettleFacts, entry: JournalEntryOf<'ended'>, ids: SettleIds, nowMs: number): Decision {
  const { session } = facts;
  if (session.settlement !== null || !isNews(session, 'amount-frozen')) return NOTHING;
  if (!isStopEvidence(facts.profile, entry)) return noteUnprovenEnd(facts, entry, nowMs);
  // Of a session that was lost with our books the beginning may be lost too, and nothing is billed by it.
  if (facts.journalUpTo < entry.n && !isAdopted(session)) {
    if (!isNews(session, 'journal-gap')) return NOTHING;
    const dueAtMs = nowMs + SESSION_LIMITS.settleIncompleteAfterMs;
    const next = advance(session, { state: 'settling', journalUpTo: facts.journalUpTo }, 'journal-gap', nowMs, {
      upTo: facts.journalUpTo,
    });
    return decide([
      ...next.changes,
      { change: 'deadline-set', deadline: { kind: 'settle-incomplete', subjectId: session.sessionId, dueAtMs } },
    ]);
  }
  const isUnseen = session.startedAtMs === null;
  const { reason, rounding } = endOfRecord(session, entry);
  const ending = {
    reason: isUnseen ? 'start-unseen' : reason,
    rounding,
    usage: isUnseen ? NO_USAGE : acceptUsage(facts, entry, nowMs).usage,
    atMs: endedAtMs(facts, entry, nowMs),
  } as const;
  return settle(facts, ending, ids, nowMs);
}

/** A deadline of a state that is over: met, and never due again (L2). */
function clear(facts: SettleFacts, kind: DeadlineKind): Decision {
  return decide([{ change: 'deadline-cleared', kind, subjectId: facts.session.sessionId }]);
}

/** The last missing entry came, or is waited for no longer: settle by the end record that is stored. */
export function settleFromJournal(facts: SettleFacts, ids: SettleIds, nowMs: number): Decision {
  const ended = facts.journal.find((record) => record.entry.ev === 'ended')?.entry;
  if (ended?.ev !== 'ended' || !isAwaitingJournal(facts.session)) return clear(facts, 'settle-incomplete');
  const complete: SettleFacts = { ...facts, journalUpTo: Math.max(facts.journalUpTo, ended.n) };
  return confirmStop(withLateStart(complete, nowMs), ended, ids, nowMs);
}

/** A signed `ran:false`: nothing moved, so nothing is owed (row 9). */
export function settleRefusedStart(facts: SettleFacts, ids: SettleIds, nowMs: number): Decision {
  const { session } = facts;
  const isOver = session.settlement !== null || session.state === 'review' || !isNews(session, 'amount-frozen');
  if (isOver || session.startedAtMs !== null) return NOTHING;
  return settle(facts, { reason: 'start-refused', rounding: 'exact', usage: NO_USAGE, atMs: nowMs }, ids, nowMs);
}
