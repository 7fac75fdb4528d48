// Read plain: the same messages as JSON, for a free object that has no key (FP-32); one that has a key never comes here.
import { decodeMessage, decodeText, LIMITS, type ParsedTopic, SCHEMAS, sha256 } from '#protocol';
import { type Read, readHint, type Trust, unbelieved, whyForeign } from './reading.ts';

type At = Extract<ParsedTopic, { direction: 'down' }>;

function readPlainCommand(trust: Trust, at: Extract<At, { leaf: 'command' }>, bytes: Uint8Array, text: string): Read {
  const decoded = decodeMessage(SCHEMAS.command, text);
  if (!decoded.ok) {
    const isUnknownAct = decoded.error.code === 'codec.invalid' && decoded.error.at === 'act';
    return unbelieved(at, bytes, isUnknownAct ? 'UNSUPPORTED' : 'BAD_PARAM');
  }
  const command = decoded.value;
  const foreign = whyForeign(trust, command);
  if (foreign !== null) return unbelieved(at, bytes, foreign === 'foreign issuer' ? 'BAD_SIG' : 'WRONG_DEVICE');
  if (command.cid !== at.commandId) return unbelieved(at, bytes, 'BAD_PARAM');
  return { input: { type: 'command', gateway: at.gateway, command, cmdHash: sha256(bytes) } };
}

function readPlainSystem(trust: Trust, text: string): Read {
  const welcome = decodeMessage(SCHEMAS.unsignedWelcome, text);
  if (!welcome.ok) return readHint(text);
  const ignored = whyForeign(trust, welcome.value);
  return ignored === null ? { input: { type: 'welcome', welcome: welcome.value } } : { ignored };
}

export function readPlain(trust: Trust, at: At, bytes: Uint8Array): Read {
  const text = decodeText(bytes, LIMITS.maxDownBytes);
  if (!text.ok) return at.leaf === 'command' ? unbelieved(at, bytes, 'BAD_PARAM') : { ignored: text.error.code };
  if (at.leaf === 'command') return readPlainCommand(trust, at, bytes, text.value);
  if (at.leaf === 'system') return readPlainSystem(trust, text.value);
  const decoded = decodeMessage(at.leaf === 'ack' ? SCHEMAS.ack : SCHEMAS.config, text.value);
  if (!decoded.ok) return { ignored: decoded.error.code };
  const ignored = whyForeign(trust, decoded.value);
  if (ignored !== null) return { ignored };
  return at.leaf === 'ack'
    ? { input: { type: 'ack', ack: SCHEMAS.ack.parse(decoded.value) } }
    : { input: { type: 'config', config: SCHEMAS.config.parse(decoded.value) } };
}
