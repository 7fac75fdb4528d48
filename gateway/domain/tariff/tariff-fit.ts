// Tariff fit: what a tariff asks of a kind of object that its hardware cannot measure, sell or pay for.
import type { KindProfile } from '#protocol';
import type { JsonProblem } from '../json-reader.ts';
import { usualDueMinor } from './price-hold.ts';
import type { Tariff } from './tariff.ts';

export function findMisfits(profile: KindProfile, tariff: Tariff): readonly JsonProblem[] {
  const problems: JsonProblem[] = [];
  if (tariff.items.length > 0 && !profile.acts.includes('order')) problems.push({ at: 'items', problem: 'need the act order' });
  const { freeMs, hold } = tariff;
  const firstLeaseMs = profile.firstLeaseS * 1000;
  if (usualDueMinor(tariff, null, Math.max(0, firstLeaseMs - freeMs)) > hold.atStartMinor) {
    problems.push({ at: hold.stepMinor === 0n ? 'holdMinor' : 'hold.atStartMinor', problem: 'does not pay the first lease' });
  }
  for (const [index, { quantity }] of tariff.steps.entries()) {
    if (profile.meters.includes(quantity)) continue;
    problems.push({ at: `steps[${index}].quantity`, problem: 'is not metered by this kind' });
  }
  return problems;
}
