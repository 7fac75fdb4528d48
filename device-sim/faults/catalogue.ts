// Catalogue of faults by name; a further fault is one file and one line here.
import { delay } from './delay.ts';
import { drift } from './drift.ts';
import { drop } from './drop.ts';
import { duplicate } from './duplicate.ts';
import type { FaultKind } from './fault.ts';
import { lostResult } from './lost-result.ts';
import { lyingMeter } from './lying-meter.ts';
import { offline } from './offline.ts';
import { reboot } from './reboot.ts';
import { reorder } from './reorder.ts';
import { silent } from './silent.ts';
import { slow } from './slow.ts';
import { stuck } from './stuck.ts';

export const FAULT_KINDS: readonly FaultKind[] = [
  drop,
  duplicate,
  delay,
  reorder,
  lostResult,
  offline,
  reboot,
  drift,
  stuck,
  lyingMeter,
  silent,
  slow,
];

/** The catalogue as text: how each is written, and what goes wrong. */
export function describeFaults(kinds: readonly FaultKind[]): string {
  return kinds.map(({ about, usage }) => `  ${usage}\n      ${about}`).join('\n');
}
