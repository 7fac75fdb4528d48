// Topics: where each message travels, and who a topic says it is from (FP-02).
import { LIMITS } from './limits.ts';
import { assert } from './vocabulary/assert.ts';
import { ID_PATTERN } from './vocabulary/ids.ts';
import { ok, type Result, refused } from './vocabulary/result.ts';

const ROOT = 'o2o/1';
/** Tenant names that topics use for other things. */
const RESERVED_TENANTS: readonly string[] = ['gw', 'claim'];

/** A device in the world: its tenant, and its globally unique id (= MQTT client id = user name). */
export type DeviceAddress = { readonly tenant: string; readonly device: string };

export type UpLeaf =
  | { readonly leaf: 'hello' | 'online' | 'journal' | 'state' | 'telemetry' }
  | { readonly leaf: 'result'; readonly gateway: string; readonly commandId: string }
  | { readonly leaf: 'event'; readonly type: string };
export type DownLeaf =
  | { readonly leaf: 'system' | 'ack' | 'config' }
  | { readonly leaf: 'command'; readonly gateway: string; readonly commandId: string };

export type ParsedTopic = DeviceAddress & ((UpLeaf & { readonly direction: 'up' }) | (DownLeaf & { readonly direction: 'down' }));

export type TopicRefusal = { readonly code: 'topic.malformed' | 'topic.foreign'; readonly topic: string };

const UP_WORDS = { hello: 'hello', online: 'online', journal: 'ses', state: 'state', telemetry: 'tel' } as const;
const DOWN_WORDS = { system: 'sys', ack: 'ack', config: 'cfg' } as const;

/** True when text may be a tenant, device, gateway, command or session id in a topic. */
export function isTopicId(text: string): boolean {
  return ID_PATTERN.test(text);
}

/** `tenant/device`, the audience of what goes down and the subject of what comes up. */
export function formatAddress(address: DeviceAddress): string {
  return `${address.tenant}/${address.device}`;
}

function assertTopicIds(...ids: readonly string[]): void {
  for (const id of ids) assert(isTopicId(id), `topic id ${id}`);
}

function prefixOf(address: DeviceAddress): string {
  assert(isTopicId(address.tenant) && !RESERVED_TENANTS.includes(address.tenant), `tenant id ${address.tenant}`);
  assert(isTopicId(address.device), `device id ${address.device}`);
  return `${ROOT}/${address.tenant}/${address.device}`;
}

export function upTopic(address: DeviceAddress, to: UpLeaf): string {
  const prefix = `${prefixOf(address)}/up`;
  if (to.leaf === 'result') {
    assertTopicIds(to.gateway, to.commandId);
    return `${prefix}/res/${to.gateway}/${to.commandId}`;
  }
  if (to.leaf === 'event') {
    assertTopicIds(to.type);
    return `${prefix}/evt/${to.type}`;
  }
  return `${prefix}/${UP_WORDS[to.leaf]}`;
}

export function downTopic(address: DeviceAddress, to: DownLeaf): string {
  const prefix = `${prefixOf(address)}/dn`;
  if (to.leaf === 'command') {
    assertTopicIds(to.gateway, to.commandId);
    return `${prefix}/cmd/${to.gateway}/${to.commandId}`;
  }
  return `${prefix}/${DOWN_WORDS[to.leaf]}`;
}

/** The two filters a device is allowed: it subscribes to the first and publishes below the second (FP-03). */
export function deviceFilters(address: DeviceAddress): { readonly subscribe: string; readonly publishBelow: string } {
  return { subscribe: `${prefixOf(address)}/dn/#`, publishBelow: `${prefixOf(address)}/up/` };
}

/** Where a device without a name yet talks to its gateway (FP-28); its MQTT client id and user name are `claim-{serial}`. */
export function claimTopics(serial: string): { readonly client: string; readonly up: string; readonly down: string } {
  assert(isTopicId(`claim-${serial}`), `serial number ${serial}`);
  return { client: `claim-${serial}`, up: `${ROOT}/claim/${serial}/up`, down: `${ROOT}/claim/${serial}/dn` };
}

/** The serial of a claim client's id; null when it is another client. */
export function serialOfClaimClient(clientId: string): string | null {
  return isTopicId(clientId) && clientId.startsWith('claim-') && clientId.length > 6 ? clientId.slice(6) : null;
}

/** What devices without a name say, for the gateway's own subscription. */
export const ALL_CLAIMS = `${ROOT}/claim/+/up`;

/** Everything that devices say, for the gateway's own subscription. */
export const ALL_UPWARD = `${ROOT}/+/+/up/#`;

function parseUp(words: readonly string[]): UpLeaf | null {
  const [word, first, second] = words;
  if (words.length === 3 && word === 'res' && first && second) return { leaf: 'result', gateway: first, commandId: second };
  if (words.length === 2 && word === 'evt' && first) return { leaf: 'event', type: first };
  if (words.length !== 1) return null;
  for (const leaf of ['hello', 'online', 'journal', 'state', 'telemetry'] as const) {
    if (UP_WORDS[leaf] === word) return { leaf };
  }
  return null;
}

function parseDown(words: readonly string[]): DownLeaf | null {
  const [word, first, second] = words;
  if (words.length === 3 && word === 'cmd' && first && second) return { leaf: 'command', gateway: first, commandId: second };
  if (words.length !== 1) return null;
  for (const leaf of ['system', 'ack', 'config'] as const) if (DOWN_WORDS[leaf] === word) return { leaf };
  return null;
}

/** Reads a topic of this protocol; `topic.foreign` when it is none, `topic.malformed` when it only looks like one. */
export function parseTopic(topic: string): Result<ParsedTopic, TopicRefusal> {
  const malformed = refused({ code: 'topic.malformed', topic: topic.slice(0, LIMITS.maxTopicBytes) } as const);
  if (!topic.startsWith(`${ROOT}/`)) return refused({ code: 'topic.foreign', topic: topic.slice(0, LIMITS.maxTopicBytes) });
  if (Buffer.byteLength(topic) > LIMITS.maxTopicBytes) return malformed;
  const words = topic.split('/').slice(2);
  if (words.length + 1 > LIMITS.maxTopicSlashes || !words.every(isTopicId)) return malformed;
  const [tenant, device, direction, ...rest] = words;
  if (!tenant || !device || RESERVED_TENANTS.includes(tenant)) return malformed;
  if (direction === 'up') {
    const leaf = parseUp(rest);
    if (leaf) return ok({ tenant, device, direction, ...leaf });
  }
  if (direction === 'dn') {
    const leaf = parseDown(rest);
    if (leaf) return ok({ tenant, device, direction: 'down', ...leaf });
  }
  return malformed;
}
