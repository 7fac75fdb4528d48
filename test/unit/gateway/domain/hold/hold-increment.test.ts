// Increments: when more money is set aside, to which total, under which key, and that the lease waits for it (R6, rows 12, 13).
import { describe, expect, test } from 'vitest';
import type { HoldRecord } from '../../../../../gateway/domain/hold/hold.ts';
import {
  askForMore,
  confirmRaise,
  declineRaise,
  isRaise,
  type Purse,
  planRaise,
  type RaiseFacts,
} from '../../../../../gateway/domain/hold/hold-increment.ts';
import { nextLease } from '../../../../../gateway/domain/session/lease.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import { renewLease } from '../../../../../gateway/domain/session/session-use.ts';
import { dueMinor, pricingOf } from '../../../../../gateway/domain/tariff/price.ts';
import type { OperationRecord } from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import { frozenTariff, holdRecord } from '../../../../support/records.ts';
import {
  changesIn,
  compose,
  deviceRecord,
  eventIn,
  factsOf,
  GIVEN,
  NOW_MS,
  profileOf,
  sessionAfter,
} from '../session/session-facts.ts';

const ids = { commandId: 'cmd_renew', transferId: 'trf_raise', holdId: 'hld_2' };
const there = { ...compose, reachable: true };

/** 10.00 are held and 60.00 agreed to; 60 s are used of 3.00 and 1.00 a minute, which leaves six minutes. */
const hold = { atStartMinor: 1_000n, stepMinor: 500n, mostMinor: 6_000n };
const session: SessionRecord = {
  ...GIVEN.active,
  usageAtMs: NOW_MS,
  tariff: frozenTariff({ capMinor: null, hold }),
  heldMinor: 1_000n,
  mostMinor: 6_000n,
};
const held: HoldRecord = holdRecord({ heldMinor: 1_000n });

const ledger = (availableMinor: bigint): Purse => ({ wallet: 'ledger', availableMinor });
const host = (increment: 'native' | 'second_hold' | 'none'): Purse => ({ wallet: 'host', increment });

const heldBy = ({ wallet }: Purse): HoldRecord => ({ ...held, wallet });

function raiseFacts(purse: Purse, overrides: Partial<RaiseFacts> = {}): RaiseFacts {
  return { session, profile: profileOf('sleep-pod'), holds: [heldBy(purse)], operations: [], billable: [], purse, ...overrides };
}

const operation = (overrides: Partial<OperationRecord> = {}): OperationRecord => ({
  opKey: 'ses_1:hld_1:inc:1',
  kind: 'increment',
  wallet: 'host',
  tenantId: held.tenantId,
  sessionId: 'ses_1',
  holdId: 'hld_1',
  payerId: held.payerId,
  amountMinor: 1_500n,
  currency: 'CNY',
  state: 'pending',
  attempts: 1,
  grant: null,
  walletRef: null,
  actionUrl: null,
  refusal: null,
  createdAtMs: NOW_MS,
  resolvedAtMs: null,
  ...overrides,
});
const refused = operation({ state: 'refused', refusal: 'insufficient_funds', resolvedAtMs: NOW_MS });

describe('how far a hold is raised', () => {
  test.each([
    ['the money at hand is enough', 1_000n, ledger(9_000n), { plan: 'enough' }],
    ['a step covers what is needed', 1_200n, ledger(9_000n), { plan: 'raise', totalMinor: 1_500n }],
    ['more than a step is needed', 2_130n, ledger(9_000n), { plan: 'raise', totalMinor: 2_130n }],
    ['more is needed than was agreed to', 9_999n, ledger(9_000n), { plan: 'raise', totalMinor: 6_000n }],
    ['less than a step is there, but enough to go on', 1_200n, ledger(200n), { plan: 'raise', totalMinor: 1_200n }],
    ['less is there than is needed', 1_200n, ledger(199n), { plan: 'declined' }],
    ['a wallet elsewhere can be asked', 1_200n, host('native'), { plan: 'raise', totalMinor: 1_500n }],
    ['a wallet elsewhere cannot do it', 1_200n, host('none'), { plan: 'declined' }],
  ] as const)('when %s', (_what, neededMinor, purse, plan) => {
    expect(planRaise(raiseFacts(purse), neededMinor)).toEqual(plan);
  });

  test('not beyond the most that was agreed to', () => {
    const spent = raiseFacts(ledger(9_000n), { session: { ...session, heldMinor: 6_000n } });
    expect(planRaise(spent, 6_001n)).toEqual({ plan: 'spent' });
  });

  test('not while the wallet has not said, nor again after its no', () => {
    expect(planRaise(raiseFacts(host('native'), { operations: [operation()] }), 1_200n)).toEqual({ plan: 'pending' });
    expect(planRaise(raiseFacts(host('native'), { operations: [refused] }), 1_200n)).toEqual({ plan: 'declined' });
  });
});

describe('a renewal whose lease would be cut', () => {
  const facts = (purse: Purse, operations: readonly OperationRecord[] = []) => ({
    ...factsOf(session),
    hold: heldBy(purse),
    holds: [heldBy(purse)],
    operations,
    purse,
  });

  test('sets the money aside and renews at full length in one commit, with the embedded ledger', () => {
    const decision = renewLease(facts(ledger(9_000n)), ids, there);
    const [raised] = changesIn(decision, 'hold-changed');
    // 60 s used, ten minutes of lease, 36 s of margin: twelve started minutes.
    expect(raised?.hold).toMatchObject({ heldMinor: 1_500n, version: 2, state: 'held' });
    expect(changesIn(decision, 'transfer-posted')[0]?.transfer).toMatchObject({ opKey: 'ses_1:hld_1:inc:1', kind: 'increment' });
    expect(changesIn(decision, 'command-added')[0]?.command.intent).toEqual({ act: 'renew', arg: { leaseUp: 800_000 } });
    expect(sessionAfter(decision)).toMatchObject({ heldMinor: 1_500n, version: session.version + 1 });
    const due = dueMinor(pricingOf(session), { useMs: 60_000 + 600_000 + 36_000, distanceM: 0 }, []);
    expect(due).toBeLessThanOrEqual(1_500n);
  });

  test('row 12: asks the wallet elsewhere first, and renews nothing before its yes', () => {
    const asked = renewLease(facts(host('native')), ids, there);
    expect(changesIn(asked, 'operation-added')[0]?.operation).toMatchObject({
      opKey: 'ses_1:hld_1:inc:1',
      kind: 'increment',
      amountMinor: 1_500n,
      state: 'pending',
    });
    expect(changesIn(asked, 'deadline-set').map(({ deadline }) => deadline.kind)).toContain('chase-operation');
    expect(changesIn(asked, 'command-added')).toEqual([]);
    expect(changesIn(asked, 'hold-changed')).toEqual([]);
    const waiting = renewLease(facts(host('native'), [operation({ attempts: 4 })]), ids, there);
    expect(waiting.changes.map(({ change }) => change)).toEqual(['deadline-set']);
  });

  test('row 13: after a no goes on only as far as the old hold pays', () => {
    const decision = renewLease(facts(host('native'), [refused]), ids, there);
    const [renewed] = changesIn(decision, 'command-added');
    const { device } = factsOf(session);
    const paid = nextLease(
      { profile: profileOf('sleep-pod'), device, session, holds: [held], billable: [], heldMinor: 1_000n },
      NOW_MS,
    );
    expect(renewed?.command.intent).toEqual({ act: 'renew', arg: { leaseUp: paid?.leaseUpMs } });
    expect(changesIn(decision, 'operation-added')).toEqual([]);
    // Once that is all leased, it is said that no more comes, and looked at again for a top-up.
    const leased = { ...session, lease: { endsAtMs: paid?.endsAtMs ?? 0, leaseUpMs: paid?.leaseUpMs ?? 0 } };
    const last = renewLease({ ...facts(host('native'), [refused]), session: leased }, ids, there);
    expect(eventIn(last)).toBe('lease-not-renewed');
    expect(changesIn(last, 'session-event')[0]?.event.facts).toEqual({ reason: 'hold-declined' });
  });

  test('sets nothing aside for a session that may not go on', () => {
    const over = { ...session, createdAtMs: NOW_MS - 43_200_000 };
    const decision = renewLease({ ...facts(ledger(9_000n)), session: over }, ids, there);
    expect(changesIn(decision, 'hold-changed')).toEqual([]);
  });
});

describe('a wallet elsewhere that only knows further holds', () => {
  test('is asked for one of the same payer, for the difference, under a key of its own (R2)', () => {
    const changes = askForMore(raiseFacts(host('second_hold')), 1_500n, ids, NOW_MS);
    expect(changes[0]).toMatchObject({
      change: 'hold-placed',
      hold: { holdId: 'hld_2', state: 'pending_authorize', heldMinor: 0n, role: 'host', version: 1 },
    });
    expect(changes[1]).toMatchObject({
      change: 'operation-added',
      operation: { opKey: 'ses_1:hld_2:authorize', kind: 'authorize', amountMinor: 500n },
    });
  });

  test('adds it to what the session holds once it is confirmed', () => {
    const further = holdRecord({ holdId: 'hld_2', heldMinor: 0n, state: 'pending_authorize', wallet: 'host' });
    const asked = operation({ opKey: 'ses_1:hld_2:authorize', kind: 'authorize', holdId: 'hld_2', amountMinor: 500n });
    expect(isRaise(session, asked)).toBe(true);
    const changes = confirmRaise(
      { session, holds: [held, further], operation: asked },
      { walletRef: 'ref_2', expiresAtMs: null },
      NOW_MS,
    );
    expect(changes[0]).toMatchObject({ hold: { holdId: 'hld_2', state: 'held', heldMinor: 500n, walletRef: 'ref_2' } });
    expect(sessionAfter({ changes, value: null })).toMatchObject({ heldMinor: 1_500n });
  });
});

describe('the wallet says of an increment', () => {
  const answer = { walletRef: null, expiresAtMs: null };
  const inState = (state: SessionRecord['state']): SessionRecord => ({ ...session, state });

  test('yes: the hold has the absolute total, and the lease is looked at now', () => {
    const changes = confirmRaise({ session, holds: [held], operation: operation() }, answer, NOW_MS);
    expect(changes[0]).toMatchObject({ change: 'hold-changed', hold: { heldMinor: 1_500n, version: 2 } });
    expect(changes.at(-1)).toMatchObject({ deadline: { kind: 'renew-lease', dueAtMs: NOW_MS } });
  });

  test('yes, after the stop: it is more to release, and nothing is renewed', () => {
    const changes = confirmRaise({ session: inState('stopping'), holds: [held], operation: operation() }, answer, NOW_MS);
    expect(changes.map(({ change }) => change)).toEqual(['hold-changed', 'session-changed', 'session-event']);
  });

  test('yes, after the capture was asked for: nothing any more', () => {
    const capturing = holdRecord({ state: 'capturing' });
    expect(confirmRaise({ session: inState('settling'), holds: [capturing], operation: operation() }, answer, NOW_MS)).toEqual(
      [],
    );
  });

  test('no: the person is told, and the lease is looked at with the old hold', () => {
    const changes = declineRaise({ session, holds: [held], operation: refused }, NOW_MS);
    expect(eventIn({ changes, value: null })).toBe('increment-declined');
    expect(changes.at(-1)).toMatchObject({ deadline: { kind: 'renew-lease', dueAtMs: NOW_MS } });
    expect(declineRaise({ session: inState('stopping'), holds: [held], operation: refused }, NOW_MS)).toEqual([]);
  });
});

test('a device that has not said hello is sent no renewal, and no money is set aside for it', () => {
  const decision = renewLease(
    { ...factsOf(session, { device: deviceRecord({ boot: null }) }), holds: [held], operations: [], purse: ledger(9_000n) },
    ids,
    there,
  );
  expect(changesIn(decision, 'hold-changed')).toEqual([]);
  expect(changesIn(decision, 'command-added')).toEqual([]);
});
