// Device proof: a device's own key as its credential, made anew for each connect, typ o2o-conn+jwt (FP-29).
import {
  type DeviceAddress,
  decodeMessage,
  formatAddress,
  importVerifyingKey,
  MESSAGE_TYPES,
  SCHEMAS,
  type VerifyingKey,
  verifySigned,
} from '#protocol';
import type { ProofMoment } from '../../domain/device/credential.ts';

/** Whom a stranger is compared with, so that it costs what a known device costs: the key of RFC 8037 appendix A. */
const NOBODY = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';

async function importKey(x: string): Promise<VerifyingKey | undefined> {
  try {
    return await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x });
  } catch {
    return undefined;
  }
}

/** @returns when the proof was made, in the device's time; null when it is not this device's. */
export async function verifyDeviceProof(
  text: string,
  address: DeviceAddress | null,
  publicX: string | null,
): Promise<ProofMoment | null> {
  const key = await importKey(publicX ?? NOBODY);
  const verified = await verifySigned(text, MESSAGE_TYPES.connection, (kid) =>
    address === null || kid === address.device ? key : undefined,
  );
  if (!verified.ok || address === null || publicX === null) return null;
  const proof = decodeMessage(SCHEMAS.connectionProof, verified.value.payload);
  if (!proof.ok || proof.value.sub !== formatAddress(address)) return null;
  return { boot: proof.value.boot, upMs: proof.value.upMs };
}
