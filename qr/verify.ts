// Decides whether a scanned text is one of our tags: form first, then the key's window, then the signature.

import { type CryptoKey, errors, flattenedVerify } from 'jose';
import { assert, ok, type Result, refused } from '#protocol';
import { decodeDigits } from './digits.ts';
import { importDecoyKey, type TagVerifyKey } from './keys.ts';
import { parseLink } from './link.ts';
import { PAYLOAD_BYTES, parseTagPayload, TAG_ALGORITHM, TAG_DIGITS, type TagPayload, tagHeader } from './tag.ts';

declare const verified: unique symbol;

/** A tag whose signature was checked; only a verifier makes one. Genuine it is once the gateway finds its row active (QR-06). */
export type VerifiedTag = TagPayload & {
  readonly [verified]: true;
  /** The issuer name stored with the kid. */
  readonly issuer: string;
  /** The 12 signed bytes, 24 hexadecimal digits. */
  readonly payloadHex: string;
  /** 64 bytes, base64url: with header and payload it is the proof that a receipt carries. */
  readonly signature: string;
  /** The JWS protected header as JSON text, the exact bytes that were signed. */
  readonly protectedHeader: string;
};

export type TagRefusalReason =
  | 'link'
  | 'length'
  | 'digit'
  | 'not-canonical'
  | 'version'
  | 'type'
  | 'kid-unknown'
  | 'kid-revoked'
  | 'signature';

/** Outside only the code is told: `reason` is for counters and for the operator's command line (QR-05). */
export type TagRejection = { readonly code: 'code.not-ours'; readonly reason: TagRefusalReason };

export type TagVerifier = {
  /** @param text a link, a URL path (`/` and digits) or the digits alone; the link's host is not judged. */
  verify(text: string): Promise<Result<VerifiedTag, TagRejection>>;
  /** What was spent so far: unknown kids and bad signatures must cost the same. */
  counts(): { readonly signatureChecks: number; readonly cacheHits: number };
};

type DecodedTag = { readonly payload: TagPayload; readonly payloadBytes: Uint8Array; readonly signature: string };

const DECOY_ISSUER = 'https://decoy.invalid';
const CACHE_SIZE = 1_000;

/**
 * @param keys every key the issuers ever had; those of status `revoked` are refused by name. A function is asked at each
 * verification: with another list than the last time, that one counts from then on.
 * @param options `cacheSize` bounds how many verified tags are remembered; forgeries are never remembered.
 */
export function createTagVerifier(
  keys: readonly TagVerifyKey[] | (() => readonly TagVerifyKey[]),
  options: { readonly cacheSize?: number } = {},
): TagVerifier {
  const { cacheSize = CACHE_SIZE } = options;
  let ring = ringOf(typeof keys === 'function' ? keys() : keys);
  const decoyKey = importDecoyKey();
  const cache = new Map<string, VerifiedTag>();
  let signatureChecks = 0;
  let cacheHits = 0;

  async function isSigned(tag: DecodedTag, key: CryptoKey, protectedHeader: string): Promise<boolean> {
    signatureChecks += 1;
    const jws = {
      protected: Buffer.from(protectedHeader).toString('base64url'),
      payload: Buffer.from(tag.payloadBytes).toString('base64url'),
      signature: tag.signature,
    };
    try {
      await flattenedVerify(jws, key, { algorithms: [TAG_ALGORITHM] });
      return true;
    } catch (cause) {
      if (cause instanceof errors.JWSSignatureVerificationFailed) return false;
      throw cause;
    }
  }

  async function verify(text: string): Promise<Result<VerifiedTag, TagRejection>> {
    const digits = digitsOf(text);
    if (!digits.ok) return notOurs(digits.error);
    const decoded = decodeTag(digits.value);
    if (!decoded.ok) return notOurs(decoded.error);

    const { payload } = decoded.value;
    if (typeof keys === 'function' && keys() !== ring.keys) ring = ringOf(keys());
    const key = ring.byKid.get(payload.kid);
    const inWindow = key !== undefined && key.status !== 'revoked';
    const remembered = inWindow ? cache.get(digits.value) : undefined;
    if (remembered !== undefined) {
      cacheHits += 1;
      return ok(remembered);
    }

    // QR-05: a kid outside its window costs one check against a decoy, so it answers after the same calls as a forgery.
    const decoy = await decoyKey;
    const issuer = inWindow ? key.issuer : DECOY_ISSUER;
    const protectedHeader = JSON.stringify(tagHeader(payload.kid, issuer));
    const signed = await isSigned(decoded.value, inWindow ? key.publicKey : decoy, protectedHeader);
    if (!inWindow) return notOurs(key === undefined ? 'kid-unknown' : 'kid-revoked');
    if (!signed) return notOurs('signature');

    const tag = Object.freeze({
      ...payload,
      issuer,
      payloadHex: Buffer.from(decoded.value.payloadBytes).toString('hex'),
      signature: decoded.value.signature,
      protectedHeader,
    }) as VerifiedTag;
    remember(digits.value, tag);
    return ok(tag);
  }

  function remember(digits: string, tag: VerifiedTag): void {
    const [oldest] = cache.keys();
    if (cache.size >= cacheSize && oldest !== undefined) cache.delete(oldest);
    if (cacheSize > 0) cache.set(digits, tag);
  }

  return { verify, counts: () => ({ signatureChecks, cacheHits }) };
}

function ringOf(keys: readonly TagVerifyKey[]) {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  assert(byKid.size === keys.length, 'a kid names one key');
  return { keys, byKid };
}

function notOurs(reason: TagRefusalReason): Result<never, TagRejection> {
  return refused({ code: 'code.not-ours', reason });
}

function digitsOf(text: string): Result<string, TagRefusalReason> {
  if (/^https?:/i.test(text)) {
    const link = parseLink(text);
    return link.ok ? ok(link.value.digits) : link;
  }
  return ok(text.startsWith('/') ? text.slice(1) : text);
}

/** @returns whether a verifier reads 185 digits from the text; whatever they say, nobody finds another tag by trying. */
export function isTagForm(text: string): boolean {
  const digits = digitsOf(text);
  return digits.ok && digits.value.length === TAG_DIGITS && /^[0-9]+$/.test(digits.value);
}

/** The first step of QR-04, in its order: length, digits, canonical, version. */
function decodeTag(digits: string): Result<DecodedTag, TagRefusalReason> {
  if (digits.length !== TAG_DIGITS) return refused('length');
  const bytes = decodeDigits(digits);
  if (!bytes.ok) return bytes;
  const payloadBytes = bytes.value.subarray(0, PAYLOAD_BYTES);
  const payload = parseTagPayload(payloadBytes);
  if (!payload.ok) return payload;
  const signature = Buffer.from(bytes.value.subarray(PAYLOAD_BYTES)).toString('base64url');
  return ok({ payload: payload.value, payloadBytes, signature });
}
