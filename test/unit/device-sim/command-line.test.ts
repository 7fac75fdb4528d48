// Command line of the simulator: what it lists, what a fleet without a gateway asks for, and what it refuses with what to try.
import { Command, CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { type OpenStreet, registerSimCommands } from '#sim';

async function say(...words: readonly string[]) {
  const said: string[] = [];
  const asked: Parameters<OpenStreet>[0][] = [];
  const openStreet: OpenStreet = (plan) => {
    asked.push(plan);
    throw new Error('no street today');
  };
  const program = new Command('unlatch').exitOverride().configureOutput({ writeErr: (text) => void said.push(text) });
  registerSimCommands(program, openStreet);
  const ended = await program.parseAsync(['sim', ...words], { from: 'user' }).then(
    () => 0,
    (cause: unknown) => (cause instanceof CommanderError ? cause.exitCode : Promise.reject(cause)),
  );
  return { said: said.join(''), asked, ended };
}

describe('sim', () => {
  test.each([
    [['--scenario', 'earthquake', '--fleet', '1'], 1, 'rough-day'],
    [['--fault', '5%/earthquake', '--fleet', '1'], 1, 'fault.unknown'],
    [['--fleet', '0'], 1, 'a whole number from 1 to 100000'],
    [['--fleet', '2', '--visitors', '-1'], 1, 'a whole number from 0 to 100000'],
    [['--for', 'ever', '--fleet', '1'], 1, 'a time such as 30s or 5m'],
    [[], 2, 'sim.nothing-to-run: name a venue file with --venue, draw a fleet with --fleet 100'],
    [['--venue', './nowhere.json'], 2, 'venue.unreadable'],
    [['--enrol', 'SN 1'], 2, 'enrol.bad-serial'],
  ] as const)('%s is refused with what to try', async (words, code, hint) => {
    const { ended, said } = await say(...words);
    expect(said).toContain(hint);
    expect(ended).toBe(code);
  });

  test('a fleet without a venue file asks for a gateway of its own, and says why there is none', async () => {
    const { asked, ended, said } = await say('--fleet', '300', '--seed', '7');
    expect(asked).toMatchObject([{ count: 300, seed: '7' }]);
    expect(said).toContain("street.not-opened: the fleet's own gateway did not open: no street today");
    expect(ended).toBe(2);
  });
});
