// Unproven ends: what silence, signs of use and the device's own giving up are worth, per way of ending and per person (R5, R7, R15, R16).
import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import type { CommandRecord } from '../../../../../gateway/domain/device/command.ts';
import { SESSION_LIMITS } from '../../../../../gateway/domain/gateway-limits.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import {
  endingInFavour,
  isStopEvidence,
  judgeSilence,
  judgeUnprovenStop,
  type UnprovenFacts,
} from '../../../../../gateway/domain/session/unproven-end.ts';
import { commandOutcome, POD, START_MS, stopCommand } from '../../../../support/records.ts';
import { deviceRecord, ended, factsOf, GIVEN, profileOf, standingOf, stored } from './session-facts.ts';

const QUIET_MS = SESSION_LIMITS.stopUnprovenAfterMs;
const DRAIN_MS = SESSION_LIMITS.leaseDrainMs;
/** The lease of all sessions here. */
const LEASE_ENDS_MS = START_MS + 90_000;
const TAP_MS = START_MS + 90_000;
const CAP_MS = START_MS + 43_200_000;
const none = { total: 0, byObject: {} };

function facts(session: SessionRecord, kind: string, overrides: Partial<UnprovenFacts> = {}): UnprovenFacts {
  const { device, profile: _pod, commands, journal } = factsOf(session);
  return { session, device, profile: profileOf(kind), commands, journal, waivers: none, ...overrides };
}

const tapped = GIVEN.stopping;
const used = (useMs: number): SessionRecord => ({
  ...tapped,
  usage: { useMs, distanceM: 0 },
  usageAtMs: START_MS + useMs + 1_000,
});
const reported = (field: string, atMs: number) =>
  deviceRecord({ state: { boot: 'b', seq: 9, ver: 9, reported: { [field]: true }, atMs } });

describe('a stop without evidence, of what ends by itself', () => {
  test('waits for the end of the lease: until then it may run (R5)', () => {
    expect(judgeUnprovenStop(facts(tapped, 'hotel-room'), LEASE_ENDS_MS + DRAIN_MS - 1)).toEqual({
      judgement: 'wait',
      untilMs: LEASE_ENDS_MS + DRAIN_MS,
      isInUse: false,
    });
  });

  test('row 16: ended at the tap once the lease is over, and is counted', () => {
    expect(judgeUnprovenStop(facts(tapped, 'hotel-room'), LEASE_ENDS_MS + DRAIN_MS)).toEqual({
      judgement: 'end',
      ending: { reason: 'stop-unproven', rounding: 'started', usage: { useMs: 89_000, distanceM: 0 }, atMs: TAP_MS },
      isWaiver: true,
    });
  });

  test('that nobody tapped counts only what is proven, exactly (R7)', () => {
    const byUs = { ...tapped, stopRequest: { by: 'gateway', atMs: TAP_MS, useAtTap: { useMs: 89_000, distanceM: 0 } } } as const;
    expect(judgeUnprovenStop(facts(byUs, 'hotel-room'), LEASE_ENDS_MS + DRAIN_MS)).toMatchObject({
      ending: { rounding: 'exact', usage: { useMs: 60_000 } },
    });
  });
});

describe.each(['bike', 'sleep-pod'])('a stop without evidence, of a %s', (kind) => {
  test('is not ended by a lapsed lease', () => {
    expect(judgeUnprovenStop(facts(tapped, kind), LEASE_ENDS_MS + DRAIN_MS)).toMatchObject({
      judgement: 'wait',
      untilMs: TAP_MS + QUIET_MS,
    });
  });

  test('ended at the tap after ten minutes without a sign of use, and is counted', () => {
    expect(judgeUnprovenStop(facts(tapped, kind), TAP_MS + QUIET_MS)).toMatchObject({
      judgement: 'end',
      ending: { reason: 'stop-unproven', rounding: 'started', usage: { useMs: 89_000 }, atMs: TAP_MS },
      isWaiver: true,
    });
  });

  test('goes on while the meter gains time: ten quiet minutes begin with the last of it', () => {
    const since = used(89_000 + 5 * MINUTE_MS);
    const lastUseMs = TAP_MS + 5 * MINUTE_MS;
    expect(judgeUnprovenStop(facts(since, kind), TAP_MS + QUIET_MS)).toEqual({
      judgement: 'wait',
      untilMs: lastUseMs + QUIET_MS,
      isInUse: true,
    });
    expect(judgeUnprovenStop(facts(since, kind), lastUseMs + QUIET_MS)).toMatchObject({
      judgement: 'end',
      ending: { usage: { useMs: 89_000 + 5 * MINUTE_MS }, rounding: 'started' },
    });
  });

  test('is not in use for the tolerance of a meter', () => {
    const barely = used(89_000 + SESSION_LIMITS.meterToleranceMs);
    expect(judgeUnprovenStop(facts(barely, kind), TAP_MS + QUIET_MS)).toMatchObject({ judgement: 'end', isWaiver: true });
  });

  test('in use to the longest use ends there, as the most that was agreed to, and is no waiver', () => {
    const { longestSessionS } = profileOf(kind);
    const capMs = START_MS + longestSessionS * 1_000;
    const riding = used(capMs - START_MS - 1_000);
    expect(judgeUnprovenStop(facts(riding, kind), capMs)).toMatchObject({
      judgement: 'end',
      ending: { reason: 'limit-reached' },
      isWaiver: false,
    });
  });

  test('that nobody tapped, and that nothing is heard of, is left alone past its lease', () => {
    const nowMs = LEASE_ENDS_MS + 60 * MINUTE_MS;
    expect(judgeSilence(facts(GIVEN.active, kind), nowMs)).toEqual({
      judgement: 'wait',
      untilMs: nowMs + SESSION_LIMITS.silentLookMs,
      isInUse: false,
    });
  });
});

test.each([
  ['bike', 'moving'],
  ['sleep-pod', 'occupied'],
])('what a %s reports as %s is a sign of use, though it is not metered', (kind, field) => {
  const seenMs = TAP_MS + 4 * MINUTE_MS;
  const device = reported(field, seenMs);
  expect(judgeUnprovenStop(facts(tapped, kind, { device }), TAP_MS + QUIET_MS)).toMatchObject({
    judgement: 'wait',
    untilMs: seenMs + QUIET_MS,
    isInUse: true,
  });
  const before = reported(field, TAP_MS - 1);
  expect(judgeUnprovenStop(facts(tapped, kind, { device: before }), TAP_MS + QUIET_MS)).toMatchObject({ judgement: 'end' });
});

describe('what is believed without evidence', () => {
  const judged = (waivers: UnprovenFacts['waivers']) =>
    judgeUnprovenStop(facts(tapped, 'bike', { waivers }), TAP_MS + QUIET_MS).judgement;
  const { waiversPerObject, waiversPerPerson } = SESSION_LIMITS;

  test.each([
    ['none before', none, 'end'],
    ['one fewer here than is believed', { total: waiversPerObject - 1, byObject: { [POD]: waiversPerObject - 1 } }, 'end'],
    ['as many here as are believed', { total: waiversPerObject, byObject: { [POD]: waiversPerObject } }, 'review'],
    ['as many elsewhere', { total: waiversPerObject, byObject: { other: waiversPerObject } }, 'end'],
    ['too many in all', { total: waiversPerPerson, byObject: { other: waiversPerPerson } }, 'review'],
  ])('%s -> %s (R16)', (_what, waivers, judgement) => {
    expect(judged(waivers)).toBe(judgement);
  });

  test('a review that nobody decides is never better than having been believed', () => {
    const at = facts(tapped, 'bike', { waivers: standingOf({ waivers: { total: 9, byObject: {} } }).waivers });
    const believed = judgeUnprovenStop(facts(tapped, 'bike'), TAP_MS + QUIET_MS);
    expect(endingInFavour(at, TAP_MS + QUIET_MS)).toEqual(believed.judgement === 'end' && believed.ending);
  });
});

test('a room that is silent past its lease has ended; what is proven counts, exactly', () => {
  const { active } = GIVEN;
  expect(judgeSilence(facts(active, 'hotel-room'), LEASE_ENDS_MS + DRAIN_MS - 1)).toMatchObject({ judgement: 'wait' });
  expect(judgeSilence(facts(active, 'hotel-room'), LEASE_ENDS_MS + DRAIN_MS)).toEqual({
    judgement: 'end',
    ending: { reason: 'stop-unproven', rounding: 'exact', usage: active.usage, atMs: LEASE_ENDS_MS },
    isWaiver: true,
  });
});

describe('the end record of a device', () => {
  test.each([
    ['hotel-room', ended(3, { trigger: 'lease_lapsed', evidence: [] }), true],
    ['bike', ended(3, { trigger: 'parked', evidence: ['pin_closed', 'parked'] }), true],
    ['bike', ended(3, { trigger: 'lease_lapsed', evidence: ['pin_open'] }), false],
    ['bike', ended(3, { trigger: 'local_stop', evidence: ['pin_closed'] }), false],
    ['bike', ended(3, { trigger: 'limit_reached', evidence: ['pin_open'] }), true],
    // A magnet on the door contact: the door alone is not enough (FP-11).
    ['sleep-pod', ended(3, { trigger: 'stop_command', evidence: ['door_opened'] }), false],
    ['sleep-pod', ended(3, { trigger: 'stop_command', evidence: ['door_opened', 'empty'] }), true],
  ])('of a %s %j ends it: %s', (kind, entry, isEnd) => {
    expect(isStopEvidence(profileOf(kind), entry)).toBe(isEnd);
  });

  test('without evidence bounds the bill, and is waited on like any silence', () => {
    const entry = ended(3, { trigger: 'lease_lapsed', evidence: ['pin_open'] });
    const session = { ...tapped, stopRequest: { by: 'gateway', atMs: TAP_MS, useAtTap: tapped.usage } } as const;
    const journal = [...factsOf(session).journal, stored(entry)];
    const at = facts(session, 'bike', { journal });
    expect(judgeUnprovenStop(at, TAP_MS + QUIET_MS - 1)).toMatchObject({ judgement: 'wait', untilMs: TAP_MS + QUIET_MS });
    expect(judgeUnprovenStop(at, TAP_MS + QUIET_MS)).toMatchObject({
      judgement: 'end',
      ending: { rounding: 'exact', usage: tapped.usage, atMs: START_MS + 61_000 },
      isWaiver: true,
    });
  });
});

describe('a start that nobody saw (R15)', () => {
  const unseen = GIVEN['stopping, never proven'];
  const stop = (outcome: CommandRecord['outcome']): CommandRecord =>
    stopCommand({ state: outcome === null ? 'composed' : 'resolved', outcome });
  const taken = commandOutcome({ status: 'succeeded', code: 'OK', ran: true });
  const disowned = commandOutcome({ status: 'succeeded', code: 'ALREADY', ran: false });
  const nothing = { reason: 'start-unseen', rounding: 'exact', usage: { useMs: 0, distanceM: 0 } };

  test.each(['hotel-room', 'bike'])('of a %s is over once the device signs that it does not run it', (kind) => {
    const judged = judgeUnprovenStop(facts(unseen, kind, { commands: [stop(disowned)] }), TAP_MS + 5_000);
    expect(judged).toMatchObject({ judgement: 'end', ending: nothing, isWaiver: false });
  });

  test.each(['hotel-room', 'bike'])('of a %s is asked about again when the stop was only taken, and not for ever', (kind) => {
    const asked = (stops: number) =>
      judgeUnprovenStop(facts(unseen, kind, { commands: Array.from({ length: stops }, () => stop(taken)) }), TAP_MS + 5_000);
    expect(asked(1)).toEqual({ judgement: 'ask' });
    expect(asked(SESSION_LIMITS.unseenStopQuestions).judgement).toBe('wait');
  });

  test('row 8: of a room is over with its lease, of a bike only with an answer', () => {
    const silent = { commands: [stop(null)] };
    expect(judgeUnprovenStop(facts(unseen, 'hotel-room', silent), LEASE_ENDS_MS + DRAIN_MS)).toMatchObject({
      judgement: 'end',
      ending: nothing,
      isWaiver: false,
    });
    const bikeCapMs = START_MS + profileOf('bike').longestSessionS * 1_000;
    expect(judgeUnprovenStop(facts(unseen, 'bike', silent), LEASE_ENDS_MS + 60 * MINUTE_MS)).toEqual({
      judgement: 'wait',
      untilMs: bikeCapMs,
      isInUse: false,
    });
  });

  test('of what a person ends is given up at the longest use, for nothing, and is counted (L1)', () => {
    const judged = judgeUnprovenStop(facts(unseen, 'sleep-pod', { commands: [stop(null)] }), CAP_MS);
    expect(judged).toMatchObject({ judgement: 'end', ending: { ...nothing, reason: 'stop-unproven' }, isWaiver: true });
  });

  test.each(['EXPIRED', 'REPLAY', 'STALE_BOOT'] as const)('a refusal as %s says nothing', (code) => {
    const commands = [stop(commandOutcome({ status: 'rejected', code, ran: true }))];
    expect(judgeUnprovenStop(facts(unseen, 'bike', { commands }), TAP_MS + 5_000)).toMatchObject({ judgement: 'wait' });
  });
});
