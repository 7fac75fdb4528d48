// Decide emergency: pressing the red button of a venue, and ending it as the second person.
import { type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import type { Rejection } from '../rejections.ts';
import { type EmergencyEnd, type EmergencyRecord, isOpen } from './emergency.ts';

const write = (emergency: EmergencyRecord): Change => ({ change: 'emergency-changed', emergency });

export type EmergencyMove = { readonly emergency: EmergencyRecord; readonly changes: readonly Change[] };

/** Pressed while it is open it says so: a second press is no mistake, and changes nothing. */
export function raiseEmergency(
  newest: EmergencyRecord | null,
  raised: Omit<EmergencyRecord, 'ended' | 'version'>,
): EmergencyMove {
  if (isOpen(newest)) return { emergency: newest, changes: [] };
  const emergency: EmergencyRecord = { ...raised, ended: null, version: 1 };
  return { emergency, changes: [write(emergency)] };
}

/** Whoever raised it does not end it: two people agree that the danger is over. */
export function endEmergency(newest: EmergencyRecord | null, end: EmergencyEnd): Result<EmergencyMove, Rejection> {
  if (!isOpen(newest)) return refused({ code: 'emergency.not-open' });
  if (newest.raisedBy === end.by) return refused({ code: 'emergency.same-person' });
  const emergency: EmergencyRecord = { ...newest, ended: end, version: newest.version + 1 };
  return { ok: true, value: { emergency, changes: [write(emergency)] } };
}
