// Contract as AsyncAPI 3.0, seen from the device: servers, topics, operations with QoS and retain, messages, examples.
import { EVENT_TYPES, LIMITS, SCHEMAS, type SchemaName } from '#protocol';
import { CONTRACT_MESSAGES } from './contract-messages.ts';
import { contractSchema, type JsonSchema } from './contract-schemas.ts';
import { readProtocolVectors } from './read-protocol-vectors.ts';

const ref = (path: string) => ({ $ref: `#/${path}` });
const SUBTREE = 'o2o/1/{tenant}/{device}';

type Way = 'send' | 'receive';
type Channel = {
  readonly address: string;
  readonly title: string;
  readonly way: Way;
  readonly sent: string;
  readonly messages: readonly string[];
  readonly qos?: 0;
  readonly retain?: true;
  /** Channel of the answer. */
  readonly answeredOn?: string;
};

/** Unsigned forms are messages of their own, because they travel as JSON. */
const UNSIGNED: Readonly<Record<string, SchemaName>> = {
  unsignedCommand: 'command',
  unsignedAck: 'ack',
  unsignedConfig: 'config',
};

const CHANNELS: Readonly<Record<string, Channel>> = {
  online: {
    address: `${SUBTREE}/up/online`,
    title: 'Presence',
    way: 'send',
    sent: 'after each connect; also the will',
    messages: ['online'],
    retain: true,
  },
  hello: {
    address: `${SUBTREE}/up/hello`,
    title: 'Introduction',
    way: 'send',
    sent: 'after each connect, and after each rehello',
    messages: ['helloHint', 'signedHello'],
    answeredOn: 'sys',
  },
  sys: {
    address: `${SUBTREE}/dn/sys`,
    title: 'Greeting',
    way: 'receive',
    sent: 'answers to hello, and keys',
    messages: ['systemHint', 'welcome', 'keyManifest', 'unsignedWelcome'],
  },
  cmd: {
    address: `${SUBTREE}/dn/cmd/{gw}/{cid}`,
    title: 'Commands',
    way: 'receive',
    sent: 'when somebody wants something; never retained',
    messages: ['command', 'unsignedCommand'],
    answeredOn: 'res',
  },
  res: {
    address: `${SUBTREE}/up/res/{gw}/{cid}`,
    title: 'Results',
    way: 'send',
    sent: "answers to that command, on the command's own path",
    messages: ['result', 'unsignedResult'],
  },
  ses: {
    address: `${SUBTREE}/up/ses`,
    title: 'Session journal',
    way: 'send',
    sent: 'started, updated, ended; kept until acked',
    messages: ['journalEntry', 'unsignedEntry'],
    answeredOn: 'ack',
  },
  ack: {
    address: `${SUBTREE}/dn/ack`,
    title: 'Acks of the journal',
    way: 'receive',
    sent: 'after the gateway has stored journal entries',
    messages: ['ack', 'unsignedAck'],
  },
  state: {
    address: `${SUBTREE}/up/state`,
    title: 'Reported state',
    way: 'send',
    sent: 'on each change, and every 60 s while in use',
    messages: ['state'],
  },
  evt: { address: `${SUBTREE}/up/evt/{type}`, title: 'Events', way: 'send', sent: 'when something happens', messages: ['event'] },
  cfg: {
    address: `${SUBTREE}/dn/cfg`,
    title: 'Desired configuration',
    way: 'receive',
    sent: 'when there is a newer configuration',
    messages: ['config', 'unsignedConfig'],
  },
  tel: {
    address: `${SUBTREE}/up/tel`,
    title: 'Telemetry',
    way: 'send',
    sent: 'as the maker likes; may be lost',
    messages: ['telemetry'],
    qos: 0,
  },
  claimUp: {
    address: 'o2o/1/claim/{serial}/up',
    title: 'Enrolment, from the device',
    way: 'send',
    sent: 'only by a device that has no name yet (FP-28)',
    messages: ['claimUp'],
    answeredOn: 'claimDown',
  },
  claimDown: {
    address: 'o2o/1/claim/{serial}/dn',
    title: 'Enrolment, from the gateway',
    way: 'receive',
    sent: 'only to a device that has no name yet (FP-28)',
    messages: ['claimDown'],
  },
};

const PARAMETERS: Readonly<Record<string, object>> = {
  tenant: { description: 'Id of the tenant (FP-02); `gw` and `claim` are reserved.', examples: ['pvg'] },
  device: {
    description: 'Id of the device, unique in the world; its MQTT client id and user name (FP-02).',
    examples: ['pod-a1'],
  },
  gw: { description: 'The gateway that asks; an id (FP-02).', examples: ['gw1'] },
  cid: { description: 'The command; an id (FP-02).', examples: ['cmd_01m7yhx5xrej9ahtd79eng1w22'] },
  type: { description: 'What happened.', enum: [...EVENT_TYPES] },
  serial: { description: "The maker's serial number, 1 to 42 characters of an id.", examples: ['SP2-000117'] },
};

type Vectors = { readonly cases: readonly { schema: string; name: string; exact?: boolean; payload: string; jws?: string }[] };
const messages = readProtocolVectors<Vectors>('valid/messages.json').cases;
const signed = readProtocolVectors<Vectors>('valid/signed.json').cases;

/** One example of each shape: with as many options as the schema has. */
function jsonExamples(schema: string): readonly object[] {
  const fitting = messages.filter((vector) => vector.schema === schema && vector.exact);
  const shapeOf = (payload: string): string => {
    const { t, act, ev } = JSON.parse(payload) as { t?: string; act?: string; ev?: string };
    return t ?? act ?? ev ?? '';
  };
  const firsts = fitting.filter(
    ({ payload }, at) => fitting.findIndex((other) => shapeOf(other.payload) === shapeOf(payload)) === at,
  );
  return firsts.map(({ name, payload }) => ({ name, payload: JSON.parse(payload) as object }));
}

const jwsExamples = (schema: string): readonly object[] =>
  signed.filter((vector) => vector.schema === schema).map(({ name, jws }) => ({ name, payload: jws }));

function jsonMessage(name: string, schema: SchemaName, { title, summary }: { title: string; summary: string }) {
  return {
    name,
    title,
    summary,
    contentType: 'application/json',
    payload: ref(`components/schemas/${schema}`),
    examples: jsonExamples(schema),
  };
}

function messageOf(name: string): object {
  const schema = name as SchemaName;
  const { title, summary, signed: by } = CONTRACT_MESSAGES[schema];
  if (!by) return jsonMessage(name, schema, { title, summary });
  return {
    name,
    title,
    summary: `${summary} A compact JWS, signed with Ed25519.`,
    contentType: 'application/jose',
    payload: ref('components/schemas/compactJws'),
    'x-jws': { typ: by.typ, signedBy: by.by, payload: ref(`components/schemas/${schema}`) },
    examples: jwsExamples(schema),
  };
}

function contractMessages(): Readonly<Record<string, object>> {
  const travelling = Object.values(CHANNELS).flatMap(({ messages: names }) => names);
  const plain = travelling.filter((name) => name in CONTRACT_MESSAGES).map((name) => [name, messageOf(name)] as const);
  const unsigned = Object.entries(UNSIGNED).map(([name, schema]) => {
    const words = { title: `${CONTRACT_MESSAGES[schema].title}, unsigned`, summary: 'Free objects only (FP-32).' };
    return [name, jsonMessage(name, schema, words)] as const;
  });
  const telemetry = {
    name: 'telemetry',
    title: 'telemetry',
    summary: 'JSON of the maker; never read for money.',
    contentType: 'application/json',
    payload: { type: 'object' },
    examples: [{ name: 'telemetry', payload: { rssi: -61 } }],
  };
  return { ...Object.fromEntries([...plain, ...unsigned]), telemetry };
}

function channelOf([key, { address, title, sent, messages: names }]: [string, Channel]) {
  const parameters = [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, ref(`components/parameters/${name}`)]);
  return [
    key,
    {
      address,
      title,
      description: `Sent ${sent}.`,
      messages: Object.fromEntries(names.map((name) => [name, ref(`components/messages/${name}`)])),
      parameters: Object.fromEntries(parameters),
    },
  ];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function operationOf([key, { way, title, sent, qos, retain, answeredOn, messages: names }]: [string, Channel]) {
  const said = (channel: string, all: readonly string[]) => all.map((name) => ref(`channels/${channel}/messages/${name}`));
  const answer = answeredOn === undefined ? undefined : CHANNELS[answeredOn];
  return [
    `${way}${capital(key)}`,
    {
      action: way,
      channel: ref(`channels/${key}`),
      title,
      summary: `The device ${way === 'send' ? 'publishes' : 'hears'} this ${sent}.`,
      messages: said(key, names),
      ...(answer && answeredOn
        ? { reply: { channel: ref(`channels/${answeredOn}`), messages: said(answeredOn, answer.messages) } }
        : {}),
      bindings: { mqtt: { qos: qos ?? 1, retain: retain ?? false, bindingVersion: '0.2.0' } },
    },
  ];
}

const SECURITY = {
  password: {
    type: 'userPassword',
    description:
      'User name = client id = device id. The password is a secret, a minted token, or a proof made with the own key (FP-29).',
  },
  claim: {
    type: 'userPassword',
    description: 'Only for the claim topics: `claim-{serial}`, and a proof of the one-time token (FP-28).',
  },
  certificate: { type: 'X509', description: 'TLS client certificate whose common name is the device id (FP-29).' },
} as const;

function server(protocol: string, port: string, description: string, pathname?: string) {
  const names = protocol.endsWith('s') && protocol !== 'ws' ? ['password', 'claim', 'certificate'] : ['password', 'claim'];
  return {
    host: '{host}:{port}',
    ...(pathname === undefined ? {} : { pathname }),
    protocol,
    protocolVersion: '3.1.1',
    description,
    variables: {
      host: { description: 'Where the gateway or its broker listens.', default: 'localhost' },
      port: { description: 'Its port.', default: port },
    },
    security: names.map((name) => ref(`components/securitySchemes/${name}`)),
    ...(pathname === undefined ? { bindings: ref('components/serverBindings/device') } : {}),
  };
}

const serverBindings = {
  device: {
    mqtt: {
      clientId: 'pod-a1',
      cleanSession: true,
      lastWill: { topic: 'o2o/1/pvg/pod-a1/up/online', qos: 1, message: '{"v":1,"on":false,"conn":"c-5f3a"}', retain: true },
      keepAlive: LIMITS.keepaliveS,
      bindingVersion: '0.2.0',
    },
  },
};

/** Schemas of the document are of the draft that AsyncAPI itself speaks. */
function contractComponents(): Readonly<Record<string, JsonSchema>> {
  const own = (Object.keys(SCHEMAS) as SchemaName[]).map((name) => {
    const { $schema: _draft, ...schema } = contractSchema(name, 'draft-7');
    return [name, schema] as const;
  });
  const compactJws = {
    title: 'compact JWS',
    description:
      'RFC 7515, header exactly alg (Ed25519), kid and typ; each part the only base64url spelling of its bytes (FP-05).',
    type: 'string',
    pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$',
    maxLength: LIMITS.maxUpBytes,
  };
  return { compactJws, ...Object.fromEntries(own) };
}

/** @returns the whole document as plain data. */
export function contractDocument() {
  return {
    asyncapi: '3.0.0',
    id: 'urn:o2o:1',
    info: {
      title: 'o2o: the contract between a device and its gateway',
      version: '1.0.0',
      description:
        'Wire version 1, seen from the device. Generated from the definitions that the gateway runs; the rules FP-01 to FP-32 stand in README.md. ' +
        `At most ${LIMITS.maxUpBytes} bytes go up and ${LIMITS.maxDownBytes} down. MQTT 3.1.1, clean session; subscribe to exactly \`o2o/1/{tenant}/{device}/dn/#\`.`,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      tags: [{ name: 'mqtt' }, { name: 'jose' }],
    },
    defaultContentType: 'application/json',
    servers: {
      mqtts: server('mqtts', '8883', 'MQTT over TLS 1.2 or newer: the one to use.'),
      wss: server('wss', '8884', 'MQTT over a secure WebSocket, subprotocol mqtt, any path.', '/'),
      mqtt: server('mqtt', '1883', 'Plain MQTT, for a bench or a trusted network.'),
      ws: server('ws', '8884', 'MQTT over a plain WebSocket, subprotocol mqtt, any path, for a bench.', '/'),
    },
    channels: Object.fromEntries(Object.entries(CHANNELS).map(channelOf)),
    operations: Object.fromEntries(Object.entries(CHANNELS).map(operationOf)),
    components: {
      schemas: contractComponents(),
      messages: contractMessages(),
      parameters: PARAMETERS,
      securitySchemes: SECURITY,
      serverBindings,
    },
  };
}
