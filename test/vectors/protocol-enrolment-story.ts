// How a pod gets its name and its first keys, message by message: a vector file, and its part of the transcript.
import { claimMessages, SERIAL } from './protocol-claims.ts';
import { CONNECTION_PASSWORD, FIRST_MANIFEST } from './protocol-credentials.ts';
import { headerFor, signParts, type VectorKid } from './protocol-keys.ts';

const ADDRESS = 'pvg/pod-a1';
const BOOT = '7-00112233445566aa';
const CONN = 'c-5f3a';
const NONCE = 'n-4d1f0a9be2c37856';

const hello = (seq: number, upMs: number, keys: number) => ({
  v: 1,
  boot: BOOT,
  conn: CONN,
  seq,
  upMs,
  model: 'SP-2',
  fw: '1.4.0',
  profile: 'sleep-pod',
  caps: ['light', 'fan'],
  cfgVer: 0,
  keys,
  lastCtr: 0,
  open: [],
  journal: 0,
  dropped: 0,
  amnesia: false,
});

type Told = { readonly note: string; readonly topic: string; readonly schema: string; readonly decoded: object };
type Signed = { readonly typ: string; readonly kid: VectorKid };

const said = claimMessages();
const claiming = (note: string, direction: 'up' | 'dn', decoded: object): Told => ({
  note,
  topic: `o2o/1/claim/${SERIAL}/${direction}`,
  schema: direction === 'up' ? 'claimUp' : 'claimDown',
  decoded,
});
const talking = (note: string, path: string, schema: string, decoded: object): Told => ({
  note,
  topic: `o2o/1/${ADDRESS}/${path}`,
  schema,
  decoded,
});

const CLAIMING: readonly Told[] = [
  claiming('Who it is, and the key that it made itself', 'up', said.claim),
  claiming('The gateway knows the token too: the pod checks this proof', 'dn', said.challenge),
  claiming('So does the pod, and it holds the private half of its key', 'up', said.prove),
  claiming('Not on the list of the factory: somebody has to approve', 'dn', said.pending),
  claiming('Approved: the pod checks the proof, stores `doc` and disconnects', 'dn', said.enrolled),
];

const GREETING: readonly (Told & Partial<Signed>)[] = [
  talking('It comes back as the device that it is now', 'up/online', 'online', { v: 1, on: true, conn: CONN }),
  talking('It has no keys of its gateway yet', 'up/hello', 'helloHint', hello(0, 5_200, 0)),
  {
    ...talking('The root, kept offline, says which keys to believe', 'dn/sys', 'keyManifest', FIRST_MANIFEST),
    typ: 'o2o-keys+jwt',
    kid: 'root-k1',
  },
  talking('From here as ever', 'dn/sys', 'systemHint', { v: 1, t: 'rehello', nonce: NONCE }),
  {
    ...talking('The signed hello, with the version of its keys', 'up/hello', 'signedHello', {
      ...hello(1, 5_350, 1),
      sub: ADDRESS,
      nonce: NONCE,
    }),
    typ: 'o2o-hello+jwt',
    kid: 'pod-a1',
  },
  {
    ...talking('Welcome, signed by a key of the manifest', 'dn/sys', 'welcome', {
      v: 1,
      t: 'welcome',
      iss: 'unlatch',
      aud: ADDRESS,
      boot: BOOT,
      nonce: NONCE,
      now: 1_795_248_005_400,
      cfgVer: 0,
      keys: 1,
      floor: 0,
      verdicts: [],
    }),
    typ: 'o2o-sys+jwt',
    kid: 'gw-k1',
  },
];

/** Each connection with its CONNECT and the messages on it, in order. */
export function enrolmentStory() {
  const payloadOf = ({ decoded, typ, kid }: Told & Partial<Signed>): string => {
    const text = JSON.stringify(decoded);
    return typ && kid ? signParts(kid, headerFor(kid, typ), text) : text;
  };
  const steps = (told: readonly (Told & Partial<Signed>)[]) =>
    told.map(({ note, topic, schema, typ, kid, decoded }) => ({
      note,
      topic,
      retain: schema === 'online',
      schema,
      ...(typ && kid ? { typ, kid } : {}),
      decoded,
      payload: payloadOf({ note, topic, schema, decoded, ...(typ && kid ? { typ, kid } : {}) }),
    }));
  return [
    { connect: said.connect, steps: steps(CLAIMING) },
    { connect: { clientId: 'pod-a1', userName: 'pod-a1', password: CONNECTION_PASSWORD }, steps: steps(GREETING) },
  ];
}
