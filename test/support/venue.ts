// Venue: a whole demo venue of real processes on a folder of its own: gateway, simulator, phones, and what each may suffer.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as jose from 'jose';
import type { VenueDevice, VenueFile } from '#sim';
import { DEMO_AUDIENCE, DEMO_ISSUER } from '../../gateway/cli/demo/issuer.ts';
import { type DemoDisplay, displayDigitsAt } from '../../gateway/cli/demo/venue.ts';
import { createPhone, type Phone } from './phone.ts';
import {
  endAllProcesses,
  type GatewayProcess,
  type SimulatorProcess,
  startGatewayProcess,
  startSimulatorProcess,
} from './processes.ts';

export type Venue = {
  readonly folder: string;
  readonly origin: string;
  readonly gateway: () => GatewayProcess;
  readonly simulator: () => SimulatorProcess;
  /** Of its label; of an object with a display, of the code that it shows at this moment. */
  linkOf(objectId: string): string;
  /** What a device connects and signs with. */
  deviceOf(deviceId: string): VenueDevice;
  /** A person with 300.00 in the wallet. */
  phone(personId: string): Promise<Phone>;
  /** Starts the simulator with all devices, or with those named; resolves when all have been greeted. */
  startSimulator(): Promise<void>;
  /** Starts the gateway on the same data and ports. */
  startGateway(): Promise<void>;
  /** Stops simulator and gateway; resolves with the gateway's exit code. */
  stop(): Promise<number | null>;
  /** Ends whatever runs and removes the folder. */
  remove(): Promise<void>;
};

export type VenueOptions = {
  /** The simulator's persons act by themselves; without them a test is the hands. */
  readonly persons: boolean;
  /** The devices that the simulator stands in for; the others are left to the test. */
  readonly devices?: readonly string[];
  /** No simulator until `startSimulator`. */
  readonly withoutSimulator?: true;
};

function readVenueFile(folder: string): VenueFile {
  return JSON.parse(readFileSync(join(folder, 'venue.json'), 'utf8')) as VenueFile;
}

export async function openVenue(options: VenueOptions): Promise<Venue> {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-test-'));
  const open = (httpPort: number, mqttPort: number): Promise<GatewayProcess> =>
    startGatewayProcess({ dataFolder: folder, httpHost: '127.0.0.1', httpPort, mqttPort, publicOrigin: null });
  let gateway = await open(0, 0);
  let simulator: SimulatorProcess | null = null;
  const { httpPort, mqttPort, origin } = gateway.ready;
  const devices = options.devices ?? readVenueFile(folder).devices.map(({ device }) => device);
  const venueFile = join(folder, 'simulated.json');
  const all = readVenueFile(folder);
  writeFileSync(venueFile, JSON.stringify({ ...all, devices: all.devices.filter(({ device }) => devices.includes(device)) }));

  const display = JSON.parse(readFileSync(join(folder, 'demo-display.json'), 'utf8')) as DemoDisplay;

  const venue: Venue = {
    folder,
    origin,
    gateway: () => gateway,
    simulator() {
      if (!simulator) throw new Error('no simulator runs');
      return simulator;
    },
    linkOf(objectId) {
      if (objectId === display.objectId) return `${origin}/${displayDigitsAt(display, Date.now())}`;
      const link = gateway.ready.objects.find((each) => each.objectId === objectId)?.link;
      if (link === undefined) throw new Error(`no code of ${objectId}`);
      return link;
    },
    deviceOf(deviceId) {
      const device = all.devices.find((each) => each.device === deviceId);
      if (!device) throw new Error(`no device ${deviceId}`);
      return device;
    },
    phone: async (personId) => createPhone(origin, await gateway.token(personId)),
    async startSimulator() {
      const memoryFolder = join(folder, 'devices');
      const started = startSimulatorProcess({ venueFile, mqttPort, memoryFolder, persons: options.persons });
      simulator = started;
      await Promise.all(devices.map((device) => started.until(device, 'greeted')));
    },
    async startGateway() {
      gateway = await open(httpPort, mqttPort);
    },
    async stop() {
      await simulator?.stop();
      return gateway.stop();
    },
    async remove() {
      await endAllProcesses();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  if (!options.withoutSimulator) await venue.startSimulator();
  return venue;
}

type OwnClaims = { readonly subject: string; readonly expiresAtS: number; readonly [claim: string]: unknown };

/** Signed by the demo's host app. */
async function signClaims(folder: string, { subject, expiresAtS, ...claims }: OwnClaims): Promise<string> {
  const { privateText } = JSON.parse(readFileSync(join(folder, 'demo-issuer.json'), 'utf8')) as { privateText: string };
  const key = await jose.importJWK(JSON.parse(privateText) as jose.JWK, 'Ed25519');
  return new jose.SignJWT(claims)
    .setProtectedHeader({ alg: 'Ed25519', kid: 'demo-1', typ: 'JWT' })
    .setSubject(subject)
    .setIssuedAt(expiresAtS - 3_600)
    .setExpirationTime(expiresAtS)
    .sign(key);
}

/** A token of the demo's host app that a test words itself; its person has an empty wallet. */
export function signToken(
  folder: string,
  claims: { readonly personId: string; readonly expiresAtS: number; readonly issuer?: string; readonly audience?: string },
): Promise<string> {
  const { personId, expiresAtS, issuer: iss = DEMO_ISSUER, audience: aud = DEMO_AUDIENCE } = claims;
  return signClaims(folder, { subject: personId, expiresAtS, iss, aud });
}

/** A token of staff, good for ten minutes; whatever is wrong with it is worded by the test. */
export function signOperatorToken(
  folder: string,
  { operatorId, ...wrong }: { readonly operatorId: string; readonly [claim: string]: unknown },
): Promise<string> {
  const expiresAtS = Math.floor(Date.now() / 1_000) + 600;
  const good = { iss: DEMO_ISSUER, aud: 'unlatch-operator', scope: 'operator', tenant: 'demo' };
  return signClaims(folder, { subject: operatorId, expiresAtS, ...good, ...wrong });
}
