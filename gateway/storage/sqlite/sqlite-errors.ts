// SQLite's errors as one of three: a constraint that may refuse, our own mistake, or a broken world.
import type { Constraint } from '../../domain/changes.ts';
import { Unavailable } from '../../ports/unavailable.ts';
import { SqliteDatabase } from './library.ts';

export type Judgement =
  | { readonly is: 'refusal'; readonly constraint: Constraint }
  | { readonly is: 'mistake' }
  /** `lasting`: nothing may be written any more; a failed fsync is never tried again, for the kernel has dropped the pages. */
  | { readonly is: 'world'; readonly lasting: boolean };

/** Columns of every unique key of a table that changes write, as SQLite names them in its message. */
export const CONSTRAINT_BY_KEY: { readonly [columns: string]: Constraint } = {
  'sessions.session_id': 'session_version',
  'sessions.object_id': 'session_live_object',
  'holds.hold_id': 'hold_state',
  'transfers.transfer_id': 'transfer_op_key',
  'transfers.op_key': 'transfer_op_key',
  'commands.command_id': 'command_intent',
  'commands.intent_key': 'command_intent',
  'commands.device_id, commands.ctr': 'device_ctr',
  'commands.device_id': 'command_in_flight',
  'answers.person_id, answers.route, answers.answer_key': 'answer_key',
  'used_tickets.nonce': 'ticket_nonce',
  'journal_entries.device_id, journal_entries.boot, journal_entries.seq': 'journal_entry',
  'journal_entries.session_id, journal_entries.n': 'journal_entry',
  'orders.order_id': 'order_state',
  'receipts.receipt_id': 'receipt_session',
  'receipts.session_id, receipts.payer_id': 'receipt_session',
};

const UNIQUE = 'UNIQUE constraint failed: ';
const WALLET_FLOOR = 'CHECK constraint failed: wallet_floor';

/** Codes that only a wrong statement or a wrong value of ours can cause. */
const OUR_MISTAKE = /^SQLITE_(CONSTRAINT|ERROR|MISMATCH|RANGE|TOOBIG|MISUSE)/;
const LASTING = /^SQLITE_(IOERR|CORRUPT|NOTADB)/;

function constraintOf(error: { readonly code: string; readonly message: string }): Constraint | null {
  switch (error.code) {
    case 'SQLITE_CONSTRAINT_PRIMARYKEY':
    case 'SQLITE_CONSTRAINT_UNIQUE':
      return CONSTRAINT_BY_KEY[error.message.slice(UNIQUE.length)] ?? null;
    case 'SQLITE_CONSTRAINT_CHECK':
      return error.message === WALLET_FLOOR ? 'wallet_floor' : null;
    default:
      return null;
  }
}

/** Judges whatever a statement threw; an error that is not SQLite's own is our mistake. */
export function judge(error: unknown): Judgement {
  if (!(error instanceof SqliteDatabase.SqliteError)) return { is: 'mistake' };
  const constraint = constraintOf(error);
  if (constraint) return { is: 'refusal', constraint };
  if (OUR_MISTAKE.test(error.code)) return { is: 'mistake' };
  return { is: 'world', lasting: LASTING.test(error.code) };
}

/** What a caller may see: a broken world as Unavailable, a mistake of ours as it is. */
export function asThrown(error: unknown): unknown {
  return judge(error).is === 'world' ? new Unavailable('storage', error) : error;
}
