// Print turns: one print a tenant, a few for all, and nobody waits for ever.
import { expect, test } from 'vitest';
import { createPrintTurns, type EndTurn } from '../../../../gateway/printing/print-turns.ts';

const FOR_EVER_MS = 60_000;

function must(turn: EndTurn | null): EndTurn {
  if (turn === null) throw new Error('a turn is given');
  return turn;
}

/** Which of them have been given, in order. */
function watch(): { readonly given: string[]; ask(name: string, turn: Promise<EndTurn | null>): Promise<EndTurn | null> } {
  const given: string[] = [];
  return {
    given,
    async ask(name, turn) {
      const end = await turn;
      given.push(name);
      return end;
    },
  };
}

test('a tenant has one at a time, a gateway a few, and whoever waits has the next turn that suits', async () => {
  const turns = createPrintTurns({ mostAtOnce: 2, mostWaiting: 3, longestWaitMs: FOR_EVER_MS });
  const { given, ask } = watch();
  const hotel = must(await ask('hotel', turns.take('hotel')));
  const again = ask('hotel again', turns.take('hotel'));
  const bikes = must(await ask('bikes', turns.take('bikes')));
  const pods = ask('pods', turns.take('pods'));
  expect(given).toEqual(['hotel', 'bikes']);
  bikes();
  const endPods = must(await pods);
  // Room for all, but not for a second print of the same tenant.
  endPods();
  expect(must(await ask('pods again', turns.take('pods')))).toBeTypeOf('function');
  expect(given).toEqual(['hotel', 'bikes', 'pods', 'pods again']);
  hotel();
  must(await again)();
  expect(given.at(-1)).toBe('hotel again');
});

test('a turn given back twice frees one place', async () => {
  const turns = createPrintTurns({ mostAtOnce: 1, mostWaiting: 0, longestWaitMs: FOR_EVER_MS });
  const first = must(await turns.take('hotel'));
  first();
  must(await turns.take('hotel'));
  first();
  expect(await turns.take('hotel')).toBeNull();
});

test('too many of one tenant are not kept waiting, and nobody for ever', async () => {
  const turns = createPrintTurns({ mostAtOnce: 1, mostWaiting: 1, longestWaitMs: 5 });
  const first = must(await turns.take('hotel'));
  const [second, third] = [turns.take('hotel'), turns.take('hotel')];
  expect(await third).toBeNull();
  expect(await second).toBeNull();
  first();
  expect(await turns.take('hotel')).not.toBeNull();
});
