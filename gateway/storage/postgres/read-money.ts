// Reads of money: balances, transfers, receipts, holds, intents, refunds, what is owed, and all that counts for a person.

import { accounts, type TransferRecord } from '../../domain/ledger/ledger.ts';
import { UNUSED_ENDS } from '../../domain/session/person-standing.ts';
import { OCCUPYING_STATES } from '../../domain/session/session.ts';
import {
  type HoldRow,
  holdFromRow,
  type RefundRow,
  refundFromRow,
  type UncollectedRow,
  uncollectedFromRow,
} from '../rows/hold-row.ts';
import { type PostingRow, receiptFromRow, type TransferRow, transferFromRows } from '../rows/ledger-row.ts';
import { operationFromRow } from '../rows/operation-row.ts';
import { type OutboxEventRow, outboxEventFromRow } from '../rows/outbox-row.ts';
import { type ClaimRow, claimFromRow, countsFromRows, type ObjectCountRow } from '../rows/person-row.ts';
import { minorFromColumn, wordList } from '../rows/values.ts';
import type { Answers, Reader, Reads } from './reads.ts';
import { sql } from './statement.ts';

type OfSession = { readonly session_id: string };
type OfPerson = {
  readonly person_id: string;
  readonly since_ms: number;
  readonly unused_since_ms: number;
  readonly receivable: string;
};

const balances = sql<{ available: string; held: string; currency: string }>(
  `SELECT account, balance_minor FROM wallet_balances WHERE account IN (@available, @held) AND currency = @currency`,
);
const receipt = sql<OfSession & { payer_id: string }>(
  'SELECT * FROM receipts WHERE session_id = @session_id AND payer_id = @payer_id',
);
/** One transfer, and its postings by leg. */
const TRANSFER = [
  sql<{ op_key: string }>('SELECT * FROM transfers WHERE op_key = @op_key'),
  sql<{ op_key: string }>(
    'SELECT postings.* FROM postings JOIN transfers USING (transfer_id) WHERE op_key = @op_key ORDER BY leg',
  ),
];

function transferFrom({ all, one }: Answers): TransferRecord | null {
  const row = one<TransferRow>(0);
  return row ? transferFromRows(row, all<PostingRow>(1)) : null;
}

type LedgerReads = 'balance' | 'receiptOf' | 'transferOf';

export function ledgerReads(reader: Reader): Reads<LedgerReads> {
  return {
    async balance(personId, currency) {
      const names = { available: accounts.available(personId), held: accounts.held(personId) };
      const rows = await reader.rows<{ account: string; balance_minor: number }>(balances({ ...names, currency }));
      const balanceOf = (account: string): bigint =>
        minorFromColumn(rows.find((row) => row.account === account)?.balance_minor ?? 0);
      return { currency, availableMinor: balanceOf(names.available), heldMinor: balanceOf(names.held) };
    },
    receiptOf: (sessionId, payerId) => reader.first(receipt({ session_id: sessionId, payer_id: payerId }), receiptFromRow),
    transferOf: async (opKey) => transferFrom(await reader.together(TRANSFER.map((statement) => statement({ op_key: opKey })))),
  };
}

type MoneyReads = 'hold' | 'operation' | 'refundsOf' | 'uncollectedOf' | 'claimsOf' | 'outboxEvent';

const hold = sql<{ hold_id: string }>('SELECT * FROM holds WHERE hold_id = @hold_id');
const operation = sql<{ op_key: string }>('SELECT * FROM wallet_operations WHERE op_key = @op_key');
const refunds = sql<OfSession>('SELECT * FROM refunds WHERE session_id = @session_id ORDER BY created_at_ms, refund_id');
const uncollected = sql<{ payer_id: string }>('SELECT * FROM uncollected WHERE payer_id = @payer_id ORDER BY at_ms, hold_id');
const claims = sql<OfSession>('SELECT * FROM claims WHERE session_id = @session_id ORDER BY at_ms, claim_id');
const event = sql<{ event_id: string }>('SELECT * FROM outbox_events WHERE event_id = @event_id AND delivered_at_ms IS NULL');

export function moneyReads(reader: Reader): Reads<MoneyReads> {
  return {
    hold: (holdId) => reader.first<HoldRow, ReturnType<typeof holdFromRow>>(hold({ hold_id: holdId }), holdFromRow),
    operation: (opKey) => reader.first(operation({ op_key: opKey }), operationFromRow),
    refundsOf: async (sessionId) => (await reader.rows<RefundRow>(refunds({ session_id: sessionId }))).map(refundFromRow),
    uncollectedOf: async (personId) =>
      (await reader.rows<UncollectedRow>(uncollected({ payer_id: personId }))).map(uncollectedFromRow),
    claimsOf: async (sessionId) => (await reader.rows<ClaimRow>(claims({ session_id: sessionId }))).map(claimFromRow),
    outboxEvent: (eventId) =>
      reader.first<OutboxEventRow, ReturnType<typeof outboxEventFromRow>>(event({ event_id: eventId }), outboxEventFromRow),
  };
}

const STANDING = [
  sql<OfPerson>('SELECT version FROM persons WHERE person_id = @person_id'),
  sql<OfPerson>(
    `SELECT count(*) AS found FROM sessions WHERE payer_id = @person_id AND end_at_ms IS NULL
     AND state IN (${wordList(OCCUPYING_STATES)})`,
  ),
  // What a reversal took beyond the floor is a debit balance of the person's receivable.
  sql<OfPerson>(
    `SELECT currency, sum(owed_minor) AS owed_minor FROM (
       SELECT currency, owed_minor FROM uncollected WHERE payer_id = @person_id AND state = 'open'
       UNION ALL
       SELECT currency, -delta_minor FROM postings JOIN transfers USING (transfer_id) WHERE account = @receivable
     ) AS owed GROUP BY currency HAVING sum(owed_minor) > 0 ORDER BY currency`,
  ),
  sql<OfPerson>(
    `SELECT object_id, count(*) AS found FROM claims
     WHERE person_id = @person_id AND at_ms >= @since_ms AND verdict = 'granted' GROUP BY object_id`,
  ),
  sql<OfPerson>(
    `SELECT object_id, count(*) AS found FROM sessions
     WHERE payer_id = @person_id AND end_at_ms >= @since_ms AND end_reason = 'stop-unproven' GROUP BY object_id`,
  ),
  sql<OfPerson>(
    `SELECT object_id, count(*) AS found FROM sessions
     WHERE payer_id = @person_id AND end_at_ms >= @unused_since_ms AND started_at_ms IS NULL
       AND end_reason IN (${wordList(UNUSED_ENDS)}) GROUP BY object_id`,
  ),
];

export function standingReads(reader: Reader): Reads<'standing'> {
  return {
    async standing(personId, { sinceMs, unusedSinceMs = sinceMs }) {
      const named = {
        person_id: personId,
        since_ms: sinceMs,
        unused_since_ms: unusedSinceMs,
        receivable: accounts.receivable(personId),
      };
      const { all, one } = await reader.together(STANDING.map((statement) => statement(named)));
      return {
        personId,
        version: one<{ readonly version: number }>(0)?.version ?? 0,
        liveSessions: one<{ readonly found: number }>(1)?.found ?? 0,
        owed: all<{ readonly currency: string; readonly owed_minor: number }>(2).map((row) => ({
          currency: row.currency,
          minor: minorFromColumn(row.owed_minor),
        })),
        claims: countsFromRows(all<ObjectCountRow>(3)),
        waivers: countsFromRows(all<ObjectCountRow>(4)),
        unusedStarts: countsFromRows(all<ObjectCountRow>(5)),
      };
    },
  };
}
