// Doctor patient: who the doctor connects as, from the flags of its command and the files that they name.
import { X509Certificate } from 'node:crypto';
import { deviceFilters, isTopicId, type PrivateJwk } from '#protocol';
import { loadVenueFile, type VenueFile } from '#sim';
import type { MqttVersion } from '../../doctor/facts.ts';
import type { Patient } from '../../doctor/patient.ts';
import { CliRefusal, readText } from '../cli-refusal.ts';

export type DoctorFlags = {
  readonly broker: string;
  readonly device: string;
  readonly tenant?: string;
  readonly kind?: string;
  readonly venue?: string;
  readonly credential?: string;
  readonly key?: string;
  readonly cert?: string;
  readonly certKey?: string;
  readonly ca?: string;
  readonly pin?: string;
  readonly mqttVersion: MqttVersion;
  readonly filter?: string;
  readonly boot?: string;
  readonly uptime?: string;
  readonly hello?: string;
  readonly timeout: string;
};

/** Of its own in the gateway's books, where they could be asked. */
export type KnownDevice = { readonly tenant: string; readonly kind: string } | null;

const PORTS = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;

const refuse = (problem: string): CliRefusal => new CliRefusal(problem);

function parseBroker(text: string): { readonly url: Patient['url']; readonly path: string } {
  const url = URL.canParse(text) ? new URL(text) : null;
  const protocol = url?.protocol.slice(0, -1) ?? '';
  if (url === null || !Object.hasOwn(PORTS, protocol) || url.hostname === '') {
    throw refuse(`--broker: '${text}' is no address like mqtts://gateway.example:8883 (mqtt, mqtts, ws or wss)`);
  }
  const known = protocol as keyof typeof PORTS;
  const port = url.port === '' ? PORTS[known] : Number(url.port);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { url: { protocol: known, host, port }, path: known.startsWith('ws') ? url.pathname : '' };
}

type Listed = {
  readonly tenant: string;
  readonly kind: string;
  readonly password?: string | undefined;
  readonly privateJwk?: PrivateJwk;
};

function readVenue(path: string | undefined, device: string): { readonly file: VenueFile; readonly listed: Listed } | null {
  if (path === undefined) return null;
  const file = loadVenueFile(path);
  if (!file.ok) throw refuse(`${file.error.code}: ${path}${'at' in file.error ? ` at ${file.error.at}` : ''}`);
  const { devices, keyed = [], unsigned = [] } = file.value;
  const listed = [...devices, ...keyed, ...unsigned].find((each) => each.device === device);
  if (!listed) throw refuse(`--venue: ${path} has no ${device}`);
  return { file: file.value, listed };
}

async function readKey(path: string | undefined): Promise<PrivateJwk | null> {
  if (path === undefined) return null;
  try {
    const { kty, crv, x, d } = JSON.parse(await readText(path)) as { readonly [name: string]: unknown };
    if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && typeof d === 'string') return { kty, crv, x, d };
  } catch (cause) {
    if (cause instanceof CliRefusal) throw cause;
  }
  throw refuse(`--key: ${path} is no private JWK of Ed25519 (kty, crv, x, d)`);
}

const readOptional = async (path: string | undefined): Promise<string | undefined> =>
  path === undefined ? undefined : readText(path);

function pinOf(pin: string | undefined, ca: string | undefined): string | undefined {
  if (pin === undefined) return undefined;
  const hex = pin.replace(/:/g, '').toUpperCase();
  if (!/^[0-9A-F]{64}$/.test(hex)) throw refuse('--pin: a SHA-256 is 64 hex digits');
  if (ca !== undefined) throw refuse('give --ca or --pin, not both');
  return (hex.match(/../g) ?? []).join(':');
}

/** Wrong files are named here; a self-made certificate that cannot be read would show as a TLS fault of somebody else. */
function checkPem(ca: string | undefined): void {
  if (ca === undefined) return;
  try {
    new X509Certificate(ca);
  } catch {
    throw refuse('--ca: that file holds no certificate (PEM)');
  }
}

/** Half of it would be left out of the handshake in silence. */
function checkPair({ cert, certKey }: DoctorFlags): void {
  if (cert !== undefined && certKey === undefined) throw refuse('--cert: give its private key as well, with --cert-key <file>');
  if (cert === undefined && certKey !== undefined) throw refuse('--cert-key: give its certificate as well, with --cert <file>');
}

const wholeOf = (flag: string, text: string | undefined): number | null => {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw refuse(`${flag}: '${text}' is no whole number from 0`);
  return value;
};

/** @throws CliRefusal in words about the flag that is wrong. */
export async function readPatient(flags: DoctorFlags, known: KnownDevice): Promise<Patient> {
  const { device } = flags;
  if (!isTopicId(device)) throw refuse(`'${device}' is no id: 1 to 48 of A-Z a-z 0-9 _ - (FP-02)`);
  const venue = readVenue(flags.venue, device);
  const tenant = flags.tenant ?? venue?.listed.tenant ?? known?.tenant;
  if (tenant === undefined)
    throw refuse('--tenant: whose device is it? Give --tenant, --venue, or --data of the running gateway');
  checkPair(flags);
  const ca = await readOptional(flags.ca);
  checkPem(ca);
  const address = { tenant, device };
  const kind = flags.kind ?? venue?.listed.kind ?? known?.kind;
  const secret = (await readOptional(flags.credential))?.trim();
  return {
    ...parseBroker(flags.broker),
    address,
    kind: kind ?? 'bike',
    isKindGuessed: kind === undefined && flags.hello === undefined,
    mqttVersion: flags.mqttVersion,
    password: secret ?? venue?.listed.password ?? null,
    privateJwk: (await readKey(flags.key)) ?? venue?.listed.privateJwk ?? null,
    trust: { ca, pin: pinOf(flags.pin, ca), cert: await readOptional(flags.cert), key: await readOptional(flags.certKey) },
    gatewayKeys: venue?.file.gatewayKeys ?? null,
    root: venue?.file.root ?? null,
    filter: flags.filter ?? deviceFilters(address).subscribe,
    boot: flags.boot ?? null,
    uptimeMs: wholeOf('--uptime', flags.uptime),
    hello: (await readOptional(flags.hello)) ?? null,
    timeoutMs: (wholeOf('--timeout', flags.timeout) ?? 0) * 1_000,
  };
}
