// Read message: bytes from the link to an input of the device, with every signature checked on the way.
import {
  type CodecRefusal,
  decodeMessage,
  decodeText,
  formatAddress,
  judgeManifest,
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  type ParsedTopic,
  parseTopic,
  payloadForm,
  type Result,
  readCommand,
  SCHEMAS,
  verifySigned,
} from '#protocol';
import type { KeyRing } from './key-ring.ts';
import { readPlain } from './read-plain.ts';
import { type Addressed, type Read, readHint, type Trust, unbelieved, whyForeign } from './reading.ts';

type At = Extract<ParsedTopic, { direction: 'down' }>;

async function readSigned<M extends Addressed>(
  trust: Trust,
  ring: KeyRing,
  typ: MessageType,
  jws: string,
  decode: (text: string) => Result<M, CodecRefusal>,
): Promise<{ readonly message: M } | { readonly ignored: string }> {
  const signed = await verifySigned(jws, typ, ring.find('sys'));
  if (!signed.ok) return { ignored: signed.error.code };
  const decoded = decode(signed.value.payload);
  if (!decoded.ok) return { ignored: decoded.error.code };
  const ignored = whyForeign(trust, decoded.value);
  return ignored === null ? { message: decoded.value } : { ignored };
}

/** What the root signed is a manifest or nothing; null when it is not the root's. */
async function readManifest(trust: Trust, ring: KeyRing, text: string): Promise<Read | null> {
  if (!ring.hasRoot) return null;
  const signed = await verifySigned(text, MESSAGE_TYPES.keys, ring.findRoot);
  if (!signed.ok) return null;
  const decoded = decodeMessage(SCHEMAS.keyManifest, signed.value.payload);
  if (!decoded.ok) return { ignored: decoded.error.code };
  const current = trust.manifest() ?? null;
  const judged = judgeManifest(decoded.value, { iss: trust.issuer, tenant: trust.address.tenant, current });
  if (!judged.ok) return { ignored: judged.error.code };
  await ring.prepare(judged.value);
  return { input: { type: 'keys', manifest: judged.value } };
}

async function readSystem(trust: Trust, ring: KeyRing, bytes: Uint8Array, text: string): Promise<Read> {
  if (payloadForm(bytes) === 'json') return readHint(text);
  const manifest = await readManifest(trust, ring, text);
  if (manifest) return manifest;
  const read = await readSigned(trust, ring, MESSAGE_TYPES.system, text, (json) => decodeMessage(SCHEMAS.welcome, json));
  return 'message' in read ? { input: { type: 'welcome', welcome: read.message } } : read;
}

async function readBelieved(trust: Trust, ring: KeyRing, at: Extract<At, { leaf: 'command' }>, bytes: Uint8Array): Promise<Read> {
  const text = decodeText(bytes, LIMITS.maxDownBytes);
  if (!text.ok) return unbelieved(at, bytes, 'BAD_PARAM');
  const read = await readCommand(text.value, ring.find('cmd'), { issuer: trust.issuer, address: trust.address });
  if (!read.ok) return unbelieved(at, bytes, read.error.code);
  const { cmdHash, command } = read.value;
  // The topic is not signed: a command that travels under another id would be answered to nobody.
  if (command.cid !== at.commandId) return unbelieved(at, bytes, 'BAD_PARAM');
  return { input: { type: 'command', gateway: at.gateway, command, cmdHash } };
}

/** Never throws for what the other side sent. */
export async function readMessage(trust: Trust, topic: string, bytes: Uint8Array): Promise<Read> {
  const parsed = parseTopic(topic);
  if (!parsed.ok) return { ignored: parsed.error.code };
  const { value: at } = parsed;
  if (at.direction !== 'down' || formatAddress(at) !== formatAddress(trust.address)) return { ignored: 'not for us' };
  const { ring } = trust;
  if (ring === null) return readPlain(trust, at, bytes);
  if (at.leaf === 'command') return readBelieved(trust, ring, at, bytes);
  const text = decodeText(bytes, LIMITS.maxDownBytes);
  if (!text.ok) return { ignored: text.error.code };
  if (at.leaf === 'system') return readSystem(trust, ring, bytes, text.value);
  if (at.leaf === 'ack') {
    const read = await readSigned(trust, ring, MESSAGE_TYPES.ack, text.value, (json) => decodeMessage(SCHEMAS.ack, json));
    return 'message' in read ? { input: { type: 'ack', ack: read.message } } : read;
  }
  const read = await readSigned(trust, ring, MESSAGE_TYPES.config, text.value, (json) => decodeMessage(SCHEMAS.config, json));
  return 'message' in read ? { input: { type: 'config', config: read.message } } : read;
}
