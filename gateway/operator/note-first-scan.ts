// Note first scan: a label was seen in the field; what it replaces ends now, and not before.
import type { Ids } from '#protocol';
import { auditOfLabel } from '../domain/label/label-audit.ts';
import { decideFirstScan } from '../domain/label/label-moves.ts';
import type { Store } from '../ports/store.ts';
import { Unavailable } from '../ports/unavailable.ts';

/** Asked outside of requests, as often as one likes: the first time counts. @returns true when it was the first. */
export type NoteFirstScan = (tagId: string, atMs: number) => Promise<boolean>;

const MOST_TRIES = 4;

export function createNoteFirstScan(deps: { readonly store: Pick<Store, 'label' | 'commit'>; readonly ids: Ids }): NoteFirstScan {
  const { store, ids } = deps;
  return async (tagId, atMs) => {
    for (let tries = 1; ; tries += 1) {
      const label = await store.label(tagId);
      if (!label) return false;
      const replaced = label.replaces === null ? null : await store.label(label.replaces);
      const [seen, superseded] = decideFirstScan(label, replaced, atMs);
      if (!seen) return false;
      const outcome = await store.commit([
        { change: 'label-changed', label: seen },
        ...(superseded
          ? [
              { change: 'label-changed', label: superseded } as const,
              auditOfLabel(
                { operatorId: null, tenantId: label.tenantId, auditId: ids('aud'), atMs },
                { what: 'label-superseded', subjectId: superseded.tagId, facts: { by: tagId, objectId: seen.objectId ?? '' } },
              ),
            ]
          : []),
      ]);
      if (outcome.ok) return true;
      if (tries >= MOST_TRIES) throw new Unavailable('store', new Error(`lost the race for ${outcome.constraint}`));
    }
  };
}
