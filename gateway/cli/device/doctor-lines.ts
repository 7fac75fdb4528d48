// Doctor lines: a diagnosis as a person reads it in a terminal - a line per step, and the verdict last.
import type { Facts } from '../../doctor/facts.ts';
import type { Diagnosis } from '../../doctor/judge.ts';

export type Lately = { readonly code: string; readonly ageS: number };

const AGAIN = 60;

function ageOf(ageS: number): string {
  return ageS < AGAIN ? `${ageS} s ago` : `${Math.round(ageS / AGAIN)} min ago`;
}

/** The newest of each code, with how often. */
function countLately(lately: readonly Lately[]): string {
  const byCode = new Map<string, Lately[]>();
  for (const each of lately) byCode.set(each.code, [...(byCode.get(each.code) ?? []), each]);
  const newest = (all: readonly Lately[]): number => Math.min(...all.map(({ ageS }) => ageS));
  return [...byCode].map(([code, all]) => `${code} (${all.length}, last ${ageOf(newest(all))})`).join(', ');
}

function verdictLine({ ok, step, problem, next }: Diagnosis): string {
  if (ok) return `The device can be operated: ${problem}. Next: ${next}.`;
  return `${step} failed: ${problem}. Next: ${next}.`;
}

type Circumstances = {
  readonly gateway: Facts['gateway'];
  /** Null where somebody said what it is. */
  readonly guessedKind: string | null;
  /** What the gateway refused or set aside of this name before the doctor came. */
  readonly lately: readonly Lately[];
};

export function diagnosisLines(diagnosis: Diagnosis, { gateway, guessedKind, lately }: Circumstances): readonly string[] {
  const lines = diagnosis.steps.map(({ result, step, says }) => `${result.padEnd(13)}${step.padEnd(13)}${says}`.trimEnd());
  if (!gateway.asked) lines.push(`${'not asked'.padEnd(13)}${'gateway'.padEnd(13)}${gateway.why}`);
  else if (lately.length > 0)
    lines.push(`${'before'.padEnd(13)}${'gateway'.padEnd(13)}refused or set aside of this device: ${countLately(lately)}`);
  if (guessedKind !== null)
    lines.push(`${'guessed'.padEnd(13)}${'kind'.padEnd(13)}the hello says ${guessedKind}; give --kind for what it is`);
  return [...lines, verdictLine(diagnosis)];
}
