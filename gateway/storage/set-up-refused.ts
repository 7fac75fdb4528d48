// Set-up refused: what may not be set up, whatever database it is for.
import { mayEverCost } from '../domain/tariff/free-tariff.ts';
import type { VenueSetup } from '../ports/store.ts';

class SetUpRefused extends Error {
  override readonly name = 'SetUpRefused';
  readonly code = 'object.unsigned-not-free';
}

/** What is sold is proven by signatures: a device without a key may only serve what is free (FP-32). @throws SetUpRefused */
export function refusePricedUnsigned({ devices, objects, tariffs }: VenueSetup): void {
  for (const { objectId, deviceId, tariffId } of objects) {
    const isUnsigned = devices.some((device) => device.deviceId === deviceId && device.isUnsigned === true);
    const tariff = tariffs.find((each) => each.tariffId === tariffId);
    if (!isUnsigned || !tariff || !mayEverCost(tariff.tariff)) continue;
    throw new SetUpRefused(
      `object ${objectId}: device ${deviceId} signs nothing, and tariff ${tariffId} may cost money. Give the device a key, or the object a tariff of zeros.`,
    );
  }
}
