// Hold state: every state of a hold against everything that a wallet, a person or the clock can do to it, as one table.
import { assert } from '#protocol';
import type { Change } from '../changes.ts';
import { HOLD_MOVES, HOLD_STATES, type HoldRecord, type HoldState } from './hold.ts';

/**
 * contradicted: the wallet says what cannot be true by our books; the session goes to review and nothing is concluded (R11).
 */
export type HoldCell = { readonly to: HoldState } | { readonly ignored: string } | { readonly contradicted: string };
type Row = { readonly [S in HoldState]: HoldCell };
type Cells = { readonly [S in HoldState]?: HoldState | { readonly contradicted: string } };

/** Why an event says nothing in a state that its row does not name. */
const STANDS: { readonly [S in HoldState]: string } = {
  pending_authorize: 'the wallet has not said yes',
  in_doubt: 'it is being given up',
  held: 'it is held',
  capturing: 'its capture is under way',
  captured: 'it was captured',
  voiding: 'its release is under way',
  voided: 'it was released',
  declined: 'it was declined',
  expired: 'the wallet let go of it',
  uncollected: 'it is owed',
};

function row(cells: Cells): Row {
  const cell = (state: HoldState): HoldCell => {
    const next = cells[state];
    if (next === undefined) return { ignored: STANDS[state] };
    return typeof next === 'string' ? { to: next } : next;
  };
  return Object.fromEntries(HOLD_STATES.map((state) => [state, cell(state)])) as Row;
}

const taken = { contradicted: 'it was captured although we released it' };

export const HOLD_TABLE = {
  // The wallet has named it before it took effect.
  named: row({ pending_authorize: 'pending_authorize' }),
  'authorize-done': row({
    pending_authorize: 'held',
    // It arrives late (R4): its release is asked for already, and now we know what it releases.
    in_doubt: 'voiding',
  }),
  'authorize-refused': row({ pending_authorize: 'declined' }),
  'authorize-unanswered': row({ pending_authorize: 'in_doubt' }),
  'increment-done': row({ held: 'held' }),
  'capture-asked': row({ held: 'capturing' }),
  // With the embedded ledger, asking and being done are one commit.
  'capture-done': row({ held: 'captured', capturing: 'captured', voiding: taken, voided: taken }),
  'hold-gone': row({ held: 'expired', capturing: 'expired' }),
  'recapture-done': row({ expired: 'captured' }),
  'recapture-refused': row({ expired: 'uncollected' }),
  collected: row({ uncollected: 'captured' }),
  'void-asked': row({ held: 'voiding' }),
  'void-done': row({ in_doubt: 'voided', held: 'voided', voiding: 'voided', expired: 'voided' }),
  'void-refused-captured': row({ in_doubt: taken, voiding: taken }),
  'refund-asked': row({ captured: 'captured' }),
  // Nothing moves: a refund that is decided at the same moment loses the race, and finds what is disputed (M3).
  disputed: row({ captured: 'captured' }),
} as const satisfies { readonly [event: string]: Row };

export type HoldEventName = keyof typeof HOLD_TABLE;

export function holdCell(state: HoldState, event: HoldEventName): HoldCell {
  return HOLD_TABLE[event][state];
}

/** True where the event moves the hold. */
export function movesHold(hold: Pick<HoldRecord, 'state'>, event: HoldEventName): boolean {
  return 'to' in holdCell(hold.state, event);
}

/** Captured, released, declined or owed: nothing more is asked of the wallet for it. */
export function isResolvedHold(hold: Pick<HoldRecord, 'state'>): boolean {
  return ['captured', 'voided', 'declined', 'uncollected'].includes(hold.state);
}

/** The next version of a hold, as a compare-and-set; an event that its state does not know is our own mistake. */
export function changeHold(
  hold: HoldRecord,
  event: HoldEventName,
  next: Partial<Pick<HoldRecord, 'heldMinor' | 'walletRef' | 'expiresAtMs' | 'capturedMinor' | 'refundedMinor'>> = {},
): { readonly hold: HoldRecord; readonly change: Change } {
  const cell = holdCell(hold.state, event);
  assert('to' in cell, `a hold that is ${hold.state} does not know ${event}`);
  assert(cell.to === hold.state || HOLD_MOVES[hold.state].includes(cell.to), `no hold moves from ${hold.state} to ${cell.to}`);
  const changed: HoldRecord = { ...hold, ...next, state: cell.to, version: hold.version + 1 };
  return { hold: changed, change: { change: 'hold-changed', hold: changed } };
}
