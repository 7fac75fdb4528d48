// Session state: every state of a session against every event of its timeline, as one table that all steps move by.
import { assert } from '#protocol';
import type { SessionState } from './session.ts';

/** What an event does in a state: a move, nothing because of where the session stands, or a refusal to whoever asked. */
export type SessionCell =
  | { readonly to: readonly SessionState[] }
  | { readonly ignored: string }
  | { readonly refused: 'session.not-running' };
type Row = { readonly [S in SessionState]: SessionCell };
type Moves = { readonly [S in SessionState]?: SessionState | readonly SessionState[] };

/** Why an event says nothing in a state that its row does not name. */
const STANDS: { readonly [S in SessionState]: string } = {
  authorizing: 'the device is untouched',
  starting: 'use is not proven',
  active: 'use goes on',
  suspended: 'use is paused',
  stopping: 'a stop is asked for',
  settling: 'use has ended',
  review: 'a person decides',
  closed: 'it is over',
  failed: 'it is over',
};

function fill(moves: Moves, otherwise: (state: SessionState) => SessionCell): Row {
  const cell = (state: SessionState): SessionCell => {
    const next = moves[state];
    if (next === undefined) return otherwise(state);
    return { to: typeof next === 'string' ? [next] : next };
  };
  const states = Object.keys(STANDS) as readonly SessionState[];
  return Object.fromEntries(states.map((state) => [state, cell(state)])) as Row;
}

/** A device's, a wallet's or the clock's word: where it is no news it changes nothing. */
const told = (moves: Moves): Row => fill(moves, (state) => ({ ignored: STANDS[state] }));
/** A person's wish: where it cannot be granted they are told. */
const asked = (moves: Moves): Row => fill(moves, () => ({ refused: 'session.not-running' }));

const whileRunning: Moves = { active: 'active', suspended: 'suspended' };
const untilEnded: Moves = { starting: 'starting', ...whileRunning, stopping: 'stopping' };
const untilSettled: Moves = { ...untilEnded, settling: 'settling' };
const untilOver: Moves = { ...untilSettled, review: 'review' };

export const SESSION_TABLE = {
  // The wallet.
  'money-held': told({ authorizing: 'starting' }),
  'payer-asked': told({ authorizing: 'authorizing' }),
  'hold-declined': told({ authorizing: 'failed' }),
  'hold-unanswered': told({ authorizing: 'settling' }),
  'start-abandoned': told({ authorizing: 'settling' }),
  'hold-resolved': told({ settling: 'settling', review: 'review' }),
  'recapture-asked': told({ settling: 'settling' }),
  'capture-uncollected': told({ settling: 'settling' }),

  // The device.
  'start-obeyed': told({ starting: 'starting' }),
  'start-proven': told({ starting: 'active', stopping: 'stopping', settling: 'settling' }),
  // Given up unseen, and proven after all (R15).
  'start-reopened': told({ stopping: 'active' }),
  'start-evidence-short': told({ starting: 'starting', stopping: 'stopping', settling: 'settling' }),
  'use-metered': told(untilSettled),
  'ticket-printed': told(untilSettled),
  'record-stored': told(untilOver),
  'state-reported': told({ authorizing: 'authorizing', ...untilOver }),
  'use-paused': told({ active: 'suspended', stopping: 'stopping' }),
  'use-resumed': told({ suspended: 'active', stopping: 'stopping' }),
  'lease-renewed': told(whileRunning),
  'lease-not-renewed': told(whileRunning),
  // More was set aside, also when it came after the stop; or the wallet would not.
  'hold-raised': told(untilOver),
  'increment-declined': told(whileRunning),
  'set-refused': told(untilOver),
  'order-refused': told(untilOver),
  'call-refused': told(untilOver),
  'beep-refused': told(untilOver),
  // Nothing has moved yet, and the page asks for a hand now, or for none any more.
  'pause-taken': told(whileRunning),
  'resume-taken': told(whileRunning),
  'pause-refused': told(untilOver),
  'resume-refused': told(untilOver),

  // The person at the object.
  'order-placed': asked({ active: 'active' }),
  'staff-called': asked({ active: 'active' }),
  'guest-asked': asked(whileRunning),
  'guest-let-in': asked(whileRunning),
  'guest-refused': told(untilOver),
  'guest-joined': told(untilOver),
  'guest-left': told(untilOver),

  // The end.
  'stop-asked': told({ starting: 'stopping', active: 'stopping', suspended: 'stopping' }),
  'stop-asked-again': told({ stopping: 'stopping' }),
  'stop-refused': told({ stopping: 'stopping' }),
  'stop-taken': told({ stopping: 'stopping' }),
  'still-in-use': told({ stopping: 'stopping' }),
  // The device counts no further, and nothing proves that nobody uses it (R5).
  'end-unproven': told({ starting: 'stopping', active: 'stopping', suspended: 'stopping', stopping: 'stopping' }),
  'journal-gap': told({ starting: 'settling', active: 'settling', suspended: 'settling', stopping: 'settling' }),
  'amount-frozen': told({
    starting: 'settling',
    active: 'settling',
    suspended: 'settling',
    stopping: 'settling',
    settling: 'settling',
    review: 'settling',
  }),
  'receipt-issued': told({
    starting: 'closed',
    active: 'closed',
    suspended: 'closed',
    stopping: 'closed',
    settling: 'closed',
    review: 'closed',
  }),

  // The red button of the venue (gateway/decisions/0016).
  'emergency-raised': told(untilSettled),
  'emergency-ended': told(untilSettled),

  // What nobody can explain.
  'review-opened': told({
    authorizing: 'review',
    starting: 'review',
    active: 'review',
    suspended: 'review',
    stopping: 'review',
    settling: 'review',
  }),
  'review-waits': told({ review: 'review' }),
  'review-decided': told({ review: 'settling' }),
} as const satisfies { readonly [event: string]: Row };

export type SessionEventName = keyof typeof SESSION_TABLE;

/** What the table says of an event in a state. */
export function sessionCell(state: SessionState, event: SessionEventName): SessionCell {
  return SESSION_TABLE[event][state];
}

/** True where the event moves a session or leaves its mark on it; a step that is woken elsewhere does nothing. */
export function isNews(session: { readonly state: SessionState }, event: SessionEventName): boolean {
  return 'to' in sessionCell(session.state, event);
}

/** A step that would move a session as no row says is our own mistake (R10). */
export function assertSessionMove(from: SessionState, event: SessionEventName, to: SessionState): void {
  const cell = sessionCell(from, event);
  assert('to' in cell && cell.to.includes(to), `no session moves from ${from} to ${to} by ${event}`);
}
