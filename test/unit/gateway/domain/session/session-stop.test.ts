// Stop: what the tap sets in motion, whom it overtakes, and when its silence is looked at again.
import { describe, expect, test } from 'vitest';
import { SESSION_LIMITS } from '../../../../../gateway/domain/gateway-limits.ts';
import { adviseStop, repeatStop, requestStop, stopTaken } from '../../../../../gateway/domain/session/session-stop.ts';
import { commandRecord, composedCommand, START_MS, stopCommand } from '../../../../support/records.ts';
import { changesIn, compose, eventIn, factsOf, GIVEN, NOW_MS, profileOf, sessionAfter } from './session-facts.ts';

const ids = { commandId: 'cmd_stop_1' };
const byPerson = { by: 'person', reason: 'person' } as const;
const dueOf = (decision: Parameters<typeof changesIn>[0], kind: string) =>
  changesIn(decision, 'deadline-set').find(({ deadline }) => deadline.kind === kind)?.deadline.dueAtMs;

describe('a tap on Stop', () => {
  test('is committed with the command that carries it', () => {
    const decision = requestStop(factsOf(GIVEN.active), byPerson, ids, compose);
    expect(changesIn(decision, 'command-added')[0]?.command).toMatchObject({
      commandId: 'cmd_stop_1',
      intentKey: 'ses_1:stop:1',
      state: 'composed',
      intent: { act: 'stop', arg: { reason: 'person' } },
    });
    expect(dueOf(decision, 'chase-command')).toBe(NOW_MS + 2_000);
    expect(changesIn(decision, 'deadline-cleared').map(({ kind }) => kind)).toEqual(['renew-lease', 'start-unseen']);
  });

  test('notes the use at the tap, reckoned on from the last reading', () => {
    const decision = requestStop(factsOf(GIVEN.active), byPerson, ids, compose);
    // Last reading at 61 s, 60 s of use; tapped at 100 s.
    expect(sessionAfter(decision)?.stopRequest).toEqual({
      by: 'person',
      atMs: NOW_MS,
      useAtTap: { useMs: 99_000, distanceM: 0 },
    });
  });

  test('reckons no use past the lease of what ends by itself', () => {
    const decision = requestStop(factsOf(GIVEN.active, { profile: profileOf('hotel-room') }), byPerson, ids, compose);
    // Its lease ended at 90 s.
    expect(sessionAfter(decision)?.stopRequest?.useAtTap.useMs).toBe(89_000);
  });

  test.each([
    ['sleep-pod', SESSION_LIMITS.stopUnprovenAfterMs],
    ['bike', SESSION_LIMITS.stopUnprovenAfterMs],
    ['hotel-room', SESSION_LIMITS.leaseDrainMs],
  ])('at a %s is looked at again in time', (kind, afterMs) => {
    const decision = requestStop(factsOf(GIVEN.active, { profile: profileOf(kind) }), byPerson, ids, compose);
    expect(dueOf(decision, 'stop-unproven')).toBe(NOW_MS + afterMs);
  });

  test('waits for the end of a lease that a lost answer may have prolonged', () => {
    const renewed = commandRecord({
      commandId: 'cmd_r',
      intent: { act: 'renew', arg: { leaseUp: 800_000 } },
      composed: composedCommand({ expUpMs: 220_000, expiresAtMs: START_MS + 120_000 }),
    });
    const facts = factsOf(GIVEN.active, { profile: profileOf('hotel-room'), commands: [renewed] });
    expect(dueOf(requestStop(facts, byPerson, ids, compose), 'stop-unproven')).toBe(
      START_MS + 700_000 + SESSION_LIMITS.leaseDrainMs,
    );
  });

  test('overtakes what waits, and orders that were never sent with it', () => {
    const waiting = commandRecord({
      commandId: 'cmd_o',
      state: 'queued',
      composed: null,
      intent: { act: 'order', arg: { order: 'ord_1', lines: [] } },
    });
    const order = {
      orderId: 'ord_1',
      sessionId: 'ses_1',
      payerId: 'person-1',
      lines: [],
      state: 'sent',
      amountMinor: 0n,
      commandId: 'cmd_o',
      atMs: START_MS,
    } as const;
    const onItsWay = { ...order, orderId: 'ord_2', commandId: 'cmd_sent' };
    const sentCommand = commandRecord({ commandId: 'cmd_sent', intent: { act: 'order', arg: { order: 'ord_2', lines: [] } } });
    const facts = factsOf(GIVEN.active, { commands: [waiting, sentCommand], orders: [order, onItsWay] });
    const decision = requestStop(facts, byPerson, ids, compose);
    expect(changesIn(decision, 'command-resolved')).toMatchObject([{ commandId: 'cmd_o', outcome: { status: 'overtaken' } }]);
    // The one on its way may still print, and then it is on the bill.
    expect(changesIn(decision, 'order-decided')).toEqual([{ change: 'order-decided', orderId: 'ord_1', state: 'refused' }]);
  });

  test('again asks again only when the last stop was answered', () => {
    const waiting = requestStop(factsOf(GIVEN.stopping, { commands: [stopCommand()] }), byPerson, ids, compose);
    expect(waiting.changes).toEqual([]);
    const answered = stopCommand({
      state: 'resolved',
      outcome: { status: 'rejected', code: 'SAFETY', ran: false, detail: 'moving', jws: null, atMs: NOW_MS },
    });
    const decision = requestStop(factsOf(GIVEN.stopping, { commands: [answered] }), byPerson, ids, compose);
    expect(eventIn(decision)).toBe('stop-asked-again');
    expect(changesIn(decision, 'command-added')[0]?.command.intentKey).toBe('ses_1:stop:2');
    // The moment that counts for the bill is the first tap's.
    expect(sessionAfter(decision)?.stopRequest).toEqual(GIVEN.stopping.stopRequest);
  });
});

describe('what the device says of a stop', () => {
  test('refused: shows why, and asks again in ten seconds', () => {
    const decision = adviseStop(factsOf(GIVEN.stopping), stopCommand(), 'moving', NOW_MS);
    expect(sessionAfter(decision)?.stopAdvice).toBe('moving');
    expect(dueOf(decision, 'chase-command')).toBe(NOW_MS + SESSION_LIMITS.stopRepeatMs);
  });

  test('outdated: is signed again soon, and shows nobody anything', () => {
    const decision = repeatStop(factsOf(GIVEN.stopping), stopCommand(), NOW_MS);
    expect(sessionAfter(decision)).toBeNull();
    expect(dueOf(decision, 'chase-command')).toBe(NOW_MS + 2_000);
  });

  test('taken: no advice any more; without a proven start its record is given a moment', () => {
    const advised = { ...GIVEN.stopping, stopAdvice: 'moving' };
    const proven = stopTaken(factsOf(advised), false, NOW_MS);
    expect(sessionAfter(proven)?.stopAdvice).toBeNull();
    expect(changesIn(proven, 'deadline-set')).toEqual([]);
    const unproven = (isDisowned: boolean) =>
      dueOf(stopTaken(factsOf(GIVEN['stopping, never proven']), isDisowned, NOW_MS), 'stop-unproven');
    expect(unproven(false)).toBe(NOW_MS + SESSION_LIMITS.stopQuestionAfterMs);
    expect(unproven(true)).toBe(NOW_MS + SESSION_LIMITS.stopRecordGraceMs);
  });
});
