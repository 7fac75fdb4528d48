// Fleet venue: a street of many objects from a seeded plan, as rows for a gateway and a file for the simulator.
import { generateKeyPair, type KindProfile, type RandomBytes } from '#protocol';
import { encodeTagPayload, issuedDayOf } from '#qr';
import { type PlannedDevice, planFleet, type VenueFile } from '#sim';
import { parseKindPolicy } from '../../domain/kind-policy.ts';
import { type DisplayRecord, displaySettings } from '../../domain/presence/display.ts';
import { freezeTariff } from '../../domain/tariff/tariff.ts';
import type { VenueSetup } from '../../ports/store.ts';
import type { TagSigner } from '../../ports/tag-signer.ts';
import { drawDisplay } from '../demo/venue.ts';

const TENANT = 'fleet';
const VENUE = 'fleet-street';
const PLACE = 'fleet-place';
const PASSWORD_BYTES = 18;
/** Where labels and displays of a fleet lead. */
export const CODES_OPEN_AT = 'http://127.0.0.1:8080';

export type FleetVenue = {
  readonly setup: VenueSetup;
  readonly devices: VenueFile['devices'];
  /** Of the tables: what they show is asked for, and their labels alone start nothing. */
  readonly displays: readonly DisplayRecord[];
  /** The signed code of every object. */
  readonly codes: readonly { readonly objectId: string; readonly code: Uint8Array }[];
};

type Means = {
  readonly signer: TagSigner;
  readonly kinds: readonly KindProfile[];
  readonly randomBytes: RandomBytes;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly nowMs: number;
};

const tariffIdOf = (kind: string): string => `tariff-fleet-${kind}`;

async function makeObject({ device, kind, name }: PlannedDevice, means: Means) {
  const { privateJwk } = await generateKeyPair();
  const password = Buffer.from(means.randomBytes(PASSWORD_BYTES)).toString('base64url');
  const tagId = Buffer.from(means.randomBytes(8)).toString('hex');
  const code = await means.signer.sign(encodeTagPayload({ kid: means.signer.kid, tagId, issuedDay: issuedDayOf(means.nowMs) }));
  const display = means.kinds.find((profile) => profile.kind === kind)?.config.displayKey
    ? drawDisplay(device, means.randomBytes)
    : null;
  const payloadHex = Buffer.from(code.subarray(0, 12)).toString('hex');
  return {
    code: { objectId: device, code },
    entry: { tenant: TENANT, device, kind, name, password, privateJwk },
    device: {
      deviceId: device,
      kind,
      publicX: privateJwk.x,
      passwordHash: await means.hashPassword(password),
      config: display ? displaySettings(display, CODES_OPEN_AT) : {},
    },
    display: display && { ...display, tenantId: TENANT, deviceId: device, madeAtMs: means.nowMs },
    object: {
      ...{ objectId: device, venueId: VENUE, placeId: PLACE, kind, name, deviceId: device },
      ...{ status: 'in_service' as const, tariffId: tariffIdOf(kind) },
    },
    tag: { tagId, payloadHex, status: 'active' as const, objectId: device },
  };
}

/** The same seed gives the same objects; keys, passwords and codes are always new. */
export async function planFleetVenue(count: number, seed: string, means: Means): Promise<FleetVenue> {
  const made: Awaited<ReturnType<typeof makeObject>>[] = [];
  for (const planned of planFleet(count, seed)) made.push(await makeObject(planned, means));
  const kinds = new Set(made.map(({ entry }) => entry.kind));
  const tariffs = means.kinds.flatMap((profile) => {
    const policy = kinds.has(profile.kind) ? parseKindPolicy(profile) : null;
    return policy?.ok ? [freezeTariff(tariffIdOf(profile.kind), 1, policy.value.tariff)] : [];
  });
  return {
    displays: made.flatMap(({ display }) => display ?? []),
    codes: made.map(({ code }) => code),
    devices: made.map(({ entry }) => entry),
    setup: {
      tenantId: TENANT,
      venue: {
        ...{ venueId: VENUE, tenantId: TENANT, name: 'Fleet street', zone: 'Asia/Shanghai', currency: 'CNY' },
        ...{ feePermille: 25, seller: null },
      },
      places: [{ placeId: PLACE, venueId: VENUE, name: 'Fleet street' }],
      tariffs,
      devices: made.map(({ device }) => device),
      objects: made.map(({ object }) => object),
      tags: made.map(({ tag }) => tag),
      stays: [],
    },
  };
}
