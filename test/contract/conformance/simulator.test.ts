// Conformance of the simulator, in one process on a clock of its own: every kind keeps every rule, from the factory and after long use.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHECKS, UNCHECKED } from '../../../device-sim/conformance/checks/catalogue.ts';
import { CONFORMANCE_ROOT } from '../../../device-sim/conformance/conformance-root.ts';
import { RULES } from '../../../device-sim/conformance/rules.ts';
import { lastingBench, runChecks, simulatedBench } from '../../../device-sim/conformance/run.ts';
import { KIND_CATALOGUE } from '../../../firmware-protocol/index.ts';
import { isPublishedKey, isTestName } from '../../../gateway/domain/device/published-keys.ts';

const contract = readFileSync(new URL('../../../firmware-protocol/README.md', import.meta.url), 'utf8');

describe.each(KIND_CATALOGUE.map(({ kind }) => kind))('a simulated %s', (kind) => {
  test('keeps every rule, each check with a device from the factory', async () => {
    const { findings } = await runChecks(await simulatedBench(kind));
    expect(findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(findings.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(90);
  });

  test('keeps every rule, all checks with one device, as at a bench', async () => {
    const bench = await simulatedBench(kind);
    const kit = await bench.open();
    const { findings } = await runChecks(lastingBench(kit));
    await bench.close(kit);
    expect(findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(findings.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(90);
  });
});

test('FP-30: no gateway outside a demo takes the root of the kit, by its key nor by its name', () => {
  expect(isPublishedKey(CONFORMANCE_ROOT.jwk.x)).toBe(true);
  expect(isTestName(CONFORMANCE_ROOT.kid)).toBe(true);
});

describe('the checks', () => {
  test('ask about every rule of the contract, or say why not', () => {
    const titles = [...contract.matchAll(/^\*\*(FP-\d\d) ([^*]+)\.\*\*/gm)].map(([, rule, title]) => [rule, title]);
    expect(Object.entries(RULES)).toEqual(titles);
    const asked = new Set(CHECKS.map(({ rule }) => rule));
    const silent = Object.keys(RULES).filter((rule) => !asked.has(rule));
    expect(silent).toEqual(Object.keys(UNCHECKED));
    expect([...asked].filter((rule) => RULES[rule] === undefined)).toEqual([]);
  });

  test('have names of their own', () => {
    expect(new Set(CHECKS.map(({ id }) => id)).size).toBe(CHECKS.length);
  });
});
