// Unproven sessions: what is judged of an end that nobody proved becomes a settlement, a further look, or a review (rows 8, 11, 16).
import type { Change } from '../changes.ts';
import type { DeadlineKind } from '../deadline.ts';
import { type Decision, decide } from '../decision.ts';
import type { ComposeContext } from '../device/command-compose.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { PersonStanding } from './person-standing.ts';
import { advance } from './session-change.ts';
import { openReview } from './session-review.ts';
import type { SettleFacts, SettleIds } from './session-settle-facts.ts';
import { settle } from './session-settle-money.ts';
import { isNews } from './session-state.ts';
import { requestStop } from './session-stop.ts';
import { type Ending, type EndJudgement, judgeSilence, judgeUnprovenStop } from './unproven-end.ts';
import { hasUnprovenTicket } from './unproven-tickets.ts';

export type UnprovenSettleFacts = SettleFacts & { readonly standing: PersonStanding };

export type UnprovenIds = { readonly settle: SettleIds; readonly commandId: string };

type JudgedAt = Extract<DeadlineKind, 'stop-unproven' | 'renew-lease'>;

function lookAgain(facts: SettleFacts, kind: JudgedAt, dueAtMs: number): Change {
  return { change: 'deadline-set', deadline: { kind, subjectId: facts.session.sessionId, dueAtMs } };
}

/** Counted with the version that every other count of this person is compared with (R10). */
function settleCounted(facts: UnprovenSettleFacts, ending: Ending, ids: SettleIds, nowMs: number): Decision {
  const { personId, version } = facts.standing;
  const { changes } = settle(facts, ending, ids, nowMs);
  return decide([...changes, { change: 'person-counted', personId, fromVersion: version }]);
}

function apply(
  facts: UnprovenSettleFacts,
  judged: EndJudgement,
  kind: JudgedAt,
  ids: UnprovenIds,
  context: ComposeContext,
): Decision {
  const { nowMs } = context;
  switch (judged.judgement) {
    case 'wait': {
      const look = lookAgain(facts, kind, Math.max(judged.untilMs, nowMs + 1));
      const seen = judged.isInUse ? advance(facts.session, {}, 'still-in-use', nowMs).changes : [];
      return decide([...seen, look]);
    }
    case 'ask': {
      const wish = { by: 'gateway', reason: 'start_unseen' } as const;
      const asked = requestStop(facts, wish, { commandId: ids.commandId }, context);
      return decide([...asked.changes, lookAgain(facts, kind, nowMs + SESSION_LIMITS.stopRepeatMs)]);
    }
    case 'end':
      // The food may be on the table: the device's record says so when it is back, and until then nothing is concluded.
      if (hasUnprovenTicket(facts)) return openReview(facts, { reason: 'journal-lost' }, nowMs);
      return judged.isWaiver
        ? settleCounted(facts, judged.ending, ids.settle, nowMs)
        : settle(facts, judged.ending, ids.settle, nowMs);
    case 'review':
      return openReview(facts, { reason: 'stop-unproven' }, nowMs);
  }
}

/** The stop-unproven deadline. */
export function settleUnproven(facts: UnprovenSettleFacts, ids: UnprovenIds, context: ComposeContext): Decision {
  const { sessionId, state } = facts.session;
  if (state !== 'stopping') return decide([{ change: 'deadline-cleared', kind: 'stop-unproven', subjectId: sessionId }]);
  const judged = judgeUnprovenStop({ ...facts, waivers: facts.standing.waivers }, context.nowMs);
  return apply(facts, judged, 'stop-unproven', ids, context);
}

/** The renew-lease deadline of a device that is silent past its lease. */
export function settleSilent(facts: UnprovenSettleFacts, ids: UnprovenIds, context: ComposeContext): Decision {
  const { session } = facts;
  if (!isNews(session, 'lease-renewed')) {
    return decide([{ change: 'deadline-cleared', kind: 'renew-lease', subjectId: session.sessionId }]);
  }
  const judged = judgeSilence({ ...facts, waivers: facts.standing.waivers }, context.nowMs);
  return apply(facts, judged, 'renew-lease', ids, context);
}
