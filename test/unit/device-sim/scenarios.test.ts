// Scenarios and targets: each day by its name is made of faults that exist, and a share of a fleet is always the same share.
import { describe, expect, test } from 'vitest';
import { assert } from '#protocol';
import { drawTemper, FAULT_KINDS, parseFault, planFleet } from '#sim';
import { findScenario, SCENARIOS } from '../../../device-sim/scenarios/catalogue.ts';
import { describeScenarios, faultsOf } from '../../../device-sim/scenarios/scenario.ts';

const FLEET = planFleet(2_000, 'street');

function hitBy(text: string, seed = 'street'): readonly string[] {
  const fault = parseFault(FAULT_KINDS, text);
  assert(fault.ok, `no fault ${text}`);
  return FLEET.filter((each) => fault.value.isMeantFor(each, seed)).map(({ device }) => device);
}

describe('targets', () => {
  test('without one a fault strikes all', () => {
    expect(hitBy('stuck')).toHaveLength(FLEET.length);
  });

  test('a device, or all of a kind', () => {
    expect(hitBy(`${FLEET[3]?.device}/stuck`)).toEqual([FLEET[3]?.device]);
    expect(hitBy('sleep-pod/stuck')).toEqual(FLEET.filter(({ kind }) => kind === 'sleep-pod').map(({ device }) => device));
  });

  test('a share is about as large as it says, the same for the same seed, and another one for another fault', () => {
    const stuck = hitBy('10%/stuck');
    expect(stuck.length).toBeGreaterThan(150);
    expect(stuck.length).toBeLessThan(250);
    expect(hitBy('10%/stuck')).toEqual(stuck);
    expect(hitBy('10%/stuck', 'avenue')).not.toEqual(stuck);
    const also = hitBy('10%/drift=5000').filter((device) => stuck.includes(device));
    expect(also.length).toBeLessThan(60);
  });

  test.each(['0%/stuck', '101%/stuck'])('%s makes no sense', (text) => {
    expect(parseFault(FAULT_KINDS, text)).toEqual({ ok: false, error: { code: 'fault.bad-argument', text } });
  });

  test('whom nobody is called strikes nobody', () => {
    expect(hitBy('pod-99999/stuck')).toEqual([]);
  });
});

describe('scenarios', () => {
  test.each(
    SCENARIOS.map((scenario) => [scenario.name, scenario] as const),
  )('%s is made of faults that exist', (name, scenario) => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(faultsOf(scenario, FAULT_KINDS).map(({ text }) => text)).toEqual(scenario.faults);
  });

  test('have one name each, are found by it, and are listed with what happens', () => {
    expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
    expect(findScenario(SCENARIOS, 'rough-day')?.faults.length).toBeGreaterThan(5);
    expect(findScenario(SCENARIOS, 'earthquake')).toBeUndefined();
    const text = describeScenarios(SCENARIOS);
    for (const { about, name } of SCENARIOS) expect(text).toMatch(new RegExp(`^ {2}${name} +${about}$`, 'm'));
  });

  test('all faults of the catalogue occur in some of them', () => {
    const texts = SCENARIOS.flatMap(({ faults }) => faults);
    const missing = FAULT_KINDS.filter(({ name }) => !texts.some((text) => new RegExp(`(^|/)${name}($|[=@:])`).test(text)));
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test('people are all of one habit, or as the seed draws them', () => {
    const habits = (people: Parameters<typeof drawTemper>[2]) =>
      [...new Set(FLEET.map(({ device }) => drawTemper('street', device, people).habit))].sort();
    expect(habits('all-tempers')).toEqual(['absent', 'usual', 'wanders-off']);
    expect(habits('usual')).toEqual(['usual']);
    expect(habits('absent')).toEqual(['absent']);
    expect(habits('wander-off')).toEqual(['wanders-off']);
  });
});
