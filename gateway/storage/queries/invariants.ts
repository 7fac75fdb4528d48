// Queries for the invariants: one table of SQL that finds the rows of which a rule of the books is not true.
import type { BrokenInvariant, InvariantId } from '../../domain/audit/invariants.ts';
import { HOLD_STATES, isOpenHold } from '../../domain/hold/hold.ts';
import { END_REASONS, OCCUPYING_STATES } from '../../domain/session/session.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { wordList } from '../rows/values.ts';

/**
 * One statement each, so that each sees one moment of a running database. The same SQL runs on both databases: no JSON, no
 * dialect. A returned row breaks the invariant.
 */
type SqlInvariant = { readonly id: InvariantId; readonly says: string; readonly sql: string };

const OPEN = wordList(HOLD_STATES.filter((state) => isOpenHold({ state })));
/** What says of a void that the hold holds nothing, beside the wallet's plain yes. */
const NOTHING_LEFT = wordList(['already_voided', 'hold_not_found', 'hold_expired']);

const LEDGER: readonly SqlInvariant[] = [
  {
    id: 'M1',
    says: 'the postings of a transfer sum to 0',
    sql: `SELECT transfer_id, sum(delta_minor) AS off_minor FROM postings GROUP BY transfer_id HAVING sum(delta_minor) <> 0`,
  },
  {
    id: 'M1',
    says: 'all postings of a currency sum to 0',
    sql: `SELECT t.currency, sum(p.delta_minor) AS off_minor
          FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
          GROUP BY t.currency HAVING sum(p.delta_minor) <> 0`,
  },
  {
    id: 'M2',
    says: "a person's balance is the sum of its postings and not below 0",
    sql: `SELECT b.account, b.currency, b.balance_minor FROM wallet_balances b
          WHERE b.balance_minor < 0 OR b.balance_minor <> (
            SELECT coalesce(sum(p.delta_minor), 0) FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
            WHERE p.account = b.account AND t.currency = b.currency)`,
  },
  {
    id: 'M2',
    says: 'what a person has postings of has a balance',
    sql: `SELECT p.account, t.currency FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
          WHERE (p.account LIKE 'available:%' OR p.account LIKE 'held:%') AND NOT EXISTS (
            SELECT 1 FROM wallet_balances b WHERE b.account = p.account AND b.currency = t.currency)
          GROUP BY p.account, t.currency HAVING sum(p.delta_minor) <> 0`,
  },
  {
    id: 'M2',
    says: 'what a person has held is the sum of their open holds at the embedded ledger',
    sql: `SELECT b.account, b.currency, b.balance_minor FROM wallet_balances b
          WHERE b.account LIKE 'held:%' AND b.balance_minor <> (
            SELECT coalesce(sum(h.held_minor), 0) FROM holds h
            WHERE 'held:' || h.payer_id = b.account AND h.currency = b.currency AND h.wallet = 'ledger' AND h.state = 'held')`,
  },
  {
    id: 'M9',
    says: 'an operation that was done at a wallet elsewhere has no second transfer of its key with another kind',
    sql: `SELECT o.op_key, o.kind AS operation_kind, t.kind AS transfer_kind
          FROM wallet_operations o JOIN transfers t ON t.op_key = o.op_key
          WHERE o.state <> 'done' OR t.currency <> o.currency
            OR (t.kind <> o.kind AND NOT (o.kind = 'recapture' AND t.kind IN ('capture', 'collect')))`,
  },
  {
    id: 'M12',
    says: 'tenant of session, object, device, hold, operation and payable are one',
    sql: `SELECT s.session_id, s.tenant_id, o.tenant_id AS object_tenant, d.tenant_id AS device_tenant
          FROM sessions s JOIN objects o ON o.object_id = s.object_id JOIN devices d ON d.device_id = s.device_id
          WHERE s.tenant_id <> o.tenant_id OR s.tenant_id <> d.tenant_id
            OR EXISTS (SELECT 1 FROM holds h WHERE h.session_id = s.session_id AND h.tenant_id <> s.tenant_id)
            OR EXISTS (SELECT 1 FROM wallet_operations w WHERE w.session_id = s.session_id AND w.tenant_id <> s.tenant_id)
            OR EXISTS (SELECT 1 FROM transfers t WHERE t.session_id = s.session_id AND t.tenant_id <> s.tenant_id)
            OR EXISTS (
              SELECT 1 FROM transfers t JOIN postings p ON p.transfer_id = t.transfer_id
              WHERE t.session_id = s.session_id AND p.account LIKE 'payable:%' AND p.account <> 'payable:' || s.venue_id)`,
  },
];

const HOLDS: readonly SqlInvariant[] = [
  {
    id: 'M3',
    says: 'captured is at most what was held, refunds at most what was captured',
    sql: `SELECT hold_id, session_id, held_minor, captured_minor, refunded_minor FROM holds
          WHERE coalesce(captured_minor, 0) > held_minor OR refunded_minor > coalesce(captured_minor, 0) OR refunded_minor < 0`,
  },
  {
    id: 'M3',
    says: 'a hold is captured at most once',
    sql: `SELECT h.hold_id, h.session_id FROM holds h
          WHERE (SELECT count(*) FROM wallet_operations o
                 WHERE o.hold_id = h.hold_id AND o.kind IN ('capture', 'recapture') AND o.state = 'done') > 1
             OR (SELECT count(*) FROM transfers t
                 WHERE t.session_id = h.session_id AND t.kind = 'capture' AND t.op_key LIKE '%:' || h.hold_id || ':%') > 1`,
  },
  {
    id: 'M3',
    says: 'what was refunded of a hold is the sum of its refunds',
    sql: `SELECT h.hold_id, h.refunded_minor FROM holds h
          WHERE h.refunded_minor <> (SELECT coalesce(sum(r.amount_minor), 0) FROM refunds r WHERE r.hold_id = h.hold_id)`,
  },
  {
    id: 'M3',
    says: 'refunds and disputes that are open or lost are together at most what was captured',
    sql: `SELECT h.hold_id, h.session_id, h.captured_minor, h.refunded_minor FROM holds h
          WHERE h.captured_minor IS NOT NULL AND h.refunded_minor + (
            SELECT coalesce(sum(CASE WHEN t.kind = 'dispute' THEN p.delta_minor ELSE -p.delta_minor END), 0)
            FROM transfers t JOIN postings p ON p.transfer_id = t.transfer_id
            WHERE t.session_id = h.session_id AND t.kind IN ('dispute', 'dispute-won') AND p.delta_minor > 0
              AND t.op_key LIKE '%:' || h.hold_id || ':%') > h.captured_minor`,
  },
  {
    id: 'M4',
    says: 'a closed session has each hold captured, voided, declined or noted as uncollected',
    sql: `SELECT s.session_id, h.hold_id, h.state FROM sessions s JOIN holds h ON h.session_id = s.session_id
          WHERE s.state = 'closed' AND h.state NOT IN ('captured', 'voided', 'declined', 'uncollected')`,
  },
  {
    id: 'M4',
    says: 'a session failed only where nothing was ever held',
    sql: `SELECT s.session_id, h.hold_id, h.state FROM sessions s JOIN holds h ON h.session_id = s.session_id
          WHERE s.state = 'failed' AND (h.state NOT IN ('declined', 'voided') OR h.captured_minor IS NOT NULL)`,
  },
  {
    id: 'M4',
    says: 'captured is captured at the wallet, of the same amount',
    sql: `SELECT h.hold_id, h.session_id, h.wallet, h.captured_minor FROM holds h
          WHERE h.state = 'captured' AND h.captured_minor > 0 AND (
            (h.wallet <> 'ledger' AND NOT EXISTS (
              SELECT 1 FROM wallet_operations o WHERE o.hold_id = h.hold_id AND o.kind IN ('capture', 'recapture')
                AND o.state = 'done' AND o.amount_minor = h.captured_minor AND o.currency = h.currency))
            OR NOT EXISTS (
              SELECT 1 FROM transfers t WHERE t.session_id = h.session_id AND t.kind IN ('capture', 'collect')
                AND t.op_key LIKE '%:' || h.hold_id || ':%'))`,
  },
  {
    id: 'M4',
    says: 'voided is voided at the wallet, or the wallet has nothing left of it',
    sql: `SELECT h.hold_id, h.session_id, h.wallet FROM holds h
          WHERE h.state = 'voided' AND (
            (h.wallet = 'ledger' AND NOT EXISTS (
              SELECT 1 FROM transfers t WHERE t.session_id = h.session_id AND t.kind = 'void'
                AND t.op_key LIKE '%:' || h.hold_id || ':%'))
            OR (h.wallet <> 'ledger' AND NOT EXISTS (
              SELECT 1 FROM wallet_operations o WHERE o.hold_id = h.hold_id AND o.kind = 'void'
                AND (o.state = 'done' OR (o.state = 'refused' AND o.refusal IN (${NOTHING_LEFT}))))))`,
  },
  {
    id: 'M5',
    says: 'no hold is open where its session is over',
    sql: `SELECT h.hold_id, h.session_id, h.state, s.state AS session_state
          FROM holds h JOIN sessions s ON s.session_id = h.session_id
          WHERE h.state IN (${OPEN}) AND s.state IN ('closed', 'failed')`,
  },
  {
    id: 'M8',
    says: 'clearing mirrors what the wallet took of a hold, less what it gave back',
    sql: `SELECT h.hold_id, h.wallet, h.captured_minor FROM holds h
          WHERE h.wallet <> 'ledger' AND (
            SELECT coalesce(-sum(p.delta_minor), 0) FROM transfers t JOIN postings p ON p.transfer_id = t.transfer_id
            WHERE t.session_id = h.session_id AND t.op_key LIKE '%:' || h.hold_id || ':%' AND p.account LIKE 'clearing:%'
              AND t.kind IN ('capture', 'collect', 'refund')) <> coalesce(h.captured_minor, 0) - (
            SELECT coalesce(sum(r.amount_minor), 0) FROM refunds r WHERE r.hold_id = h.hold_id AND r.state = 'done')`,
  },
  {
    id: 'R8',
    says: 'nothing is captured or voided at a wallet elsewhere before the final amount is frozen',
    sql: `SELECT s.session_id, o.op_key, s.state FROM sessions s JOIN wallet_operations o ON o.session_id = s.session_id
          WHERE o.kind IN ('capture', 'recapture') AND s.settlement_json IS NULL`,
  },
  {
    id: 'M4',
    says: 'a receipt stands for every payer of a closed session who was not declined, and for nobody else',
    sql: `SELECT s.session_id, h.payer_id FROM sessions s JOIN holds h ON h.session_id = s.session_id
          GROUP BY s.session_id, s.state, h.payer_id
          HAVING (s.state = 'closed' AND max(CASE
              WHEN h.state IN ('captured', 'uncollected') OR (h.state = 'voided' AND (h.role = 'host' OR h.held_minor > 0))
              THEN 1 ELSE 0 END) = 1)
            <> EXISTS (SELECT 1 FROM receipts r WHERE r.session_id = s.session_id AND r.payer_id = h.payer_id)`,
  },
  {
    id: 'M10',
    says: 'nobody pays or has held more than the offer said',
    sql: `SELECT s.session_id, h.hold_id, h.held_minor, h.captured_minor, s.most_minor
          FROM sessions s JOIN holds h ON h.hold_id = s.hold_id
          WHERE coalesce(h.captured_minor, 0) > s.most_minor OR h.held_minor > s.most_minor`,
  },
  {
    id: 'M9',
    says: 'each operation is called what it does, of its session and hold',
    sql: `SELECT op_key, kind FROM wallet_operations
          WHERE kind <> 'top-up' AND op_key NOT LIKE session_id || ':' || hold_id || ':' ||
            CASE kind WHEN 'increment' THEN 'inc:%' WHEN 'recapture' THEN 'recapture:%' WHEN 'refund' THEN 'refund:%' ELSE kind END`,
  },
];

const SESSIONS: readonly SqlInvariant[] = [
  {
    id: 'D1',
    says: 'an object has one live session',
    sql: `SELECT object_id, count(*) AS live FROM sessions WHERE state IN (${wordList(OCCUPYING_STATES)})
          GROUP BY object_id HAVING count(*) > 1`,
  },
  {
    id: 'M6',
    says: 'every end has a reason from the list',
    sql: `SELECT session_id, end_reason FROM sessions WHERE end_reason IS NOT NULL AND end_reason NOT IN (${wordList(END_REASONS)})`,
  },
  {
    id: 'M7',
    says: "nothing is captured without the device's record of a start",
    sql: `SELECT s.session_id, h.hold_id, h.captured_minor, s.started_at_ms
          FROM sessions s JOIN holds h ON h.session_id = s.session_id
          WHERE h.captured_minor > 0 AND (s.started_at_ms IS NULL OR NOT EXISTS (
            SELECT 1 FROM journal_entries j WHERE j.session_id = s.session_id AND j.n = 0))`,
  },
  {
    id: 'M13',
    // Once the amount is frozen, a gap that was waited for in vain is passed over.
    says: 'what is acknowledged to a device while a session lives is stored without a gap',
    sql: `SELECT s.session_id, s.journal_up_to FROM sessions s
          WHERE s.settlement_json IS NULL AND s.journal_up_to >= 0 AND s.journal_up_to + 1 <> (
            SELECT count(*) FROM journal_entries j WHERE j.session_id = s.session_id AND j.n <= s.journal_up_to)`,
  },
  {
    id: 'M14',
    says: 'no command has a counter above the highest that its device was given',
    sql: `SELECT c.command_id, c.ctr, d.last_ctr FROM commands c JOIN devices d ON d.device_id = c.device_id WHERE c.ctr > d.last_ctr`,
  },
  {
    id: 'M14',
    says: 'a counter of a device is used once',
    sql: `SELECT device_id, ctr, count(*) AS times FROM commands WHERE ctr IS NOT NULL
          GROUP BY device_id, ctr HAVING count(*) > 1`,
  },
  {
    id: 'A1',
    says: 'the session that an answer names exists',
    sql: `SELECT a.person_id, a.answer_key, a.location FROM answers a
          WHERE a.location LIKE '/api/v1/sessions/ses_%' AND a.location NOT LIKE '/api/v1/sessions/%/%' AND NOT EXISTS (
            SELECT 1 FROM sessions s WHERE a.location = '/api/v1/sessions/' || s.session_id)`,
  },
  {
    id: 'L1',
    says: 'every session that is not over has something that wakes it',
    sql: `SELECT s.session_id, s.state FROM sessions s
          WHERE s.state NOT IN ('closed', 'failed') AND NOT EXISTS (
            SELECT 1 FROM deadlines d WHERE d.subject_id = s.session_id
              OR d.subject_id IN (SELECT o.op_key FROM wallet_operations o WHERE o.session_id = s.session_id)
              OR d.subject_id IN (SELECT c.command_id FROM commands c WHERE c.session_id = s.session_id))`,
  },
  {
    id: 'L1',
    // An authorize that is given up is followed by its void alone (R4), an increment by the capture of what is held (row 12);
    // what a person decides is not asked meanwhile.
    says: 'every operation that has no answer is asked again, or followed by its void',
    sql: `SELECT o.op_key, o.state FROM wallet_operations o
          WHERE o.state IN ('pending', 'action') AND NOT EXISTS (
            SELECT 1 FROM deadlines d WHERE d.subject_id = o.op_key AND d.kind = 'chase-operation')
          AND NOT (o.kind = 'authorize' AND EXISTS (
            SELECT 1 FROM wallet_operations v WHERE v.hold_id = o.hold_id AND v.kind = 'void'))
          AND NOT EXISTS (
            SELECT 1 FROM sessions s WHERE s.session_id = o.session_id
              AND (s.state = 'review' OR (o.kind = 'increment' AND s.settlement_json IS NOT NULL)))`,
  },
];

export const SQL_INVARIANTS: readonly SqlInvariant[] = [...LEDGER, ...HOLDS, ...SESSIONS];

const COUNTS = SQL_INVARIANTS.map(({ sql }, at) => `SELECT ${at} AS rule, count(*) AS broken FROM (${sql}) AS rule_${at}`).join(
  '\nUNION ALL\n',
);

/** All rules at one moment of the database, and in one round trip: those that are broken, each with how many rows break it. */
export async function readBrokenRules(
  books: BooksQuery,
): Promise<readonly { readonly rule: SqlInvariant; readonly broken: number }[]> {
  const counts = await books<{ readonly rule: number; readonly broken: number }>(COUNTS);
  return counts.flatMap(({ rule: at, broken }) => {
    const rule = SQL_INVARIANTS[at];
    return rule && broken > 0 ? [{ rule, broken }] : [];
  });
}

/** The rows that break one rule by now. */
export function readBrokenRows(books: BooksQuery, { sql }: SqlInvariant): Promise<readonly BrokenInvariant['row'][]> {
  return books<BrokenInvariant['row']>(sql);
}
