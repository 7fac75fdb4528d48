// Believe: from the bytes under a topic to a message of a known device, or the reason why not.
import {
  type CommandResult,
  type DeviceAddress,
  type DeviceEvent,
  decodeBytes,
  decodeMessage,
  decodeText,
  EVENT_TYPES,
  formatAddress,
  type HelloHint,
  type JournalEntry,
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  type Online,
  ok,
  payloadForm,
  type Result,
  refused,
  SCHEMAS,
  type SchemaName,
  type SignedHello,
  type State,
  type UpLeaf,
  verifySigned,
} from '#protocol';
import { NOT_CITED } from '../domain/device/command.ts';
import type { DeviceKey } from './device-keys.ts';
import type { QuarantineReason } from './quarantine.ts';

export type EventType = (typeof EVENT_TYPES)[number];

/** What a device said and may be acted on; what is kept as proof carries its text, word for word. */
export type UpMessage =
  | { readonly kind: 'hello-hint'; readonly body: HelloHint }
  | { readonly kind: 'hello'; readonly body: SignedHello; readonly jws: string }
  | { readonly kind: 'online'; readonly body: Online }
  | { readonly kind: 'result'; readonly body: CommandResult; readonly jws: string }
  | { readonly kind: 'journal'; readonly body: JournalEntry; readonly jws: string }
  | { readonly kind: 'state'; readonly body: State }
  | { readonly kind: 'event'; readonly type: EventType; readonly body: DeviceEvent }
  /** May be lost, is kept by nobody. */
  | { readonly kind: 'telemetry' };

type Belief<T> = Result<T, { readonly code: QuarantineReason }>;
type Body<S extends SchemaName> = (typeof SCHEMAS)[S]['_zod']['output'];
type SignedSchema = 'signedHello' | 'result' | 'journalEntry';

/** A device signs with one key only, and that key has its name. */
async function readSigned<S extends SignedSchema>(
  address: DeviceAddress,
  { key }: DeviceKey,
  typ: MessageType,
  schema: S,
  payload: Uint8Array,
): Promise<Belief<{ body: Body<S>; jws: string }>> {
  if (key === null || payloadForm(payload) !== 'jws') return refused({ code: 'payload.wrong-form' });
  const text = decodeText(payload, LIMITS.maxUpBytes);
  if (!text.ok) return text;
  const verified = await verifySigned(text.value, typ, (kid) => (kid === address.device ? key : undefined));
  if (!verified.ok) return verified;
  const decoded = decodeMessage(SCHEMAS[schema], verified.value.payload) as Belief<Body<S>>;
  if (!decoded.ok) return decoded;
  if (decoded.value.sub !== formatAddress(address)) return refused({ code: 'payload.wrong-subject' });
  return ok({ body: decoded.value, jws: text.value });
}

/** Of a device without a key: JSON where others sign, believed as it came. Whoever has a key never says it so (FP-32). */
function readUnsigned<T extends CommandResult | JournalEntry>(
  address: DeviceAddress,
  schema: 'unsignedResult' | 'unsignedEntry',
  payload: Uint8Array,
): Belief<{ body: T; jws: string }> {
  const text = decodeText(payload, LIMITS.maxUpBytes);
  if (!text.ok) return text;
  const plain = readPlain(schema, payload);
  if (!plain.ok) return plain;
  const own = formatAddress(address);
  const { sub = own, cmdHash = NOT_CITED } = plain.value;
  if (sub !== own) return refused({ code: 'payload.wrong-subject' });
  return ok({ body: { ...plain.value, sub, cmdHash } as T, jws: text.value });
}

function readPlain<S extends SchemaName>(schema: S, payload: Uint8Array): Belief<Body<S>> {
  if (payloadForm(payload) !== 'json') return refused({ code: 'payload.wrong-form' });
  return decodeBytes(SCHEMAS[schema], payload, LIMITS.maxUpBytes) as Belief<Body<S>>;
}

function isEventType(type: string): type is EventType {
  return (EVENT_TYPES as readonly string[]).includes(type);
}

/** Reads one message; what moves money must be signed by the device itself, the rest may come as JSON. */
export async function believe(
  address: DeviceAddress,
  to: UpLeaf,
  payload: Uint8Array,
  deviceKey: DeviceKey,
): Promise<Belief<UpMessage>> {
  if (deviceKey.tenant !== address.tenant) return refused({ code: 'device.unknown' });
  const isUnsigned = deviceKey.key === null;
  switch (to.leaf) {
    case 'hello': {
      if (payloadForm(payload) === 'jws') {
        const hello = await readSigned(address, deviceKey, MESSAGE_TYPES.hello, 'signedHello', payload);
        return hello.ok ? ok({ kind: 'hello', ...hello.value }) : hello;
      }
      const hint = readPlain('helloHint', payload);
      return hint.ok ? ok({ kind: 'hello-hint', body: hint.value }) : hint;
    }
    case 'online': {
      const online = readPlain('online', payload);
      return online.ok ? ok({ kind: 'online', body: online.value }) : online;
    }
    case 'result': {
      const result = isUnsigned
        ? readUnsigned<CommandResult>(address, 'unsignedResult', payload)
        : await readSigned(address, deviceKey, MESSAGE_TYPES.result, 'result', payload);
      if (!result.ok) return result;
      if (result.value.body.cid !== to.commandId) return refused({ code: 'payload.wrong-subject' });
      return ok({ kind: 'result', ...result.value });
    }
    case 'journal': {
      const entry = isUnsigned
        ? readUnsigned<JournalEntry>(address, 'unsignedEntry', payload)
        : await readSigned(address, deviceKey, MESSAGE_TYPES.journal, 'journalEntry', payload);
      return entry.ok ? ok({ kind: 'journal', ...entry.value }) : entry;
    }
    case 'state': {
      const state = readPlain('state', payload);
      return state.ok ? ok({ kind: 'state', body: state.value }) : state;
    }
    case 'event': {
      if (!isEventType(to.type)) return refused({ code: 'event.unknown' });
      const event = readPlain('event', payload);
      return event.ok ? ok({ kind: 'event', type: to.type, body: event.value }) : event;
    }
    case 'telemetry':
      return ok({ kind: 'telemetry' });
  }
}
