// Self-signed certificate: X.509 (RFC 5280) in DER, for a broker that was given none; devices pin its fingerprint.
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { assert } from '#protocol';

export type OwnCertificate = { readonly cert: string; readonly key: string };

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OID = 0x06;
const UTF8_STRING = 0x0c;
const SEQUENCE = 0x30;
const SET = 0x31;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
/** [3] of a TBSCertificate: extensions; [0]: the version. */
const EXTENSIONS = 0xa3;
const VERSION = 0xa0;
/** GeneralName of a subjectAltName: dNSName [2], iPAddress [7]. */
const DNS_NAME = 0x82;
const IP_ADDRESS = 0x87;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** The bytes of an object identifier, as its registry prints them in hex. */
const oid = (hex: string): Buffer => der(OID, Buffer.from(hex, 'hex'));
const ECDSA_WITH_SHA256 = der(SEQUENCE, oid('2a8648ce3d040302'));
const COMMON_NAME = oid('550403');
const SUBJECT_ALT_NAME = oid('551d11');
const BASIC_CONSTRAINTS = oid('551d13');
const TRUE = Buffer.from([0x01, 0x01, 0xff]);

function nameOf(commonName: string): Buffer {
  return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(commonName)))));
}

function timeOf(atMs: number): Buffer {
  const text = `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  // Two digits of a year until 2049 (RFC 5280 section 4.1.2.5).
  return text < '2050' ? der(UTC_TIME, Buffer.from(text.slice(2))) : der(GENERALIZED_TIME, Buffer.from(text));
}

function ipBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  const [before = '', after] = address.split('::');
  const words = (text: string): readonly number[] =>
    text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
  const [head, tail] = [words(before), words(after ?? '')];
  const bytes = Buffer.alloc(16);
  for (const [at, word] of head.entries()) bytes.writeUInt16BE(word, at * 2);
  for (const [at, word] of tail.entries()) bytes.writeUInt16BE(word, (8 - tail.length + at) * 2);
  return bytes;
}

function extension(id: Buffer, ...rest: readonly Buffer[]): Buffer {
  return der(SEQUENCE, id, ...rest);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function signed(tbs: Buffer, key: KeyObject): Buffer {
  const signature = sign('sha256', tbs, key);
  return der(SEQUENCE, tbs, ECDSA_WITH_SHA256, der(BIT_STRING, Buffer.from([0]), signature));
}

/**
 * ECDSA over P-256, which the TLS stacks of small controllers know.
 * @param made.names host names and addresses that it is good for, the first one as its common name.
 * @param made.serial at least 8 random bytes.
 */
export function makeSelfSigned(made: {
  readonly names: readonly string[];
  readonly serial: Uint8Array;
  readonly fromMs: number;
  readonly untilMs: number;
}): OwnCertificate {
  const [first] = made.names;
  assert(first !== undefined && made.serial.length >= 8, 'a certificate has a name and a serial number');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  // Positive, and without a leading zero.
  const serial = Buffer.from(made.serial);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const names = made.names.map((name) => (isIP(name) ? der(IP_ADDRESS, ipBytes(name)) : der(DNS_NAME, Buffer.from(name))));
  const tbs = der(
    SEQUENCE,
    der(VERSION, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, serial),
    ECDSA_WITH_SHA256,
    nameOf(first),
    der(SEQUENCE, timeOf(made.fromMs), timeOf(made.untilMs)),
    nameOf(first),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      EXTENSIONS,
      der(
        SEQUENCE,
        // Its own authority, so that a client may be told to trust exactly this one.
        extension(BASIC_CONSTRAINTS, TRUE, der(OCTET_STRING, der(SEQUENCE, TRUE))),
        extension(SUBJECT_ALT_NAME, der(OCTET_STRING, der(SEQUENCE, ...names))),
      ),
    ),
  );
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { cert: pem('CERTIFICATE', signed(tbs, privateKey)), key };
}

/** SHA-256 of the certificate as openssl prints it, for whoever pins it. */
export function fingerprintOf(certPem: string): string {
  const base64 = /-----BEGIN CERTIFICATE-----([^-]+)-----END/.exec(certPem)?.[1] ?? '';
  const hex = createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex').toUpperCase();
  return hex.match(/../g)?.join(':') ?? '';
}
