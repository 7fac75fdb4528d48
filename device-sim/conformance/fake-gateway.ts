// Fake gateway: speaks the gateway's half to the device under test, under keys that a published root signs, and believes nothing.
import {
  type DeviceAddress,
  downTopic,
  formatAddress,
  generateKeyPair,
  type KeyManifest,
  type ManifestKey,
  MESSAGE_TYPES,
} from '#protocol';
import { CONFORMANCE_ROOT } from './conformance-root.ts';
import { createForgeKey, type ForgeKey, forge, headerOf } from './forge.ts';
import type { Heard, Json } from './heard.ts';
import type { Wire } from './wire.ts';

/** `first` is what the manifest names; `second` follows it in a rotation; nobody believes `stranger`. */
export type GatewayKeys = {
  readonly root: ForgeKey;
  readonly first: ForgeKey;
  readonly second: ForgeKey;
  readonly stranger: ForgeKey;
};

export async function createGatewayKeys(): Promise<GatewayKeys> {
  const make = async (kid: string): Promise<ForgeKey> => createForgeKey(kid, (await generateKeyPair()).privateJwk);
  const root = createForgeKey(CONFORMANCE_ROOT.kid, CONFORMANCE_ROOT.jwk);
  const mark = Buffer.from((await make('none')).x, 'base64url')
    .toString('hex')
    .slice(0, 8);
  // A kid is never given to another key (FP-05), so each run has names of its own.
  return { root, first: await make(`ct-${mark}-1`), second: await make(`ct-${mark}-2`), stranger: await make(`ct-${mark}-x`) };
}

export type Who = { readonly address: DeviceAddress; readonly issuer: string };

/** What the gateway knows, and what checks change about how it behaves. */
export type FakeGateway = Who & {
  readonly wire: Wire;
  readonly keys: GatewayKeys;
  manifest: KeyManifest | null;
  isGreeting: boolean;
  isWelcoming: boolean;
  isAcking: boolean;
  /** Signs what is not forged otherwise. */
  signer: ForgeKey;
  boot: string;
  ctr: number;
  floor: number | null;
  hint: Heard | null;
  hello: Heard | null;
  helloUpMs: number;
  helloAtMs: number;
  greetings: number;
  nonces: number;
  names: number;
  nonce: string;
};

const utf8 = new TextEncoder();
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

export function sendJson(gateway: FakeGateway, leaf: 'system' | 'ack' | 'config', body: object | string): Uint8Array {
  const bytes = utf8.encode(typeof body === 'string' ? body : JSON.stringify(body));
  gateway.wire.send(downTopic(gateway.address, { leaf }), bytes);
  return bytes;
}

export const partiesOf = (gateway: FakeGateway) => ({ v: 1, iss: gateway.issuer, aud: formatAddress(gateway.address) });

/** Signs what is to be obeyed, or with another key or typ what is not. */
export function sendSigned(
  gateway: FakeGateway,
  leaf: 'system' | 'ack' | 'config',
  body: object,
  how: { readonly key?: ForgeKey; readonly typ?: string } = {},
): Uint8Array {
  const typ = how.typ ?? { system: MESSAGE_TYPES.system, ack: MESSAGE_TYPES.ack, config: MESSAGE_TYPES.config }[leaf];
  const key = how.key ?? gateway.signer;
  return sendJson(gateway, leaf, forge(headerOf(typ, key), JSON.stringify(body), key));
}

export function manifestKey({ kid, x }: ForgeKey): ManifestKey {
  return { kid, x, use: ['cmd', 'sys'] };
}

export function sendManifest(gateway: FakeGateway, manifest: KeyManifest, root = gateway.keys.root): Uint8Array {
  return sendJson(gateway, 'system', forge(headerOf(MESSAGE_TYPES.keys, root), JSON.stringify(manifest), root));
}

/** The device's uptime as a gateway reckons it: from its last signed hello. */
export function upNow(gateway: FakeGateway): number {
  return gateway.helloUpMs + gateway.wire.nowMs() - gateway.helloAtMs;
}

export function askHello(gateway: FakeGateway): Uint8Array {
  gateway.nonces += 1;
  gateway.nonce = `conformance-nonce-${gateway.keys.first.kid}-${gateway.nonces}`;
  return sendJson(gateway, 'system', { v: 1, t: 'rehello', nonce: gateway.nonce });
}

export function welcomeFor(gateway: FakeGateway, hello: Json): object {
  const open = Array.isArray(hello.open) ? (hello.open as readonly Json[]) : [];
  return {
    ...partiesOf(gateway),
    t: 'welcome',
    boot: hello.boot,
    nonce: hello.nonce,
    now: 1_790_000_000_000,
    cfgVer: 0,
    keys: gateway.manifest?.ver ?? 0,
    floor: gateway.floor ?? gateway.ctr,
    verdicts: open.map(({ ses }) => ({ ses, verdict: 'continue' })),
  };
}

function hearHello(gateway: FakeGateway, heard: Heard): void {
  const { body } = heard;
  if (body === null) return;
  if (heard.header === null) {
    gateway.hint = heard;
    gateway.manifest ??= {
      v: 1,
      iss: gateway.issuer,
      tenant: gateway.address.tenant,
      ver: (numberOf(body.keys) || 0) + 1,
      keys: [manifestKey(gateway.keys.first)],
    };
    if (!gateway.isGreeting) return;
    if (!((numberOf(body.keys) || 0) >= gateway.manifest.ver)) sendManifest(gateway, gateway.manifest);
    askHello(gateway);
    return;
  }
  gateway.hello = heard;
  gateway.boot = String(body.boot);
  gateway.ctr = Math.max(gateway.ctr, numberOf(body.lastCtr) || 0);
  gateway.helloUpMs = numberOf(body.upMs);
  gateway.helloAtMs = heard.atMs;
  if (!gateway.isWelcoming) return;
  sendSigned(gateway, 'system', welcomeFor(gateway, body));
  gateway.greetings += 1;
}

export function ackEntry(gateway: FakeGateway, ses: unknown, upTo: number, missing: readonly number[] = []): Uint8Array {
  return sendSigned(gateway, 'ack', { ...partiesOf(gateway), boot: gateway.boot, ses, upTo, missing, verdict: 'stored' });
}

export function createFakeGateway(wire: Wire, who: Who, keys: GatewayKeys): FakeGateway {
  const gateway: FakeGateway = {
    ...who,
    wire,
    keys,
    manifest: null,
    isGreeting: true,
    isWelcoming: true,
    isAcking: true,
    signer: keys.first,
    boot: '',
    ctr: 0,
    floor: null,
    hint: null,
    hello: null,
    helloUpMs: 0,
    helloAtMs: 0,
    greetings: 0,
    nonces: 0,
    names: 0,
    nonce: '',
  };
  wire.listen((heard) => {
    if (heard.leaf === 'hello') hearHello(gateway, heard);
    if (heard.leaf === 'ses' && gateway.isAcking && heard.body) ackEntry(gateway, heard.body.ses, numberOf(heard.body.n));
  });
  return gateway;
}
