// Signatures of the host wallet's HTTP interface: detached JWS (RFC 7515 appendix F) over what was asked and what was answered.
import * as jose from 'jose';
import { type FindKey, ok, type Result, refused, type Signer, sha256 } from '#protocol';

export const SIGNATURE_HEADER = 'wallet-signature';

/** A signature for one direction never serves another: an answer sent back as a webhook is refused by its type. */
export const SIGNATURE_TYPES = {
  request: 'unlatch-wallet-request+jws',
  answer: 'unlatch-wallet-answer+jws',
  event: 'unlatch-wallet-event+jws',
} as const;
type SignatureType = (typeof SIGNATURE_TYPES)[keyof typeof SIGNATURE_TYPES];

/** RFC 8037's name is understood by more libraries; RFC 9864's means the same for an Ed25519 key. */
const ALGORITHM = 'EdDSA';
const ALGORITHMS = ['EdDSA', 'Ed25519'];
const LONGEST = 2_048;

/** `path` is origin-form as sent: path and query (RFC 9112 section 3.2.1). */
export function requestText(method: string, path: string, body: string): string {
  return `${method}\n${path}\n${sha256(body)}`;
}

/** Names the very request by its signature, so that no answer of another moment fits (replay). */
export function answerText(requestSignature: string, status: number, body: string): string {
  return `${sha256(requestSignature)}\n${status}\n${sha256(body)}`;
}

/** Time and key id stand in the protected header and are signed with the text. */
export async function signDetached(typ: SignatureType, text: string, signer: Signer, nowMs: number): Promise<string> {
  const compact = await new jose.CompactSign(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: ALGORITHM, kid: signer.kid, typ, iat: Math.floor(nowMs / 1000) })
    .sign(signer.key);
  const [header, , signature] = compact.split('.');
  return `${header}..${signature}`;
}

export type SignatureDoubt = { readonly problem: 'missing' | 'malformed' | 'unknown key' | 'invalid' | 'wrong type' };

function isCanonical(part: string): boolean {
  return part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
}

/** @returns when it was signed, in ms. */
export async function verifyDetached(
  typ: SignatureType,
  text: string,
  detached: string | null | undefined,
  findKey: FindKey,
): Promise<Result<number, SignatureDoubt>> {
  if (!detached) return refused({ problem: 'missing' });
  const [header = '', payload, signature = '', ...rest] = detached.slice(0, LONGEST + 1).split('.');
  const isDetached = detached.length <= LONGEST && payload === '' && rest.length === 0;
  if (!isDetached || !isCanonical(header) || !isCanonical(signature)) return refused({ problem: 'malformed' });
  const compact = `${header}.${Buffer.from(text).toString('base64url')}.${signature}`;
  let claims: jose.ProtectedHeaderParameters & { readonly iat?: unknown };
  try {
    claims = jose.decodeProtectedHeader(compact);
  } catch {
    return refused({ problem: 'malformed' });
  }
  // No extension is understood here, so none may be critical (RFC 7515 section 4.1.11).
  if (typeof claims.kid !== 'string' || claims.crit !== undefined) return refused({ problem: 'malformed' });
  const key = findKey(claims.kid);
  if (!key) return refused({ problem: 'unknown key' });
  try {
    await jose.compactVerify(compact, key, { algorithms: ALGORITHMS });
  } catch {
    return refused({ problem: 'invalid' });
  }
  if (claims.typ !== typ) return refused({ problem: 'wrong type' });
  if (typeof claims.iat !== 'number' || !Number.isSafeInteger(claims.iat)) return refused({ problem: 'malformed' });
  return ok(claims.iat * 1000);
}
