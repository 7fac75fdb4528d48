// Messages of the contract: where each schema stands in the README, who says it, and in which form it travels.
import { MESSAGE_TYPES, type MessageType, type SchemaName } from '#protocol';

export type ContractMessage = {
  /** Heading of its table in the README. */
  readonly chapter: string;
  readonly title: string;
  readonly summary: string;
  /** Of a message that travels as a compact JWS. */
  readonly signed?: { readonly typ: MessageType; readonly by: 'device' | 'gateway' | 'root' };
};

const byDevice = (typ: MessageType) => ({ typ, by: 'device' }) as const;
const byGateway = (typ: MessageType) => ({ typ, by: 'gateway' }) as const;

export const CONTRACT_MESSAGES: Readonly<Record<SchemaName, ContractMessage>> = {
  online: { chapter: 'online', title: 'online', summary: 'Presence of one connection; also the will (FP-19).' },
  helloHint: { chapter: 'hello', title: 'hello, the hint', summary: 'First hello of a connection, unsigned (FP-04).' },
  signedHello: {
    chapter: 'hello',
    title: 'hello, signed',
    summary: 'Answers a rehello, over its nonce (FP-04).',
    signed: byDevice(MESSAGE_TYPES.hello),
  },
  systemHint: { chapter: 'sys', title: 'sys: rehello, bye and blink', summary: 'Unsigned; moves nothing (FP-04, FP-31, FP-33).' },
  welcome: {
    chapter: 'sys',
    title: 'sys: welcome',
    summary: 'Answers the signed hello: commands may come (FP-04).',
    signed: byGateway(MESSAGE_TYPES.system),
  },
  keyManifest: {
    chapter: 'keys',
    title: 'keys',
    summary: 'Which keys the device believes from now on (FP-30).',
    signed: { typ: MESSAGE_TYPES.keys, by: 'root' },
  },
  command: {
    chapter: 'cmd',
    title: 'cmd',
    summary: 'One act, alive until `expUp` of the boot that it names (FP-07).',
    signed: byGateway(MESSAGE_TYPES.command),
  },
  result: {
    chapter: 'res',
    title: 'res',
    summary: 'What became of one command (FP-10).',
    signed: byDevice(MESSAGE_TYPES.result),
  },
  journalEntry: {
    chapter: 'ses',
    title: 'ses',
    summary: 'Entry of the session journal, kept until an ack covers it (FP-16).',
    signed: byDevice(MESSAGE_TYPES.journal),
  },
  ack: {
    chapter: 'ack',
    title: 'ack',
    summary: 'Journal entries are stored and may be erased (FP-16).',
    signed: byGateway(MESSAGE_TYPES.ack),
  },
  state: { chapter: 'state', title: 'state', summary: 'The full reported state; shows, never bills (FP-20).' },
  event: { chapter: 'evt', title: 'evt', summary: 'Something that people may want to see.' },
  config: {
    chapter: 'cfg',
    title: 'cfg',
    summary: 'The desired configuration, ignored if not newer (FP-23).',
    signed: byGateway(MESSAGE_TYPES.config),
  },
  claimUp: { chapter: 'claim', title: 'claim, from the device', summary: 'Who it is, and that it knows the token (FP-28).' },
  claimDown: {
    chapter: 'claim',
    title: 'claim, from the gateway',
    summary: 'That it knows the token too, and the new name (FP-28).',
  },
  keyProof: {
    chapter: 'claim',
    title: 'claim: key proof',
    summary: 'Inside `key` of `prove`: the device holds the private half (FP-28).',
    signed: byDevice(MESSAGE_TYPES.claim),
  },
  enrolment: { chapter: 'claim', title: 'claim: doc', summary: 'Inside `doc` of `enrolled`, as base64url of its JSON (FP-28).' },
  connectionProof: {
    chapter: 'password',
    title: "password: the device's own proof",
    summary: 'MQTT password, made anew for each connect (FP-29).',
    signed: byDevice(MESSAGE_TYPES.connection),
  },
  connectionToken: {
    chapter: 'password',
    title: 'password: a token of the gateway',
    summary: 'MQTT password, carried unread by the device (FP-29).',
    signed: byGateway(MESSAGE_TYPES.connectionToken),
  },
  unsignedWelcome: { chapter: 'sys', title: 'sys: welcome, unsigned', summary: 'Free objects only (FP-32).' },
  unsignedResult: { chapter: 'res', title: 'res, unsigned', summary: 'Free objects only (FP-32).' },
  unsignedEntry: { chapter: 'ses', title: 'ses, unsigned', summary: 'Free objects only (FP-32).' },
};
