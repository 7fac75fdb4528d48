// Catalogue of faults by name; a further fault is one file and one line here.
import type { FaultKind } from './fault.ts';
import { lostResult } from './lost-result.ts';
import { reboot } from './reboot.ts';

export const FAULT_KINDS: readonly FaultKind[] = [lostResult, reboot];
