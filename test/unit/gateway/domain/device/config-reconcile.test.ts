// FP-23 Config reconcile: what is sent again and when, what is asked once more, and what may be set at all.
import { describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import {
  afterConfigAnswer,
  CONFIG_LIMITS,
  isConfigBehind,
  readSetting,
  reconcileConfig,
} from '../../../../../gateway/domain/device/config-reconcile.ts';
import type { DeviceRecord } from '../../../../../gateway/domain/device/device.ts';
import { deviceRecord } from '../session/session-facts.ts';

const NOW_MS = 1_000_000;
type Config = DeviceRecord['config'];
const deviceWith = (config: Partial<Config>): DeviceRecord =>
  deviceRecord({
    config: {
      desiredVer: 3,
      desired: { emptyAfterS: 90 },
      reportedVer: 3,
      answers: { emptyAfterS: 'accepted' },
      tries: 0,
      ...config,
    },
  });
const dueOf = (changes: readonly object[]): number | null => {
  const set = changes.find((each) => 'change' in each && each.change === 'deadline-set') as
    | { deadline: { dueAtMs: number } }
    | undefined;
  return set?.deadline.dueAtMs ?? null;
};

describe('a version that is not reported', () => {
  test('is sent again to whoever listens, and looked at again after a bounded time', () => {
    const { send, changes } = reconcileConfig(deviceWith({ reportedVer: 2 }), true, NOW_MS);
    expect(send).toBe(3);
    expect(dueOf(changes)).toBe(NOW_MS + CONFIG_LIMITS.againEveryMs);
  });

  test('waits for the next hello of whoever is away', () => {
    const { send, changes } = reconcileConfig(deviceWith({ reportedVer: 2 }), false, NOW_MS);
    expect(send).toBeNull();
    expect(changes).toEqual([{ change: 'deadline-cleared', kind: 'reconcile-config', subjectId: 'dev_pod_1' }]);
  });

  test.each([
    [3, 2, true],
    [3, 3, false],
    [0, 0, false],
    [3, 4, false],
  ])('desired %i, reported %i: behind is %s', (desiredVer, reportedVer, isBehind) => {
    expect(isConfigBehind(deviceWith({ desiredVer }).config, reportedVer)).toBe(isBehind);
  });
});

describe('a refused setting', () => {
  const refusing = (tries: number) => deviceWith({ answers: { emptyAfterS: 'rejected' }, tries });

  test('is asked again under a higher version, each time after longer, and at last no more', () => {
    const waits = [0, 1, 2].map((tries) => dueOf(afterConfigAnswer(refusing(tries), NOW_MS)) ?? 0);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(new Set(waits).size).toBe(3);
    const again = reconcileConfig(refusing(1), true, NOW_MS);
    expect(again.send).toBe(4);
    expect(again.changes[0]).toEqual({
      change: 'device-config-set',
      deviceId: 'dev_pod_1',
      config: { ver: 4, desired: { emptyAfterS: 90 }, tries: 2 },
    });
    for (const done of [afterConfigAnswer(refusing(3), NOW_MS), reconcileConfig(refusing(3), true, NOW_MS).changes]) {
      expect(done).toEqual([{ change: 'deadline-cleared', kind: 'reconcile-config', subjectId: 'dev_pod_1' }]);
    }
  });

  test.each(['unknown', 'readonly', 'reboot_required', 'accepted'] as const)('%s is a last word', (answer) => {
    const device = deviceWith({ answers: { emptyAfterS: answer } });
    expect(dueOf(afterConfigAnswer(device, NOW_MS))).toBeNull();
    expect(reconcileConfig(device, true, NOW_MS).send).toBeNull();
  });

  test('one that nobody wants any more is not asked again', () => {
    const device = deviceWith({ answers: { oldKey: 'rejected' } });
    expect(reconcileConfig(device, true, NOW_MS).send).toBeNull();
  });
});

describe('a setting as it is typed', () => {
  const bike = KIND_CATALOGUE.find(({ kind }) => kind === 'bike');
  const room = KIND_CATALOGUE.find(({ kind }) => kind === 'hotel-room');
  if (!bike || !room) throw new Error('both are in the catalogue');

  test.each([
    ['30', 30],
    ['1', 1],
    ['600', 600],
  ])('%s is %i', (text, value) => {
    expect(readSetting(bike, 'parkedAfterS', text)).toEqual({ ok: true, value });
  });

  test.each([
    '0',
    '601',
    '',
    '1.5',
    '1e2',
    'soon',
    '-1',
    '99999999999999999',
  ])('"%s" is refused, with what is allowed', (text) => {
    expect(readSetting(bike, 'parkedAfterS', text)).toEqual({
      ok: false,
      error: { code: 'config.value', key: 'parkedAfterS', allowed: 'a whole number from 1 to 600' },
    });
  });

  test('a key of another kind, of every object, or of the red button alone is unknown', () => {
    for (const key of ['emptyAfterS', 'toString', '__proto__', 'emergency']) {
      expect(readSetting(bike, key, '1')).toMatchObject({ error: { code: 'config.unknown-key', keys: ['parkedAfterS'] } });
    }
  });

  test('a text is held to its length', () => {
    const [key, spec] = Object.entries(room.config).find(([, each]) => each.type === 'text') ?? [];
    if (!key || spec?.type !== 'text') throw new Error('a room shows a text');
    expect(readSetting(room, key, 'x'.repeat(spec.maxLength)).ok).toBe(true);
    expect(readSetting(room, key, 'x'.repeat(spec.maxLength + 1)).ok).toBe(false);
  });
});
