// Venue file: which simulated devices stand in a venue, with what they need to connect and to believe their gateway.
import { readFileSync } from 'node:fs';
import { isTopicId, ok, type PrivateJwk, type Result, refused } from '#protocol';

export type VenueDevice = {
  readonly tenant: string;
  /** Also the kid of the device's key. */
  readonly device: string;
  readonly kind: string;
  readonly password: string;
  readonly privateJwk: PrivateJwk;
  readonly name: string;
};

/** Holds secrets: written with mode 0600 by whoever makes it. */
export type VenueFile = {
  readonly v: 1;
  /** The `iss` of everything signed that the devices obey. */
  readonly issuer: string;
  readonly gatewayKeys: readonly { readonly kid: string; readonly x: string }[];
  readonly devices: readonly VenueDevice[];
};

export type VenueRefusal =
  | { readonly code: 'venue.unreadable' | 'venue.not-json'; readonly path: string }
  | { readonly code: 'venue.invalid'; readonly path: string; readonly at: string };

type Fields = { readonly [name: string]: unknown };

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;
const isId = (value: unknown): value is string => isText(value) && isTopicId(value);

function isPrivateJwk(value: unknown): boolean {
  return isObject(value) && value.kty === 'OKP' && value.crv === 'Ed25519' && isText(value.x) && isText(value.d);
}

/** Name of the first field that is wrong; null when all are right. */
function wrongFieldOf(file: unknown): string | null {
  if (!isObject(file) || file.v !== 1) return 'v';
  if (!isText(file.issuer)) return 'issuer';
  const { devices, gatewayKeys } = file;
  if (!Array.isArray(gatewayKeys) || !gatewayKeys.every((key) => isObject(key) && isText(key.kid) && isText(key.x))) {
    return 'gatewayKeys';
  }
  if (!Array.isArray(devices)) return 'devices';
  for (const [index, entry] of devices.entries()) {
    const at = `devices.${index}`;
    if (!isObject(entry)) return at;
    for (const field of ['tenant', 'device', 'kind']) if (!isId(entry[field])) return `${at}.${field}`;
    for (const field of ['password', 'name']) if (!isText(entry[field])) return `${at}.${field}`;
    if (!isPrivateJwk(entry.privateJwk)) return `${at}.privateJwk`;
  }
  return null;
}

export function loadVenueFile(path: string): Result<VenueFile, VenueRefusal> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return refused({ code: 'venue.unreadable', path });
  }
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return refused({ code: 'venue.not-json', path });
  }
  const at = wrongFieldOf(raw);
  return at === null ? ok(raw as VenueFile) : refused({ code: 'venue.invalid', path, at });
}
