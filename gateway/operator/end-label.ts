// End label: staff say that a label is lost, revoked or replaced; it never counts again, and says so to whoever scans it.
import { ok, type Result } from '#protocol';
import type { LabelRecord } from '../domain/label/label.ts';
import { auditOfLabel } from '../domain/label/label-audit.ts';
import { decideEnd, type LabelEnd } from '../domain/label/label-moves.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { FindLabel, FoundLabel } from './find-label.ts';
import { type LabelActContext, runLabelAct } from './label-act.ts';

export type EndLabel = (request: {
  readonly operatorId: string;
  readonly tenantId: string;
  /** As it was scanned or typed. */
  readonly label: string;
  readonly as: LabelEnd;
  readonly reason: string;
  readonly keyed?: KeyedRequest;
}) => Promise<Result<LabelRecord, Rejection>>;

export function createEndLabel(deps: LabelActContext & { readonly findLabel: FindLabel }): EndLabel {
  return ({ operatorId, tenantId, label: code, as, reason, keyed = null }) =>
    runLabelAct<FoundLabel, LabelRecord>(deps, keyed, {
      load: () => deps.findLabel(tenantId, code),
      decide: ({ label }, atMs) => {
        const decided = decideEnd(label, as, atMs);
        if (!decided.ok) return decided;
        if (decided.value === null) return ok({ changes: [], value: label });
        const audited = auditOfLabel(
          { operatorId, tenantId, auditId: deps.ids('aud'), atMs },
          { what: 'label-ended', subjectId: label.tagId, facts: { as, objectId: label.objectId ?? '', reason } },
        );
        return ok({ changes: [{ change: 'label-changed', label: decided.value }, audited], value: decided.value });
      },
    });
}
