// Shim: stands between a simulated device and its link, and changes what it hears, says, remembers or connects with.
import { createPublicKey, verify } from 'node:crypto';
import { sha256 } from '#protocol';
import type { GatewayKeys } from '../../../device-sim/conformance/fake-gateway.ts';
import { createForgeKey, type ForgeKey, forge, headerOf } from '../../../device-sim/conformance/forge.ts';
import { type Heard, type Json, readHeard } from '../../../device-sim/conformance/heard.ts';
import type { Bend } from '../../../device-sim/conformance/simulated-wire.ts';
import type { DeviceMemory, Flash } from '../../../device-sim/device/memory.ts';
import type { AnyKindModel } from '../../../device-sim/kinds/model.ts';
import type { ConnectPlan, DeviceLink } from '../../../device-sim/links/link.ts';

/** A message on its way down; `leaf` is `sys`, `ack`, `cfg` or `cmd`. */
export type Down = {
  readonly topic: string;
  readonly leaf: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  readonly header: Json | null;
  readonly body: Json | null;
};

export type Shop = {
  readonly keys: GatewayKeys;
  /** The same message with other fields, signed so that the device believes it; results still cite what was sent. */
  resign(down: Down, change?: object, how?: { readonly typ?: string; readonly key?: ForgeKey }): Uint8Array;
  /** A message of the device with other fields, signed by it where the first one was. */
  retell(up: Heard, change?: object, header?: object): Uint8Array;
  /** Puts it on the link as it is. */
  publish(topic: string, bytes: Uint8Array): void;
  /** Ends the connection. */
  drop(): void;
  after(ms: number, run: () => void): void;
};

/** Undefined leaves the message as it is; null loses it. */
type Changed<T> = T | null | undefined;
export type Ear = (down: Down) => Changed<Uint8Array>;
export type Mouth = (up: Heard) => Changed<Uint8Array | { readonly topic: string } | { readonly retain: boolean }>;

const text = new TextDecoder();
const utf8 = new TextEncoder();

function readDown(topic: string, bytes: Uint8Array): Down {
  const { body, header } = readHeard({ atMs: 0, topic, bytes, isRetained: false, qos: null });
  const [leaf = ''] = topic.slice(topic.indexOf('/dn/') + 4).split('/');
  return { topic, leaf, bytes, text: text.decode(bytes), header, body };
}

/** Signed by the gateway, spelled in the only way, and not so long that another field makes it too long. */
export function isHonest({ bytes, header, leaf, text: jws }: Down, { keys: { first } }: Pick<Shop, 'keys'>): boolean {
  const [head, payload, signature = ''] = jws.split('.');
  const isUsual = header?.kid === first.kid && header.typ === `o2o-${leaf}+jwt` && Object.keys(header).length === 3;
  if (!isUsual || bytes.length > 1_500 || Buffer.from(signature, 'base64url').toString('base64url') !== signature) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: first.x }, format: 'jwk' });
  return verify(null, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, 'base64url'));
}

type Parts = { readonly ear?: (shop: Shop) => Ear; readonly mouth?: (shop: Shop) => Mouth };

function bent({ ear, mouth }: Parts): Bend {
  return (options, { deviceJwk, gatewayKeys: keys }) => {
    const device = createForgeKey(options.identity.address.device, deviceJwk);
    const { link } = options;
    /** Hash of what the device was given, to the hash of what was sent to it. */
    const sentAs = new Map<string, string>();
    const shop: Shop = {
      keys,
      resign({ body, bytes, leaf }, change = {}, { key = keys.first, typ = `o2o-${leaf}+jwt` } = {}) {
        const made = utf8.encode(forge(headerOf(typ, key), JSON.stringify({ ...body, ...change }), key));
        sentAs.set(sha256(made), sha256(bytes));
        return made;
      },
      retell({ body, header }, change = {}, more = {}) {
        const json = JSON.stringify({ ...body, ...change });
        return utf8.encode(header === null ? json : forge({ ...header, ...more }, json, device));
      },
      publish: (topic, bytes) => link.publish(topic, bytes, { retain: false }),
      drop: () => link.drop(null),
      after: (ms, run) => void options.timers?.after(ms, run),
    };
    const hear = ear?.(shop);
    const say = mouth?.(shop);
    const bentLink: DeviceLink = {
      ...link,
      open(events) {
        link.open({
          ...events,
          onMessage(topic, bytes) {
            const changed = hear?.(readDown(topic, bytes));
            if (changed !== null) events.onMessage(topic, changed ?? bytes);
          },
        });
      },
      publish(topic, bytes, { retain }) {
        const heard = readHeard({ atMs: 0, topic, bytes, isRetained: retain, qos: null });
        const cited = sentAs.get(String(heard.body?.cmdHash));
        const honest = cited ? shop.retell(heard, { cmdHash: cited }) : bytes;
        const changed = say?.(cited ? readHeard({ ...heard, bytes: honest }) : heard);
        if (changed === null) return;
        if (changed instanceof Uint8Array) link.publish(topic, changed, { retain });
        else if (changed && 'topic' in changed) link.publish(changed.topic, honest, { retain });
        else link.publish(topic, honest, { retain, ...changed });
      },
    };
    return { ...options, link: bentLink };
  };
}

export const hears = (ear: (shop: Shop) => Ear): Bend => bent({ ear });
export const says = (mouth: (shop: Shop) => Mouth): Bend => bent({ mouth });
export const hearsAndSays = (ear: (shop: Shop) => Ear, mouth: (shop: Shop) => Mouth): Bend => bent({ ear, mouth });

/** What the memory gives back is not what was stored. */
export const remembers =
  (change: (flash: Flash) => Partial<Flash>): Bend =>
  (options) => {
    const load = (): DeviceMemory | null => {
      const memory = options.memory.load();
      return memory?.flash ? { ...memory, flash: { ...memory.flash, ...change(memory.flash) } } : memory;
    };
    return { ...options, memory: { ...options.memory, load } };
  };

export const senses =
  (change: (model: AnyKindModel) => Partial<AnyKindModel>): Bend =>
  (options) => ({ ...options, model: { ...options.model, ...change(options.model) } });

/** What it shows to the broker when it connects. */
export const connects =
  (change: () => (plan: ConnectPlan) => ConnectPlan): Bend =>
  (options) => {
    const { link } = options;
    const planned = change();
    return { ...options, link: { ...link, open: (events) => link.open({ ...events, plan: () => planned(events.plan()) }) } };
  };
