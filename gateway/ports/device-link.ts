// Device link: how the steps reach a device; what comes back arrives through devices/.
import type { Ack, Config, DeviceAddress, SystemHint, Welcome } from '#protocol';
import type { CommandRecord } from '../domain/device/command.ts';

/** Unsigned bodies; the link adds issuer and audience, signs and publishes. */
export type DeviceLink = {
  /** Signs the committed payload bytes and publishes them; false when the device has no connection now. */
  sendCommand(address: DeviceAddress, command: CommandRecord): Promise<boolean>;
  /** The signed text of a composed command, for the receipt's proof: the same bytes as were sent. */
  signedCommand(command: CommandRecord): Promise<string>;
  sendHint(address: DeviceAddress, hint: SystemHint): Promise<void>;
  sendWelcome(address: DeviceAddress, body: Omit<Welcome, 'v' | 't' | 'iss' | 'aud'>): Promise<void>;
  sendAck(address: DeviceAddress, body: Omit<Ack, 'v' | 'iss' | 'aud'>): Promise<void>;
  sendConfig(address: DeviceAddress, body: Omit<Config, 'v' | 'iss' | 'aud'>): Promise<void>;
};
