// Reads of what moves money: holds, operations at wallets elsewhere, refunds, what is owed, and all that counts for a person.
import { accounts } from '../../domain/ledger/ledger.ts';
import { type PersonStanding, UNUSED_ENDS } from '../../domain/session/person-standing.ts';
import { OCCUPYING_STATES } from '../../domain/session/session.ts';
import {
  type HoldRow,
  holdFromRow,
  type RefundRow,
  refundFromRow,
  type UncollectedRow,
  uncollectedFromRow,
} from '../rows/hold-row.ts';
import { type OperationRow, operationFromRow } from '../rows/operation-row.ts';
import { type OutboxEventRow, outboxEventFromRow } from '../rows/outbox-row.ts';
import { type ClaimRow, claimFromRow, countsFromRows, type ObjectCountRow } from '../rows/person-row.ts';
import { minorFromColumn, wordList } from '../rows/values.ts';
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';

type MoneyReads = 'hold' | 'operation' | 'refundsOf' | 'uncollectedOf' | 'claimsOf' | 'outboxEvent';

export function moneyQueries(db: Connection): Queries<MoneyReads> {
  const hold = db.prepare<[string], HoldRow>('SELECT * FROM holds WHERE hold_id = ?');
  const operation = db.prepare<[string], OperationRow>('SELECT * FROM wallet_operations WHERE op_key = ?');
  const refunds = db.prepare<[string], RefundRow>('SELECT * FROM refunds WHERE session_id = ? ORDER BY created_at_ms, refund_id');
  const uncollected = db.prepare<[string], UncollectedRow>(
    `SELECT hold_id, session_id, payer_id, tenant_id, currency, owed_minor, state, at_ms
     FROM uncollected WHERE payer_id = ? ORDER BY at_ms, hold_id`,
  );
  const claims = db.prepare<[string], ClaimRow>('SELECT * FROM claims WHERE session_id = ? ORDER BY at_ms, claim_id');
  const event = db.prepare<[string], OutboxEventRow>(
    `SELECT event_id, kind, tenant_id, person_id, session_id, body, attempts, at_ms
     FROM outbox_events WHERE event_id = ? AND delivered_at_ms IS NULL`,
  );
  const orNull = <R, T>(row: R | undefined, read: (row: R) => T): T | null => (row === undefined ? null : read(row));
  return {
    hold: (holdId) => orNull(hold.get(holdId), holdFromRow),
    operation: (opKey) => orNull(operation.get(opKey), operationFromRow),
    refundsOf: (sessionId) => refunds.all(sessionId).map(refundFromRow),
    uncollectedOf: (personId) => uncollected.all(personId).map(uncollectedFromRow),
    claimsOf: (sessionId) => claims.all(sessionId).map(claimFromRow),
    outboxEvent: (eventId) => orNull(event.get(eventId), outboxEventFromRow),
  };
}

/** What a reversal took beyond the floor is a debit balance of the person's receivable. */
const OWED = `
  SELECT currency, sum(owed_minor) AS owed_minor FROM (
    SELECT currency, owed_minor FROM uncollected WHERE payer_id = @person_id AND state = 'open'
    UNION ALL
    SELECT currency, -delta_minor FROM postings JOIN transfers ON transfers.transfer_id = postings.transfer_id
    WHERE account = @receivable
  ) GROUP BY currency HAVING sum(owed_minor) > 0 ORDER BY currency`;

export function standingQueries(db: Connection): Queries<'standing'> {
  const version = db.prepare<[string], number>('SELECT version FROM persons WHERE person_id = ?').pluck();
  const occupying = db
    .prepare<[string], number>(
      `SELECT count(*) FROM sessions WHERE payer_id = ? AND end_at_ms IS NULL
       AND state IN (${wordList(OCCUPYING_STATES)})`,
    )
    .pluck();
  const owed = db.prepare<{ person_id: string; receivable: string }, { currency: string; owed_minor: number }>(OWED);
  const claims = db.prepare<[string, number], ObjectCountRow>(
    `SELECT object_id, count(*) AS found FROM claims
     WHERE person_id = ? AND at_ms >= ? AND verdict = 'granted' GROUP BY object_id`,
  );
  const waivers = db.prepare<[string, number], ObjectCountRow>(
    `SELECT object_id, count(*) AS found FROM sessions
     WHERE payer_id = ? AND end_at_ms >= ? AND end_reason = 'stop-unproven' GROUP BY object_id`,
  );
  const unused = db.prepare<[string, number], ObjectCountRow>(
    `SELECT object_id, count(*) AS found FROM sessions
     WHERE payer_id = ? AND end_at_ms >= ? AND started_at_ms IS NULL AND end_reason IN (${wordList(UNUSED_ENDS)}) GROUP BY object_id`,
  );
  return {
    standing: (personId, { sinceMs, unusedSinceMs = sinceMs }): PersonStanding => ({
      personId,
      version: version.get(personId) ?? 0,
      liveSessions: occupying.get(personId) ?? 0,
      owed: owed
        .all({ person_id: personId, receivable: accounts.receivable(personId) })
        .map((row) => ({ currency: row.currency, minor: minorFromColumn(row.owed_minor) })),
      claims: countsFromRows(claims.all(personId, sinceMs)),
      waivers: countsFromRows(waivers.all(personId, sinceMs)),
      unusedStarts: countsFromRows(unused.all(personId, unusedSinceMs)),
    }),
  };
}
