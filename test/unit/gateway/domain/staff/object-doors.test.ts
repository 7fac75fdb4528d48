// Object doors: what each role is offered at an object follows from the one table of permissions and from how the object stands.
import { describe, expect, test } from 'vitest';
import { freeUseOf, type NewestSession } from '../../../../../gateway/domain/session/free-use.ts';
import { doorsOf } from '../../../../../gateway/domain/staff/object-doors.ts';
import type { Role } from '../../../../../gateway/domain/staff/permissions.ts';

type Facts = Parameters<typeof doorsOf>[1];
const FREE: Facts = { status: 'in_service', uncleanSinceMs: null, liveSessionId: null, free: null };
const DIRTY: Facts = { ...FREE, uncleanSinceMs: 1 };
const OUT: Facts = { ...FREE, status: 'out_of_service' };

describe('doors', () => {
  test.each<[string, Role, Facts, readonly string[]]>([
    ['a cleaner at a free object', 'staff', FREE, ['out-of-service', 'label']],
    ['a cleaner at one that waits', 'staff', DIRTY, ['clean', 'out-of-service', 'label']],
    ['an installer at one that waits', 'installer', DIRTY, ['out-of-service', 'device', 'label']],
    ['an owner at one that waits', 'owner', DIRTY, ['clean', 'out-of-service', 'device', 'label']],
    ['a cleaner while a guest is in', 'staff', { ...DIRTY, liveSessionId: 'ses_1' }, ['out-of-service', 'label']],
    ['a technician at one out of service', 'installer', OUT, ['open', 'back-in-service', 'device', 'label']],
    ['a technician who opened it', 'installer', { ...OUT, liveSessionId: 'ses_1', free: 'open' }, ['close', 'device', 'label']],
    ['a technician while it closes', 'installer', { ...OUT, liveSessionId: 'ses_1', free: 'closing' }, ['device', 'label']],
    ['one out of service that waits too', 'staff', { ...OUT, uncleanSinceMs: 1 }, ['clean', 'open', 'back-in-service', 'label']],
    ['an owner at a retired one', 'owner', { ...FREE, status: 'retired' }, []],
  ])('of %s', (_, role, facts, doors) => {
    expect(doorsOf(role, facts)).toEqual(doors);
  });
});

describe('a free use', () => {
  const NOW_MS = 10_000_000;
  const session = (over: Partial<NewestSession>): NewestSession => ({
    ...{ payerId: 'operator demo ben', state: 'closed', createdAtMs: 1_000, endedAtMs: NOW_MS - 1_000, endReason: 'stopped' },
    ...over,
  });

  test.each([
    ['opening', { state: 'starting', endedAtMs: null, endReason: null }],
    ['open', { state: 'active', endedAtMs: null, endReason: null }],
    ['closing', { state: 'stopping', endedAtMs: null, endReason: null }],
    ['closed', {}],
    ['refused', { endReason: 'start-refused' }],
    ['unanswered', { endReason: 'start-unseen' }],
    ['unproven', { endReason: 'lease-lapsed' }],
  ] as const)('is %s', (how, over) => {
    expect(freeUseOf(session(over), NOW_MS)?.how).toBe(how);
  });

  test("is none where a guest was the last, and none of anybody's for ever", () => {
    expect(freeUseOf(session({ payerId: 'per_1' }), NOW_MS)).toBeNull();
    expect(freeUseOf(session({}), NOW_MS + 600_000)).toBeNull();
    expect(freeUseOf(null, NOW_MS)).toBeNull();
  });
});
