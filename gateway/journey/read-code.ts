// Read code: which label a scanned or typed text names, and how far that is to be trusted; nothing is written.
import { ok, type Result, refused } from '#protocol';
import { parseShortCode, parseTagPayload, type TagVerifier, type TagVerifyKey, tagHeader, type VerifiedTag } from '#qr';
import type { Rejection } from '../domain/rejections.ts';
import type { NamedLabel } from '../domain/scan/named-label.ts';
import type { TagRecord } from '../domain/scan/tag.ts';
import type { TagProof } from '../domain/session/session.ts';
import type { ScanWitness } from '../domain/watch/label-scans.ts';
import type { NoteScan } from '../ports/label-watch.ts';
import type { Store } from '../ports/store.ts';
import { formOfCode } from './code-form.ts';
import type { ReadDisplayCode } from './read-display-code.ts';
import type { ReadTakenOver } from './read-taken-over.ts';

export type ReadCode = (code: string, by: ScanWitness) => Promise<Result<NamedLabel, Rejection>>;

/** No tag has this id: reading it costs a refused code the same look-up as an unknown one. */
const DECOY_TAG_ID = '0000000000000000';

/** The tag as a flattened JWS (RFC 7515 §7.2.2), as the receipt carries it. */
function proofOf(tag: VerifiedTag): TagProof {
  return {
    protectedHeader: Buffer.from(tag.protectedHeader).toString('base64url'),
    payload: Buffer.from(tag.payloadHex, 'hex').toString('base64url'),
    signature: tag.signature,
  };
}

/** What a label that was named without its signature proves: nothing, and it says so. Null when the key behind it counts no more. */
function unsignedProofOf(row: TagRecord, keys: readonly TagVerifyKey[]): TagProof | null {
  const bytes = Buffer.from(row.payloadHex, 'hex');
  const payload = parseTagPayload(bytes);
  const key = payload.ok ? keys.find(({ kid }) => kid === payload.value.kid) : undefined;
  if (key === undefined || key.status === 'revoked') return null;
  const header = JSON.stringify(tagHeader(key.kid, key.issuer));
  return {
    protectedHeader: Buffer.from(header).toString('base64url'),
    payload: bytes.toString('base64url'),
    signature: '',
  };
}

/** Hung on its object; whether it was scanned there before makes no difference. */
function isInUse({ status }: TagRecord): boolean {
  return status === 'active' || status === 'printed';
}

export function createReadCode(
  store: Pick<Store, 'tag' | 'tagByShortCode'>,
  tagVerifier: TagVerifier,
  tagKeys: () => readonly TagVerifyKey[],
  readDisplayCode: ReadDisplayCode,
  noteScan: NoteScan,
  readTakenOver: ReadTakenOver,
): ReadCode {
  /** Tag row active and equal to what was issued: a stolen key alone mints nothing (codes rule 4). */
  async function readTag(code: string, by: ScanWitness): Promise<Result<NamedLabel, Rejection>> {
    const tag = await tagVerifier.verify(code);
    if (!tag.ok) {
      await store.tag(DECOY_TAG_ID);
      return refused({ code: 'code.not-ours' });
    }
    const row = await store.tag(tag.value.tagId);
    if (!row || row.payloadHex !== tag.value.payloadHex) return refused({ code: 'code.not-ours' });
    if (!isInUse(row)) {
      noteScan(row.tagId, { how: 'ended' });
      return refused({ code: 'code.replaced' });
    }
    noteScan(row.tagId, { how: 'here', by });
    if (row.objectId === null) return refused({ code: 'code.not-attached' });
    return ok({ tagId: row.tagId, objectId: row.objectId, proof: proofOf(tag.value), trust: 'signed' });
  }

  /** Whoever guesses is told one thing only: a label that was replaced says so to its signature alone (codes rule 9). */
  async function readShortCode(shortCode: string, by: ScanWitness): Promise<Result<NamedLabel, Rejection>> {
    const row = await store.tagByShortCode(shortCode);
    const proof = row === null ? null : unsignedProofOf(row, tagKeys());
    if (row === null || row.objectId === null || proof === null || !isInUse(row)) return refused({ code: 'code.not-ours' });
    noteScan(row.tagId, { how: 'here', by });
    return ok({ tagId: row.tagId, objectId: row.objectId, proof, trust: 'typed' });
  }

  return async (code, by) => {
    const shortCode = parseShortCode(code);
    if (shortCode.ok) return readShortCode(shortCode.value, by);
    const ours = (await readDisplayCode(code)) ?? (await readTag(code, by));
    if (ours.ok || ours.error.code !== 'code.not-ours') return ours;
    const takenOver = await readTakenOver(code);
    // What the limits took for a code of ours must lead to nothing that can be guessed.
    return takenOver && formOfCode(code) === 'other' ? ok(takenOver) : ours;
  };
}
