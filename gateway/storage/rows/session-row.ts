// Session row: a session, its timeline and its deadlines as columns, both ways.
import type { Deadline, DeadlineKind } from '../../domain/deadline.ts';
import type { EndReason, SessionEvent, SessionRecord, SessionState, TagProof } from '../../domain/session/session.ts';
import { type PriceTerms, type StitchedUse, termsToJson } from '../../domain/tariff/price-terms.ts';
import type { FrozenTariff } from '../../domain/tariff/tariff.ts';
import { amountsFromColumn, amountsToColumn, jsonFromColumn, jsonToColumn, minorFromColumn, minorToColumn } from './values.ts';

export type SessionRow = {
  readonly session_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly place_id: string;
  readonly object_id: string;
  readonly device_id: string;
  readonly kind: string;
  readonly payer_id: string;
  readonly state: SessionState;
  readonly version: number;
  readonly tariff_id: string;
  readonly tariff_version: number;
  readonly tariff_hash: string;
  readonly terms_json: string;
  readonly tag_id: string;
  readonly tag_proof_json: string;
  readonly offer_hash: string;
  readonly hold_id: string;
  readonly held_minor: number;
  readonly most_minor: number;
  readonly created_at_ms: number;
  readonly started_at_ms: number | null;
  readonly stop_request_json: string | null;
  readonly stop_advice: string | null;
  readonly usage_json: string;
  readonly usage_at_ms: number | null;
  readonly cost_minor: number;
  readonly lease_json: string | null;
  readonly journal_up_to: number;
  readonly settlement_json: string | null;
  readonly review_json: string | null;
  readonly end_reason: EndReason | null;
  readonly end_at_ms: number | null;
  readonly final_minor: number | null;
  readonly receipt_id: string | null;
};

export function sessionToRow(session: SessionRecord): SessionRow {
  return {
    session_id: session.sessionId,
    tenant_id: session.tenantId,
    venue_id: session.venueId,
    place_id: session.placeId,
    object_id: session.objectId,
    device_id: session.deviceId,
    kind: session.kind,
    payer_id: session.payerId,
    state: session.state,
    version: session.version,
    tariff_id: session.tariff.tariffId,
    tariff_version: session.tariff.version,
    tariff_hash: session.tariff.hash,
    terms_json: termsToJson(session.terms),
    tag_id: session.scan.tagId,
    tag_proof_json: jsonToColumn(session.scan.proof),
    offer_hash: session.offerHash,
    hold_id: session.holdId,
    held_minor: minorToColumn(session.heldMinor),
    most_minor: minorToColumn(session.mostMinor),
    created_at_ms: session.createdAtMs,
    started_at_ms: session.startedAtMs,
    stop_request_json: session.stopRequest && jsonToColumn(session.stopRequest),
    stop_advice: session.stopAdvice,
    usage_json: jsonToColumn(session.usage),
    usage_at_ms: session.usageAtMs,
    cost_minor: minorToColumn(session.costMinor),
    lease_json: session.lease && jsonToColumn(session.lease),
    journal_up_to: session.journalUpTo,
    settlement_json: session.settlement && amountsToColumn(session.settlement),
    review_json: session.review && amountsToColumn(session.review),
    end_reason: session.end?.reason ?? null,
    end_at_ms: session.end?.atMs ?? null,
    final_minor: session.end ? minorToColumn(session.end.finalMinor) : null,
    receipt_id: session.receiptId,
  };
}

function endFromRow(row: SessionRow): SessionRecord['end'] {
  if (row.end_reason === null || row.end_at_ms === null || row.final_minor === null) return null;
  return { reason: row.end_reason, atMs: row.end_at_ms, finalMinor: minorFromColumn(row.final_minor) };
}

type StoredTerms = Omit<PriceTerms, 'stitch' | 'day'> & {
  readonly edition?: PriceTerms['edition'];
  readonly stitch:
    | (Omit<StitchedUse, 'paidMinor' | 'liftedMinor' | 'last'> & {
        readonly paidMinor: number;
        readonly liftedMinor?: number;
        readonly last?: StitchedUse['last'];
      })
    | null;
  readonly day: (Omit<NonNullable<PriceTerms['day']>, 'leftMinor'> & { readonly leftMinor: number }) | null;
};

/** Part by part: a session is read about ten times in its life, and its terms with it. */
function termsFromColumn(column: string): PriceTerms {
  const { edition = 1, stitch, day, ...terms } = jsonFromColumn<StoredTerms>(column);
  return {
    edition,
    ...terms,
    stitch: stitch && {
      ...stitch,
      paidMinor: minorFromColumn(stitch.paidMinor),
      liftedMinor: minorFromColumn(stitch.liftedMinor ?? 0),
      last: stitch.last ?? null,
    },
    day: day && { ...day, leftMinor: minorFromColumn(day.leftMinor) },
  };
}

/** @param tariff the frozen tariff that the row's hash names. */
export function sessionFromRow(row: SessionRow, tariff: FrozenTariff): SessionRecord {
  return {
    sessionId: row.session_id,
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    placeId: row.place_id,
    objectId: row.object_id,
    deviceId: row.device_id,
    kind: row.kind,
    payerId: row.payer_id,
    state: row.state,
    version: row.version,
    tariff,
    terms: termsFromColumn(row.terms_json),
    scan: { tagId: row.tag_id, proof: jsonFromColumn<TagProof>(row.tag_proof_json) },
    offerHash: row.offer_hash,
    holdId: row.hold_id,
    heldMinor: minorFromColumn(row.held_minor),
    mostMinor: minorFromColumn(row.most_minor),
    createdAtMs: row.created_at_ms,
    startedAtMs: row.started_at_ms,
    stopRequest: row.stop_request_json === null ? null : jsonFromColumn(row.stop_request_json),
    stopAdvice: row.stop_advice,
    usage: jsonFromColumn(row.usage_json),
    usageAtMs: row.usage_at_ms,
    costMinor: minorFromColumn(row.cost_minor),
    lease: row.lease_json === null ? null : jsonFromColumn(row.lease_json),
    journalUpTo: row.journal_up_to,
    settlement: row.settlement_json === null ? null : amountsFromColumn(row.settlement_json),
    review: row.review_json === null ? null : amountsFromColumn(row.review_json),
    end: endFromRow(row),
    receiptId: row.receipt_id,
  };
}

export type SessionEventRow = {
  readonly session_id: string;
  readonly version: number;
  readonly what: string;
  readonly facts_json: string;
  readonly at_ms: number;
};

export function sessionEventToRow(event: SessionEvent): SessionEventRow {
  return {
    session_id: event.sessionId,
    version: event.version,
    what: event.what,
    facts_json: jsonToColumn(event.facts),
    at_ms: event.atMs,
  };
}

export function sessionEventFromRow(row: SessionEventRow): SessionEvent {
  return {
    sessionId: row.session_id,
    version: row.version,
    what: row.what,
    facts: jsonFromColumn(row.facts_json),
    atMs: row.at_ms,
  };
}

export type DeadlineRow = { readonly kind: DeadlineKind; readonly subject_id: string; readonly due_at_ms: number };

export function deadlineToRow(deadline: Deadline): DeadlineRow {
  return { kind: deadline.kind, subject_id: deadline.subjectId, due_at_ms: deadline.dueAtMs };
}

export function deadlineFromRow(row: DeadlineRow): Deadline {
  return { kind: row.kind, subjectId: row.subject_id, dueAtMs: row.due_at_ms };
}
