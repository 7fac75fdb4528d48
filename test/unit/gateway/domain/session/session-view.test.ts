// The view of a session: what it shows in each state, what it never shows, and that its cost is true at its own moment.
import { describe, expect, test } from 'vitest';
import { type KindPolicy, parseKindPolicy } from '../../../../../gateway/domain/kind-policy.ts';
import { composeSessionView, type ViewFacts } from '../../../../../gateway/domain/session/session-view-compose.ts';
import { BOOT, commandOutcome, commandRecord, START_MS } from '../../../../support/records.ts';
import { deviceRecord, factsOf, GIVEN, GIVENS, NOW_MS, profileOf } from './session-facts.ts';

function policyOf(kind: string): KindPolicy {
  const policy = parseKindPolicy(profileOf(kind));
  if (!policy.ok) throw new Error(kind);
  return policy.value;
}

const state = {
  boot: BOOT,
  seq: 9,
  ver: 12,
  reported: { bolt: 'open', door: 'closed', occupied: true, temperature: 235, light: 50, fan: 1 },
  atMs: NOW_MS,
};

function view(session: ViewFacts['session'], overrides: Partial<ViewFacts> = {}, nowMs = NOW_MS) {
  const policy = policyOf('sleep-pod');
  return composeSessionView({ ...factsOf(session), device: deviceRecord({ state }), policy, ...overrides }, nowMs);
}

describe('a view', () => {
  test.each(GIVENS)('of a session that is %s names its state and its people see no cents of others', (given) => {
    const session = GIVEN[given];
    const shown = view(session);
    expect(shown).toMatchObject({ state: session.state, version: session.version, heldMinor: 6_000, capMinor: 5_900 });
    expect(JSON.stringify(shown)).not.toContain(session.payerId);
  });

  test('of a start shows three honest steps', () => {
    const waiting = { commands: [commandRecord()] };
    expect(view(GIVEN.starting, waiting).progress).toEqual({ reserved: true, sent: false, proven: false });
    expect(view(GIVEN.starting, { commands: [commandRecord({ attempts: 1 })] }).progress.sent).toBe(true);
    const answered = commandRecord({ state: 'resolved', outcome: commandOutcome() });
    expect(view(GIVEN.starting, { commands: [answered] }).progress).toEqual({ reserved: true, sent: true, proven: false });
    expect(view(GIVEN.active).progress).toEqual({ reserved: true, sent: true, proven: true });
    expect(view(GIVEN.starting).givesUpAt).toBe(new Date(START_MS + 12_000).toISOString());
    expect(view(GIVEN.active).givesUpAt).toBeNull();
  });

  test('counts use and cost on from the last reading, to its own moment', () => {
    // 60 s of use at 61 s, seen at 100 s: 99 s, the second started minute.
    expect(view(GIVEN.active)).toMatchObject({ useMs: 99_000, costMinor: 500, useAt: new Date(NOW_MS).toISOString() });
    expect(view(GIVEN.active, {}, NOW_MS + 21_001)).toMatchObject({ useMs: 120_001, costMinor: 600 });
  });

  test('says when the price rises next, and by how much', () => {
    expect(view(GIVEN.active).nextRise).toEqual({ at: new Date(NOW_MS + 21_001).toISOString(), amountMinor: 100 });
    expect(view(GIVEN.stopping).nextRise).toBeNull();
  });

  test('after the tap counts on where a person ends the use, and stands at the tap where the device does', () => {
    expect(view(GIVEN.stopping).useMs).toBe(99_000);
    expect(view(GIVEN.stopping, { profile: profileOf('hotel-room') }).useMs).toBe(89_000);
  });

  test('shows public fields and controls as reported, never what was wished', () => {
    const shown = view(GIVEN.active);
    expect(shown.reported).toEqual({ bolt: 'open', door: 'closed', temperature: 235 });
    expect(shown.controls.map(({ name, reported }) => [name, reported])).toEqual([
      ['light', 50],
      ['fan', 1],
    ]);
    expect(shown.reportedVer).toBe(12);
  });

  test('before any report shows that nothing is known', () => {
    const shown = view(GIVEN.active, { device: deviceRecord() });
    expect(shown.controls.map(({ reported }) => reported)).toEqual([null, null]);
    expect(shown).toMatchObject({ reported: {}, reportedVer: 0 });
  });

  test('of a closed session shows the end and nothing live', () => {
    expect(view(GIVEN.closed)).toMatchObject({
      ...{ controls: [], reported: {}, mayCallStaff: false, nextRise: null, receiptId: 'rcp_1' },
      end: { reason: 'stopped', finalMinor: 500, at: new Date(START_MS + 95_000).toISOString() },
    });
  });

  test.each([
    ['there', deviceRecord(), true],
    ['away', deviceRecord({ presence: { online: false, conn: 'conn-1', lastSeenAtMs: 5 } }), false],
    ['connected but not greeted', deviceRecord({ presence: { online: true, conn: 'conn-2', lastSeenAtMs: 5 } }), false],
  ])('says whether the device is %s', (_what, device, online) => {
    expect(view(GIVEN.active, { device }).online).toBe(online);
  });

  test('shows the advice of a refused stop', () => {
    const advised = { ...GIVEN.stopping, stopAdvice: 'moving' };
    expect(view(advised).stopRequest).toEqual({ at: new Date(START_MS + 90_000).toISOString(), advice: 'moving' });
    expect(view(GIVEN.active).stopRequest).toBeNull();
  });

  test.each([
    [{ moving: true }, 'moving'],
    [{ moving: false }, null],
    [{}, 'moving'],
  ])('what the object reports (%j) says whether the advice still holds', (reported, advice) => {
    const state = { boot: BOOT, seq: 40, ver: 13, reported, atMs: NOW_MS };
    const advised = { ...GIVEN.stopping, stopAdvice: 'moving' };
    expect(view(advised, { device: deviceRecord({ state }) }).stopRequest?.advice).toBe(advice);
  });

  test('tapped in a pause that goes on at the object, the cost stands; once it is over, use is shown again', () => {
    const useAtTap = { useMs: 60_000, distanceM: 0, pausedMs: 30_000 };
    const tapped = { ...GIVEN.stopping, stopRequest: { by: 'person', atMs: START_MS + 90_000, useAtTap } } as const;
    const bike = profileOf('bike');
    expect(view(tapped, { profile: bike })).toMatchObject({ useMs: 60_000, pausedMs: 30_000 });
    const resumed = { ...tapped, usage: { useMs: 60_000, distanceM: 0, pausedMs: 30_000 } };
    expect(view(resumed, { profile: bike }).useMs).toBeGreaterThan(60_000);
  });
});
