// Hands of the conformance kit: what is asked of a person or a program, and what becomes of a check that nobody could help.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CHECKS } from '../../../device-sim/conformance/checks/catalogue.ts';
import { createCommandHands } from '../../../device-sim/conformance/hands/command-hands.ts';
import { createProgramHands } from '../../../device-sim/conformance/hands/program-hands.ts';
import { createTerminalHands } from '../../../device-sim/conformance/hands/terminal-hands.ts';
import { type Bench, runChecks, simulatedBench } from '../../../device-sim/conformance/run.ts';
import type { Hands } from '../../../device-sim/conformance/wire.ts';

const someChecks = CHECKS.filter(({ id }) => ['evidence-begins-use', 'boot-after-power-cut', 'amnesia', 'busy'].includes(id));

async function verdictsWith(hands: Hands): Promise<Record<string, string>> {
  const bench = await simulatedBench('bike');
  const withHands: Bench = { ...bench, open: async () => ({ ...(await bench.open()), hands }) };
  const { findings } = await runChecks(withHands, someChecks);
  return Object.fromEntries(
    findings.map((finding) => [finding.id, finding.verdict === 'not-applicable' ? finding.reason : finding.verdict]),
  );
}

describe('a person at the terminal', () => {
  function terminalWith(answer: string | null) {
    const said: string[] = [];
    const hands = createTerminalHands('bike', { say: (text) => void said.push(text), hear: async () => answer }, false);
    return { said, hands };
  }

  test('is told what to do at this kind of object', async () => {
    const { hands, said } = terminalWith('');
    await hands.make('use');
    await hands.cutPower?.();
    expect(said.join('')).toMatch(/Pull the pin\..*\n.*Take its power away, wait two seconds, give it back\./);
    expect(hands.wipeMemory).toBeNull();
  });

  test.each([['s'], [null]])('who answers %j leaves a check without a verdict, and others with theirs', async (answer) => {
    const verdicts = await verdictsWith(terminalWith(answer).hands);
    expect(verdicts).toEqual({
      'evidence-begins-use': 'nobody could do this: Pull the pin.',
      'boot-after-power-cut': 'nobody could do this: Take its power away, wait two seconds, give it back.',
      amnesia: 'nobody can wipe its memory',
      busy: 'nobody could do this: Pull the pin.',
    });
  });
});

describe('a program as the hand', () => {
  test('is run with the name of what to do', async () => {
    await expect(createCommandHands('test power-cut =', true).cutPower?.()).resolves.toBeUndefined();
    await expect(createCommandHands('test leave =', true).make('use')).rejects.toThrow("the hands' command ended with 1 at use");
  });

  test('that fails leaves the check without a verdict', async () => {
    const verdicts = await verdictsWith(createCommandHands('false', true));
    expect(verdicts.amnesia).toBe("the hands' command ended with 1 at wipe");
  });
});

describe('a device that is itself a program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'program-hands-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is reported gone with what it said in its log when it ends by itself, not when its power is cut', async () => {
    const log = join(folder, 'device.log');
    const ends: string[] = [];
    let tellGone = (): void => {};
    const gone = new Promise<void>((resolve) => {
      tellGone = resolve;
    });
    const onEnded = (how: string): void => {
      ends.push(how);
      tellGone();
    };
    const command = 'echo on; read line; echo "died of $line"; exit 4';
    const hands = createProgramHands({ command, kind: 'bike', line: 'bike-1 {act}', flash: null, log, onEnded });
    hands.start();
    await hands.cutPower?.();
    expect(ends).toEqual([]);
    await hands.make('use');
    await gone;
    expect(ends).toEqual(['exit code 4']);
    expect(readFileSync(log, 'utf8')).toMatch(/^(on\n)+died of bike-1 \w+\n$/);
    hands.start();
    await hands.stop();
    expect(ends).toEqual(['exit code 4']);
  });

  test('is asked nothing more once it is gone', async () => {
    let asked = 0;
    const bench = await simulatedBench('bike');
    const mortal: Bench = { ...bench, isOver: () => asked++ === 1 };
    expect((await runChecks(mortal, someChecks)).findings.map(({ id }) => id)).toEqual([someChecks[0]?.id]);
  });
});
