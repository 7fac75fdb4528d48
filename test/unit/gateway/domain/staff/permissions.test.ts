// Permissions: what each role may do, as the table says it, and what no role but the owner's ever may.
import { describe, expect, test } from 'vitest';
import { mayRole, OPERATOR_ACTS, PERMISSIONS, parseRole, ROLES } from '../../../../../gateway/domain/staff/permissions.ts';

describe('the table of roles', () => {
  test('an owner may do everything', () => {
    expect(OPERATOR_ACTS.filter((act) => !mayRole('owner', act))).toEqual([]);
  });

  test('money that leaves, prices and people are for owners alone', () => {
    for (const act of ['money.pay-out', 'money.waive', 'tariff.publish', 'staff.change', 'audit.see', 'venue.change'] as const) {
      expect(
        ROLES.filter((role) => mayRole(role, act)),
        act,
      ).toEqual(['owner']);
    }
  });

  test('an installer hangs labels and connects devices, and sees no guest', () => {
    expect(OPERATOR_ACTS.filter((act) => mayRole('installer', act) && /^(session|money|claim|person|stay)\./.test(act))).toEqual(
      [],
    );
    for (const act of ['label.attach', 'device.enrol', 'object.see'] as const) expect(mayRole('installer', act), act).toBe(true);
  });

  test('whoever may act may see what they act on', () => {
    const things = new Set(OPERATOR_ACTS.filter((act) => act.endsWith('.see')).map((act) => act.split('.')[0] ?? ''));
    for (const act of OPERATOR_ACTS) {
      const thing = act.split('.')[0] ?? '';
      if (!things.has(thing) || thing === 'money') continue;
      for (const role of PERMISSIONS[act]) expect(mayRole(role, `${thing}.see` as typeof act), `${role}: ${act}`).toBe(true);
    }
  });

  test.each(['boss', 'Owner', '', null, 3, ['owner']])('%j is no role', (word) => {
    expect(parseRole(word)).toBeNull();
  });
});
