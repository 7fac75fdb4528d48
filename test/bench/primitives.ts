// Primitives: what the machine does alone - a signature, a durable commit, a message to a device and back - to compare ratios with.
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { assert, deviceFilters, downTopic, ok, upTopic } from '#protocol';
import { createBroker } from '../../gateway/mqtt/broker.ts';
import { BROKER_LIMITS } from '../../gateway/mqtt/broker-limits.ts';
import { openConnection } from '../../gateway/storage/sqlite/connection.ts';
import { createLog } from '../../gateway/telemetry/log.ts';
import { createMetrics } from '../../gateway/telemetry/metrics.ts';
import { median } from './figures.ts';

export type Primitives = {
  /** Ed25519, one after the other on one thread with kept keys: pairs of one signature and its verification. */
  readonly signaturePairsPerS: number;
  /** One inserted row per transaction, `synchronous=FULL`. */
  readonly fullCommitsPerS: number;
  /** QoS 1 down and QoS 1 up through the embedded broker, the device in the same process. */
  readonly roundTripMs: number;
};

function ratePerS(times: number, act: () => void): number {
  for (let warm = 0; warm < times / 10; warm += 1) act();
  const beganMs = performance.now();
  for (let done = 0; done < times; done += 1) act();
  return (times * 1_000) / (performance.now() - beganMs);
}

function measureSignatures(times: number): number {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const text = Buffer.alloc(300, 'a command is about this long');
  return ratePerS(times, () => {
    assert(verify(null, text, publicKey, sign(null, text, privateKey)), 'what was signed verifies');
  });
}

function measureCommits(times: number, parentFolder: string): number {
  const folder = mkdtempSync(join(parentFolder, 'unlatch-bench-'));
  const db = openConnection(join(folder, 'commits.db'));
  try {
    db.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT');
    const insert = db.prepare('INSERT INTO rows (text) VALUES (?)');
    const text = 'a row of about this length'.repeat(8);
    return ratePerS(times, () => void insert.run(text));
  } finally {
    db.close();
    rmSync(folder, { recursive: true });
  }
}

/** How fast it goes is asked here, not how much one device may say. */
const UNLIMITED = { messagesPerS: 1_000_000, messageBurst: 1_000_000, framesPerS: 5_000_000, frameBurst: 5_000_000 };

async function measureRoundTrips(times: number): Promise<number> {
  const address = { tenant: 'bench', device: 'echo' };
  const [down, up] = [
    downTopic(address, { leaf: 'command', gateway: 'bench', commandId: 'cmd' }),
    upTopic(address, { leaf: 'result', gateway: 'bench', commandId: 'cmd' }),
  ];
  let onEcho = (): void => {};
  let onCut = (): void => {};
  const broker = await createBroker({
    host: '127.0.0.1',
    port: 0,
    authenticate: async () => ok({ address, untilMs: null }),
    onPublish: () => onEcho(),
    onQuarantine: (_device, reason) => assert(false, `an echo is not set aside for ${reason}`),
    limits: { ...BROKER_LIMITS, ...UNLIMITED },
    log: createLog('error'),
    metrics: createMetrics(),
    clock: { nowMs: () => Date.now() },
  });
  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    protocolVersion: 4,
    clientId: address.device,
    username: address.device,
    password: 'echo',
    reconnectPeriod: 0,
  });
  device.on('close', () => onCut());
  device.on('message', (_topic, payload) => device.publish(up, payload, { qos: 1 }));
  try {
    await device.subscribeAsync(deviceFilters(address).subscribe, { qos: 1 });
    const text = 'a command is about this long'.repeat(12);
    const tookMs: number[] = [];
    for (let trip = 0; trip < times; trip += 1) {
      const echoed = new Promise<void>((resolve, reject) => {
        onEcho = resolve;
        onCut = () => reject(new Error('bench.cut-off: the broker ended the connection of the echo'));
      });
      const beganMs = performance.now();
      assert(broker.sendTo(address, down, text), 'the device listens');
      await echoed;
      tookMs.push(performance.now() - beganMs);
    }
    return median(tookMs);
  } finally {
    await device.endAsync(true);
    await broker.close();
  }
}

/** @param times how often each is done. */
export async function measurePrimitives(times: number, parentFolder: string): Promise<Primitives> {
  return {
    signaturePairsPerS: measureSignatures(times),
    fullCommitsPerS: measureCommits(times, parentFolder),
    roundTripMs: await measureRoundTrips(times),
  };
}
