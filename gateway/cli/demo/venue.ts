// Demo venue: two sleep pods, three bikes, a hotel room and a restaurant table, as rows for the gateway and a file for the simulator.
import { DAY_MS, generateKeyPair, type KindProfile, type PrivateJwk, type RandomBytes } from '#protocol';
import {
  createShortCode,
  DISPLAY_SECRET_BYTES,
  decodeDigits,
  displayCounterAt,
  encodeDigits,
  encodeDisplayCode,
  encodeTagPayload,
  issuedDayOf,
} from '#qr';
import type { VenueFile } from '#sim';
import { parseKindPolicy } from '../../domain/kind-policy.ts';
import { freezeTariff } from '../../domain/tariff/tariff.ts';
import type { VenueSetup } from '../../ports/store.ts';
import type { TagSigner } from '../../ports/tag-signer.ts';

const TENANT = 'demo';

type DemoObject = {
  readonly objectId: string;
  readonly kind: string;
  readonly name: string;
  readonly place: string;
  readonly config: { readonly [key: string]: string | number };
};

/** Minutes become seconds where waiting is all that a rule asks for, so that a demo shows the whole story. */
const DEMO_OBJECTS: readonly DemoObject[] = [
  { objectId: 'pod-1', kind: 'sleep-pod', name: 'Pod 1', place: 'Gate D71', config: { emptyAfterS: 2, leftAfterS: 30 } },
  { objectId: 'pod-2', kind: 'sleep-pod', name: 'Pod 2', place: 'Gate D71', config: { emptyAfterS: 2, leftAfterS: 30 } },
  { objectId: 'bike-1', kind: 'bike', name: 'Bike 1', place: 'Metro exit 3', config: { parkedAfterS: 2 } },
  { objectId: 'bike-2', kind: 'bike', name: 'Bike 2', place: 'Metro exit 3', config: { parkedAfterS: 2 } },
  { objectId: 'bike-3', kind: 'bike', name: 'Bike 3', place: 'Metro exit 3', config: { parkedAfterS: 2 } },
  { objectId: 'room-101', kind: 'hotel-room', name: 'Room 101', place: 'Transit hotel', config: {} },
  { objectId: 'table-7', kind: 'restaurant-table', name: 'Table 7', place: 'Noodle bar', config: {} },
];

/** The part of a tag that is signed. */
const PAYLOAD_BYTES = 12;

/** What the demo keeps between runs: devices' secrets and the printed codes. */
export type DemoSecrets = {
  readonly devices: readonly { readonly device: string; readonly password: string; readonly privateJwk: PrivateJwk }[];
  readonly codes: readonly {
    readonly objectId: string;
    readonly tagId: string;
    readonly payloadHex: string;
    readonly digits: string;
    /** Missing in data folders of an earlier release: there codes are scanned only. */
    readonly shortCode?: string;
  }[];
  readonly pairingCode: string;
};

/** A display that shows codes: which object's, the id that they name, and the secret that they are made with. */
export type DemoDisplay = { readonly objectId: string; readonly tagId: string; readonly secretHex: string };

export function drawDisplay(objectId: string, randomBytes: RandomBytes): DemoDisplay {
  const hexOf = (size: number): string => Buffer.from(randomBytes(size)).toString('hex');
  return { objectId, tagId: hexOf(8), secretHex: hexOf(DISPLAY_SECRET_BYTES) };
}

/** The digits that the display shows at this moment. */
export function displayDigitsAt({ tagId, secretHex }: DemoDisplay, nowMs: number): string {
  return encodeDigits(encodeDisplayCode({ tagId, counter: displayCounterAt(nowMs) }, Buffer.from(secretHex, 'hex')));
}

function randomDigits(randomBytes: RandomBytes, count: number): string {
  return Array.from(randomBytes(count), (byte) => String(byte % 10)).join('');
}

/** Draws keys, passwords and codes for every object, once per data folder. */
export async function drawSecrets(signer: TagSigner, randomBytes: RandomBytes, nowMs: number): Promise<DemoSecrets> {
  const devices: { device: string; password: string; privateJwk: PrivateJwk }[] = [];
  const codes: DemoSecrets['codes'][number][] = [];
  for (const { objectId } of DEMO_OBJECTS) {
    const { privateJwk } = await generateKeyPair();
    devices.push({ device: objectId, password: Buffer.from(randomBytes(18)).toString('base64url'), privateJwk });
    const tagId = Buffer.from(randomBytes(8)).toString('hex');
    const bytes = await signer.sign(encodeTagPayload({ kid: signer.kid, tagId, issuedDay: issuedDayOf(nowMs) }));
    const payloadHex = Buffer.from(bytes.subarray(0, PAYLOAD_BYTES)).toString('hex');
    codes.push({ objectId, tagId, payloadHex, digits: encodeDigits(bytes), shortCode: createShortCode(randomBytes) });
  }
  return { devices, codes, pairingCode: randomDigits(randomBytes, 6) };
}

/** Its signature is kept, so that the same label can be printed again. */
function tagOf({ tagId, payloadHex, objectId, digits, shortCode }: DemoSecrets['codes'][number]): VenueSetup['tags'][number] {
  const bytes = decodeDigits(digits);
  return {
    ...{ tagId, payloadHex, objectId, status: 'active' },
    ...(bytes.ok && { signature: Buffer.from(bytes.value.subarray(PAYLOAD_BYTES)).toString('base64url') }),
    ...(shortCode !== undefined && { shortCode }),
  };
}

function tariffIdOf(kind: string): string {
  return `tariff-${kind}`;
}

function tariffsOf(kinds: readonly KindProfile[]): VenueSetup['tariffs'] {
  return kinds.flatMap((profile) => {
    const policy = parseKindPolicy(profile);
    return policy.ok ? [freezeTariff(tariffIdOf(profile.kind), 1, policy.value.tariff)] : [];
  });
}

/** Rows of the venue; the same every time for the same secrets, so a second run changes nothing. */
export async function planVenue(
  secrets: DemoSecrets,
  deps: {
    readonly kinds: readonly KindProfile[];
    readonly hashPassword: (password: string) => Promise<string>;
    readonly nowMs: number;
    /** Settings of devices besides those that every demo has. */
    readonly settings?: { readonly [objectId: string]: { readonly [key: string]: string } };
  },
): Promise<VenueSetup> {
  const devices: VenueSetup['devices'][number][] = [];
  for (const object of DEMO_OBJECTS) {
    const secret = secrets.devices.find((each) => each.device === object.objectId);
    if (!secret) continue;
    const own = object.kind === 'hotel-room' ? { pairingCode: secrets.pairingCode } : {};
    const config = { ...object.config, ...own, ...deps.settings?.[object.objectId] };
    const passwordHash = await deps.hashPassword(secret.password);
    devices.push({ deviceId: object.objectId, kind: object.kind, publicX: secret.privateJwk.x, passwordHash, config });
  }
  const places = [...new Set(DEMO_OBJECTS.map((object) => object.place))];
  const placeIdOf = (place: string): string => `place-${places.indexOf(place) + 1}`;
  return {
    tenantId: TENANT,
    venue: {
      venueId: 'venue-1',
      tenantId: TENANT,
      name: 'Harbour Airport',
      zone: 'Asia/Shanghai',
      currency: 'CNY',
      feePermille: 25,
      seller: {
        name: 'Harbour Airport Lounges Ltd.',
        vatNumber: 'CN-DEMO-0001',
        address: '1 Terminal Road, Harbour City',
      },
    },
    places: places.map((name) => ({ placeId: placeIdOf(name), venueId: 'venue-1', name })),
    tariffs: tariffsOf(deps.kinds),
    devices,
    objects: DEMO_OBJECTS.map(({ objectId, kind, name, place }) => ({
      objectId,
      venueId: 'venue-1',
      placeId: placeIdOf(place),
      kind,
      name,
      deviceId: objectId,
      status: 'in_service',
      tariffId: tariffIdOf(kind),
    })),
    tags: secrets.codes.map(tagOf),
    stays: [
      {
        stayId: 'stay-1',
        objectId: 'room-101',
        tenantId: TENANT,
        pairingCode: secrets.pairingCode,
        pairedPersonId: null,
        fromMs: deps.nowMs - DAY_MS,
        untilMs: deps.nowMs + 30 * DAY_MS,
        version: 1,
      },
    ],
  };
}

/** What the simulator needs to stand in for the devices. */
export function planVenueFile(
  secrets: DemoSecrets,
  gateway: { readonly issuer: string; readonly kid: string; readonly x: string; readonly root?: VenueFile['root'] },
): VenueFile {
  return {
    v: 1,
    issuer: gateway.issuer,
    gatewayKeys: [{ kid: gateway.kid, x: gateway.x }],
    ...(gateway.root ? { root: gateway.root } : {}),
    devices: DEMO_OBJECTS.flatMap(({ objectId, kind, name }) => {
      const secret = secrets.devices.find((each) => each.device === objectId);
      return secret ? [{ tenant: TENANT, kind, name, ...secret }] : [];
    }),
  };
}
