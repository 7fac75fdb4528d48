// Breakages: a simulator that makes one mistake of firmware trips the rule that it breaks, and no other.
import { describe, expect, test } from 'vitest';
import { UNCHECKED } from '../../../device-sim/conformance/checks/catalogue.ts';
import { RULES } from '../../../device-sim/conformance/rules.ts';
import { runChecks, simulatedBench } from '../../../device-sim/conformance/run.ts';
import { createWorkshop } from '../../../device-sim/conformance/simulated-wire.ts';
import { BREAKAGES } from './breakages/catalogue.ts';

const workshop = await createWorkshop();

describe('a device that makes one mistake fails exactly the rule of that mistake', () => {
  for (const { bend, kind, mistake, name, rule } of BREAKAGES) {
    test(`${rule} ${name}: ${mistake}`, async () => {
      const { findings } = await runChecks(await simulatedBench(kind, bend, workshop));
      const failed = findings.filter(({ verdict }) => verdict === 'fail');
      expect([...new Set(failed.map((finding) => finding.rule))], failed.map(({ id }) => id).join(', ')).toEqual([rule]);
    });
  }
});

describe('the breakages', () => {
  test('are many, and each has a name of its own', () => {
    expect(BREAKAGES.length).toBeGreaterThanOrEqual(20);
    expect(new Set(BREAKAGES.map(({ name }) => name)).size).toBe(BREAKAGES.length);
  });

  test('trip every rule that a device can be asked about in one process', () => {
    const asked = Object.keys(RULES).filter((rule) => UNCHECKED[rule] === undefined);
    const tripped = new Set(BREAKAGES.map(({ rule }) => rule));
    expect(asked.filter((rule) => !tripped.has(rule))).toEqual([]);
  });
});
