// Find label: the label that staff mean, by what they scanned or typed - its link, its short code, or its tag id.
import { ok, type Result, refused } from '#protocol';
import { parseShortCode, type TagVerifier } from '#qr';
import type { LabelledObject, LabelRecord } from '../domain/label/label.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { Store } from '../ports/store.ts';

export type FoundLabel = {
  readonly label: LabelRecord;
  /** What it hangs on; null: nothing yet. */
  readonly object: LabelledObject | null;
};
/** A label of another tenant is as unknown as none. */
export type FindLabel = (tenantId: string, code: string) => Promise<Result<FoundLabel, Rejection>>;

const TAG_ID = /^[0-9a-f]{16}$/;
/** No link, and none of the digits of one. */
const isTyped = (code: string): boolean => !/[:/]|[0-9]{20}/.test(code);

export function createFindLabel(
  store: Pick<Store, 'label' | 'tagByShortCode' | 'labelledObjects'>,
  tagVerifier: Pick<TagVerifier, 'verify'>,
): FindLabel {
  async function read(code: string): Promise<Result<LabelRecord | null, Rejection>> {
    if (TAG_ID.test(code)) return ok(await store.label(code));
    const shortCode = parseShortCode(code);
    if (shortCode.ok) return ok(await store.tagByShortCode(shortCode.value));
    const tag = await tagVerifier.verify(code);
    if (!tag.ok && isTyped(code)) return refused({ code: 'label.mistyped', mistake: shortCode.error });
    if (!tag.ok) return refused({ code: 'code.not-ours' });
    const label = await store.label(tag.value.tagId);
    // A stolen key mints nothing for staff either (codes rule 4).
    return label?.payloadHex === tag.value.payloadHex ? ok(label) : refused({ code: 'code.not-ours' });
  }

  return async (tenantId, code) => {
    const label = await read(code.trim());
    if (!label.ok) return label;
    if (label.value?.tenantId !== tenantId) return refused({ code: 'label.unknown' });
    const { objectId } = label.value;
    const [object = null] = objectId === null ? [] : await store.labelledObjects([objectId]);
    return ok({ label: label.value, object });
  };
}
