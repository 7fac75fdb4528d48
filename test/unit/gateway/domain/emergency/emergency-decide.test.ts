// The red button decided: what a press and an end do to the newest emergency of a venue, by who does it.
import { describe, expect, test } from 'vitest';
import type { EmergencyRecord } from '../../../../../gateway/domain/emergency/emergency.ts';
import { endEmergency, raiseEmergency } from '../../../../../gateway/domain/emergency/emergency-decide.ts';
import { START_MS, TENANT, VENUE } from '../../../../support/records.ts';

const raised = {
  ...{ emergencyId: 'emg_1', tenantId: TENANT, venueId: VENUE },
  ...{ raisedBy: 'eve', raisedAtMs: START_MS, reason: 'smoke' },
};
const OPEN: EmergencyRecord = { ...raised, ended: null, version: 1 };
const by = (who: string) => ({ by: who, atMs: START_MS + 1_000, reason: 'a toaster' });
const OVER: EmergencyRecord = { ...raised, ended: by('fay'), version: 2 };
const second = { ...raised, emergencyId: 'emg_2', raisedBy: 'fay' };

describe('a press', () => {
  test.each([
    ['where there never was one', null],
    ['after one that is over', OVER],
  ])('%s raises a new one', (_when, newest) => {
    const emergency = { ...second, ended: null, version: 1 };
    expect(raiseEmergency(newest, second)).toEqual({ emergency, changes: [{ change: 'emergency-changed', emergency }] });
  });

  test('while it is open changes nothing, whoever presses', () => {
    expect(raiseEmergency(OPEN, second)).toEqual({ emergency: OPEN, changes: [] });
  });
});

describe('an end', () => {
  test.each([
    ['where there never was one', null, 'fay', 'emergency.not-open'],
    ['of one that is over', OVER, 'fay', 'emergency.not-open'],
    ['of one that is over, by who raised it', OVER, 'eve', 'emergency.not-open'],
    ['by whoever raised it', OPEN, 'eve', 'emergency.same-person'],
  ])('%s is refused', (_when, newest, who, code) => {
    expect(endEmergency(newest, by(who))).toEqual({ ok: false, error: { code } });
  });

  test('by a second person ends it, one version on', () => {
    const emergency = { ...OPEN, ended: by('fay'), version: 2 };
    const changes = [{ change: 'emergency-changed', emergency }];
    expect(endEmergency(OPEN, by('fay'))).toEqual({ ok: true, value: { emergency, changes } });
  });
});
