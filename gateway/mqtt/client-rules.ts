// Client rules: what a connection may announce, send and subscribe to (FP-03), as plain decisions.
import { claimTopics, type DeviceAddress, decodeBytes, deviceFilters, isTopicId, LIMITS, SCHEMAS, upTopic } from '#protocol';
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

/** Whoever claims a name has none yet: its place in topics is its serial number, below a tenant that no device has (FP-28). */
const CLAIM_TENANT = 'claim';

export function claimantAddress(serial: string): DeviceAddress {
  return { tenant: CLAIM_TENANT, device: serial };
}

export function isClaimant({ tenant }: DeviceAddress): boolean {
  return tenant === CLAIM_TENANT;
}

/** MQTT client id of whoever has this address. */
export function clientIdOf(address: DeviceAddress): string {
  return isClaimant(address) ? claimTopics(address.device).client : address.device;
}

/** The one filter that a connection may subscribe to. */
export function filterOf(address: DeviceAddress): string {
  return isClaimant(address) ? claimTopics(address.device).down : deviceFilters(address).subscribe;
}

function mayPublish(address: DeviceAddress, topic: string): boolean {
  if (isClaimant(address)) return topic === claimTopics(address.device).up;
  return topic.startsWith(deviceFilters(address).publishBelow);
}

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
  if (isClaimant(address) || will.topic !== upTopic(address, { leaf: 'online' })) return 'will.foreign';
  const online = decodeBytes(SCHEMAS.online, will.payload, LIMITS.maxUpBytes);
  return online.ok && !online.value.on ? null : 'will.malformed';
}

/** Exactly its own: no `#`, no `$share`, no `$SYS`, no neighbour. */
export function maySubscribe(address: DeviceAddress, filter: string): boolean {
  return filter === filterOf(address);
}

/** Why a PUBLISH is set aside; null when it may travel. */
export function reviewPublish(address: DeviceAddress, topic: string, payloadBytes: number): QuarantineReason | null {
  if (!mayPublish(address, topic)) return 'topic.foreign';
  if (Buffer.byteLength(topic) > LIMITS.maxTopicBytes) return 'topic.malformed';
  if (payloadBytes > LIMITS.maxUpBytes) return 'payload.too-large';
  return null;
}

/** Presence is all that may be retained; a retained command or event would speak when nobody does. */
export function mayRetain(address: DeviceAddress, topic: string): boolean {
  return !isClaimant(address) && topic === upTopic(address, { leaf: 'online' });
}

/** Serial number of whoever says something on the topic of claims; null on any other topic. */
export function serialOfClaim(topic: string): string | null {
  const serial = topic.split('/', 4)[3] ?? '';
  return serial !== '' && isTopicId(`claim-${serial}`) && topic === claimTopics(serial).up ? serial : null;
}

/** Is what arrived below someone's `up/` from that very client? The second look, behind all others. */
export function isSaidByItself(topic: string, clientId: string | undefined): boolean {
  const [, , tenant, device] = topic.split('/', 4);
  if (clientId === undefined || tenant === undefined || device === undefined) return false;
  return tenant === CLAIM_TENANT ? serialOfClaim(topic) === device && clientId === `claim-${device}` : device === clientId;
}
