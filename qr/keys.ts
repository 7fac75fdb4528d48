// The key ring of tags: made, read, published. A key is imported once and then kept.
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK } from 'jose';
import { assert, ok, type Result, refused, SECOND_MS } from '#protocol';
import { isOrigin } from './link.ts';
import { isKid, TAG_ALGORITHM } from './tag.ts';

/** `sign`: signs and verifies; `verify-only`: retired, its labels still work; `revoked`: its labels are refused. */
export type TagKeyStatus = 'sign' | 'verify-only' | 'revoked';

export type TagVerifyKey = {
  /** 0..255, written `k<kid>` in JSON and headers. */
  readonly kid: number;
  /** The issuer name stored with the kid: an origin, never taken from a request. */
  readonly issuer: string;
  readonly status: TagKeyStatus;
  /** The public key, 32 bytes as base64url. */
  readonly publicX: string;
  readonly publicKey: CryptoKey;
  /** When it was made; null for a key that does not say. */
  readonly madeAtMs: number | null;
};

/** Its private half cannot be exported from memory. */
export type TagSigningKey = TagVerifyKey & { readonly privateKey: CryptoKey };

export type TagKeyRing = {
  readonly verifyKeys: readonly TagVerifyKey[];
  /** The keys of status `sign`. */
  readonly signingKeys: readonly TagSigningKey[];
};

/** One entry of a published set: a JWK (RFC 7517, RFC 8037) with two members of our own, `iss` and `status`. */
export type PublicTagJwk = {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly alg: 'Ed25519';
  readonly use: 'sig';
  readonly kid: string;
  readonly iss: string;
  readonly status: TagKeyStatus;
  readonly x: string;
  /** When it was made, seconds since 1970. */
  readonly iat?: number;
  /** Empty on a revoked key, so that a JOSE library that knows nothing of `status` refuses it too. */
  readonly key_ops?: readonly [];
};

export type PrivateTagJwk = PublicTagJwk & { readonly d: string };

export type KeyRingRefusal =
  | { readonly code: 'keys.not-json' }
  | { readonly code: 'keys.not-a-set' }
  | { readonly code: 'keys.entry-invalid'; readonly index: number; readonly member: string }
  | { readonly code: 'keys.kid-repeated'; readonly kid: number }
  | { readonly code: 'keys.private-missing'; readonly kid: number }
  | { readonly code: 'keys.pair-mismatch'; readonly kid: number };

type KeyEntry = {
  kid: number;
  issuer: string;
  status: TagKeyStatus;
  x: string;
  d: string | undefined;
  madeAtMs: number | null;
};

/** Public keys whose private half is printed in RFC 8032 §7.1 (the first one also in RFC 8037): anyone can sign with them. */
const KNOWN_TEST_KEYS: ReadonlySet<string> = new Set([
  '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw',
  '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU',
  'J4EX_BRMcjQPZ9DyMW6Dhs7_vyskKMnFH-98WX8dQm4',
  '7Bcrk61eVjv0kyxw4SRQNMNUZ-8u_U1k6_gZaDRn4r8',
]);

/** Checked against when the real key is unknown; the outcome is thrown away, so it does not matter who owns it. */
const DECOY_X = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';

export function isKnownTestKey(publicX: string): boolean {
  return KNOWN_TEST_KEYS.has(publicX);
}

/** Makes a new key pair of status `sign` with the machine's own randomness. */
export async function createTagKey(name: { kid: number; issuer: string; madeAtMs?: number }): Promise<PrivateTagJwk> {
  assert(isKid(name.kid), `a kid is 0..255, got ${name.kid}`);
  assert(isOrigin(name.issuer), `an issuer is an origin, got ${name.issuer}`);
  const pair = await generateKeyPair(TAG_ALGORITHM, { extractable: true });
  const { x, d } = await exportJWK(pair.privateKey);
  assert(x !== undefined && d !== undefined, 'an exported Ed25519 private key has x and d');
  return { ...publicJwk({ madeAtMs: null, ...name, status: 'sign', publicX: x }), d };
}

/** @returns the text of a private key file; whoever writes it keeps it readable by its owner only. */
export function formatKeyRing(keys: readonly PrivateTagJwk[]): string {
  return `${JSON.stringify({ keys }, null, 2)}\n`;
}

/** What becomes of a ring: keys that are made, and what others may still do. */
export type KeyRingChange = {
  readonly make: readonly { readonly kid: number; readonly issuer: string; readonly madeAtMs: number }[];
  readonly set: readonly { readonly kid: number; readonly status: Exclude<TagKeyStatus, 'sign'> }[];
};

/** @returns the private key file after the change; a key that may not sign any more loses its private half for good. */
export async function changeKeyRing(text: string, change: KeyRingChange): Promise<Result<string, KeyRingRefusal>> {
  const entries = parseEntries(text);
  if (!entries.ok) return entries;
  const keys: (PublicTagJwk & { readonly d?: string })[] = entries.value.map(({ x, d, ...facts }) => {
    const status = change.set.find(({ kid }) => kid === facts.kid)?.status ?? facts.status;
    const jwk = publicJwk({ ...facts, status, publicX: x });
    return status === 'sign' && d !== undefined ? { ...jwk, d } : jwk;
  });
  for (const name of change.make) {
    if (keys.some(({ kid }) => kid === `k${name.kid}`)) return refused({ code: 'keys.kid-repeated', kid: name.kid });
    keys.push(await createTagKey(name));
  }
  return ok(`${JSON.stringify({ keys }, null, 2)}\n`);
}

/** @returns the set to publish (RFC 7517 §5): public members only, picked one by one so that no `d` can slip through. */
export function publicKeySet(keys: readonly TagVerifyKey[]): { readonly keys: readonly PublicTagJwk[] } {
  return { keys: keys.map(publicJwk) };
}

/** Reads a private key file; every key of status `sign` must have its private half. */
export async function parseKeyRing(text: string): Promise<Result<TagKeyRing, KeyRingRefusal>> {
  const entries = parseEntries(text);
  if (!entries.ok) return entries;
  const verifyKeys: TagVerifyKey[] = [];
  const signingKeys: TagSigningKey[] = [];
  for (const entry of entries.value) {
    const verifyKey = await importVerifyKey(entry);
    verifyKeys.push(verifyKey);
    if (entry.status !== 'sign') continue;
    const { d } = entry;
    if (d === undefined) return refused({ code: 'keys.private-missing', kid: entry.kid });
    if (publicHalfOf(d) !== entry.x) return refused({ code: 'keys.pair-mismatch', kid: entry.kid });
    signingKeys.push({ ...verifyKey, privateKey: await importKey({ x: entry.x, d }) });
  }
  return ok({ verifyKeys, signingKeys });
}

/** Reads a public JWKS, or only the public halves of a private key file. */
export async function parseVerifyKeys(text: string): Promise<Result<readonly TagVerifyKey[], KeyRingRefusal>> {
  const entries = parseEntries(text);
  return entries.ok ? ok(await Promise.all(entries.value.map(importVerifyKey))) : entries;
}

/** A real key to spend the same work on when the kid is unknown (QR-05). */
export function importDecoyKey(): Promise<CryptoKey> {
  return importKey({ x: DECOY_X });
}

type PublicFacts = Pick<TagVerifyKey, 'kid' | 'issuer' | 'status' | 'publicX' | 'madeAtMs'>;

function publicJwk(key: PublicFacts): PublicTagJwk {
  const jwk = {
    kty: 'OKP',
    crv: 'Ed25519',
    alg: TAG_ALGORITHM,
    use: 'sig',
    kid: `k${key.kid}`,
    iss: key.issuer,
    status: key.status,
    x: key.publicX,
    ...(key.madeAtMs === null ? {} : { iat: Math.floor(key.madeAtMs / SECOND_MS) }),
  } as const;
  return key.status === 'revoked' ? { ...jwk, key_ops: [] } : jwk;
}

async function importVerifyKey(entry: KeyEntry): Promise<TagVerifyKey> {
  const { kid, issuer, status, x, madeAtMs } = entry;
  return { kid, issuer, status, publicX: x, publicKey: await importKey({ x }), madeAtMs };
}

async function importKey(halves: { x: string; d?: string }): Promise<CryptoKey> {
  const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', ...halves }, TAG_ALGORITHM, { extractable: false });
  assert(!(key instanceof Uint8Array), 'an OKP key is imported as a CryptoKey');
  return key;
}

/** The importer uses `d` alone and believes `x`; a ring whose halves disagree would sign labels that nobody accepts. */
function publicHalfOf(d: string): string | undefined {
  const privateKey = createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', d, x: d }, format: 'jwk' });
  return createPublicKey(privateKey).export({ format: 'jwk' }).x;
}

function parseEntries(text: string): Result<KeyEntry[], KeyRingRefusal> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused({ code: 'keys.not-json' });
  }
  const list = isRecord(json) ? json.keys : undefined;
  if (!Array.isArray(list) || list.length === 0) return refused({ code: 'keys.not-a-set' });
  const entries: KeyEntry[] = [];
  for (const [index, item] of (list as unknown[]).entries()) {
    const entry = parseEntry(item);
    if (!entry.ok) return refused({ code: 'keys.entry-invalid', index, member: entry.error });
    if (entries.some(({ kid }) => kid === entry.value.kid)) {
      return refused({ code: 'keys.kid-repeated', kid: entry.value.kid });
    }
    entries.push(entry.value);
  }
  return ok(entries);
}

/** @returns the entry, or the name of the first member that is wrong. */
function parseEntry(item: unknown): Result<KeyEntry, string> {
  if (!isRecord(item)) return refused('kty');
  if (item.kty !== 'OKP') return refused('kty');
  if (item.crv !== 'Ed25519') return refused('crv');
  if (item.alg !== undefined && item.alg !== TAG_ALGORITHM) return refused('alg');
  if (item.use !== undefined && item.use !== 'sig') return refused('use');
  const kidText = item.kid;
  const kid = typeof kidText === 'string' && /^k(0|[1-9][0-9]{0,2})$/.test(kidText) ? Number(kidText.slice(1)) : -1;
  if (!isKid(kid)) return refused('kid');
  const issuer = item.iss;
  if (typeof issuer !== 'string' || !isOrigin(issuer)) return refused('iss');
  const status = item.status;
  if (status !== 'sign' && status !== 'verify-only' && status !== 'revoked') return refused('status');
  const x = item.x;
  if (!isKeyBytes(x)) return refused('x');
  const d = item.d;
  if (d !== undefined && !isKeyBytes(d)) return refused('d');
  const iat = item.iat;
  const isMoment = typeof iat === 'number' && Number.isSafeInteger(iat * SECOND_MS) && iat >= 0;
  if (iat !== undefined && !isMoment) return refused('iat');
  return ok({ kid, issuer, status, x, d, madeAtMs: isMoment ? iat * SECOND_MS : null });
}

/** 32 bytes in the one base64url spelling that carries no spare bits. */
function isKeyBytes(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(value)) return false;
  return Buffer.from(value, 'base64url').toString('base64url') === value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
