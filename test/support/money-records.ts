// Records of money and people to begin a test with: they belong to the session and the venue of records.ts.
import type { AuditRow } from '../../gateway/domain/audit/audit.ts';
import { type AuditLink, CHAIN_BEGIN, sealRows } from '../../gateway/domain/audit/audit-chain.ts';
import type { Change } from '../../gateway/domain/changes.ts';
import type { ParticipantRecord } from '../../gateway/domain/company/participant.ts';
import type { ClaimRecord } from '../../gateway/domain/correction/claim.ts';
import type { HoldRecord } from '../../gateway/domain/hold/hold.ts';
import type { RefundRecord, UncollectedRecord } from '../../gateway/domain/ledger/ledger.ts';
import type { PayoutRecord } from '../../gateway/domain/ledger/payout.ts';
import type { OutboxEvent } from '../../gateway/domain/outbox/outbox.ts';
import type { Settlement } from '../../gateway/domain/session/session.ts';
import type { OperationRecord } from '../../gateway/domain/wallet/wallet-operation.ts';
import { holdRecord, PERSON, POD, START_MS, TENANT, VENUE } from './records.ts';

/** Of the host alone: 5.00 of use, of which 0.28 tax and 0.25 fee. */
export function settlementRecord(overrides: Partial<Settlement> = {}): Settlement {
  return {
    reason: 'stopped',
    rounding: 'started',
    usage: { useMs: 79_500, distanceM: 12 },
    endedAtMs: START_MS + 80_000,
    frozenAtMs: START_MS + 80_500,
    shares: [
      {
        holdId: 'hld_1',
        payerId: PERSON,
        lines: [
          { line: 'base', amountMinor: 300n },
          { line: 'step', quantity: 'useMs', units: 2, per: 60_000, unitMinor: 100n, amountMinor: 200n },
        ],
        totalMinor: 500n,
        taxMinor: 28n,
        feeMinor: 25n,
      },
    ],
    ...overrides,
  };
}

/** An authorize that has not been asked yet. */
export function operationRecord(overrides: Partial<OperationRecord> = {}): OperationRecord {
  return {
    opKey: 'ses_1:hld_1:authorize',
    kind: 'authorize',
    wallet: 'host',
    tenantId: TENANT,
    sessionId: 'ses_1',
    holdId: 'hld_1',
    payerId: PERSON,
    amountMinor: 6_000n,
    currency: 'CNY',
    state: 'pending',
    attempts: 0,
    grant: 'eyJ.grant',
    walletRef: null,
    actionUrl: null,
    refusal: null,
    createdAtMs: START_MS,
    resolvedAtMs: null,
    ...overrides,
  };
}

export function refundRecord(overrides: Partial<RefundRecord> = {}): RefundRecord {
  return {
    refundId: 'rfd_1',
    holdId: 'hld_1',
    sessionId: 'ses_1',
    payerId: PERSON,
    tenantId: TENANT,
    rule: 'never-opened',
    amountMinor: 300n,
    currency: 'CNY',
    by: { actor: 'claim', id: 'clm_1' },
    reason: 'the door was never seen open',
    state: 'pending',
    createdAtMs: START_MS + 90_000,
    ...overrides,
  };
}

export function uncollectedRecord(overrides: Partial<UncollectedRecord> = {}): UncollectedRecord {
  return {
    holdId: 'hld_1',
    sessionId: 'ses_1',
    payerId: PERSON,
    tenantId: TENANT,
    currency: 'CNY',
    owedMinor: 500n,
    state: 'open',
    atMs: START_MS + 90_000,
    ...overrides,
  };
}

export function participantRecord(overrides: Partial<ParticipantRecord> = {}): ParticipantRecord {
  return { sessionId: 'ses_1', personId: 'person-2', state: 'asked', holdId: null, version: 1, atMs: START_MS + 1, ...overrides };
}

export function claimRecord(overrides: Partial<ClaimRecord> = {}): ClaimRecord {
  return {
    claimId: 'clm_1',
    sessionId: 'ses_1',
    tenantId: TENANT,
    objectId: POD,
    personId: PERSON,
    rule: 'never-opened',
    verdict: 'granted',
    because: 'use-proven',
    atMs: START_MS + 90_000,
    ...overrides,
  };
}

export function auditRow(overrides: Partial<AuditRow> = {}): AuditRow {
  return {
    auditId: 'aud_1',
    tenantId: TENANT,
    atMs: START_MS,
    actor: { kind: 'operator', id: 'ops-1' },
    what: 'refund-given',
    subjectId: 'hld_1',
    facts: { amountMinor: 300, currency: 'CNY' },
    ...overrides,
  };
}

/** The links of rows, as the first ones of the chain. */
export function auditLinks(rows: readonly AuditRow[]): readonly AuditLink[] {
  return sealRows(rows, CHAIN_BEGIN, START_MS + 1);
}

export function outboxEvent(overrides: Partial<OutboxEvent> = {}): OutboxEvent {
  return {
    eventId: 'session.started:ses_1',
    kind: 'session.started',
    tenantId: TENANT,
    personId: PERSON,
    sessionId: 'ses_1',
    body: '{"id":"session.started:ses_1"}',
    attempts: 0,
    atMs: START_MS,
    ...overrides,
  };
}

export function payoutRecord(overrides: Partial<PayoutRecord> = {}): PayoutRecord {
  return {
    payoutId: 'pay_1',
    tenantId: TENANT,
    venueId: VENUE,
    currency: 'CNY',
    amountMinor: 472n,
    untilMs: START_MS + 90_000,
    atMs: START_MS + 90_000,
    items: [{ transferId: 'tra_ses_1_capture', sessionId: 'ses_1', wallet: 'ledger', amountMinor: 472n, atMs: START_MS }],
    ...overrides,
  };
}

/** The next version of a hold. */
export function holdMoved(from: HoldRecord, next: Partial<HoldRecord>): Change & { readonly change: 'hold-changed' } {
  return { change: 'hold-changed', hold: { ...from, version: from.version + 1, ...next } };
}

/** The host's hold of the started session, captured. */
export function holdCaptured(
  capturedMinor: bigint,
  from: HoldRecord = holdRecord(),
): Change & { readonly change: 'hold-changed' } {
  return holdMoved(from, { state: 'captured', capturedMinor });
}
