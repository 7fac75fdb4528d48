// Soft authenticator: makes and shows passkeys as a phone does (WebAuthn Level 3), and lies where a test wants it to.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

type Bytes = Uint8Array;
type Cbor = number | string | Bytes | ReadonlyMap<number | string, Cbor>;

const FLAGS = { present: 0x01, verified: 0x04, mayTravel: 0x08, isBackedUp: 0x10, hasKey: 0x40 } as const;

const text64 = (bytes: Bytes): string => Buffer.from(bytes).toString('base64url');
const hash = (content: string | Bytes): Buffer => createHash('sha256').update(content).digest();

function headOf(major: number, count: number): Buffer {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  if (count < 256) return Buffer.from([(major << 5) | 24, count]);
  return Buffer.from([(major << 5) | 25, count >> 8, count & 0xff]);
}

/** As much of RFC 8949 as a passkey takes. */
function cborOf(value: Cbor): Buffer {
  if (typeof value === 'number') return value >= 0 ? headOf(0, value) : headOf(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([headOf(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([headOf(2, value.length), value]);
  const pairs = [...value].flatMap(([key, each]) => [cborOf(key), cborOf(each)]);
  return Buffer.concat([headOf(5, value.size), ...pairs]);
}

function coseKeyOf(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = (part: string): Bytes => Buffer.from(part, 'base64url');
  return cborOf(
    new Map<number, Cbor>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, point(x)],
      [-3, point(y)],
    ]),
  );
}

type Held = { readonly credentialId: Bytes; readonly privateKey: KeyObject; readonly userHandle: string; counter: number };

/** What may be wrong with an answer; nothing unless it is said. */
export type Lie = {
  /** The page that asked, as the browser says it. */
  readonly origin?: string;
  /** The counter, instead of the next one. */
  readonly counter?: number;
  readonly challenge?: string;
  /** Nobody looked at a finger, a face or a PIN. */
  readonly isUnverified?: boolean;
};

type Options = { readonly challenge: string; readonly user?: { readonly id: string }; readonly rp?: { readonly id: string } };

/** @param doesCount a device of its own counts; a passkey that travels stays at 0. */
export function createSoftAuthenticator(origin: string, doesCount = false) {
  const rpId = new URL(origin).hostname;
  const held: Held[] = [];

  const clientData = (type: string, challenge: string, lie: Lie): Buffer =>
    Buffer.from(
      JSON.stringify({ type, challenge: lie.challenge ?? challenge, origin: lie.origin ?? origin, crossOrigin: false }),
    );

  function authData(flags: number, counter: number, rest: Bytes = Buffer.alloc(0)): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([hash(rpId), Buffer.from([flags]), count, rest]);
  }

  const flagsOf = (lie: Lie): number =>
    FLAGS.present | (lie.isUnverified ? 0 : FLAGS.verified) | (doesCount ? 0 : FLAGS.mayTravel | FLAGS.isBackedUp);

  return {
    /** The field `passkey` of a form that registers. */
    create(options: Options, lie: Lie = {}): string {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const credentialId = randomBytes(32);
      const userHandle = options.user?.id ?? '';
      held.push({ credentialId, privateKey, userHandle, counter: 0 });
      const length = Buffer.from([0, credentialId.length]);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKeyOf(publicKey)]);
      const attestation = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData(flagsOf(lie) | FLAGS.hasKey, lie.counter ?? 0, attested)],
      ]);
      return JSON.stringify({
        id: text64(credentialId),
        rawId: text64(credentialId),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: text64(clientData('webauthn.create', options.challenge, lie)),
          attestationObject: text64(cborOf(attestation)),
          transports: ['internal'],
        },
      });
    },
    /** The field `passkey` of a form that signs in, with the newest that it holds. */
    get(options: Options, lie: Lie = {}): string {
      const key = held.at(-1);
      if (!key) throw new Error('this device holds no passkey');
      if (doesCount) key.counter += 1;
      const data = authData(flagsOf(lie), lie.counter ?? key.counter);
      const client = clientData('webauthn.get', options.challenge, lie);
      const signature = sign('sha256', Buffer.concat([data, hash(client)]), key.privateKey);
      return JSON.stringify({
        id: text64(key.credentialId),
        rawId: text64(key.credentialId),
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: text64(client),
          authenticatorData: text64(data),
          signature: text64(signature),
          userHandle: key.userHandle,
        },
      });
    },
    credentialIds: (): readonly string[] => held.map(({ credentialId }) => text64(credentialId)),
  };
}

export type SoftAuthenticator = ReturnType<typeof createSoftAuthenticator>;
