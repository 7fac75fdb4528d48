// Actors: the devices of a fuzz run, with fixed keys, so that a seed says everything.
import { createHash } from 'node:crypto';
import { type DeviceAddress, importSigner, importVerifyingKey, type PrivateJwk, type Signer, type VerifyingKey } from '#protocol';

const TENANT = 'fuzz';
/** So many that few are taken over by themselves, and that suspensions do not end the mischief. */
export const MISBEHAVING = Array.from({ length: 256 }, (_, n) => `fuzz-${n + 1}`);
export const NEIGHBOUR = 'neighbour';
export const addressOf = (device: string): DeviceAddress => ({ tenant: TENANT, device });
export const passwordOf = (device: string): string => `password of ${device}`;

/** Test keys 1 and 2 of RFC 8032, section 7.1. */
const OWN: PrivateJwk = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
const STRANGE: PrivateJwk = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'TM0Imyj_ltqdtsNG7BFOD1uKMZ81q6Yk2oz27U-4pvs',
  x: 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw',
};
export const OWN_X = OWN.x;

export type Actors = {
  readonly address: DeviceAddress;
  readonly key: VerifyingKey;
  readonly own: Signer;
  /** Another key under the device's name. */
  readonly stranger: Signer;
};

export async function createActors(): Promise<Actors> {
  const address = addressOf(MISBEHAVING[0] ?? '');
  return {
    address,
    key: await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x: OWN.x }),
    own: await importSigner(address.device, OWN),
    stranger: await importSigner(address.device, STRANGE),
  };
}

/** A number of 31 bits from words: fast-check is seeded with numbers. */
export function numberSeed(words: string): number {
  return createHash('sha256').update(words).digest().readUInt32LE(0) >>> 1;
}
