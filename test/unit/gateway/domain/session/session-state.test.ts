// The table of sessions, cell by cell: what each event does in each state, and that no session can get stuck or come back.
import { describe, expect, test } from 'vitest';
import { OCCUPYING_STATES, SESSION_STATES, type SessionState } from '../../../../../gateway/domain/session/session.ts';
import { advance } from '../../../../../gateway/domain/session/session-change.ts';
import {
  isNews,
  SESSION_TABLE,
  type SessionCell,
  type SessionEventName,
  sessionCell,
} from '../../../../../gateway/domain/session/session-state.ts';
import { openSqliteStore } from '../../../../../gateway/storage/sqlite/open-store.ts';
import { sessionRecord } from '../../../../support/records.ts';

const EVENTS = Object.keys(SESSION_TABLE) as readonly SessionEventName[];
const LETTERS: { readonly [S in SessionState]: string } = {
  authorizing: 'AUTH',
  starting: 'STRT',
  active: 'ACTV',
  suspended: 'SUSP',
  stopping: 'STOP',
  settling: 'SETL',
  review: 'REVW',
  closed: 'CLSD',
  failed: 'FAIL',
};

/** `.` is ignored, `x` is refused to whoever asked, a state is the next one. */
function spell(cell: SessionCell): string {
  if ('ignored' in cell) return '.';
  if ('refused' in cell) return 'x';
  return cell.to.map((state) => LETTERS[state]).join('/');
}

function print(): string {
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(21)} ${cells.map((cell) => cell.padEnd(4)).join(' ')}`.trimEnd();
  const rows = EVENTS.map((event) =>
    line(
      event,
      SESSION_STATES.map((state) => spell(sessionCell(state, event))),
    ),
  );
  return [
    line(
      '',
      SESSION_STATES.map((state) => LETTERS[state]),
    ),
    ...rows,
  ].join('\n');
}

const TABLE = `
                      AUTH STRT ACTV SUSP STOP SETL REVW CLSD FAIL
money-held            STRT .    .    .    .    .    .    .    .
payer-asked           AUTH .    .    .    .    .    .    .    .
hold-declined         FAIL .    .    .    .    .    .    .    .
hold-unanswered       SETL .    .    .    .    .    .    .    .
start-abandoned       SETL .    .    .    .    .    .    .    .
hold-resolved         .    .    .    .    .    SETL REVW .    .
recapture-asked       .    .    .    .    .    SETL .    .    .
capture-uncollected   .    .    .    .    .    SETL .    .    .
start-obeyed          .    STRT .    .    .    .    .    .    .
start-proven          .    ACTV .    .    STOP SETL .    .    .
start-reopened        .    .    .    .    ACTV .    .    .    .
start-evidence-short  .    STRT .    .    STOP SETL .    .    .
use-metered           .    STRT ACTV SUSP STOP SETL .    .    .
ticket-printed        .    STRT ACTV SUSP STOP SETL .    .    .
record-stored         .    STRT ACTV SUSP STOP SETL REVW .    .
state-reported        AUTH STRT ACTV SUSP STOP SETL REVW .    .
use-paused            .    .    SUSP .    STOP .    .    .    .
use-resumed           .    .    .    ACTV STOP .    .    .    .
lease-renewed         .    .    ACTV SUSP .    .    .    .    .
lease-not-renewed     .    .    ACTV SUSP .    .    .    .    .
hold-raised           .    STRT ACTV SUSP STOP SETL REVW .    .
increment-declined    .    .    ACTV SUSP .    .    .    .    .
set-refused           .    STRT ACTV SUSP STOP SETL REVW .    .
order-refused         .    STRT ACTV SUSP STOP SETL REVW .    .
call-refused          .    STRT ACTV SUSP STOP SETL REVW .    .
beep-refused          .    STRT ACTV SUSP STOP SETL REVW .    .
pause-taken           .    .    ACTV SUSP .    .    .    .    .
resume-taken          .    .    ACTV SUSP .    .    .    .    .
pause-refused         .    STRT ACTV SUSP STOP SETL REVW .    .
resume-refused        .    STRT ACTV SUSP STOP SETL REVW .    .
order-placed          x    x    ACTV x    x    x    x    x    x
staff-called          x    x    ACTV x    x    x    x    x    x
guest-asked           x    x    ACTV SUSP x    x    x    x    x
guest-let-in          x    x    ACTV SUSP x    x    x    x    x
guest-refused         .    STRT ACTV SUSP STOP SETL REVW .    .
guest-joined          .    STRT ACTV SUSP STOP SETL REVW .    .
guest-left            .    STRT ACTV SUSP STOP SETL REVW .    .
stop-asked            .    STOP STOP STOP .    .    .    .    .
stop-asked-again      .    .    .    .    STOP .    .    .    .
stop-refused          .    .    .    .    STOP .    .    .    .
stop-taken            .    .    .    .    STOP .    .    .    .
still-in-use          .    .    .    .    STOP .    .    .    .
end-unproven          .    STOP STOP STOP STOP .    .    .    .
journal-gap           .    SETL SETL SETL SETL .    .    .    .
amount-frozen         .    SETL SETL SETL SETL SETL SETL .    .
receipt-issued        .    CLSD CLSD CLSD CLSD CLSD CLSD .    .
emergency-raised      .    STRT ACTV SUSP STOP SETL .    .    .
emergency-ended       .    STRT ACTV SUSP STOP SETL .    .    .
review-opened         REVW REVW REVW REVW REVW REVW .    .    .
review-waits          .    .    .    .    .    .    REVW .    .
review-decided        .    .    .    .    .    .    SETL .    .
`.slice(1, -1);

const movesFrom = (state: SessionState): ReadonlySet<SessionState> =>
  new Set(
    EVENTS.flatMap((event) => {
      const cell = sessionCell(state, event);
      return 'to' in cell ? cell.to.filter((next) => next !== state) : [];
    }),
  );

function reachable(from: SessionState): ReadonlySet<SessionState> {
  const found = new Set<SessionState>([from]);
  for (const state of found) for (const next of movesFrom(state)) found.add(next);
  return found;
}

describe('the table of sessions', () => {
  test('is as it is read here, cell by cell', () => {
    expect(print()).toBe(TABLE);
  });

  test('says why an event is ignored', () => {
    for (const event of EVENTS) {
      for (const state of SESSION_STATES) {
        const cell = sessionCell(state, event);
        if ('ignored' in cell) expect(cell.ignored, `${event} in ${state}`).toMatch(/\w/);
      }
    }
  });

  test('leads out of every state to an end, and out of no end', () => {
    for (const state of SESSION_STATES) {
      const ends = [...reachable(state)].filter((each) => each === 'closed' || each === 'failed');
      expect(ends.length, state).toBeGreaterThan(0);
    }
    expect(movesFrom('closed').size + movesFrom('failed').size).toBe(0);
  });

  test('fails only where nothing was ever held', () => {
    const before = SESSION_STATES.filter((state) => movesFrom(state).has('failed'));
    expect(before).toEqual(['authorizing']);
    // Whoever held money gets a receipt: no state after the hold leads back before it.
    for (const state of SESSION_STATES.filter((each) => each !== 'authorizing')) {
      expect(reachable(state).has('authorizing'), state).toBe(false);
    }
  });

  test('never lets an object that was left be occupied again by the same session', () => {
    const left = SESSION_STATES.filter((state) => !(OCCUPYING_STATES as readonly string[]).includes(state));
    for (const state of left) {
      for (const next of movesFrom(state)) expect(left, `${state} -> ${next}`).toContain(next);
    }
  });

  test('is what the steps move by: any other move is refused as our own mistake', () => {
    for (const event of EVENTS) {
      for (const state of SESSION_STATES) {
        const session = sessionRecord({ state, version: 4 });
        const cell = sessionCell(state, event);
        for (const next of SESSION_STATES) {
          const move = () => advance(session, { state: next }, event, 1);
          const isAllowed = 'to' in cell && cell.to.includes(next);
          if (isAllowed) expect(move().session).toMatchObject({ state: next, version: 5 });
          else expect(move, `${event}: ${state} -> ${next}`).toThrow('no session moves');
        }
        expect(isNews(session, event)).toBe('to' in cell);
      }
    }
  });

  test('is the same in the database', async () => {
    const store = openSqliteStore({ path: ':memory:', clock: { nowMs: () => 0 } });
    const rows = await store.books<{ from_state: string; to_state: string }>('SELECT from_state, to_state FROM session_moves');
    const stored = rows.map((row) => `${row.from_state} > ${row.to_state}`).sort();
    const moves = SESSION_STATES.flatMap((state) => [...movesFrom(state)].map((next) => `${state} > ${next}`)).sort();
    expect(stored).toEqual(moves);
    await store.close();
  });
});
