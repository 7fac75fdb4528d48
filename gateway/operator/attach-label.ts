// Attach label: staff hang a printed label on an object, or move it there; doubles are told, and count only when that is said.
import { ok, type Result, refused } from '#protocol';
import type { LabelledObject, LabelRecord } from '../domain/label/label.ts';
import { auditOfLabel } from '../domain/label/label-audit.ts';
import { type AttachFacts, type AttachRequest, decideAttach } from '../domain/label/label-moves.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { FindLabel } from './find-label.ts';
import { type LabelActContext, runLabelAct } from './label-act.ts';

type Attached = {
  readonly label: LabelRecord;
  readonly object: LabelledObject;
  /** Tag ids of labels that ended by it. */
  readonly ended: readonly string[];
  /** How many labels the object has now. */
  readonly labels: number;
};

export type AttachLabel = (
  request: {
    readonly operatorId: string;
    readonly tenantId: string;
    /** As it was scanned or typed. */
    readonly label: string;
    readonly objectId: string;
    readonly keyed?: KeyedRequest;
  } & Omit<AttachRequest, 'object'>,
) => Promise<Result<Attached, Rejection>>;

type Facts = AttachFacts & { readonly object: LabelledObject };

export function createAttachLabel(deps: LabelActContext & { readonly findLabel: FindLabel }): AttachLabel {
  const { store, findLabel, ids } = deps;

  async function load(tenantId: string, code: string, objectId: string): Promise<Result<Facts, Rejection>> {
    const found = await findLabel(tenantId, code);
    if (!found.ok) return found;
    const [object] = await store.labelledObjects([objectId]);
    if (object?.tenantId !== tenantId) return refused({ code: 'object.unknown', objectId });
    const { label, object: on } = found.value;
    if (object.isRetired) return refused({ code: 'object.retired' });
    const replaced = label.replaces === null ? null : await store.label(label.replaces);
    return ok({ label, on, there: await store.liveLabelsOf(objectId), replaced, object });
  }

  return ({ operatorId, tenantId, label: code, objectId, others, isMove, keyed = null }) =>
    runLabelAct<Facts, Attached>(deps, keyed, {
      load: () => load(tenantId, code, objectId),
      decide: ({ object, ...before }, atMs) => {
        const { label, on, there } = before;
        const decided = decideAttach(before, { object, others, isMove }, atMs);
        if (!decided.ok) return decided;
        const { label: attached, ended } = decided.value;
        const thereIds = there.map(({ tagId }) => tagId);
        const endedIds = ended.map(({ tagId }) => tagId);
        const labels = [...new Set([...thereIds, attached.tagId])].filter((tagId) => !endedIds.includes(tagId)).length;
        const value = { label: attached, object, ended: endedIds, labels };
        const written = [...(attached === label ? [] : [attached]), ...ended];
        if (written.length === 0) return ok({ changes: [], value });
        const facts = { objectId, from: on?.objectId ?? '', others, ended: value.ended.join(' ') };
        return ok({
          value,
          changes: [
            // Two who hang a label each at this moment: the second is told of the first.
            { change: 'object-labels-counted', objectId, tagIds: thereIds },
            ...written.map((each) => ({ change: 'label-changed', label: each }) as const),
            auditOfLabel(
              { operatorId, tenantId, auditId: ids('aud'), atMs },
              { what: 'label-attached', subjectId: label.tagId, facts },
            ),
          ],
        });
      },
    });
}
