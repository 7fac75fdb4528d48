// Read display code: the rotating code on an object's display, believed for the moment that it is of; nothing is written.
import { type Clock, ok, type Result, refused } from '#protocol';
import { type DisplayCode, parseDisplayCode, parseDisplayLink, proveDisplayCode, type TagVerifyKey } from '#qr';
import type { Rejection } from '../domain/rejections.ts';
import type { NamedLabel } from '../domain/scan/named-label.ts';
import type { TagProof } from '../domain/session/session.ts';
import type { Store } from '../ports/store.ts';

/** null: the text has not the form of a display's code. */
export type ReadDisplayCode = (text: string) => Promise<Result<NamedLabel, Rejection> | null>;

/** What the receipt says of it: the secret is shared with the device, so a stranger can check nothing, and no seal is kept. */
function proofOf({ tagId, counter }: DisplayCode, issuer: string): TagProof {
  const header = JSON.stringify({ alg: 'HS256', typ: 'o2o-dyn+v1', iss: issuer });
  const payload = JSON.stringify({ tagId, counter });
  return {
    protectedHeader: Buffer.from(header).toString('base64url'),
    payload: Buffer.from(payload).toString('base64url'),
    signature: '',
  };
}

export function createReadDisplayCode(
  deps: { readonly store: Pick<Store, 'display'>; readonly clock: Clock },
  tagKeys: () => readonly TagVerifyKey[],
): ReadDisplayCode {
  return async (text) => {
    const keys = tagKeys();
    const issuer = (keys.find(({ status }) => status === 'sign') ?? keys[0])?.issuer;
    const digits = parseDisplayLink(text);
    const code = digits === null ? null : parseDisplayCode(digits);
    if (code === null || issuer === undefined) return null;
    if (!code.ok) return refused({ code: 'code.not-ours' });
    const display = await deps.store.display(code.value.tagId);
    // An unknown display costs the same work as a forged seal, and is told the same (QR-05, codes rule 9).
    const secret = display === null ? null : Buffer.from(display.secretHex, 'hex');
    const proven = proveDisplayCode(code.value, secret, deps.clock.nowMs());
    if (display === null) return refused({ code: 'code.not-ours' });
    if (!proven.ok) return refused({ code: proven.error === 'mac' ? 'code.not-ours' : 'code.display-stale' });
    const { tagId, counter } = proven.value;
    return ok({ tagId, objectId: display.objectId, proof: proofOf(proven.value, issuer), trust: 'display', counter });
  };
}
