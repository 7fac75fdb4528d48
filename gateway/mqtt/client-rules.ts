// Client rules: what a connection may announce, send and subscribe to (FP-03), as plain decisions.
import { type DeviceAddress, decodeBytes, deviceFilters, isTopicId, LIMITS, SCHEMAS, upTopic } from '#protocol';
import type { QuarantineReason } from './quarantine.ts';

/** What a CONNECT says, as far as the rules ask. */
export type ConnectClaim = {
  readonly clientId: string;
  readonly username: string | undefined;
  readonly keepaliveS: number;
};

export type ConnectRefusal = 'client-id.empty' | 'client-id.malformed' | 'client-id.not-user-name' | 'keepalive.zero';

/** A will of something else than the own presence, or one that does not say `on: false`. */
export type WillRefusal = 'will.foreign' | 'will.malformed';

/** Judges a CONNECT before any password is looked at; what depends on the tenant comes later (`reviewWill`). */
export function reviewConnect(claim: ConnectClaim): ConnectRefusal | null {
  if (claim.clientId === '') return 'client-id.empty';
  if (!isTopicId(claim.clientId)) return 'client-id.malformed';
  if (claim.username !== claim.clientId) return 'client-id.not-user-name';
  // Without keepalive a vanished device would count as present for ever.
  if (claim.keepaliveS === 0) return 'keepalive.zero';
  return null;
}

/** A will may only say that this very device went offline. */
export function reviewWill(
  address: DeviceAddress,
  will: { readonly topic: string; readonly payload: Uint8Array },
): WillRefusal | null {
  if (will.topic !== upTopic(address, { leaf: 'online' })) return 'will.foreign';
  const online = decodeBytes(SCHEMAS.online, will.payload, LIMITS.maxUpBytes);
  return online.ok && !online.value.on ? null : 'will.malformed';
}

/** Exactly the device's own `dn/#`: no `#`, no `$share`, no `$SYS`, no neighbour. */
export function maySubscribe(address: DeviceAddress, filter: string): boolean {
  return filter === deviceFilters(address).subscribe;
}

/** Why a PUBLISH is set aside; null when it may travel. */
export function reviewPublish(address: DeviceAddress, topic: string, payloadBytes: number): QuarantineReason | null {
  if (!topic.startsWith(deviceFilters(address).publishBelow)) return 'topic.foreign';
  if (Buffer.byteLength(topic) > LIMITS.maxTopicBytes) return 'topic.malformed';
  if (payloadBytes > LIMITS.maxUpBytes) return 'payload.too-large';
  return null;
}

/** Presence is all that may be retained; a retained command or event would speak when nobody does. */
export function mayRetain(address: DeviceAddress, topic: string): boolean {
  return topic === upTopic(address, { leaf: 'online' });
}

/** Is what arrived below someone's `up/` from that very client? The second look, behind all others. */
export function isSaidByItself(topic: string, clientId: string | undefined): boolean {
  return clientId !== undefined && topic.split('/', 4)[3] === clientId;
}
