// Hold expiry: a wallet lets go of the money soon; the session is stopped while it can still be paid, and settled in time (row 21).

import { type Decision, decide } from '../decision.ts';
import type { ComposeContext } from '../device/command-compose.ts';
import { isOccupying } from '../session/session.ts';
import type { SettleFacts, SettleIds } from '../session/session-settle-facts.ts';
import { settle } from '../session/session-settle-money.ts';
import { requestStop } from '../session/session-stop.ts';
import { endingInFavour } from '../session/unproven-end.ts';
import { drainAtMs } from './hold-drain.ts';

/** The hold-expiring deadline: first the stop, then, before the money is gone, the bill for what is proven. */
export function expireHold(
  facts: SettleFacts,
  holdId: string,
  ids: { readonly commandId: string; readonly settle: SettleIds },
  context: ComposeContext,
): Decision {
  const { session, holds } = facts;
  const { nowMs } = context;
  const cleared = { change: 'deadline-cleared', kind: 'hold-expiring', subjectId: holdId } as const;
  const hold = holds.find((each) => each.holdId === holdId);
  const lastMs = hold && drainAtMs(hold);
  // A guest's hold pays for what was served: when it is gone, the frozen amount is asked for once more (row 22).
  const isConcerned = hold?.state === 'held' && hold.role === 'host' && isOccupying(session) && session.state !== 'authorizing';
  if (!isConcerned || lastMs === undefined || lastMs === null) return decide([cleared]);
  if (nowMs >= lastMs) return settle(facts, endingInFavour(facts, nowMs), ids.settle, nowMs);
  const wish = { by: 'gateway', reason: 'hold_expiring' } as const;
  const asked = requestStop(facts, wish, { commandId: ids.commandId }, context);
  return decide([
    ...asked.changes,
    { change: 'deadline-set', deadline: { kind: 'hold-expiring', subjectId: holdId, dueAtMs: lastMs } },
  ]);
}
