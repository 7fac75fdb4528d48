// Every state of a session against everything that can happen to it: what it becomes, and that money moves once.
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../../../gateway/domain/decision.ts';
import { SESSION_LIMITS } from '../../../../../gateway/domain/gateway-limits.ts';
import {
  confirmStop,
  type SettleFacts,
  settleFromJournal,
  settleRefusedStart,
} from '../../../../../gateway/domain/session/session-settle.ts';
import { adviseStop, repeatStop, requestStop, stopTaken } from '../../../../../gateway/domain/session/session-stop.ts';
import { settleSilent, settleUnproven } from '../../../../../gateway/domain/session/session-unproven.ts';
import { confirmRenewal, confirmStart, meterUse, renewLease } from '../../../../../gateway/domain/session/session-use.ts';
import { commandOutcome, stopCommand } from '../../../../support/records.ts';
import {
  changesIn,
  compose,
  ended,
  factsOf,
  GIVEN,
  GIVENS,
  type Given,
  NOW_MS,
  profileOf,
  reading,
  sessionAfter,
  settleIds,
  standingOf,
  started,
  withEntry,
} from './session-facts.ts';

const ids = { commandId: 'cmd_new', transferId: 'trf_more', holdId: 'hld_more' };
const unprovenIds = { commandId: 'cmd_new', settle: settleIds };
const standing = standingOf();
const purse = { wallet: 'ledger', availableMinor: 0n } as const;
/** Ten quiet minutes after the tap; the lease is long over too. */
const later = { ...compose, nowMs: NOW_MS + SESSION_LIMITS.stopUnprovenAfterMs };
const room = { profile: profileOf('hotel-room') };
const disowned = commandOutcome({ status: 'succeeded', code: 'ALREADY', ran: false });
const isDisowned = { commands: [stopCommand({ state: 'resolved', outcome: disowned })] };
const nextN = (facts: SettleFacts): number => facts.session.journalUpTo + 1;

/** What happens, as the steps call it. */
const EVENTS = {
  'start record': (facts) => confirmStart(withEntry(facts, started()), started(), NOW_MS),
  reading: (facts) => meterUse(withEntry(facts, reading(nextN(facts))), reading(nextN(facts)), NOW_MS),
  'end record': (facts) => {
    const entry = ended(nextN(facts), { use: { useMs: 95_000, distanceM: 0 } });
    return confirmStop(withEntry(facts, entry), entry, settleIds, NOW_MS);
  },
  'end record after a gap': (facts) => {
    const entry = ended(nextN(facts) + 1);
    return confirmStop(withEntry(facts, entry, facts.session.journalUpTo), entry, settleIds, NOW_MS);
  },
  'tap on Stop': (facts) => requestStop(facts, { by: 'person', reason: 'person' }, ids, compose),
  'start refused': (facts) => settleRefusedStart(facts, settleIds, NOW_MS),
  'stop refused': (facts) => adviseStop(facts, stopCommand(), 'moving', NOW_MS),
  'stop outdated': (facts) => repeatStop(facts, stopCommand(), NOW_MS),
  'stop taken': (facts) => stopTaken(facts, false, NOW_MS),
  'renewal due': (facts) => renewLease({ ...facts, purse }, ids, { ...compose, reachable: true }),
  'renewal taken': (facts) => confirmRenewal(facts, 400_000, NOW_MS),
  'stop unproven so far': (facts) => settleUnproven({ ...facts, standing }, unprovenIds, compose),
  'stop unproven': (facts) => settleUnproven({ ...facts, standing }, unprovenIds, later),
  'stop unproven, of a room': (facts) => settleUnproven({ ...facts, ...room, standing }, unprovenIds, later),
  'stop unproven, and not known to the device': (facts) =>
    settleUnproven({ ...facts, ...isDisowned, standing }, unprovenIds, compose),
  'journal waited for long enough': (facts) => settleFromJournal(facts, settleIds, NOW_MS),
  'silent past its lease': (facts) => settleSilent({ ...facts, standing }, unprovenIds, later),
  'silent past its lease, of a room': (facts) => settleSilent({ ...facts, ...room, standing }, unprovenIds, later),
} as const satisfies { readonly [event: string]: (facts: SettleFacts) => Decision };

/** Per event the state after it, in the order of the states below; `-` where the session does not change at all. */
const ORDER: readonly Given[] = ['starting', 'active', 'stopping, never proven', 'stopping', 'settling', 'closed'];
const TABLE: { readonly [event in keyof typeof EVENTS]: readonly string[] } = {
  'start record': ['active', '-', 'stopping', '-', '-', '-'],
  reading: ['starting', 'active', 'stopping', 'stopping', 'settling', '-'],
  'end record': ['closed', 'closed', 'closed', 'closed', 'closed', '-'],
  'end record after a gap': ['settling', 'settling', 'settling', 'settling', '-', '-'],
  'tap on Stop': ['stopping', 'stopping', 'stopping', 'stopping', '-', '-'],
  'start refused': ['closed', '-', 'closed', '-', '-', '-'],
  'stop refused': ['-', '-', 'stopping', 'stopping', '-', '-'],
  'stop outdated': ['-', '-', '-', '-', '-', '-'],
  'stop taken': ['-', '-', 'stopping', 'stopping', '-', '-'],
  'renewal due': ['-', '-', '-', '-', '-', '-'],
  'renewal taken': ['-', 'active', '-', '-', '-', '-'],
  'stop unproven so far': ['-', '-', '-', '-', '-', '-'],
  // Of what a person ends, a start that nobody saw is kept open: silence is no answer (R15).
  'stop unproven': ['-', '-', '-', 'closed', '-', '-'],
  'stop unproven, of a room': ['-', '-', 'closed', 'closed', '-', '-'],
  'stop unproven, and not known to the device': ['-', '-', 'closed', '-', '-', '-'],
  'journal waited for long enough': ['-', '-', '-', '-', '-', '-'],
  // Nor is it an end of use (R5).
  'silent past its lease': ['-', '-', '-', '-', '-', '-'],
  'silent past its lease, of a room': ['-', 'closed', '-', '-', '-', '-'],
};

const cases = Object.entries(TABLE).flatMap(([event, after]) =>
  ORDER.map((given, at) => ({ event: event as keyof typeof EVENTS, given, after: after[at] ?? '?' })),
);

describe('a session', () => {
  test.each(cases)('$given: $event -> $after', ({ event, given, after }) => {
    const facts = factsOf(GIVEN[given]);
    const decision = EVENTS[event](facts);
    const session = sessionAfter(decision);
    expect(session?.state ?? '-').toBe(after);
    if (session) expect(session.version).toBe(facts.session.version + 1);
    // Money moves with the step to closed and with no other, once, and the receipt goes with it.
    const isClosing = after === 'closed';
    expect(changesIn(decision, 'transfer-posted')).toHaveLength(isClosing ? 1 : 0);
    const isFree = session?.end?.finalMinor === 0n;
    const resolved = changesIn(decision, 'hold-changed').map(({ hold }) => [hold.state, hold.version]);
    expect(resolved).toEqual(isClosing ? [[isFree ? 'voided' : 'captured', facts.hold.version + 1]] : []);
    expect(changesIn(decision, 'receipt-issued')).toHaveLength(isClosing ? 1 : 0);
    // M7: without a proven start nothing is captured.
    if (isClosing && session?.startedAtMs === null) expect(session.end?.finalMinor).toBe(0n);
  });

  test('has a row for each of its states', () => {
    expect([...ORDER].sort()).toEqual([...GIVENS].sort());
  });
});

describe('a deadline that is due', () => {
  const KINDS = {
    'renewal due': 'renew-lease',
    'silent past its lease': 'renew-lease',
    'silent past its lease, of a room': 'renew-lease',
    'stop unproven so far': 'stop-unproven',
    'stop unproven': 'stop-unproven',
    'stop unproven, of a room': 'stop-unproven',
    'stop unproven, and not known to the device': 'stop-unproven',
    'journal waited for long enough': 'settle-incomplete',
  } as const satisfies { readonly [E in keyof typeof EVENTS]?: string };

  test.each(Object.keys(KINDS) as readonly (keyof typeof KINDS)[])('%s moves or clears in every state', (event) => {
    for (const given of GIVENS) {
      const facts = factsOf(GIVEN[given]);
      const { changes } = EVENTS[event](facts);
      const isMet = changes.some(
        (change) =>
          (change.change === 'deadline-cleared' && change.kind === KINDS[event]) ||
          (change.change === 'deadline-set' && change.deadline.kind === KINDS[event] && change.deadline.dueAtMs > NOW_MS),
      );
      expect(isMet, `${event} in ${given}`).toBe(true);
    }
  });
});
