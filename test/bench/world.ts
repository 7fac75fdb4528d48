// World: a gateway process, a devices process and their folder, all new for each run and gone after it.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DevicesReady, DevicesTask, DeviceTimes, GatewayCounts, GatewayReady, GatewayTask } from './bench-messages.ts';
import { type Child, startChild } from './child.ts';

const gatewayFile = fileURLToPath(new URL('./gateway-process.ts', import.meta.url));
const devicesFile = fileURLToPath(new URL('./devices-process.ts', import.meta.url));

export type World = {
  readonly ready: GatewayReady;
  readonly gateway: Child<GatewayReady, GatewayCounts>;
  readonly devices: Child<DevicesReady, DeviceTimes>;
  close(): Promise<void>;
};

export type WorldPlan = {
  readonly kind: string;
  readonly devices: number;
  readonly persons: number;
  /** An existing folder on the disk that is measured. */
  readonly parentFolder: string;
  /** Where a processor profile of the gateway is written. */
  readonly profileFolder: string | null;
};

/** `abandon` ends what still runs, removes what still lies about, and lets nothing new begin. */
export type WorldKeeper = { open(plan: WorldPlan): Promise<World>; abandon(): Promise<void> };

export function createWorldKeeper(): WorldKeeper {
  const running = new Set<{ kill(): Promise<void> }>();
  const folders = new Set<string>();
  let isAbandoned = false;

  function start<Ready, Counts>(file: string, task: object, nodeFlags: readonly string[] = []): Child<Ready, Counts> {
    if (isAbandoned) throw new Error('bench.abandoned: no process is started any more');
    const child = startChild<Ready, Counts>(file, task, nodeFlags);
    running.add(child);
    return child;
  }

  function removeFolder(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    folders.delete(folder);
  }

  return {
    async open(plan) {
      const folder = mkdtempSync(join(plan.parentFolder, 'unlatch-bench-'));
      folders.add(folder);
      const { kind, devices: count, persons } = plan;
      const profiling = plan.profileFolder === null ? [] : ['--cpu-prof', '--cpu-prof-dir', plan.profileFolder];
      const gatewayTask: GatewayTask = { folder, kind, devices: count, persons };
      const gateway = start<GatewayReady, GatewayCounts>(gatewayFile, gatewayTask, profiling);
      const ready = await gateway.ready;
      const devicesTask: DevicesTask = { venueFile: ready.venueFile, mqttPort: ready.mqttPort };
      const devices = start<DevicesReady, DeviceTimes>(devicesFile, devicesTask);
      await devices.ready;
      return {
        ready,
        gateway,
        devices,
        async close() {
          await devices.stop();
          running.delete(devices);
          await gateway.stop();
          running.delete(gateway);
          removeFolder(folder);
        },
      };
    },
    async abandon() {
      isAbandoned = true;
      const left = [...running];
      running.clear();
      await Promise.all(left.map((child) => child.kill()));
      for (const folder of folders) removeFolder(folder);
    },
  };
}
