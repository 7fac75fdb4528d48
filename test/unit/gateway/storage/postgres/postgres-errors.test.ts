// What becomes of each error: a refusal by name, another try, our own mistake, or a broken world.
import { DatabaseError } from 'pg';
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../../../../gateway/ports/unavailable.ts';
import { asThrown, isCleanRefusal, judge } from '../../../../../gateway/storage/postgres/postgres-errors.ts';

const error = (code: string, constraint?: string): DatabaseError =>
  Object.assign(new DatabaseError('said', 1, 'error'), { code, constraint });

describe('an error of the server', () => {
  test.each([
    ['23505', 'session_live_object', 'session_live_object'],
    ['23505', 'command_ctr', 'device_ctr'],
    ['23514', 'wallet_floor', 'wallet_floor'],
    ['23000', 'person_version', 'person_version'],
    ['23000', 'transfer_closed', 'transfer_op_key'],
  ])('%s of %s refuses by the name %s', (code, constraint, name) => {
    expect(judge(error(code, constraint))).toEqual({ is: 'refusal', constraint: name });
  });

  test.each([
    ['a key that nobody may meet', '23505', 'venue_pk'],
    ['a check that only we can break', '23514', 'hold_amount'],
    // The CHECK of a table and the trigger of the same name are two things.
    ['a state that does not exist', '23514', 'hold_state'],
    ['a foreign key', '23503', 'session_object'],
    ['a trigger that guards against us', '23000', 'transfer_sum'],
    ['a wrong statement', '42601', undefined],
    ['a wrong value', '22003', undefined],
    ['an assertion', 'P0004', undefined],
  ])('%s is our mistake, and stays as it is', (_what, code, constraint) => {
    const thrown = error(code, constraint);
    expect(judge(thrown)).toEqual({ is: 'mistake' });
    expect(asThrown(thrown)).toBe(thrown);
  });

  test.each(['40001', '40P01'])('%s is worth another try, and in the end the world’s', (code) => {
    expect(judge(error(code))).toEqual({ is: 'again' });
    expect(asThrown(error(code))).toBeInstanceOf(Unavailable);
  });

  test.each([
    '53100',
    '53300',
    '55P03',
    '57014',
    '57P01',
    '57P02',
    '58030',
    'XX001',
    '25006',
    '08006',
  ])('%s is the world’s', (code) => {
    expect(judge(error(code))).toEqual({ is: 'world' });
    expect(asThrown(error(code))).toBeInstanceOf(Unavailable);
  });

  test('only what was undone with all its statements parsed leaves the connection as it was', () => {
    expect([error('23505'), error('40P01')].map(isCleanRefusal)).toEqual([true, true]);
    expect([error('42601'), error('57P01'), new Error('cut')].map(isCleanRefusal)).toEqual([false, false, false]);
  });
});

test('a lost connection is the world’s, and whatever else is thrown is ours', () => {
  const lost = new Unavailable('storage', new Error('cut'));
  expect(judge(lost)).toEqual({ is: 'world' });
  expect(asThrown(lost)).toBe(lost);
  expect(judge(new Error('a bug'))).toEqual({ is: 'mistake' });
});
