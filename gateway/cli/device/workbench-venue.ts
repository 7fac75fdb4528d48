// Workbench venue: a free table that signs nothing and two paid objects, as rows for the gateway and a file for whoever plays the devices.
import { generateKeyPair, type KindProfile, type PrivateJwk, type RandomBytes } from '#protocol';
import { encodeDigits, encodeTagPayload, issuedDayOf } from '#qr';
import type { VenueFile } from '#sim';
import { parseKindPolicy } from '../../domain/kind-policy.ts';
import { type FrozenTariff, freezeTariff } from '../../domain/tariff/tariff.ts';
import { parseTariff } from '../../domain/tariff/tariff-parse.ts';
import type { VenueSetup } from '../../ports/store.ts';
import type { TagSigner } from '../../ports/tag-signer.ts';

const TENANT = 'bench';
const VENUE = 'venue-bench';
const PLACE = 'place-bench';
const FREE = 'tariff-free';
const SECRET_BYTES = 18;

type BenchObject = { readonly id: string; readonly kind: string; readonly name: string; readonly isUnsigned: boolean };

/** One object for each step of firmware-protocol/INTEGRATE.md. */
const BENCH_OBJECTS: readonly BenchObject[] = [
  { id: 'free-table', kind: 'restaurant-table', name: 'Free table', isUnsigned: true },
  { id: 'python-table', kind: 'restaurant-table', name: 'Python table', isUnsigned: false },
  { id: 'c-bike', kind: 'bike', name: 'C bike', isUnsigned: false },
];

/** Drawn once per data folder, so that a restart forgets nobody. */
export type BenchSecrets = {
  readonly [id: string]: {
    readonly password: string;
    readonly privateJwk: PrivateJwk | null;
    readonly tagId: string;
    readonly payloadHex: string;
    readonly digits: string;
  };
};

export async function drawBenchSecrets(signer: TagSigner, randomBytes: RandomBytes, nowMs: number): Promise<BenchSecrets> {
  const drawn: { [id: string]: BenchSecrets[string] } = {};
  for (const { id, isUnsigned } of BENCH_OBJECTS) {
    const tagId = Buffer.from(randomBytes(8)).toString('hex');
    const code = await signer.sign(encodeTagPayload({ kid: signer.kid, tagId, issuedDay: issuedDayOf(nowMs) }));
    drawn[id] = {
      ...{ tagId, payloadHex: Buffer.from(code.subarray(0, 12)).toString('hex'), digits: encodeDigits(code) },
      password: Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url'),
      privateJwk: isUnsigned ? null : (await generateKeyPair()).privateJwk,
    };
  }
  return drawn;
}

function freeTariff(): FrozenTariff[] {
  const nothing = { baseMinor: 0, freeMs: 0, steps: [], capMinor: null, holdMinor: 0, items: [], taxPermille: 0 };
  const parsed = parseTariff({ name: 'free', currency: 'CNY', ...nothing });
  return parsed.ok ? [freezeTariff(FREE, 1, parsed.value)] : [];
}

const tariffIdOf = ({ kind, isUnsigned }: BenchObject): string => (isUnsigned ? FREE : `tariff-${kind}`);

/** Rows of the bench; the same every time for the same secrets, so a second run changes nothing. */
export async function planBench(
  secrets: BenchSecrets,
  deps: { readonly kinds: readonly KindProfile[]; readonly hashPassword: (password: string) => Promise<string> },
): Promise<VenueSetup> {
  const devices: VenueSetup['devices'][number][] = [];
  for (const { id, kind, isUnsigned } of BENCH_OBJECTS) {
    const { password = '', privateJwk } = secrets[id] ?? {};
    // Who parks at a bench need not wait as long as in a street.
    const config = kind === 'bike' ? { parkedAfterS: 2 } : {};
    const passwordHash = await deps.hashPassword(password);
    devices.push({ deviceId: id, kind, publicX: privateJwk?.x ?? '', isUnsigned, passwordHash, config });
  }
  const priced = deps.kinds.flatMap((profile) => {
    const policy = parseKindPolicy(profile);
    return policy.ok ? [freezeTariff(`tariff-${profile.kind}`, 1, policy.value.tariff)] : [];
  });
  return {
    tenantId: TENANT,
    venue: {
      ...{ venueId: VENUE, tenantId: TENANT, name: 'Workbench', zone: 'Asia/Shanghai', currency: 'CNY' },
      ...{ feePermille: 25, seller: null },
    },
    places: [{ placeId: PLACE, venueId: VENUE, name: 'Bench' }],
    tariffs: [...priced, ...freeTariff()],
    devices,
    objects: BENCH_OBJECTS.map((object) => ({
      ...{ objectId: object.id, venueId: VENUE, placeId: PLACE, kind: object.kind, name: object.name, deviceId: object.id },
      ...{ status: 'in_service' as const, tariffId: tariffIdOf(object) },
    })),
    tags: Object.entries(secrets).map(([objectId, { tagId, payloadHex }]) => ({
      ...{ tagId, payloadHex, objectId },
      status: 'active' as const,
    })),
    stays: [],
  };
}

/** What a device is given by hand: name, password, its own key, and the keys that it obeys. */
export function planBenchFile(secrets: BenchSecrets, gateway: Omit<VenueFile, 'v' | 'devices' | 'unsigned'>): VenueFile {
  const named = BENCH_OBJECTS.map(({ id, kind, name }) => ({ tenant: TENANT, device: id, kind, name }));
  return {
    v: 1,
    ...gateway,
    devices: named.flatMap((device) => {
      const { password = '', privateJwk } = secrets[device.device] ?? {};
      return privateJwk ? [{ ...device, password, privateJwk }] : [];
    }),
    unsigned: named.flatMap((device) => {
      const { password = '', privateJwk } = secrets[device.device] ?? {};
      return privateJwk ? [] : [{ ...device, password }];
    }),
  };
}
