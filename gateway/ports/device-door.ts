// Device door: how the steps send a connection away, and answer somebody who has no name yet.
import type { ClaimDown } from '#protocol';

export type DeviceDoor = {
  /** Ends the connection of a client id, and turns back one that is being let in. */
  kick(clientId: string, reason: string): void;
  /** The key or tenant of a device is another one: nothing that is remembered of it counts. `claimId` made it so. */
  forget(deviceId: string, claimId: string): void;
  /** False when nobody of that serial number listens now. */
  tellClaimant(serial: string, answer: ClaimDown): boolean;
};
