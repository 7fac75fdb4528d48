// Bare publish: a broker like the gateway's that only hands out a text of a setting's size, and hears each device say it back.
import { randomBytes } from 'node:crypto';
import { assert, type DeviceAddress, downTopic, ok, upTopic } from '#protocol';
import { createBroker } from '../../../gateway/mqtt/broker.ts';
import { BROKER_LIMITS } from '../../../gateway/mqtt/broker-limits.ts';
import { createLog } from '../../../gateway/telemetry/log.ts';
import { createMetrics } from '../../../gateway/telemetry/metrics.ts';

const TENANT = 'bench';
/** A signed setting is about this long. */
const TEXT = randomBytes(240).toString('hex');

export type BarePublish = {
  readonly port: number;
  /** To all of them at once. @returns how long it took until the last one had said it back. */
  publish(devices: readonly string[]): Promise<number>;
  close(): Promise<void>;
};

export const bareAddress = (device: string): DeviceAddress => ({ tenant: TENANT, device });
export const bareAnswer = (device: string): string =>
  upTopic(bareAddress(device), { leaf: 'result', gateway: 'bench', commandId: 'cmd' });

export async function openBarePublish(): Promise<BarePublish> {
  let onAnswer = (): void => {};
  const broker = await createBroker({
    host: '127.0.0.1',
    port: 0,
    authenticate: async ({ clientId }) => ok({ address: bareAddress(clientId), untilMs: null }),
    onPublish: () => onAnswer(),
    onQuarantine: (_device, reason) => assert(false, `an answer is not set aside for ${reason}`),
    limits: BROKER_LIMITS,
    log: createLog('error'),
    metrics: createMetrics(),
    clock: { nowMs: () => Date.now() },
  });
  return {
    port: broker.port,
    async publish(devices) {
      const beganMs = performance.now();
      await new Promise<void>((resolve) => {
        let left = devices.length;
        onAnswer = () => {
          left -= 1;
          if (left === 0) resolve();
        };
        for (const device of devices) {
          const topic = downTopic(bareAddress(device), { leaf: 'command', gateway: 'bench', commandId: 'cmd' });
          assert(broker.sendTo(bareAddress(device), topic, TEXT), `${device} listens`);
        }
      });
      return performance.now() - beganMs;
    },
    close: () => broker.close(),
  };
}
