// Contract of the store, races: two steps decide on the same facts and commit at once; exactly one of them happened.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change, Constraint } from '../../../gateway/domain/changes.ts';
import { voidTransfer } from '../../../gateway/domain/ledger/postings.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { holdCaptured, holdMoved, operationRecord, refundRecord } from '../../support/money-records.ts';
import {
  captureOf,
  composedCommand,
  holdRecord,
  PERSON,
  START_MS,
  sessionRecord,
  startChanges,
  topUp,
  venueOfPods,
} from '../../support/records.ts';
import { ledgerTotals, transfersOf } from '../../support/stored.ts';
import { mustCommit, type OpenStore } from './opened-store.ts';

/** Repeated, since one run of a race proves little. */
const ROUNDS = [1, 2, 3];

/** A start of `ses_<n>` on pod n, with a hold of `heldMinor`. */
function startOn(
  pod: number,
  names: { readonly id: string; readonly payerId?: string; readonly heldMinor?: bigint },
): readonly Change[] {
  const { id, payerId = PERSON, heldMinor = 6_000n } = names;
  const place = { objectId: `obj_pod_${pod}`, deviceId: `dev_pod_${pod}` };
  const session = sessionRecord({ ...place, sessionId: `ses_${id}`, holdId: `hld_${id}`, payerId, heldMinor });
  return startChanges(session, { composed: composedCommand({ ctr: 1 }) });
}

/** @param open where it gives a second owner, the two commits come over connections of their own. */
export function describeRaces(name: string, open: OpenStore): void {
  describe(`${name}: races`, () => {
    let first: OwnedStore;
    let second: OwnedStore;
    let dispose: () => Promise<void>;

    beforeEach(async () => {
      const opened = await open();
      first = opened.store;
      ({ dispose } = opened);
      second = (await opened.openSecond?.()) ?? first;
      await first.setUpVenue(venueOfPods(2));
      await mustCommit(first, [{ change: 'transfer-posted', transfer: topUp('first', 1_000_000n) }]);
    });
    afterEach(() => dispose());

    /** Commits both at once, and expects one of them to be refused by the constraint. */
    async function expectOneOf(one: readonly Change[], other: readonly Change[], constraint: Constraint): Promise<void> {
      const outcomes = await Promise.all([first.commit(one), second.commit(other)]);
      const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.constraint]));
      expect(refusals).toEqual([constraint]);
    }

    test.each(ROUNDS)('two starts of one person within a limit of one: round %i (R10)', async () => {
      const { version, liveSessions } = await first.standing(PERSON, { sinceMs: 0 });
      expect(liveSessions).toBe(0);
      const counted: Change = { change: 'person-counted', personId: PERSON, fromVersion: version };
      await expectOneOf([counted, ...startOn(1, { id: 'a' })], [counted, ...startOn(2, { id: 'b' })], 'person_version');
      expect(await second.standing(PERSON, { sinceMs: 0 })).toMatchObject({ version: 1, liveSessions: 1 });
      const again: Change = { change: 'person-counted', personId: PERSON, fromVersion: 1 };
      await expectOneOf([again], [again], 'person_version');
      expect((await first.standing(PERSON, { sinceMs: 0 })).version).toBe(2);
    });

    test.each(ROUNDS)('two starts on one object: round %i (D1)', async () => {
      await mustCommit(first, [{ change: 'transfer-posted', transfer: topUp('second', 10_000n, 'person-2') }]);
      await expectOneOf(startOn(1, { id: 'a' }), startOn(1, { id: 'b', payerId: 'person-2' }), 'session_live_object');
      const { heldMinor: one } = await first.balance(PERSON, 'CNY');
      const { heldMinor: other } = await first.balance('person-2', 'CNY');
      expect(one + other).toBe(6_000n);
      expect((await second.scene('obj_pod_1'))?.live).toMatchObject({ objectId: 'obj_pod_1' });
    });

    test.each(ROUNDS)('a capture and a release of one hold: round %i (M3, M4)', async () => {
      await mustCommit(first, startOn(1, { id: '1' }));
      const session = sessionRecord();
      const money = { ...holdRecord(), transferId: 'tra_void', atMs: START_MS };
      await expectOneOf(
        [holdCaptured(500n), { change: 'transfer-posted', transfer: captureOf(session, 500n, 28n) }],
        [holdMoved(holdRecord(), { state: 'voided' }), { change: 'transfer-posted', transfer: voidTransfer(money) }],
        'hold_state',
      );
      const hold = await second.hold('hld_1');
      const kinds = (await transfersOf(first, 'ses_1')).map(({ kind }) => kind).sort();
      expect(kinds).toEqual(['authorize', hold?.state === 'captured' ? 'capture' : 'void']);
      expect((await first.balance(PERSON, 'CNY')).heldMinor).toBe(0n);
    });

    test.each(ROUNDS)('two refunds that together exceed the capture: round %i (M3, R16)', async () => {
      const captured = holdCaptured(500n);
      await mustCommit(first, startOn(1, { id: '1' }));
      await mustCommit(first, [captured, { change: 'transfer-posted', transfer: captureOf(sessionRecord(), 500n, 28n) }]);
      const refund = (rule: string): readonly Change[] => [
        { change: 'refund-noted', refund: refundRecord({ refundId: `rfd_${rule}`, rule }) },
        holdMoved(captured.hold, { refundedMinor: 300n }),
      ];
      await expectOneOf(refund('1'), refund('2'), 'hold_state');
      expect(await second.hold('hld_1')).toMatchObject({ refundedMinor: 300n, version: 3 });
      expect(await first.refundsOf('ses_1')).toHaveLength(1);
    });

    test.each(ROUNDS)('one rule asked for twice: round %i (R16)', async () => {
      await mustCommit(first, startOn(1, { id: '1' }));
      const noted = (refundId: string): Change => ({ change: 'refund-noted', refund: refundRecord({ refundId }) });
      await expectOneOf([noted('rfd_1')], [noted('rfd_2')], 'refund_rule');
    });

    test.each(ROUNDS)('one operation key with two amounts: round %i (M9)', async () => {
      await mustCommit(first, startOn(1, { id: '1' }));
      const added = (amountMinor: bigint): Change => ({
        change: 'operation-added',
        operation: operationRecord({ amountMinor }),
      });
      await expectOneOf([added(6_000n)], [added(5_000n)], 'operation_key');
      expect(await first.operation(operationRecord().opKey)).toEqual(await second.operation(operationRecord().opKey));
    });

    test.each(ROUNDS)('row 25: a reply and a webhook resolve one operation: round %i', async () => {
      await mustCommit(first, startOn(1, { id: '1' }));
      await mustCommit(first, [{ change: 'operation-added', operation: operationRecord() }]);
      const resolved = (walletRef: string): Change => ({
        change: 'operation-resolved',
        opKey: operationRecord().opKey,
        state: 'done',
        walletRef,
        refusal: null,
        atMs: 1,
      });
      await expectOneOf([resolved('w-1')], [resolved('w-2')], 'operation_state');
    });

    test.each(ROUNDS)('two holds out of a balance that covers one: round %i (M2)', async () => {
      const start = (pod: number): readonly Change[] => {
        const heldMinor = 600_000n;
        const names = { id: String(pod), heldMinor };
        return startOn(pod, names).map((change) =>
          change.change === 'session-created' ? { ...change, session: { ...change.session, mostMinor: heldMinor } } : change,
        );
      };
      await expectOneOf(start(1), start(2), 'wallet_floor');
      expect(await first.balance(PERSON, 'CNY')).toMatchObject({ availableMinor: 400_000n, heldMinor: 600_000n });
      expect(await ledgerTotals(second)).toEqual({ CNY: 0n });
    });

    test.each(ROUNDS)('one top-up that arrives twice: round %i (R2)', async () => {
      const posted: Change = { change: 'transfer-posted', transfer: topUp('twice', 500n) };
      const other: Change = { change: 'transfer-posted', transfer: { ...posted.transfer, transferId: 'tra_other' } };
      await expectOneOf([posted], [other], 'transfer_op_key');
      expect((await second.balance(PERSON, 'CNY')).availableMinor).toBe(1_000_500n);
    });
  });
}
