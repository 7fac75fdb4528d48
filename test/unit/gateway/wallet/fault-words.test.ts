// Fault words: one line of what goes wrong is read whole, or refused with the word that is wrong and those that exist.
import { expect, test } from 'vitest';
import { parseFaultWords } from '../../../../gateway/wallet/reference/fault-words.ts';

const usual = { when: 'after', twice: false, reverse: false };

test('shares, a delay and the manner of events', () => {
  expect(parseFaultWords('lose-reply=0.25, cache-error=0.25,delay=500,events=twice,events=before', 's')).toEqual({
    ok: true,
    value: {
      rates: { seed: 's', rates: { 'lose-reply': 0.25, 'cache-error': 0.25, wait: 0.5 }, waitMs: 500 },
      manner: { when: 'before', twice: true, reverse: false },
    },
  });
});

test('a delay meets every request that meets nothing else, unless its share is said', () => {
  expect(parseFaultWords('delay=40', 's')).toMatchObject({ value: { rates: { rates: { wait: 1 }, waitMs: 40 } } });
  expect(parseFaultWords('wait=0.1,delay=40', 's')).toMatchObject({ value: { rates: { rates: { wait: 0.1 }, waitMs: 40 } } });
});

test('no words, no faults', () => {
  expect(parseFaultWords('', 's')).toEqual({ ok: true, value: { rates: { seed: 's', rates: {} }, manner: usual } });
});

test.each([
  'lose-replies=0.2',
  'lose-reply',
  'lose-reply=2',
  'lose-reply=-0.1',
  'lose-reply=half',
  'delay=fast',
  'events=never',
  'toString=0.1',
])('%s is not understood', (words) => {
  const read = parseFaultWords(words, 's');
  expect(read).toMatchObject({ ok: false, error: expect.stringMatching(`^"${words}" is not understood: .*lose-reply`) });
});

test('shares above one are refused', () => {
  expect(parseFaultWords('lose-reply=0.6,error=0.5', 's')).toMatchObject({
    ok: false,
    error: expect.stringMatching(/^the shares/),
  });
});
