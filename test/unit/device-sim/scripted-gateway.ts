// Scripted gateway: signs with real keys and answers a device over the memory link as the contract says, no more.
import {
  assert,
  type Command,
  decodeMessage,
  downTopic,
  findProfile,
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  KIND_CATALOGUE,
  MESSAGE_TYPES,
  type MessageType,
  parseTopic,
  SCHEMAS,
  type Signer,
  signText,
  type VerifiedText,
  verifySigned,
} from '#protocol';
import {
  createAlarms,
  createDeviceRuntime,
  createMemoryLink,
  createVolatileMemory,
  type DeviceLink,
  type DeviceRuntimeOptions,
  findModel,
  findPersona,
  KIND_MODELS,
  type Observation,
  PERSONAS,
  type UpMessage,
} from '#sim';

const address = { tenant: 'airport', device: 'thing-1' };
const ISSUER = 'https://gateway.test';
const utf8 = {
  encode: (text: string) => new TextEncoder().encode(text),
  decode: (bytes: Uint8Array) => new TextDecoder().decode(bytes),
};

type Extra = Partial<Pick<DeviceRuntimeOptions, 'faults' | 'memory'>> & {
  readonly pace?: number;
  /** Who signs the key manifests that the device takes. */
  readonly root?: { readonly kid: string; readonly x: string };
  /** What stands between the device and its link. */
  readonly wire?: (link: DeviceLink) => DeviceLink;
};

/** One device, one gateway, one clock that only the test moves. */
export async function createScene(kind: string, extra: Extra = {}) {
  const profile = findProfile(KIND_CATALOGUE, kind);
  const model = findModel(KIND_MODELS, kind);
  assert(profile && model, `no kind ${kind}`);
  const gatewayPair = await generateKeyPair();
  const devicePair = await generateKeyPair();
  let signer = await importSigner('cmd-1', gatewayPair.privateJwk);
  const gatewayKey = await importVerifyingKey(gatewayPair.publicJwk);
  const deviceKey = await importVerifyingKey(devicePair.publicJwk);
  let nowMs = 1_000_000;
  const clock = { nowMs: () => nowMs };
  const network = createAlarms({ clock });
  const link = createMemoryLink(network);
  const persona = findPersona(PERSONAS, kind);
  const seen: Observation[] = [];
  let draws = 0;
  const runtime = createDeviceRuntime({
    profile,
    model,
    identity: { address, issuer: ISSUER },
    keys: {
      signer: await importSigner(address.device, devicePair.privateJwk),
      findKey: (kid) => (kid === 'cmd-1' ? gatewayKey : undefined),
      root: extra.root,
    },
    link: extra.wire?.(link.device) ?? link.device,
    clock,
    randomBytes(size) {
      draws += 1;
      return new Uint8Array(size).fill(draws);
    },
    memory: extra.memory ?? createVolatileMemory(),
    ...(persona && extra.pace !== undefined ? { person: { persona, pace: extra.pace } } : {}),
    faults: extra.faults ?? [],
    observe: (observation) => seen.push(observation),
  });

  const heard: UpMessage[] = [];
  const unread: UpMessage[] = [];
  link.gateway.onPublish((message) => {
    heard.push(message);
    unread.push(message);
  });
  const entries: VerifiedText[] = [];
  let ctr = 0;
  let boot = '';
  let rehellos = 0;
  let lastHello = { upMs: 0, atMs: nowMs };
  /** The device's uptime as a gateway reckons it: from its last signed hello. */
  const upNow = (): number => lastHello.upMs + nowMs - lastHello.atMs;

  const deliver = async (typ: MessageType, leaf: 'system' | 'ack' | 'config', body: object) =>
    link.gateway.deliver(downTopic(address, { leaf }), utf8.encode(await signText(typ, JSON.stringify(body), signer)));
  const base = () => ({ v: 1, iss: ISSUER, aud: 'airport/thing-1', boot });

  async function answerHello(text: string): Promise<void> {
    if (text.startsWith('{')) {
      rehellos += 1;
      const hint = { v: 1, t: 'rehello', nonce: `nonce-nonce-nonce-${rehellos}` };
      link.gateway.deliver(downTopic(address, { leaf: 'system' }), utf8.encode(JSON.stringify(hint)));
      return;
    }
    const verified = await verifySigned(text, MESSAGE_TYPES.hello, () => deviceKey);
    assert(verified.ok, 'the device signs its hello');
    const hello = decodeMessage(SCHEMAS.signedHello, verified.value.payload);
    assert(hello.ok, 'a signed hello fits its schema');
    boot = hello.value.boot;
    lastHello = { upMs: hello.value.upMs, atMs: nowMs };
    ctr = Math.max(ctr, hello.value.lastCtr);
    const welcome = { ...base(), t: 'welcome', nonce: hello.value.nonce, now: nowMs, cfgVer: 0, floor: ctr, verdicts: [] };
    await deliver(MESSAGE_TYPES.system, 'system', welcome);
  }

  async function takeEntry(text: string): Promise<void> {
    const verified = await verifySigned(text, MESSAGE_TYPES.journal, () => deviceKey);
    assert(verified.ok, 'the device signs its journal');
    const entry = decodeMessage(SCHEMAS.journalEntry, verified.value.payload);
    assert(entry.ok, 'a journal entry fits its schema');
    entries.push(verified.value);
    if (!scene.isAcking) return;
    await deliver(MESSAGE_TYPES.ack, 'ack', {
      ...base(),
      ses: entry.value.ses,
      upTo: entry.value.n,
      missing: [],
      verdict: 'stored',
    });
  }

  const scene = {
    runtime,
    seen,
    heard,
    link: link.gateway,
    isAcking: true,
    gatewayX: gatewayPair.publicJwk.x,
    /** From now on the gateway signs so. */
    signWith(next: Signer): void {
      signer = next;
    },
    hint: async (hint: object) => link.gateway.deliver(downTopic(address, { leaf: 'system' }), utf8.encode(JSON.stringify(hint))),
    /** Puts a manifest on the wire, signed by this root; whoever calls lets the ends talk. */
    async publishKeys(manifest: object, root: Signer): Promise<void> {
      const jws = await signText(MESSAGE_TYPES.keys, JSON.stringify(manifest), root);
      link.gateway.deliver(downTopic(address, { leaf: 'system' }), utf8.encode(jws));
    },
    /** Lets both ends talk until neither has anything left to say. */
    async settle(): Promise<void> {
      await runtime.idle();
      for (let message = unread.shift(); message; message = unread.shift()) {
        const topic = parseTopic(message.topic);
        assert(topic.ok && topic.value.direction === 'up', 'a device speaks on its own topics');
        const text = utf8.decode(message.bytes);
        if (topic.value.leaf === 'hello') await answerHello(text);
        if (topic.value.leaf === 'journal') await takeEntry(text);
        await runtime.idle();
      }
    },
    /** Moves the clock from wake-up to wake-up. */
    async pass(ms: number): Promise<void> {
      const end = nowMs + ms;
      const nextMs = (): number => Math.min(runtime.nextWakeMs() ?? Infinity, network.nextDueMs() ?? Infinity);
      for (let wake = nextMs(); wake <= end; wake = nextMs()) {
        nowMs = Math.max(nowMs, wake);
        network.runDue();
        runtime.tick();
        await scene.settle();
      }
      nowMs = end;
      await scene.settle();
    },
    async sign(act: Command['act'], arg: object, change: object = {}): Promise<{ cid: string; bytes: Uint8Array }> {
      ctr += 1;
      const cid = `cmd${ctr}`;
      const body = { ...base(), cid, ctr, expUp: upNow() + 10_000, iat: 0, ses: 'ses1', act, arg, ...change };
      return { cid, bytes: utf8.encode(await signText(MESSAGE_TYPES.command, JSON.stringify(body), signer)) };
    },
    /** @returns the raw results that came back for it. */
    async send(command: { cid: string; bytes: Uint8Array }): Promise<string[]> {
      const before = heard.length;
      link.gateway.deliver(downTopic(address, { leaf: 'command', gateway: 'gw1', commandId: command.cid }), command.bytes);
      await scene.settle();
      return heard
        .slice(before)
        .flatMap((message) => (message.topic.endsWith(`up/res/gw1/${command.cid}`) ? [utf8.decode(message.bytes)] : []));
    },
    async start(change: object = {}) {
      return scene.send(await scene.sign('start', { limits: { leaseUp: upNow() + 300_000, maxS: 3_600 } }, change));
    },
    async stop() {
      return scene.send(await scene.sign('stop', { reason: 'tap' }));
    },
    /** Everything journaled, as the gateway verified it. */
    entries: () => entries.map((entry) => SCHEMAS.journalEntry.parse(JSON.parse(entry.payload))),
    rawEntries: () => entries.map((entry) => entry.jws),
    result: async (jws: string | undefined) => {
      const verified = await verifySigned(jws ?? '', MESSAGE_TYPES.result, () => deviceKey);
      assert(verified.ok, 'the device signs its results');
      return SCHEMAS.result.parse(JSON.parse(verified.value.payload));
    },
  };
  return scene;
}
