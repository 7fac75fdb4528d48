// Read message: bytes from the link to an input of the device, with every signature checked on the way.
import {
  type CodecRefusal,
  type DeviceAddress,
  decodeMessage,
  decodeText,
  type FindKey,
  formatAddress,
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  parseTopic,
  payloadForm,
  type Result,
  readCommand,
  SCHEMAS,
  sha256,
  verifySigned,
} from '#protocol';
import type { Input } from '../device/device.ts';

/** Whom the device believes, and who it is. */
export type Trust = { readonly address: DeviceAddress; readonly issuer: string; readonly findKey: FindKey };

/** Either something to act on, or why it was put aside. */
export type Read = { readonly input: Input } | { readonly ignored: string };

/** What every signed message downward names: who says it, and to whom. */
type Addressed = { readonly iss: string; readonly aud: string };

async function readSigned<M extends Addressed>(
  trust: Trust,
  typ: MessageType,
  jws: string,
  decode: (text: string) => Result<M, CodecRefusal>,
): Promise<{ readonly message: M } | { readonly ignored: string }> {
  const signed = await verifySigned(jws, typ, trust.findKey);
  if (!signed.ok) return { ignored: signed.error.code };
  const decoded = decode(signed.value.payload);
  if (!decoded.ok) return { ignored: decoded.error.code };
  if (decoded.value.iss !== trust.issuer) return { ignored: 'foreign issuer' };
  if (decoded.value.aud !== formatAddress(trust.address)) return { ignored: 'other audience' };
  return { message: decoded.value };
}

async function readSystem(trust: Trust, bytes: Uint8Array, text: string): Promise<Read> {
  if (payloadForm(bytes) === 'json') {
    const hint = decodeMessage(SCHEMAS.systemHint, text);
    if (!hint.ok) return { ignored: hint.error.code };
    return hint.value.t === 'rehello' ? { input: { type: 'rehello', nonce: hint.value.nonce } } : { ignored: 'bye' };
  }
  const read = await readSigned(trust, MESSAGE_TYPES.system, text, (json) => decodeMessage(SCHEMAS.welcome, json));
  return 'message' in read ? { input: { type: 'welcome', welcome: read.message } } : read;
}

async function readBelieved(
  trust: Trust,
  at: { readonly gateway: string; readonly commandId: string },
  bytes: Uint8Array,
): Promise<Read> {
  const unbelieved = (code: Extract<Input, { type: 'unbelieved' }>['code']): Read => ({
    input: { type: 'unbelieved', gateway: at.gateway, cid: at.commandId, code, cmdHash: sha256(bytes) },
  });
  const text = decodeText(bytes, LIMITS.maxDownBytes);
  if (!text.ok) return unbelieved('BAD_PARAM');
  const read = await readCommand(text.value, trust.findKey, { issuer: trust.issuer, address: trust.address });
  if (!read.ok) return unbelieved(read.error.code);
  const { cmdHash, command } = read.value;
  // The topic is not signed: a command that travels under another id would be answered to nobody.
  if (command.cid !== at.commandId) return unbelieved('BAD_PARAM');
  return { input: { type: 'command', gateway: at.gateway, command, cmdHash } };
}

/** Never throws for what the other side sent. */
export async function readMessage(trust: Trust, topic: string, bytes: Uint8Array): Promise<Read> {
  const parsed = parseTopic(topic);
  if (!parsed.ok) return { ignored: parsed.error.code };
  const { value: at } = parsed;
  if (at.direction !== 'down' || formatAddress(at) !== formatAddress(trust.address)) return { ignored: 'not for us' };
  if (at.leaf === 'command') return readBelieved(trust, at, bytes);
  const text = decodeText(bytes, LIMITS.maxDownBytes);
  if (!text.ok) return { ignored: text.error.code };
  if (at.leaf === 'system') return readSystem(trust, bytes, text.value);
  if (at.leaf === 'ack') {
    const read = await readSigned(trust, MESSAGE_TYPES.ack, text.value, (json) => decodeMessage(SCHEMAS.ack, json));
    return 'message' in read ? { input: { type: 'ack', ack: read.message } } : read;
  }
  const read = await readSigned(trust, MESSAGE_TYPES.config, text.value, (json) => decodeMessage(SCHEMAS.config, json));
  return 'message' in read ? { input: { type: 'config', config: read.message } } : read;
}
