// Read taken over: the address of a label that was not ours, where a list said which object it hangs on; believed less than a signature.

import { parseForeignUrl } from '../domain/label/take-over.ts';
import type { NamedLabel } from '../domain/scan/named-label.ts';
import type { TagProof } from '../domain/session/session.ts';
import type { Store } from '../ports/store.ts';

/** null: nobody took this address over. One look-up for every text, so that no two refusals differ in their work. */
export type ReadTakenOver = (code: string) => Promise<NamedLabel | null>;

/** Nobody signed it: it says which label was read, and proves nothing. */
function proofOf(labelId: string, url: string): TagProof {
  const header = JSON.stringify({ typ: 'taken-over', iss: new URL(url).origin });
  return {
    protectedHeader: Buffer.from(header).toString('base64url'),
    payload: Buffer.from(JSON.stringify({ labelId })).toString('base64url'),
    signature: '',
  };
}

export function createReadTakenOver(store: Pick<Store, 'takenOverByUrl'>): ReadTakenOver {
  return async (code) => {
    const url = parseForeignUrl(code);
    const label = await store.takenOverByUrl(url ?? '');
    if (url === null || label === null || label.objectId === null) return null;
    return { tagId: label.labelId, objectId: label.objectId, proof: proofOf(label.labelId, url), trust: 'taken-over' };
  };
}
