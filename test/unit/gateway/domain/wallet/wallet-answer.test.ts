// A wallet's word against every operation it can be about: what it moves, what it leaves alone, and what goes to a person.
import { describe, expect, test } from 'vitest';
import type { Decision } from '../../../../../gateway/domain/decision.ts';
import type { HoldRecord, HoldState } from '../../../../../gateway/domain/hold/hold.ts';
import type { SessionRecord, SessionState } from '../../../../../gateway/domain/session/session.ts';
import { MONEY_LIMITS } from '../../../../../gateway/domain/wallet/money-limits.ts';
import { type AnswerFacts, decideAnswer } from '../../../../../gateway/domain/wallet/wallet-answer.ts';
import {
  type OperationKind,
  type OperationRecord,
  opKeys,
  WALLET_REFUSALS,
} from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import type { WalletOutcome } from '../../../../../gateway/domain/wallet/wallet-outcome.ts';
import { operationRecord, settlementRecord } from '../../../../support/money-records.ts';
import { holdRecord, PERSON, START_MS } from '../../../../support/records.ts';
import {
  changesIn,
  compose,
  deviceRecord,
  factsOf,
  GIVEN,
  NOW_MS,
  plainSession,
  sessionAfter,
} from '../session/session-facts.ts';

type Kind = Extract<OperationKind, 'authorize' | 'capture' | 'recapture' | 'void'>;

const KEYS: { readonly [K in Kind]: string } = {
  authorize: opKeys.authorize('ses_1', 'hld_1'),
  capture: opKeys.capture('ses_1', 'hld_1'),
  recapture: opKeys.recapture('ses_1', 'hld_1', 1),
  void: opKeys.void('ses_1', 'hld_1'),
};
const AMOUNTS: { readonly [K in Kind]: bigint } = { authorize: 6_000n, capture: 500n, recapture: 500n, void: 0n };
const HOLDS: { readonly [K in Kind]: HoldState } = {
  authorize: 'pending_authorize',
  capture: 'capturing',
  recapture: 'expired',
  void: 'voiding',
};
const ids = { commandId: 'cmd_new', transferId: 'trf_new', settle: { hld_1: { transferId: 'trf_end', receiptId: 'rcp_end' } } };

const asking = plainSession({ state: 'authorizing', heldMinor: 0n, lease: null });
const settled: SessionRecord = {
  ...GIVEN.stopping,
  state: 'settling',
  settlement: settlementRecord(),
  end: { reason: 'stopped', atMs: START_MS + 80_000, finalMinor: 500n },
};
/** Ended without use: nothing is owed. */
const released: SessionRecord = {
  ...settled,
  settlement: settlementRecord({
    shares: [{ holdId: 'hld_1', payerId: PERSON, lines: [], totalMinor: 0n, taxMinor: 0n, feeMinor: 0n }],
  }),
  end: { reason: 'start-unseen', atMs: START_MS + 80_000, finalMinor: 0n },
};

function given(
  kind: Kind,
  changes: { session?: Partial<SessionRecord>; hold?: Partial<HoldRecord>; operation?: Partial<OperationRecord> } = {},
): AnswerFacts {
  const base = kind === 'authorize' ? asking : kind === 'void' ? released : settled;
  const session = { ...base, ...changes.session };
  const hold = holdRecord({
    wallet: 'host',
    state: HOLDS[kind],
    heldMinor: kind === 'authorize' ? 0n : 6_000n,
    walletRef: kind === 'authorize' ? null : 'ref-hold',
    ...changes.hold,
  });
  const operation = operationRecord({
    opKey: KEYS[kind],
    kind,
    amountMinor: AMOUNTS[kind],
    createdAtMs: NOW_MS - 1_000,
    ...changes.operation,
  });
  const facts = factsOf(session, { hold, holds: [hold], operations: [operation] });
  return { ...facts, operation, refunds: [], payerVersion: 7 };
}

const done = (amountMinor: bigint, currency = 'CNY'): WalletOutcome => ({
  outcome: 'done',
  walletRef: 'ref-new',
  amountMinor,
  currency,
  expiresAtMs: NOW_MS + 600_000,
});
const refused = (code: (typeof WALLET_REFUSALS)[number], retry = false): WalletOutcome => ({ outcome: 'refused', code, retry });
const hear = (facts: AnswerFacts, outcome: WalletOutcome): Decision => decideAnswer(facts, outcome, ids, compose);
const holdAfter = (decision: Decision): HoldState | '-' => changesIn(decision, 'hold-changed').at(-1)?.hold.state ?? '-';
const lastState = (decision: Decision): SessionState | '-' => changesIn(decision, 'session-changed').at(-1)?.session.state ?? '-';
const resolvedAs = (decision: Decision): string => changesIn(decision, 'operation-resolved')[0]?.state ?? '-';

const KINDS = ['authorize', 'capture', 'recapture', 'void'] as const;
const MISMATCH: WalletOutcome = { outcome: 'unknown', cause: 'mismatch', detail: 'another amount', saidMinor: 700n };
const SILENCE: WalletOutcome = { outcome: 'unknown', cause: 'no-answer', detail: 'timeout' };

/** Per word: operation, hold and session after it, in the order of the kinds; `-` where it stays as it is. */
const TABLE: { readonly [word: string]: readonly string[] } = {
  done: ['done held starting', 'done captured closed', 'done captured closed', 'done voided closed'],
  'done, again': ['- - -', '- - -', '- - -', '- - -'],
  'done, of another amount': ['refused in_doubt settling', '- - review', '- - review', 'done voided closed'],
  'done, in another currency': ['refused in_doubt settling', '- - review', '- - review', '- - review'],
  'another amount': ['refused in_doubt settling', '- - review', '- - review', '- - review'],
  silence: ['- - -', '- - -', '- - -', '- - -'],
  later: ['- - -', '- - -', '- - -', '- - -'],
  insufficient_funds: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused - review'],
  limit_exceeded: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused - review'],
  account_blocked: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused - review'],
  fraud: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused - review'],
  auth_required: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused - review'],
  method_invalid: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused - review'],
  not_supported: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused - review'],
  hold_not_found: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused voided closed'],
  hold_expired: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused voided closed'],
  already_voided: ['refused declined failed', 'refused expired settling', 'refused uncollected closed', 'refused voided closed'],
  already_captured: ['refused declined failed', 'refused - review', 'refused - review', 'refused - review'],
  amount_exceeds_hold: ['refused declined failed', 'refused - review', 'refused - review', 'refused - review'],
  currency_mismatch: ['refused declined failed', 'refused - review', 'refused - review', 'refused - review'],
  key_reuse_mismatch: ['refused declined failed', 'refused - review', 'refused - review', 'refused - review'],
  misconfigured: ['refused declined failed', 'refused - review', 'refused - review', 'refused - review'],
};

function wordOf(name: string, kind: Kind): WalletOutcome {
  const known: { readonly [name: string]: WalletOutcome } = {
    done: done(AMOUNTS[kind]),
    'done, again': done(AMOUNTS[kind]),
    'done, of another amount': done(AMOUNTS[kind] + 1n),
    'done, in another currency': done(AMOUNTS[kind], 'EUR'),
    'another amount': MISMATCH,
    silence: SILENCE,
    later: { outcome: 'pending', walletRef: null },
  };
  const code = WALLET_REFUSALS.find((each) => each === name);
  return known[name] ?? refused(code ?? 'misconfigured');
}

const cases = Object.entries(TABLE).flatMap(([word, after]) =>
  KINDS.map((kind, at) => ({ word, kind, after: after[at] ?? '?' })),
);

describe('a word of the wallet', () => {
  test.each(cases)('$word to $kind: $after', ({ word, kind, after }) => {
    const isAgain = word === 'done, again';
    const facts = given(kind, isAgain ? { operation: { state: 'done', resolvedAtMs: NOW_MS - 1 } } : {});
    const decision = hear(facts, wordOf(word, kind));
    expect([resolvedAs(decision), holdAfter(decision), lastState(decision)].join(' ')).toBe(after);
    // Money is posted with a capture and with nothing else: a hold elsewhere is not ours.
    const posted = changesIn(decision, 'transfer-posted');
    expect(posted).toHaveLength(holdAfter(decision) === 'captured' ? 1 : 0);
    // M4: closed with the hold resolved in the same commit, and the receipt with it.
    expect(changesIn(decision, 'receipt-issued')).toHaveLength(lastState(decision) === 'closed' ? 1 : 0);
    // The device is told in the commit that knows of the money, and in no other.
    expect(changesIn(decision, 'command-added')).toHaveLength(lastState(decision) === 'starting' ? 1 : 0);
  });

  test('has a row for every refusal there is', () => {
    for (const code of WALLET_REFUSALS) expect(Object.keys(TABLE)).toContain(code);
  });
});

describe('an authorize', () => {
  test('that is done after it was given up says what is released, and starts nothing (R4)', () => {
    const facts = given('authorize', { session: { ...released, startedAtMs: null }, hold: { state: 'in_doubt' } });
    const decision = hear(facts, done(6_000n));
    expect(changesIn(decision, 'hold-changed')[0]?.hold).toMatchObject({
      state: 'voiding',
      heldMinor: 6_000n,
      walletRef: 'ref-new',
    });
    expect(sessionAfter(decision)).toBeNull();
    expect(changesIn(decision, 'command-added')).toEqual([]);
  });

  test('that is refused after it was given up leaves the end to the release', () => {
    const facts = given('authorize', { session: released, hold: { state: 'in_doubt' } });
    const decision = hear(facts, refused('insufficient_funds'));
    expect(resolvedAs(decision)).toBe('refused');
    expect(holdAfter(decision)).toBe('-');
  });

  test('that is held while the object is away is released at once: nothing was sent', () => {
    const away = deviceRecord({ presence: { online: false, conn: 'conn-1', lastSeenAtMs: START_MS } });
    const decision = hear({ ...given('authorize'), device: away }, done(6_000n));
    expect(changesIn(decision, 'command-added')).toEqual([]);
    expect(holdAfter(decision)).toBe('voiding');
    expect(lastState(decision)).toBe('settling');
    expect(changesIn(decision, 'operation-added').map(({ operation }) => operation.kind)).toEqual(['void']);
  });

  test('that the payer must confirm gives them as long as the wallet says, and not for ever', () => {
    const ask = (expiresAtMs: number): WalletOutcome => ({
      outcome: 'action',
      walletRef: 'ref',
      url: 'https://w.example/1',
      expiresAtMs,
    });
    const due = (expiresAtMs: number) =>
      changesIn(hear(given('authorize'), ask(expiresAtMs)), 'deadline-set').find(
        ({ deadline }) => deadline.kind === 'authorize-unknown',
      )?.deadline.dueAtMs;
    expect(due(NOW_MS + 60_000)).toBe(NOW_MS + 60_000);
    expect(due(NOW_MS + 86_400_000)).toBe(START_MS + MONEY_LIMITS.payerActionMostMs);
    const decision = hear(given('authorize'), ask(NOW_MS + 60_000));
    expect(changesIn(decision, 'operation-noted')[0]).toMatchObject({ state: 'action', actionUrl: 'https://w.example/1' });
    expect(sessionAfter(decision)?.state).toBe('authorizing');
  });
});

describe('a recapture', () => {
  test('that may come round is asked again under the same key, for half an hour', () => {
    const early = given('recapture', { operation: { createdAtMs: NOW_MS - MONEY_LIMITS.recaptureForMs + 1 } });
    expect(hear(early, refused('insufficient_funds', true)).changes).toEqual([]);
    const late = given('recapture', { operation: { createdAtMs: NOW_MS - MONEY_LIMITS.recaptureForMs } });
    expect(holdAfter(hear(late, refused('insufficient_funds', true)))).toBe('uncollected');
  });

  test('that is refused leaves a memo that credits nobody, counted for the next start (R10, R19)', () => {
    const decision = hear(given('recapture'), refused('insufficient_funds'));
    expect(changesIn(decision, 'uncollected-noted')[0]?.uncollected).toMatchObject({
      owedMinor: 500n,
      state: 'open',
      payerId: PERSON,
    });
    expect(changesIn(decision, 'person-counted')).toEqual([{ change: 'person-counted', personId: PERSON, fromVersion: 7 }]);
    expect(changesIn(decision, 'transfer-posted')).toEqual([]);
    // What is owed is still the bill.
    expect(JSON.parse(changesIn(decision, 'receipt-issued')[0]?.receipt.json ?? '{}')).toMatchObject({ totalMinor: 500 });
  });
});

describe('a capture', () => {
  test('posts what was frozen: venue, fee and tax out of the wallet that owes it', () => {
    const decision = hear(given('capture'), done(500n));
    expect(changesIn(decision, 'transfer-posted')[0]?.transfer).toMatchObject({
      opKey: KEYS.capture,
      postings: [
        { account: 'clearing:host:CNY', deltaMinor: -500n },
        { account: expect.stringMatching(/^payable:/), deltaMinor: 447n },
        { account: expect.stringMatching(/^fee:/), deltaMinor: 25n },
        { account: expect.stringMatching(/^tax:/), deltaMinor: 28n },
      ],
    });
  });

  test('of another amount keeps what the wallet claims for whoever decides (row 19)', () => {
    const decision = hear(given('capture'), done(499n));
    expect(sessionAfter(decision)?.review).toMatchObject({ reason: 'capture-differs', opKey: KEYS.capture, saidMinor: 499n });
    expect(changesIn(decision, 'transfer-posted')).toEqual([]);
  });

  test('of a hold that we released contradicts our books (row 23)', () => {
    const decision = hear(given('capture', { hold: { state: 'voiding' } }), done(500n));
    expect(sessionAfter(decision)?.review?.reason).toBe('void-of-captured');
  });

  test('that is done ends what else was asked about its hold', () => {
    const facts = given('capture');
    const late = operationRecord({ opKey: 'ses_1:hld_1:inc:1', kind: 'increment' });
    const decision = hear({ ...facts, operations: [...facts.operations, late] }, done(500n));
    expect(changesIn(decision, 'operation-resolved').map(({ opKey, state }) => [opKey, state])).toEqual([
      [KEYS.capture, 'done'],
      ['ses_1:hld_1:inc:1', 'refused'],
    ]);
  });
});

test('a word of one of two holds leaves the session settling until the other is resolved', () => {
  const facts = given('capture');
  const guest = holdRecord({
    holdId: 'hld_2',
    payerId: 'person-2',
    role: 'guest',
    wallet: 'host',
    state: 'capturing',
    heldMinor: 1_000n,
  });
  const share = { holdId: 'hld_2', payerId: 'person-2', lines: [], totalMinor: 0n, taxMinor: 0n, feeMinor: 0n };
  const settlement = settlementRecord({ shares: [...settlementRecord().shares, share] });
  const two = { ...facts, session: { ...facts.session, settlement }, holds: [...facts.holds, guest] };
  const first = hear(two, done(500n));
  expect(lastState(first)).toBe('settling');
  expect(changesIn(first, 'receipt-issued')).toEqual([]);
});
