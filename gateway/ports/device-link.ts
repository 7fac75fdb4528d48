// Device link: how the steps reach a device; what comes back arrives through devices/.
import type { Ack, Config, DeviceAddress, SystemHint, Welcome } from '#protocol';
import type { CommandRecord } from '../domain/device/command.ts';
import type { Hearer } from '../domain/device/device.ts';

/** Unsigned bodies; the link adds issuer and audience, signs with a key that the device believes, and publishes. */
export type DeviceLink = {
  /** Signs the committed payload bytes and publishes them; false when the device has no connection now. */
  sendCommand(address: DeviceAddress, command: CommandRecord): Promise<boolean>;
  /** The text of a composed command, for the receipt's proof: the same bytes as were sent. */
  signedCommand(command: CommandRecord): Promise<string>;
  sendHint(address: DeviceAddress, hint: SystemHint): Promise<void>;
  /** A key manifest as its root signed it (FP-30). */
  sendKeys(address: DeviceAddress, jws: string): Promise<void>;
  /** Without a nonce only to a device that signs nothing (FP-32). */
  sendWelcome(to: Hearer, body: Omit<Welcome, 'v' | 't' | 'iss' | 'aud' | 'nonce'> & { readonly nonce?: string }): Promise<void>;
  sendAck(to: Hearer, body: Omit<Ack, 'v' | 'iss' | 'aud'>): Promise<void>;
  sendConfig(to: Hearer, body: Omit<Config, 'v' | 'iss' | 'aud'>): Promise<void>;
};
