// Scenario: a named day of a fleet - who uses its objects, and which faults strike them.
import { assert } from '#protocol';
import { type FaultKind, type PlannedFault, parseFault } from '../faults/fault.ts';
import type { People } from '../fleet/plan.ts';
import { wrapWords } from '../view/wrap.ts';

export type Scenario = {
  readonly name: string;
  /** One sentence: what happens. */
  readonly about: string;
  readonly people: People;
  /** As `--fault` takes them. */
  readonly faults: readonly string[];
};

/** The faults of a scenario; its author wrote them, so that a mistake in them is ours. */
export function faultsOf({ faults, name }: Scenario, kinds: readonly FaultKind[]): readonly PlannedFault[] {
  return faults.map((text) => {
    const parsed = parseFault(kinds, text);
    assert(parsed.ok, `scenario ${name} has the malformed fault ${text}`);
    return parsed.value;
  });
}

const LINE_WIDTH = 80;

/** The catalogue as text: what happens in each, and which faults do it. */
export function describeScenarios(scenarios: readonly Scenario[]): string {
  const widest = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios
    .map(({ about, faults, name }) => {
      const indent = ' '.repeat(widest + 4);
      const done = faults.length === 0 ? [] : wrapWords(faults.join(' '), LINE_WIDTH - indent.length);
      return [`  ${name.padEnd(widest)}  ${about}`, ...done.map((line) => indent + line)].join('\n');
    })
    .join('\n');
}
