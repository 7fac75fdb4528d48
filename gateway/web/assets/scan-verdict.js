// Judges what a code says before anything is opened: signed by a published key, worth asking the gateway about, or not ours.
// @ts-check

/**
 * @typedef {{ kid: string, iss: string, status: string, x: string }} TagKey
 * @typedef {{ host: string | null, looksLike: string | null, hasForeignLetters: boolean }} Stranger
 * @typedef {{ kind: 'signed', issuer: string, ask: string, leadsTo: string | null }
 *   | { kind: 'unchecked', issuer: string, ask: string }
 *   | { kind: 'ask', ask: string, stranger: Stranger }
 *   | { kind: 'not-ours', stranger: Stranger }} Verdict
 * `signed`: by a key of that issuer; `leadsTo` names the printed host where that is neither the issuer's nor this one.
 * `unchecked`: this browser cannot check signatures. `ask`: carries no signature; at the host of a `stranger` there are labels
 * that were taken over. All other addresses stay in the phone: what stands behind `?` may be somebody's secret.
 */

const TAG_DIGITS = 185;
const DISPLAY_DIGITS = 56;
const GROUP_BYTES = 7;
const GROUP_DIGITS = 17;
const TAG_BYTES = 76;
const PAYLOAD_BYTES = 12;
const STATIC_VERSION_1 = 0x11;
const MOST_CHARACTERS = 2_048;

/** Digits of the tail that holds the bytes beyond the last whole group. */
const TAIL_DIGITS = 15;

/** @param {string} digits @returns {Uint8Array<ArrayBuffer> | null} the 76 bytes; null for another spelling of them (QR-01) */
function decodeTag(digits) {
  const bytes = new Uint8Array(TAG_BYTES);
  for (let at = 0, start = 0; start < TAG_BYTES; start += GROUP_BYTES, at += GROUP_DIGITS) {
    const size = Math.min(GROUP_BYTES, TAG_BYTES - start);
    let value = BigInt(digits.slice(at, at + (size === GROUP_BYTES ? GROUP_DIGITS : TAIL_DIGITS)));
    if (value >= 1n << BigInt(8 * size)) return null;
    for (let i = 0; i < size; i += 1, value >>= 8n) bytes[start + i] = Number(value & 0xffn);
  }
  return bytes;
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (letter) => ({ '+': '-', '/': '_' })[letter] ?? '');
}

/** @param {Uint8Array<ArrayBuffer>} tag @param {TagKey} key @returns {Promise<boolean | null>} null where this browser cannot tell */
async function isSignedBy(tag, key) {
  const header = JSON.stringify({ alg: 'Ed25519', kid: key.kid, typ: 'o2o-tag+v1', iss: key.iss });
  const encoder = new TextEncoder();
  const signed = encoder.encode(`${base64url(encoder.encode(header))}.${base64url(tag.subarray(0, PAYLOAD_BYTES))}`);
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.x };
    // Only over https (or on this machine) is there a `subtle`, and older browsers know no Ed25519.
    const publicKey = await crypto.subtle.importKey('jwk', jwk, { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'Ed25519' }, publicKey, tag.subarray(PAYLOAD_BYTES), signed);
  } catch {
    return null;
  }
}

/** @param {string} a @param {string} b how many letters of one must change to make the other, up to 3 */
function distance(a, b) {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(3, row[b.length] ?? 3);
}

/** Shorter names are like each other by chance. */
const SHORTEST_LIKENESS = 8;

/** @param {string} host @param {readonly string[]} ours @returns {string | null} the host of ours that it could be mistaken for */
function likenessOf(host, ours) {
  const plain = (/** @type {string} */ name) => name.toLowerCase().replace(/:\d+$/, '');
  const name = plain(host);
  const isLike = (/** @type {string} */ own) => {
    const known = plain(own);
    if (name === known || known.length < SHORTEST_LIKENESS || !/[a-z]/.test(known)) return false;
    return name.startsWith(`${known}.`) || name.includes(known.replaceAll('.', '-')) || distance(name, known) <= 2;
  };
  return ours.find(isLike) ?? null;
}

/** @param {string | null} host @param {readonly string[]} ours @returns {Stranger} */
function strangerAt(host, ours) {
  if (host === null || ours.includes(host)) return { host: null, looksLike: null, hasForeignLetters: false };
  // What letters of another alphabet are in truth: a browser may show them as ours.
  return { host, looksLike: likenessOf(host, ours), hasForeignLetters: /(^|\.)xn--/.test(host) };
}

/** Browsers of 2022 have no `URL.canParse`. @param {string} address @returns {string | null} its host as the browser would have it */
function hostOf(address) {
  try {
    return new URL(address).host;
  } catch {
    return null;
  }
}

/**
 * Takes a link apart without letting `URL` mend it: backslashes, tabs and full-width digits stay what they are.
 * @param {string} text @returns {{ host: string, path: string } | null}
 */
function parseLink(text) {
  const [, address, path = ''] = /^(https?:\/\/[^/?#\\@\s]+)(?:\/([^?#\\\s]*))?(?:[?#].*)?$/i.exec(text) ?? [];
  const host = address === undefined ? null : hostOf(address);
  return host === null ? null : { host, path };
}

/** @param {string} text of a code that was read @returns {{ host: string | null, path: string } | null} */
function readText(text) {
  if (text.length > MOST_CHARACTERS) return null;
  if (/^[0-9]+$/.test(text)) return { host: null, path: text };
  return parseLink(text);
}

/** @param {string} text @returns {string | null} where it leads, as the browser would: for telling people, never for going there */
function whereTo(text) {
  return /^https?:/i.test(text) ? hostOf(text) : null;
}

/**
 * @param {string} text as it was read from the picture
 * @param {{ keys: readonly TagKey[], host: string, takenOver: readonly string[] }} known
 *   the published keys, the host of this page, and those of others whose labels lead here
 * @returns {Promise<Verdict>}
 */
export async function judge(text, { keys, host: here, takenOver }) {
  const hosts = [here, ...keys.map(({ iss }) => new URL(iss).host)];
  const read = readText(text);
  const host = read === null ? whereTo(text) : read.host;
  /** @type {Verdict} */
  const notOurs = { kind: 'not-ours', stranger: strangerAt(host, hosts) };
  if (read === null) return notOurs;
  const { path } = read;
  const isHere = host === null || hosts.includes(host);

  if (/^[0-9]+$/.test(path) && path.length === TAG_DIGITS) {
    const tag = decodeTag(path);
    const key = tag?.[0] === STATIC_VERSION_1 ? keys.find(({ kid }) => kid === `k${tag[1]}`) : undefined;
    if (!tag || !key || key.status === 'revoked') return notOurs;
    const isSigned = await isSignedBy(tag, key);
    if (isSigned === false) return notOurs;
    const issuer = new URL(key.iss).host;
    if (isSigned === null) return isHere ? { kind: 'unchecked', issuer, ask: path } : notOurs;
    return { kind: 'signed', issuer, ask: path, leadsTo: isHere ? null : host };
  }
  if (!isHere) return host !== null && takenOver.includes(host) ? { ...notOurs, kind: 'ask', ask: text } : notOurs;
  const isDisplay = /^[0-9]+$/.test(path) && path.length === DISPLAY_DIGITS;
  const [, shortCode] = /^c\/([0-9a-z-]{9,16})$/i.exec(path) ?? [];
  if (isDisplay || shortCode !== undefined) return { ...notOurs, kind: 'ask', ask: shortCode ?? path };
  return notOurs;
}
