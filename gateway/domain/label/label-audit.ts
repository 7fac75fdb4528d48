// Label audit: who did what to which label, in the commit that did it (A3).
import type { AuditRow } from '../audit/audit.ts';
import type { Change } from '../changes.ts';

export type LabelAct =
  | 'labels-ordered'
  | 'labels-issued'
  | 'label-attached'
  | 'label-ended'
  | 'label-superseded'
  | 'labels-taken-over'
  | 'taken-over-label-led'
  | 'labels-exported'
  | 'labels-printed';

/** @param by `operatorId` null: the gateway itself, of what it saw. */
export function auditOfLabel(
  by: { readonly operatorId: string | null; readonly tenantId: string; readonly auditId: string; readonly atMs: number },
  act: { readonly what: LabelAct; readonly subjectId: string; readonly facts: AuditRow['facts'] },
): Change {
  const { operatorId, tenantId, auditId, atMs } = by;
  const actor =
    operatorId === null ? ({ kind: 'gateway', id: 'labels' } as const) : ({ kind: 'operator', id: operatorId } as const);
  return { change: 'audited', row: { auditId, tenantId, atMs, actor, ...act } };
}
