// Contract of the store, money: holds and their moves, operations at wallets elsewhere, refunds, what is owed, and sums that close.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import { HOLD_MOVES, HOLD_STATES, type HoldRecord, type HoldState } from '../../../gateway/domain/hold/hold.ts';
import { collectTransfer, refundTransfer } from '../../../gateway/domain/ledger/postings.ts';
import { type OperationRecord, opKeys } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  holdCaptured,
  holdMoved,
  operationRecord,
  refundRecord,
  settlementRecord,
  uncollectedRecord,
} from '../../support/money-records.ts';
import {
  captureOf,
  holdRecord,
  PERSON,
  receiptRecord,
  START_MS,
  sessionRecord,
  TENANT,
  topUp,
  VENUE,
} from '../../support/records.ts';
import { ledgerTotals, receiptsOf, unansweredKeys } from '../../support/stored.ts';
import { furnishWithSession, mustCommit, type OpenStore, refusedBy } from './opened-store.ts';
import { type RefusalCase, testRefusals } from './refusal-cases.ts';

const added = (overrides: Partial<OperationRecord> = {}): Change => ({
  change: 'operation-added',
  operation: operationRecord(overrides),
});
const attempted: Change = { change: 'operation-attempted', opKey: operationRecord().opKey, atMs: START_MS };
const noted: Change = {
  change: 'operation-noted',
  opKey: operationRecord().opKey,
  state: 'action',
  walletRef: 'w-77',
  actionUrl: 'https://wallet.example/confirm',
};
const resolved = (state: 'done' | 'refused'): Change => ({
  change: 'operation-resolved',
  opKey: operationRecord().opKey,
  state,
  walletRef: null,
  refusal: state === 'refused' ? 'insufficient_funds' : null,
  atMs: START_MS + 5,
});
const captured = holdCaptured(500n);
const refunded = (refundedMinor: bigint, from: HoldRecord = captured.hold) => holdMoved(from, { refundedMinor });
const owes: Change = { change: 'uncollected-noted', uncollected: uncollectedRecord() };
const waived: Change = { change: 'uncollected-resolved', holdId: 'hld_1', state: 'waived', atMs: START_MS + 9 };
const lowered = (fromMinor: bigint, owedMinor: bigint): Change => ({
  ...{ change: 'uncollected-lowered', holdId: 'hld_1', fromMinor, owedMinor },
});
const given: Change = { change: 'refund-noted', refund: refundRecord() };
const refundDone: Change = { change: 'refund-resolved', refundId: 'rfd_1', state: 'done' };

const cases: readonly RefusalCase[] = [
  { constraint: 'operation_key', when: 'the key exists', before: [[added()]], refused: [added()] },
  ...(
    [
      ['amount', { amountMinor: 6_001n }],
      ['currency', { currency: 'EUR' }],
      ['kind', { kind: 'void', amountMinor: 0n }],
    ] as const
  ).map(
    ([what, other]): RefusalCase => ({
      constraint: 'operation_key',
      when: `the key exists with another ${what} (M9)`,
      before: [[added()], [resolved('done')]],
      refused: [added(other)],
    }),
  ),
  { constraint: 'operation_state', when: 'nobody added the operation', refused: [attempted] },
  {
    constraint: 'operation_state',
    when: 'one that is resolved is attempted',
    before: [[added(), resolved('done')]],
    refused: [attempted],
  },
  {
    constraint: 'operation_state',
    when: 'one that is resolved is noted',
    before: [[added(), resolved('done')]],
    refused: [noted],
  },
  {
    constraint: 'operation_state',
    when: 'one is resolved twice',
    before: [[added(), resolved('refused')]],
    refused: [resolved('done')],
  },
  { constraint: 'uncollected_state', when: 'a hold is owed twice', before: [[owes]], refused: [owes] },
  { constraint: 'uncollected_state', when: 'what is owed is resolved twice', before: [[owes], [waived]], refused: [waived] },
  { constraint: 'uncollected_state', when: 'nothing is owed', refused: [waived] },
  {
    constraint: 'uncollected_state',
    when: 'what is owed is lowered by two at once (R13)',
    before: [[owes], [lowered(500n, 300n)]],
    refused: [lowered(500n, 400n)],
  },
  {
    constraint: 'uncollected_state',
    when: 'what was waived is lowered',
    before: [[owes], [waived]],
    refused: [lowered(500n, 1n)],
  },
  {
    constraint: 'refund_rule',
    when: 'a rule refunds a hold twice',
    before: [[given]],
    refused: [{ change: 'refund-noted', refund: refundRecord({ refundId: 'rfd_2', amountMinor: 1n }) }],
  },
  { constraint: 'refund_rule', when: 'a refund is resolved twice', before: [[given], [refundDone]], refused: [refundDone] },
  { constraint: 'refund_rule', when: 'there is no refund', refused: [refundDone] },
  {
    constraint: 'hold_state',
    when: 'two refunds were decided on one version',
    before: [[captured], [refunded(300n)]],
    refused: [refunded(500n)],
  },
  {
    constraint: 'hold_state',
    when: 'a version would be left out',
    refused: [{ change: 'hold-changed', hold: holdRecord({ version: 3, state: 'capturing' }) }],
  },
  {
    constraint: 'transfer_op_key',
    when: 'an operation is posted again with another amount (M9)',
    before: [[captured, { change: 'transfer-posted', transfer: captureOf(sessionRecord(), 500n, 28n) }]],
    refused: [{ change: 'transfer-posted', transfer: { ...captureOf(sessionRecord(), 400n, 23n), transferId: 'tra_other' } }],
  },
];

/** A shortest way to a state, as changes from the first one. */
function wayTo(state: HoldState): readonly HoldState[] {
  let ways: readonly (readonly HoldState[])[] = [['pending_authorize']];
  for (;;) {
    const found = ways.find((way) => way.at(-1) === state);
    if (found) return found.slice(1);
    ways = ways.flatMap((way) => HOLD_MOVES[way.at(-1) ?? 'held'].map((next) => [...way, next]));
  }
}

const inState = (state: HoldState): Partial<HoldRecord> => ({ state, capturedMinor: state === 'captured' ? 500n : null });

export function describeMoney(name: string, open: OpenStore): void {
  describe(`${name}: money`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;

    beforeEach(async () => {
      ({ store, dispose } = await open());
      await furnishWithSession(store);
    });
    afterEach(() => dispose());

    testRefusals(cases, () => store);

    test('the moves of a hold are those of the domain, and no others', async () => {
      const rows = await store.books<{ from_state: string; to_state: string }>('SELECT from_state, to_state FROM hold_moves');
      const moves = HOLD_STATES.flatMap((from) => HOLD_MOVES[from].map((to) => `${from} ${to}`));
      expect(rows.map(({ from_state, to_state }) => `${from_state} ${to_state}`).sort()).toEqual(moves.sort());
    });

    test.each(HOLD_STATES)('from %s a hold moves where the domain lets it, and nowhere else', async (from) => {
      for (const to of HOLD_STATES) {
        if (to === from) continue;
        const holdId = `hld_${from}_${to}`;
        let hold = holdRecord({ holdId, state: 'pending_authorize' });
        const way = wayTo(from).map((state) => {
          const moved = holdMoved(hold, inState(state));
          hold = moved.hold;
          return moved;
        });
        await mustCommit(store, [{ change: 'hold-placed', hold: holdRecord({ holdId, state: 'pending_authorize' }) }, ...way]);
        const isAllowed = HOLD_MOVES[from].includes(to);
        expect(await store.commit([holdMoved(hold, inState(to))]), `${from} -> ${to}`).toEqual(
          isAllowed ? { ok: true } : refusedBy('hold_state'),
        );
        expect((await store.hold(holdId))?.state).toBe(isAllowed ? to : from);
      }
    });

    test.each(['voided', 'declined'] as const)('a hold that is %s never changes again', async (state) => {
      const first = holdRecord({ holdId: 'hld_over', state: 'pending_authorize' });
      let last = first;
      const way = wayTo(state).map((next) => {
        const moved = holdMoved(last, inState(next));
        last = moved.hold;
        return moved;
      });
      await mustCommit(store, [{ change: 'hold-placed', hold: first }, ...way]);
      expect(await store.commit([holdMoved(last, { walletRef: 'w-1' })])).toEqual(refusedBy('hold_state'));
    });

    test('reads a hold back as it was written, with all that a wallet elsewhere told', async () => {
      const asked = holdRecord({ holdId: 'hld_2', wallet: 'host', role: 'guest', state: 'pending_authorize', heldMinor: 0n });
      await mustCommit(store, [{ change: 'hold-placed', hold: asked }]);
      expect(await store.hold('hld_2')).toEqual(asked);
      const held = holdMoved(asked, { state: 'held', heldMinor: 2_000n, walletRef: 'w-9', expiresAtMs: START_MS + 86_400_000 });
      await mustCommit(store, [held]);
      expect(await store.hold('hld_2')).toEqual(held.hold);
      expect(await store.hold('hld_none')).toBeNull();
    });

    test('a hold begins asked for or held, at version 1', async () => {
      const late: Change = { change: 'hold-placed', hold: holdRecord({ holdId: 'hld_2', version: 2 }) };
      await expect(store.commit([late])).rejects.toThrow('hold_begins');
      const over: Change = { change: 'hold-placed', hold: holdRecord({ holdId: 'hld_2', state: 'voided' }) };
      await expect(store.commit([over])).rejects.toThrow('hold_begins');
    });

    test('what was captured never changes; refunds only rise, up to it (M3)', async () => {
      await mustCommit(store, [captured]);
      await expect(store.commit([holdMoved(captured.hold, { capturedMinor: 499n })])).rejects.toThrow('hold_captured_once');
      await expect(store.commit([refunded(501n)])).rejects.toThrow('hold_refunded_within');
      const whole = refunded(500n);
      await mustCommit(store, [whole]);
      await expect(store.commit([refunded(499n, whole.hold)])).rejects.toThrow('hold_captured_once');
      expect(await store.hold('hld_1')).toEqual(whole.hold);
    });

    test('nothing is refunded of what was not captured (M3)', async () => {
      await expect(store.commit([holdMoved(holdRecord(), { refundedMinor: 1n })])).rejects.toThrow('hold_refunded_within');
    });

    test('row 22: a recapture takes the frozen amount, and not a cent more', async () => {
      const settling = sessionRecord({ version: 2, state: 'settling', settlement: settlementRecord() });
      const expired = holdMoved(holdRecord(), { state: 'expired', heldMinor: 0n });
      await mustCommit(store, [{ change: 'session-changed', session: settling }, expired]);
      await expect(store.commit([holdCaptured(501n, expired.hold)])).rejects.toThrow('hold_captured_within');
      expect(await store.commit([holdCaptured(500n, expired.hold)])).toEqual({ ok: true });
    });

    test('a settlement is stored once and never replaced (R8)', async () => {
      const frozen = sessionRecord({ version: 2, state: 'settling', settlement: settlementRecord() });
      await mustCommit(store, [{ change: 'session-changed', session: frozen }]);
      await mustCommit(store, [{ change: 'session-changed', session: { ...frozen, version: 3 } }]);
      expect((await store.session('ses_1'))?.settlement).toEqual(settlementRecord());
      const [share] = settlementRecord().shares;
      if (!share) throw new Error('the host has a share');
      const settlement = settlementRecord({ shares: [{ ...share, totalMinor: 501n }] });
      const other: Change = { change: 'session-changed', session: { ...frozen, version: 4, settlement } };
      await expect(store.commit([other])).rejects.toThrow('session_settled_once');
    });

    test('never holds more than the offer showed as the most (M10)', async () => {
      const raised: Change = { change: 'session-changed', session: sessionRecord({ version: 2, heldMinor: 6_001n }) };
      await expect(store.commit([raised])).rejects.toThrow('session_most');
    });

    test('follows an operation from its intent to its end, and forgets the grant', async () => {
      const operation = operationRecord();
      await mustCommit(store, [attempted, added()]);
      expect(await store.operation(operation.opKey)).toEqual({ ...operation, attempts: 1 });
      await mustCommit(store, [noted, attempted]);
      const acting = {
        ...operation,
        attempts: 2,
        state: 'action',
        walletRef: 'w-77',
        actionUrl: 'https://wallet.example/confirm',
      };
      expect(await store.operation(operation.opKey)).toEqual(acting);
      await mustCommit(store, [resolved('done')]);
      expect(await store.operation(operation.opKey)).toEqual({
        ...acting,
        state: 'done',
        grant: null,
        resolvedAtMs: START_MS + 5,
      });
      expect(await store.operation('none')).toBeNull();
    });

    test('lists what is not resolved, oldest first, also of no session', async () => {
      const payIn = { opKey: 'topup:1', kind: 'top-up', sessionId: null, holdId: null, createdAtMs: START_MS - 1 } as const;
      const release = { opKey: 'ses_1:hld_1:void', kind: 'void', amountMinor: 0n, createdAtMs: START_MS + 1 } as const;
      await mustCommit(store, [added(), added(payIn), added(release)]);
      await mustCommit(store, [resolved('refused')]);
      expect(await unansweredKeys(store)).toEqual(['topup:1', 'ses_1:hld_1:void']);
      expect(await store.operation('ses_1:hld_1:authorize')).toMatchObject({ refusal: 'insufficient_funds' });
    });

    test('a capture of nothing is never asked for', async () => {
      const nothing = added({ opKey: 'ses_1:hld_1:capture', kind: 'capture', amountMinor: 0n });
      await expect(store.commit([nothing])).rejects.toThrow('operation_amount');
    });

    test('our books mirror an operation with its own amount, kind and currency (M9)', async () => {
      const opKey = opKeys.capture('ses_1', 'hld_1');
      await mustCommit(store, [added({ opKey, kind: 'capture', amountMinor: 500n })]);
      const mirrored = (capturedMinor: bigint) => captureOf(sessionRecord(), capturedMinor, 0n);
      // Out of our own hold it would be 60.00: the rest is released.
      await expect(store.commit([{ change: 'transfer-posted', transfer: mirrored(500n) }])).rejects.toThrow(
        'transfer_of_operation',
      );
      const collected = { ...collectionOf(500n), opKey };
      await expect(store.commit([{ change: 'transfer-posted', transfer: collected }])).rejects.toThrow('transfer_of_operation');
      const capture: Change = { change: 'transfer-posted', transfer: { ...collected, kind: 'capture' } };
      expect(await store.commit([capture])).toEqual({ ok: true });
    });

    test('keeps refunds and what is owed, and how both ended', async () => {
      const second = refundRecord({
        refundId: 'rfd_2',
        rule: '1',
        by: { actor: 'operator', id: 'ops-1' },
        createdAtMs: START_MS + 91_000,
      });
      await mustCommit(store, [{ change: 'refund-noted', refund: second }, given, owes]);
      expect(await store.refundsOf('ses_1')).toEqual([refundRecord(), second]);
      await mustCommit(store, [{ change: 'refund-resolved', refundId: 'rfd_2', state: 'owed' }, refundDone]);
      // What was owed is given by other means after all (row 24).
      await mustCommit(store, [{ change: 'refund-resolved', refundId: 'rfd_2', state: 'done' }]);
      expect((await store.refundsOf('ses_1')).map(({ state }) => state)).toEqual(['done', 'done']);
      // ... and what was given may come back (row 24).
      await mustCommit(store, [{ change: 'refund-resolved', refundId: 'rfd_2', state: 'owed' }]);
      expect((await store.refundsOf('ses_1')).map(({ state }) => state)).toEqual(['done', 'owed']);
      expect(await store.uncollectedOf(PERSON)).toEqual([uncollectedRecord()]);
      await mustCommit(store, [lowered(500n, 499n)]);
      await mustCommit(store, [lowered(499n, 1n)]);
      expect(await store.uncollectedOf(PERSON)).toEqual([uncollectedRecord({ owedMinor: 1n })]);
      await mustCommit(store, [waived]);
      expect(await store.uncollectedOf(PERSON)).toEqual([uncollectedRecord({ owedMinor: 1n, state: 'waived' })]);
      expect(await store.uncollectedOf('person-2')).toEqual([]);
    });

    test('partial refunds end at the full amounts of venue, platform and tax (M1, M3)', async () => {
      const parts = { venueId: VENUE, wallet: 'ledger', capturedMinor: 500n, taxMinor: 28n, feeMinor: 25n } as const;
      const capture = captureOf(sessionRecord(), 500n, 28n);
      await mustCommit(store, [
        captured,
        { change: 'transfer-posted', transfer: { ...capture, postings: withFee(capture.postings) } },
      ]);
      let { hold } = captured;
      for (const [rule, beforeMinor, amountMinor] of [
        ['1', 0n, 167n],
        ['2', 167n, 167n],
        ['3', 334n, 166n],
      ] as const) {
        const moved = refunded(beforeMinor + amountMinor, hold);
        hold = moved.hold;
        const opKey = opKeys.refund('ses_1', 'hld_1', rule);
        const names = { transferId: `tra_refund_${rule}`, opKey, tenantId: TENANT, sessionId: 'ses_1', payerId: PERSON };
        const money = { ...names, ...parts, currency: 'CNY', beforeMinor, amountMinor, atMs: START_MS };
        await mustCommit(store, [moved, { change: 'transfer-posted', transfer: refundTransfer(money) }]);
      }
      expect(await store.balance(PERSON, 'CNY')).toMatchObject({ availableMinor: 20_000n, heldMinor: 0n });
      const open = await store.books<{ account: string; balance_minor: number }>(
        'SELECT account, sum(delta_minor) AS balance_minor FROM postings GROUP BY account HAVING sum(delta_minor) <> 0 ORDER BY account',
      );
      expect(open).toEqual([
        { account: `available:${PERSON}`, balance_minor: 20_000 },
        { account: 'clearing:ledger:CNY', balance_minor: -20_000 },
      ]);
      expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
    });

    test('finds a transfer by its operation, and all receipts of a session', async () => {
      expect(await store.transferOf('topup:first')).toEqual(topUp('first', 20_000n));
      expect(await store.transferOf('topup:none')).toBeNull();
      const guest = receiptRecord({ receiptId: 'rcp_2', payerId: 'person-2', issuedAtMs: START_MS });
      await mustCommit(store, [
        { change: 'receipt-issued', receipt: receiptRecord() },
        { change: 'receipt-issued', receipt: guest },
      ]);
      expect(await receiptsOf(store, 'ses_1')).toEqual([guest, receiptRecord()]);
      expect(await receiptsOf(store, 'ses_none')).toEqual([]);
    });
  });
}

function collectionOf(capturedMinor: bigint) {
  const names = {
    transferId: 'tra_collect',
    opKey: 'collect',
    tenantId: TENANT,
    sessionId: 'ses_1',
    holdId: 'hld_1',
    payerId: PERSON,
  };
  const parts = { venueId: VENUE, wallet: 'host', capturedMinor, taxMinor: 28n, feeMinor: 25n } as const;
  return collectTransfer({ ...names, ...parts, currency: 'CNY', heldMinor: 0n, atMs: START_MS });
}

/** 0.25 of what the venue got is the platform's. */
function withFee(postings: ReturnType<typeof captureOf>['postings']) {
  return [
    ...postings.map((posting) =>
      posting.account === `payable:${VENUE}` ? { ...posting, deltaMinor: posting.deltaMinor - 25n } : posting,
    ),
    { account: `fee:${VENUE}`, deltaMinor: 25n },
  ];
}
