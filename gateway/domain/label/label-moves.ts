// Label moves: what may become of a label, as data and pure decisions - hung, moved, ended, seen for the first time.
import { assert, ok, type Result, refused } from '#protocol';
import type { Rejection } from '../rejections.ts';
import type { TagStatus } from '../scan/tag.ts';
import type { LabelledObject, LabelRecord } from './label.ts';

/** What has ended never counts again: a label that turns up later may be anybody's by then. */
export const LABEL_MOVES: { readonly [S in TagStatus]: readonly TagStatus[] } = {
  printed: ['printed', 'active', 'replaced', 'lost', 'revoked'],
  active: ['active', 'replaced', 'lost', 'revoked'],
  replaced: [],
  lost: [],
  revoked: [],
};

export const LABEL_ENDS = ['replaced', 'lost', 'revoked'] as const;
export type LabelEnd = (typeof LABEL_ENDS)[number];

/** It leads, or may yet lead, to an object. */
export const isLiveLabel = ({ status }: Pick<LabelRecord, 'status'>): boolean => LABEL_MOVES[status].length > 0;

function moved(label: LabelRecord, to: Partial<LabelRecord>): LabelRecord {
  const next = { ...label, ...to, version: label.version + 1 };
  assert(LABEL_MOVES[label.status].includes(next.status), `a label that is ${label.status} becomes no ${next.status} one`);
  return next;
}

const ended = (label: LabelRecord, as: LabelEnd, atMs: number): LabelRecord => moved(label, { status: as, endedAtMs: atMs });

export type AttachRequest = {
  readonly object: LabelledObject;
  /** What becomes of other labels of the object: nothing is done unless it is said, both count, or they end. */
  readonly others: 'refuse' | 'keep' | 'replace';
  /** It may be on another object now. */
  readonly isMove: boolean;
};

export type AttachFacts = {
  readonly label: LabelRecord;
  /** Where it hangs now. */
  readonly on: LabelledObject | null;
  /** Live labels of the object that it is to hang on. */
  readonly there: readonly LabelRecord[];
  /** What it was printed to replace, wherever that is by now; null: nothing. */
  readonly replaced: LabelRecord | null;
};

/** It hung here until now, or never hung anywhere; what was taken elsewhere meanwhile is that object's label. */
const isSupersededOn = (replaced: LabelRecord | null, objectId: string): replaced is LabelRecord =>
  replaced !== null && isLiveLabel(replaced) && (replaced.objectId === null || replaced.objectId === objectId);

/** @returns the label as it is then, and those that end by it; nothing to write when it hangs there already. */
export function decideAttach(
  { label, on, there, replaced }: AttachFacts,
  { object, others, isMove }: AttachRequest,
  nowMs: number,
): Result<{ readonly label: LabelRecord; readonly ended: readonly LabelRecord[] }, Rejection> {
  if (!isLiveLabel(label)) return refused({ code: 'label.ended', state: label.status });
  const isElsewhere = on !== null && on.objectId !== object.objectId;
  if (isElsewhere && !isMove) {
    return refused({ code: 'label.attached-elsewhere', objectId: on.objectId, objectName: on.name });
  }
  const besides = there.filter(({ tagId }) => tagId !== label.tagId && tagId !== label.replaces);
  if (besides.length > 0 && others === 'refuse') {
    return refused({ code: 'code.second-label', objectName: object.name, others: besides.length });
  }
  const isThere = label.status === 'active' && label.objectId === object.objectId;
  const attached = isThere ? label : moved(label, { status: 'active', objectId: object.objectId, attachedAtMs: nowMs });
  const gone = [...(others === 'replace' ? besides : []), ...(isSupersededOn(replaced, object.objectId) ? [replaced] : [])];
  return ok({ label: attached, ended: gone.map((each) => ended(each, 'replaced', nowMs)) });
}

/** @returns null when it has ended so already. */
export function decideEnd(label: LabelRecord, as: LabelEnd, nowMs: number): Result<LabelRecord | null, Rejection> {
  if (label.status === as) return ok(null);
  return isLiveLabel(label) ? ok(ended(label, as, nowMs)) : refused({ code: 'label.ended', state: label.status });
}

/**
 * Seen in the field. What it was printed to replace has hung there until now, and ends unless it was taken elsewhere meanwhile.
 * @returns what changes; nothing when it was seen before.
 */
export function decideFirstScan(label: LabelRecord, replaced: LabelRecord | null, atMs: number): readonly LabelRecord[] {
  if (label.firstScannedAtMs !== null || !isLiveLabel(label)) return [];
  const { objectId } = label;
  const seen = moved(label, { firstScannedAtMs: atMs, ...(objectId !== null && { status: 'active' as const }) });
  return objectId !== null && isSupersededOn(replaced, objectId) ? [seen, ended(replaced, 'replaced', atMs)] : [seen];
}
