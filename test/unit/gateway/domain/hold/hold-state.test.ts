// The table of holds, cell by cell: each is resolved exactly once, and what contradicts our books moves nothing.
import { describe, expect, test } from 'vitest';
import { HOLD_MOVES, HOLD_STATES, type HoldState } from '../../../../../gateway/domain/hold/hold.ts';
import {
  changeHold,
  HOLD_TABLE,
  type HoldCell,
  type HoldEventName,
  holdCell,
  isResolvedHold,
  movesHold,
} from '../../../../../gateway/domain/hold/hold-state.ts';
import { holdRecord } from '../../../../support/records.ts';

const EVENTS = Object.keys(HOLD_TABLE) as readonly HoldEventName[];
const LETTERS: { readonly [S in HoldState]: string } = {
  pending_authorize: 'pend',
  in_doubt: 'doub',
  held: 'held',
  capturing: 'cptg',
  captured: 'CAPT',
  voiding: 'vdng',
  voided: 'VOID',
  declined: 'DECL',
  expired: 'exp',
  uncollected: 'OWED',
};

/** `.` is ignored, `!` contradicts our books and goes to a person, a state is the next one. */
function spell(cell: HoldCell): string {
  if ('ignored' in cell) return '.';
  return 'contradicted' in cell ? '!' : LETTERS[cell.to];
}

function print(): string {
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(21)} ${cells.map((cell) => cell.padEnd(4)).join(' ')}`.trimEnd();
  const rows = EVENTS.map((event) =>
    line(
      event,
      HOLD_STATES.map((state) => spell(holdCell(state, event))),
    ),
  );
  return [
    line(
      '',
      HOLD_STATES.map((state) => LETTERS[state]),
    ),
    ...rows,
  ].join('\n');
}

const TABLE = `
                      pend doub held cptg CAPT vdng VOID DECL exp  OWED
named                 pend .    .    .    .    .    .    .    .    .
authorize-done        held vdng .    .    .    .    .    .    .    .
authorize-refused     DECL .    .    .    .    .    .    .    .    .
authorize-unanswered  doub .    .    .    .    .    .    .    .    .
increment-done        .    .    held .    .    .    .    .    .    .
capture-asked         .    .    cptg .    .    .    .    .    .    .
capture-done          .    .    CAPT CAPT .    !    !    .    .    .
hold-gone             .    .    exp  exp  .    .    .    .    .    .
recapture-done        .    .    .    .    .    .    .    .    CAPT .
recapture-refused     .    .    .    .    .    .    .    .    OWED .
collected             .    .    .    .    .    .    .    .    .    CAPT
void-asked            .    .    vdng .    .    .    .    .    .    .
void-done             .    VOID VOID .    .    VOID .    .    VOID .
void-refused-captured .    !    .    .    .    !    .    .    .    .
refund-asked          .    .    .    .    CAPT .    .    .    .    .
disputed              .    .    .    .    CAPT .    .    .    .    .
`.slice(1, -1);

const tableMoves = EVENTS.flatMap((event) =>
  HOLD_STATES.flatMap((state) => {
    const cell = holdCell(state, event);
    return 'to' in cell && cell.to !== state ? [`${state} > ${cell.to}`] : [];
  }),
);

describe('the table of holds', () => {
  test('is as it is read here, cell by cell', () => {
    expect(print()).toBe(TABLE);
  });

  test('makes every move that the database knows, and none that it would refuse', () => {
    const known = HOLD_STATES.flatMap((state) => HOLD_MOVES[state].map((next) => `${state} > ${next}`));
    expect([...new Set(tableMoves)].sort()).toEqual(known.sort());
  });

  test('resolves a hold once: what is captured is only refunded, what is released or declined is over', () => {
    for (const event of EVENTS) {
      for (const state of ['captured', 'voided', 'declined'] as const) {
        const cell = holdCell(state, event);
        if ('to' in cell) expect(cell.to, `${event} of ${state}`).toBe(state);
      }
    }
    expect(HOLD_STATES.filter((state) => isResolvedHold({ state }))).toEqual(['captured', 'voided', 'declined', 'uncollected']);
  });

  test('never releases what may be captured, nor captures what is being released (M3, M4)', () => {
    const next = (event: HoldEventName, state: HoldState) => ('to' in holdCell(state, event) ? 'moves' : 'stays');
    for (const state of ['capturing', 'captured'] as const) {
      expect(next('void-asked', state)).toBe('stays');
      expect(next('void-done', state)).toBe('stays');
    }
    for (const state of ['voiding', 'voided', 'in_doubt'] as const) {
      expect(next('capture-asked', state)).toBe('stays');
      expect(next('capture-done', state)).toBe('stays');
    }
  });

  test('is what holds move by, each a version further; any other event is our own mistake', () => {
    for (const event of EVENTS) {
      for (const state of HOLD_STATES) {
        const hold = holdRecord({ state, version: 3, capturedMinor: state === 'captured' ? 1n : null });
        const cell = holdCell(state, event);
        expect(movesHold(hold, event)).toBe('to' in cell);
        if ('to' in cell) expect(changeHold(hold, event).hold).toMatchObject({ state: cell.to, version: 4 });
        else expect(() => changeHold(hold, event), `${event} of ${state}`).toThrow('does not know');
      }
    }
  });
});
