// Command admission: whatever arrives in whatever order, each command runs at most once and counters only rise (FP-07, FP-13).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { admitCommand, type Command, type CommandOf } from '#protocol';

const BOOTS = ['1-00000000000000aa', '2-00000000000000bb'] as const;

const beep = (cid: string, ctr: number, boot: string, expUp: number): CommandOf<'beep'> => ({
  v: 1,
  iss: 'unlatch',
  aud: 'pvg/pod-a1',
  cid,
  ctr,
  boot,
  expUp,
  iat: 0,
  act: 'beep',
  ses: 'ses_1',
  arg: {},
});

/** A signer never gives one id to two commands, so a command is its id. */
const commands: fc.Arbitrary<Command[]> = fc
  .array(fc.record({ ctr: fc.nat({ max: 9 }), boot: fc.constantFrom(...BOOTS), expUp: fc.nat({ max: 40 }) }), {
    minLength: 1,
    maxLength: 8,
  })
  .map((list) => list.map(({ ctr, boot, expUp }, at) => beep(`cmd_${at}`, ctr, boot, expUp)));

describe('FP-07 a device', () => {
  test('runs each command at most once, with counters that only rise, inside its boot and its life', () => {
    fc.assert(
      fc.property(commands, fc.array(fc.nat({ max: 7 }), { maxLength: 40 }), (sent, deliveries) => {
        const ran = new Set<string>();
        let lastCtr = 0;
        let upMs = 0;
        for (const delivery of deliveries) {
          upMs += 1;
          const command = sent[delivery % sent.length];
          if (!command) continue;
          const memory = { boot: BOOTS[0], lastCtr, amnesia: false, isAnswered: (commandId: string) => ran.has(commandId) };
          const admission = admitCommand(command, memory, upMs);
          expect(admission.verdict === 'answer').toBe(ran.has(command.cid));
          if (admission.verdict !== 'act') continue;
          expect(admission.persistCtr).toBeGreaterThan(lastCtr);
          expect(command.boot).toBe(BOOTS[0]);
          expect(upMs).toBeLessThan(command.expUp);
          lastCtr = admission.persistCtr;
          ran.add(command.cid);
        }
      }),
    );
  });

  test('that forgot its cache still runs nothing twice: the counter alone forbids it', () => {
    fc.assert(
      fc.property(commands, fc.array(fc.nat({ max: 7 }), { maxLength: 40 }), (sent, deliveries) => {
        const runs: string[] = [];
        let lastCtr = 0;
        for (const delivery of deliveries) {
          const command = sent[delivery % sent.length];
          if (!command) continue;
          const admission = admitCommand(command, { boot: command.boot, lastCtr, amnesia: false, isAnswered: () => false }, 0);
          if (admission.verdict !== 'act') continue;
          lastCtr = admission.persistCtr;
          runs.push(command.cid);
        }
        expect(new Set(runs).size).toBe(runs.length);
      }),
    );
  });

  test('FP-17 acts on nothing while it has amnesia, but still repeats what it has answered', () => {
    fc.assert(
      fc.property(commands, fc.nat({ max: 40 }), fc.boolean(), (sent, upMs, isAnswered) => {
        for (const command of sent) {
          const memory = { boot: BOOTS[0], lastCtr: 0, amnesia: true, isAnswered: () => isAnswered };
          expect(admitCommand(command, memory, upMs).verdict).toBe(isAnswered ? 'answer' : 'reject');
        }
      }),
    );
  });

  test('FP-17 a floor lets nothing run that amnesia refused', () => {
    fc.assert(
      fc.property(commands, fc.nat({ max: 60 }), (sent, floor) => {
        let lastCtr = 0;
        const admit = (command: Command, amnesia: boolean) =>
          admitCommand(command, { boot: BOOTS[0], lastCtr, amnesia, isAnswered: () => false }, 0);
        const isRefusedByState = (command: Command): boolean => {
          const admission = admit(command, true);
          if (admission.verdict !== 'reject' || admission.code !== 'BAD_STATE') return false;
          lastCtr = admission.persistCtr;
          return true;
        };
        const refused = sent.filter(isRefusedByState);
        lastCtr = Math.max(lastCtr, floor);
        expect(refused.filter((command) => admit(command, false).verdict === 'act')).toEqual([]);
      }),
    );
  });

  test('FP-09 whoever persisted the counter of a stop never runs an older start', () => {
    const start = beep('cmd_start', 42, BOOTS[0], 10_000);
    const stop = beep('cmd_stop', 43, BOOTS[0], 30_000);
    const fresh = { boot: BOOTS[0], lastCtr: 41, amnesia: false, isAnswered: () => false };
    const admission = admitCommand(stop, fresh, 1_000);
    expect(admission).toEqual({ verdict: 'act', persistCtr: 43 });
    expect(admitCommand(start, { ...fresh, lastCtr: 43 }, 1_000)).toEqual({ verdict: 'reject', code: 'REPLAY' });
  });
});
