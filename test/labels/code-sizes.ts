// How large a code becomes: this tag beside other ways to say the same, made with real signatures, and what fits on which label.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { CompactSign, SignJWT } from 'jose';
import QRCode from 'qrcode';
import { CROCKFORD_ALPHABET } from '#protocol';
import { encodeDigits } from '../../qr/digits.ts';
import { encodeDisplayCode } from '../../qr/display-code.ts';
import { parseKeyRing } from '../../qr/keys.ts';
import { planLabel, QUIET_MODULES } from '../../qr/labels/label-plan.ts';
import { findSheet, SHEET_NAMES } from '../../qr/labels/sheet.ts';
import { composeLink } from '../../qr/link.ts';
import { signTag } from '../../qr/sign.ts';
import { encodeTagPayload, tagHeader } from '../../qr/tag.ts';
import keys from '../../qr/vectors/keys.json' with { type: 'json' };
import { shippedTypeface } from './proof-labels.ts';

export type Size = { readonly version: number; readonly modules: number };
export type Content = { readonly name: string; readonly text: string; readonly M: Size; readonly Q: Size };

/** For which the published sizes hold: 13 characters. */
const HOST = 'q.example.com';
const ORIGIN = `https://${HOST}`;
const TAG_ID = '0102030405060708';
const ISSUED_DAY = 300;
const KID = 7;

function sizeOf(text: string, level: 'M' | 'Q'): Size {
  const { version, modules } = QRCode.create(text, { errorCorrectionLevel: level });
  return { version, modules: modules.size };
}

const content = (name: string, text: string): Content => ({ name, text, M: sizeOf(text, 'M'), Q: sizeOf(text, 'Q') });
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Five bits a letter, the last one padded: Crockford's alphabet, which capitals of a QR code hold. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => CROCKFORD_ALPHABET.charAt(Number.parseInt(five.padEnd(5, '0'), 2))).join('');
}

/** @returns each way to say which object this is, as the link that would be printed. */
export async function measureContents(): Promise<readonly Content[]> {
  const ring = await parseKeyRing(JSON.stringify(keys));
  const key = ring.ok ? ring.value.signingKeys.find(({ kid }) => kid === KID) : undefined;
  if (key === undefined) throw new Error('the published vectors have a key that signs');
  const payload = { kid: KID, tagId: TAG_ID, issuedDay: ISSUED_DAY };
  const tag = await signTag(payload, key);
  const id = Buffer.from(TAG_ID, 'hex');
  const mac = createHmac('sha256', 'secret').update(id).digest().subarray(0, 10);
  const rotating = encodeDisplayCode({ tagId: TAG_ID, counter: 61_000_000 }, new Uint8Array(32));
  const short = await new CompactSign(encodeTagPayload(payload))
    .setProtectedHeader({ alg: 'Ed25519', kid: `k${KID}` })
    .sign(key.privateKey);
  const whole = await new CompactSign(encodeTagPayload(payload))
    .setProtectedHeader({ ...tagHeader(KID, ORIGIN) })
    .sign(key.privateKey);
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const jwt = (alg: string): SignJWT =>
    new SignJWT({ iss: ORIGIN, sub: TAG_ID, iat: 1_761_868_800 }).setProtectedHeader({ alg, kid: `k${KID}`, typ: 'JWT' });
  return [
    content('unsigned id, link in capitals', `${ORIGIN}/${base32(id)}`.toUpperCase()),
    content(
      'id and 80 bits of HMAC, link in capitals',
      `${ORIGIN}/${base32(new Uint8Array([0x11, ...id, ...mac]))}`.toUpperCase(),
    ),
    content('rotating display code, 23 bytes', `${ORIGIN}/${encodeDigits(rotating)}`),
    content('this tag, 76 bytes', composeLink(ORIGIN, tag)),
    content('the same bytes, base64url', `${ORIGIN}/${base64url(tag)}`),
    content('compact JWS, header of two members', `${ORIGIN}/${short}`),
    content('compact JWS, the whole header', `${ORIGIN}/${whole}`),
    content('JWT, EdDSA', `${ORIGIN}/${await jwt('EdDSA').sign(key.privateKey)}`),
    content('JWT, ES256', `${ORIGIN}/${await jwt('ES256').sign(elliptic)}`),
  ];
}

export type HostSize = { readonly characters: number; readonly M: Size; readonly Q: Size };

/** How the tag grows with the name of its host. */
export function measureHosts(characters: readonly number[]): readonly HostSize[] {
  const tag = new Uint8Array(76).fill(0xa5);
  return characters.map((count) => {
    const link = composeLink(`https://${'h'.repeat(count - 4)}.com`, tag);
    return { characters: count, M: sizeOf(link, 'M'), Q: sizeOf(link, 'Q') };
  });
}

export type LabelRoom = {
  readonly name: string;
  readonly widthMm: number;
  readonly heightMm: number;
  readonly M: number | null;
  readonly Q: number | null;
};

/** How large a module of this tag becomes on each label; null where it would be too small. */
export function measureRoom(): readonly LabelRoom[] {
  const [{ M, Q } = { M: { modules: 0 }, Q: { modules: 0 } }] = measureHosts([HOST.length]);
  const words = { name: 'Pod 12', shortCode: '7K3M-Q9TX-8', host: HOST, notice: '' };
  return SHEET_NAMES.map((name) => {
    const sheet = findSheet(name);
    if (sheet === null) throw new Error(name);
    const size = { widthMm: sheet.labelWidthMm, heightMm: sheet.labelHeightMm };
    const moduleMm = (modules: number): number | null => {
      const plan = planLabel(words, size, modules, shippedTypeface());
      return plan.ok ? plan.value.code.moduleMm : null;
    };
    return { name, ...size, M: moduleMm(M.modules), Q: moduleMm(Q.modules) };
  });
}

/** @returns millimetres along one side, quiet zone included. */
export const sideMm = (modules: number, moduleMm: number): number => (modules + 2 * QUIET_MODULES) * moduleMm;
