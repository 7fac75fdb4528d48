// Results and assertions: what may be refused is a value, what may not happen throws.
import { expect, test } from 'vitest';
import { assert, ok, refused, unreachable } from '#protocol';

test('a result is either a value or a coded refusal', () => {
  expect(ok(7)).toEqual({ ok: true, value: 7 });
  expect(refused({ code: 'wallet.funds-insufficient' })).toEqual({ ok: false, error: { code: 'wallet.funds-insufficient' } });
});

test('an assertion throws with its message only when it does not hold', () => {
  expect(() => assert(true, 'never seen')).not.toThrow();
  for (const nothing of [false, 0, '', null, undefined]) expect(() => assert(nothing, 'the promise')).toThrow('the promise');
});

test('a case that the types exclude throws and says which one', () => {
  expect(() => unreachable('eighth' as never)).toThrow('unhandled case: "eighth"');
});
