// Venue file: which simulated devices stand in a venue, with what they need to connect and to believe their gateway.
import { readFileSync } from 'node:fs';
import { isTopicId, ok, type PrivateJwk, type Result, refused } from '#protocol';

export type VenueDevice = {
  readonly tenant: string;
  /** Also the kid of the device's key. */
  readonly device: string;
  readonly kind: string;
  /** A secret text, or a token that the gateway minted (FP-29). */
  readonly password: string;
  readonly privateJwk: PrivateJwk;
  readonly name: string;
};

/** Its certificate (PEM texts), or else its own key, is what opens its connection (FP-29). */
export type KeyedVenueDevice = Omit<VenueDevice, 'password'> & {
  readonly password?: undefined;
  readonly certificate?: { readonly cert: string; readonly key: string } | undefined;
};

/** A free object without a key (FP-32). */
export type UnsignedVenueDevice = Omit<VenueDevice, 'privateJwk'>;

export type AnyVenueDevice = VenueDevice | KeyedVenueDevice | UnsignedVenueDevice;

/** Holds secrets: written with mode 0600 by whoever makes it. */
export type VenueFile = {
  readonly v: 1;
  /** The `iss` of everything signed that the devices obey. */
  readonly issuer: string;
  readonly gatewayKeys: readonly { readonly kid: string; readonly x: string }[];
  /** Signs the key manifests of the gateway (FP-30); without it the keys above count for ever. */
  readonly root?: { readonly kid: string; readonly x: string } | undefined;
  readonly devices: readonly VenueDevice[];
  readonly keyed?: readonly KeyedVenueDevice[] | undefined;
  readonly unsigned?: readonly UnsignedVenueDevice[] | undefined;
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

const isKey = (value: unknown): boolean => isObject(value) && isText(value.kid) && isText(value.x);
const isCertificate = (value: unknown): boolean => isObject(value) && isText(value.cert) && isText(value.key);

/** What the devices of each list must have besides their name. */
const CREDENTIALS = {
  devices: { password: isText, privateJwk: isPrivateJwk },
  keyed: {
    password: (value: unknown) => value === undefined,
    privateJwk: isPrivateJwk,
    certificate: (value: unknown) => value === undefined || isCertificate(value),
  },
  unsigned: { password: isText },
} as const;

/** Name of the first field that is wrong; empty for what is no device at all; null when all are right. */
function wrongFieldOfDevice(
  entry: unknown,
  credentials: { readonly [field: string]: (value: unknown) => boolean },
): string | null {
  if (!isObject(entry)) return '';
  const checks = { tenant: isId, device: isId, kind: isId, name: isText, ...credentials };
  return Object.entries(checks).find(([field, isRight]) => !isRight(entry[field]))?.[0] ?? null;
}

function wrongFieldOfList(list: unknown, name: keyof typeof CREDENTIALS): string | null {
  if (!Array.isArray(list)) return name;
  for (const [index, entry] of list.entries()) {
    const wrong = wrongFieldOfDevice(entry, CREDENTIALS[name]);
    if (wrong !== null) return wrong === '' ? `${name}.${index}` : `${name}.${index}.${wrong}`;
  }
  return null;
}

/** Name of the first field that is wrong; null when all are right. */
function wrongFieldOf(file: unknown): string | null {
  if (!isObject(file) || file.v !== 1) return 'v';
  if (!isText(file.issuer)) return 'issuer';
  const { devices, gatewayKeys, keyed = [], root, unsigned = [] } = file;
  if (!Array.isArray(gatewayKeys) || !gatewayKeys.every(isKey)) return 'gatewayKeys';
  if (root !== undefined && !isKey(root)) return 'root';
  return wrongFieldOfList(devices, 'devices') ?? wrongFieldOfList(keyed, 'keyed') ?? wrongFieldOfList(unsigned, 'unsigned');
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

/** All devices of a venue, whatever opens their connections. */
export function devicesOf({ devices, keyed = [], unsigned = [] }: VenueFile): readonly AnyVenueDevice[] {
  return [...devices, ...keyed, ...unsigned];
}
