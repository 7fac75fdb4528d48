// Plan venue: many objects of one kind with real keys, passwords and signed codes, for the gateway's rows and the devices' file.
import { randomBytes } from 'node:crypto';
import { assert, findProfile, generateKeyPair, KIND_CATALOGUE } from '#protocol';
import { encodeTagPayload, issuedDayOf } from '#qr';
import type { VenueFile } from '#sim';
import { parseKindPolicy } from '../../gateway/domain/kind-policy.ts';
import { freezeTariff } from '../../gateway/domain/tariff/tariff.ts';
import { hashPassword } from '../../gateway/mqtt/credentials/password-check.ts';
import type { VenueSetup } from '../../gateway/ports/store.ts';
import type { TagSigner } from '../../gateway/ports/tag-signer.ts';

export const TENANT = 'bench';
const VENUE = 'venue-1';
const PLACE = 'place-1';
const TARIFF = 'tariff-1';
/** The bench measures sessions, not the connecting of devices: a password costs next to nothing here. */
const CHEAP_COST = { n: 16, r: 1, p: 1 };

export type BenchVenue = {
  readonly setup: VenueSetup;
  readonly devices: VenueFile['devices'];
  /** One signed code per object, 76 bytes each. */
  readonly codes: readonly Uint8Array[];
};

type Piece = {
  readonly code: Uint8Array;
  readonly entry: VenueFile['devices'][number];
  readonly device: VenueSetup['devices'][number];
  readonly object: VenueSetup['objects'][number];
  readonly tag: VenueSetup['tags'][number];
};

async function makePiece(kind: string, number: number, signer: TagSigner, nowMs: number): Promise<Piece> {
  const id = `${kind}-${number}`;
  const { privateJwk } = await generateKeyPair();
  const password = randomBytes(18).toString('base64url');
  const passwordHash = await hashPassword(password, randomBytes(16), CHEAP_COST);
  const tagId = randomBytes(8).toString('hex');
  const code = await signer.sign(encodeTagPayload({ kid: signer.kid, tagId, issuedDay: issuedDayOf(nowMs) }));
  return {
    code,
    entry: { tenant: TENANT, device: id, kind, name: id, password, privateJwk },
    device: { deviceId: id, kind, publicX: privateJwk.x, passwordHash, config: {} },
    object: {
      objectId: id,
      venueId: VENUE,
      placeId: PLACE,
      kind,
      name: id,
      deviceId: id,
      status: 'in_service',
      tariffId: TARIFF,
    },
    tag: { tagId, payloadHex: Buffer.from(code.subarray(0, 12)).toString('hex'), status: 'active', objectId: id },
  };
}

export async function planBenchVenue(kind: string, count: number, signer: TagSigner): Promise<BenchVenue> {
  const profile = findProfile(KIND_CATALOGUE, kind);
  const policy = profile && parseKindPolicy(profile);
  assert(policy?.ok, `${kind} is a kind with a tariff`);
  const nowMs = Date.now();
  const pieces: Piece[] = [];
  for (let number = 1; number <= count; number += 1) pieces.push(await makePiece(kind, number, signer, nowMs));
  return {
    codes: pieces.map((piece) => piece.code),
    devices: pieces.map((piece) => piece.entry),
    setup: {
      tenantId: TENANT,
      venue: {
        venueId: VENUE,
        tenantId: TENANT,
        name: 'Bench',
        zone: 'Asia/Shanghai',
        currency: 'CNY',
        feePermille: 25,
        seller: null,
      },
      places: [{ placeId: PLACE, venueId: VENUE, name: 'Bench' }],
      tariffs: [freezeTariff(TARIFF, 1, policy.value.tariff)],
      devices: pieces.map((piece) => piece.device),
      objects: pieces.map((piece) => piece.object),
      tags: pieces.map((piece) => piece.tag),
      stays: [],
    },
  };
}
