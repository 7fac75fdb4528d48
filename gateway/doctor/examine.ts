// Examine: goes a device's way from a name to a signed welcome, and notes what it finds; whom to blame is judged elsewhere.
import { randomBytes } from 'node:crypto';
import {
  decodeMessage,
  formatAddress,
  type HelloHint,
  importSigner,
  importVerifyingKey,
  MESSAGE_TYPES,
  type MessageType,
  payloadForm,
  SCHEMAS,
  signText,
  upTopic,
  type VerifyingKey,
  verifySigned,
} from '#protocol';
import { type Conversation, openConversation } from './conversation.ts';
import type { Facts, WelcomeFacts } from './facts.ts';
import { credentialOf, type Patient } from './patient.ts';
import { probeDns, probeTcp, probeTls, speaksTls } from './probe-network.ts';

export type Findings = Omit<Facts, 'gateway'>;

type Writable = { -readonly [name in keyof Findings]: Findings[name] };
type SaidHello = { readonly text: string; readonly problem: string | null; readonly body: Partial<HelloHint> };

const CONN_BYTES = 6;
const hexOf = (bytes: number): string => randomBytes(bytes).toString('hex');
/** Older than any of a device's, which count from 1: what the doctor proves with it shuts no device out (FP-29). */
const ownBoot = (): string => `0-${hexOf(8)}`;

/** What the firmware says of itself, or what the doctor says in its place. */
function composeHello(patient: Patient, conn: string): SaidHello {
  const { boot, hello, kind, uptimeMs } = patient;
  const own = {
    ...{ v: 1, boot: boot ?? ownBoot(), conn, seq: 0, upMs: uptimeMs ?? 1_000, model: 'unlatch device doctor', fw: '1' },
    ...{ profile: kind, caps: [], cfgVer: 0, keys: 0, lastCtr: 0, open: [], journal: 0 },
  };
  const text = hello ?? JSON.stringify(own);
  const read = decodeMessage(SCHEMAS.helloHint, text);
  if (read.ok) return { text, problem: null, body: read.value };
  const { error } = read;
  return { text, problem: error.code === 'codec.invalid' ? `${error.at}: ${error.problem}` : error.code, body: {} };
}

async function sign(patient: Patient, typ: MessageType, body: object): Promise<string> {
  if (patient.privateJwk === null) return '';
  return signText(typ, JSON.stringify(body), await importSigner(patient.address.device, patient.privateJwk));
}

async function passwordOf(patient: Patient, conn: string, hello: SaidHello): Promise<string | null> {
  if (patient.password !== null || patient.privateJwk === null || patient.trust.cert !== undefined) return patient.password;
  const { boot = patient.boot ?? ownBoot(), upMs = patient.uptimeMs ?? 0 } = hello.body;
  return sign(patient, MESSAGE_TYPES.connection, { v: 1, sub: formatAddress(patient.address), boot, upMs, conn });
}

type Answer =
  | { readonly t: 'rehello'; readonly nonce: string }
  | { readonly t: 'welcome'; readonly jws: string | null; readonly now: number };

/** The payload of a JWS as it stands, believed or not: whether it may be is asked later. */
function payloadOf(jws: string): { readonly t?: unknown; readonly now?: unknown; readonly keys?: unknown } {
  try {
    return JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()) as object;
  } catch {
    return {};
  }
}

/** @param manifests noted where one comes: it names the keys that a welcome may be signed with (FP-30). */
function readAnswer(text: string, manifests: string[]): Answer | null {
  const isSigned = payloadForm(Buffer.from(text)) === 'jws';
  if (!isSigned) {
    const hint = decodeMessage(SCHEMAS.systemHint, text);
    if (hint.ok && hint.value.t === 'rehello') return { t: 'rehello', nonce: hint.value.nonce };
    const welcome = decodeMessage(SCHEMAS.unsignedWelcome, text);
    return welcome.ok ? { t: 'welcome', jws: null, now: welcome.value.now } : null;
  }
  const body = payloadOf(text);
  if (Array.isArray(body.keys)) manifests.push(text);
  return body.t === 'welcome' && typeof body.now === 'number' ? { t: 'welcome', jws: text, now: body.now } : null;
}

async function isWelcomeBelieved(patient: Patient, jws: string, manifests: readonly string[]): Promise<boolean | null> {
  const { gatewayKeys, root } = patient;
  if (gatewayKeys === null) return null;
  const keys = new Map<string, VerifyingKey>();
  const add = async ({ kid, x }: { readonly kid: string; readonly x: string }): Promise<void> =>
    void keys.set(kid, await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x }));
  for (const key of gatewayKeys) await add(key);
  const rootKey = root && (await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x: root.x }));
  for (const manifest of manifests) {
    const verified = await verifySigned(manifest, MESSAGE_TYPES.keys, (kid) =>
      kid === root?.kid ? (rootKey ?? undefined) : undefined,
    );
    const read = verified.ok ? decodeMessage(SCHEMAS.keyManifest, verified.value.payload) : null;
    if (read?.ok) for (const key of read.value.keys) if (key.use.includes('sys')) await add(key);
  }
  return (await verifySigned(jws, MESSAGE_TYPES.system, (kid) => keys.get(kid))).ok;
}

/** The signed hello over the nonce; once more with a boot of the doctor's own where that of the firmware met silence. */
async function signHello(
  patient: Patient,
  facts: Writable,
  talk: Conversation,
  hello: SaidHello,
  nonce: string,
  manifests: string[],
): Promise<void> {
  const topic = upTopic(patient.address, { leaf: 'hello' });
  const ask = async (body: object): Promise<Extract<Answer, { t: 'welcome' }> | null> => {
    await talk.say(topic, await sign(patient, MESSAGE_TYPES.hello, { ...body, sub: formatAddress(patient.address), nonce }));
    const heard = await talk.hear((_topic, text) => {
      const answer = readAnswer(text, manifests);
      return answer?.t === 'welcome' ? answer : null;
    });
    return heard === 'ended' ? null : heard;
  };
  const body = { ...hello.body, seq: (hello.body.seq ?? 0) + 1 };
  const answer = await ask(body);
  facts.signedHello = answer === null ? 'silence' : 'welcome';
  if (answer !== null) facts.welcome = await welcomeFacts(patient, answer, manifests);
  else if (patient.boot !== null || patient.hello !== null || patient.uptimeMs !== null) {
    const fresh = await ask({ ...body, boot: ownBoot(), upMs: 1_000, seq: 0 });
    facts.freshHello = fresh === null ? 'silence' : 'welcome';
  }
}

async function welcomeFacts(
  patient: Patient,
  { jws, now }: Extract<Answer, { t: 'welcome' }>,
  manifests: readonly string[],
): Promise<WelcomeFacts> {
  return { skewMs: now - Date.now(), isBelieved: jws === null ? null : await isWelcomeBelieved(patient, jws, manifests) };
}

async function greet(patient: Patient, facts: Writable, talk: Conversation, conn: string, hello: SaidHello): Promise<void> {
  const { address } = patient;
  const online = upTopic(address, { leaf: 'online' });
  await talk.say(online, JSON.stringify({ v: 1, on: true, conn: hello.body.conn ?? conn }), true);
  await talk.say(upTopic(address, { leaf: 'hello' }), hello.text);
  facts.helloProblem = hello.problem;
  const manifests: string[] = [];
  const answer = await talk.hear((_topic, text) => readAnswer(text, manifests));
  facts.hint = answer === null ? 'silence' : answer === 'ended' ? 'ended' : answer.t;
  if (answer === 'ended') return;
  if (answer?.t === 'welcome') facts.welcome = await welcomeFacts(patient, answer, manifests);
  if (answer?.t === 'rehello' && patient.privateJwk !== null) {
    await signHello(patient, facts, talk, hello, answer.nonce, manifests);
  }
  // Leaves as it found it: nobody is there under this name, unless the device itself comes back.
  await talk.say(online, JSON.stringify({ v: 1, on: false, conn: hello.body.conn ?? conn }), true);
}

async function talkMqtt(patient: Patient, facts: Writable): Promise<void> {
  const conn = hexOf(CONN_BYTES);
  const hello = composeHello(patient, conn);
  const talk = await openConversation(patient, conn, await passwordOf(patient, conn, hello));
  const isPlain = patient.url.protocol === 'mqtt' || patient.url.protocol === 'ws';
  facts.connack =
    talk.connack.outcome === 'no-mqtt' && isPlain
      ? { ...talk.connack, speaksTls: await speaksTls({ ...patient.url, timeoutMs: patient.timeoutMs }) }
      : talk.connack;
  if (facts.connack.outcome === 'accepted') {
    facts.isSubscribed = await talk.subscribe(patient.filter);
    if (facts.isSubscribed) await greet(patient, facts, talk, conn, hello);
  }
  await talk.end();
}

/** Stops at the first step that fails: what comes after it would only say the same in other words. */
export async function examine(patient: Patient): Promise<Findings> {
  const { url, timeoutMs, trust } = patient;
  const place = { host: url.host, port: url.port, timeoutMs };
  const facts: Writable = {
    ...{ url, address: patient.address, mqttVersion: patient.mqttVersion, credential: credentialOf(patient) },
    ...{ filter: patient.filter, dns: await probeDns(url.host), signerX: patient.privateJwk?.x ?? null },
  };
  if ('error' in facts.dns) return facts;
  facts.tcp = await probeTcp(place);
  if ('error' in facts.tcp) return facts;
  if (url.protocol === 'mqtts' || url.protocol === 'wss') {
    facts.tls = await probeTls(place, trust);
    if ('error' in facts.tls) return facts;
  }
  await talkMqtt(patient, facts);
  return facts;
}
