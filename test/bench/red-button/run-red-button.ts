// Run red button: presses it in a new world per run - a gateway, simulated devices and bare connections in processes of their own.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DevicesReady, DevicesTask, DeviceTimes } from '../bench-messages.ts';
import { startChild } from '../child.ts';
import { median } from '../figures.ts';
import type { Machine } from '../report.ts';
import type { BareTask, Pressed, PressReady, PressTask } from './messages.ts';

const pressFile = fileURLToPath(new URL('./press-process.ts', import.meta.url));
const devicesFile = fileURLToPath(new URL('../devices-process.ts', import.meta.url));
const bareFile = fileURLToPath(new URL('./bare-process.ts', import.meta.url));
/** It has light and chime, and a sensor. */
const KIND = 'sleep-pod';
/** The button is measured here, not how many devices can come at once. */
const POWER_UPS_PER_S = 100;

export type RedButtonOptions = {
  readonly runs: number;
  readonly devices: number;
  /** An existing folder on the disk that is measured. */
  readonly parentFolder: string;
  readonly onProgress: (line: string) => void;
};

async function pressOnce({ devices: count, parentFolder }: RedButtonOptions): Promise<Pressed> {
  const folder = mkdtempSync(join(parentFolder, 'unlatch-red-button-'));
  const started: { kill(): Promise<void> }[] = [];
  function start<Ready, Counts>(file: string, task: object) {
    const child = startChild<Ready, Counts>(file, task);
    started.push(child);
    return child;
  }
  try {
    const task: PressTask = { folder, kind: KIND, devices: count };
    const gateway = start<PressReady, Pressed>(pressFile, task);
    const { venueFile, mqttPort, barePort, bareDevices } = await gateway.ready;
    const devicesTask: DevicesTask = { venueFile, mqttPort, perS: POWER_UPS_PER_S };
    const devices = start<DevicesReady, DeviceTimes>(devicesFile, devicesTask);
    await devices.ready;
    const bareTask: BareTask = { port: barePort, devices: bareDevices };
    const bare = start<{ readonly connected: number }, null>(bareFile, bareTask);
    await bare.ready;
    const pressed = await gateway.count();
    for (const child of [bare, devices, gateway]) await child.stop();
    return pressed;
  } finally {
    await Promise.all(started.map((child) => child.kill()));
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function runRedButton(options: RedButtonOptions): Promise<readonly Pressed[]> {
  const runs: Pressed[] = [];
  for (let run = 1; run <= options.runs; run += 1) {
    const pressed = await pressOnce(options);
    runs.push(pressed);
    options.onProgress(`run ${run} of ${options.runs}: the last report came after ${pressed.reportedMs.toFixed(0)} ms`);
  }
  return runs;
}

type Column = readonly [title: string, read: (pressed: Pressed) => string];
const COLUMNS: readonly Column[] = [
  ['Request → answer, ms', ({ answeredMs }) => answeredMs.toFixed(0)],
  ['Request → last report stored, ms', ({ reportedMs }) => reportedMs.toFixed(0)],
  ['End → last report stored, ms', ({ endedMs }) => endedMs.toFixed(0)],
  ['Commits', ({ commits }) => String(commits)],
  ['Transactions', ({ transactions }) => String(transactions)],
  ['Bare publish and back, ms', ({ bareMs }) => bareMs.toFixed(0)],
  ['Ratio', ({ reportedMs, bareMs }) => (reportedMs / bareMs).toFixed(1)],
];
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

export function composeRedButtonReport(runs: readonly Pressed[], machine: Machine, devices: number): string {
  const of = (read: (pressed: Pressed) => number): number => median(runs.map(read));
  const ratio = of(({ reportedMs, bareMs }) => reportedMs / bareMs);
  return [
    row(['Run', ...COLUMNS.map(([title]) => title)]),
    row(['Run', ...COLUMNS].map(() => '---:')),
    ...runs.map((pressed, at) => row([String(at + 1), ...COLUMNS.map(([, read]) => read(pressed))])),
    '',
    `Median of ${runs.length}: the last of ${devices} devices had reported light and chime ${of(({ reportedMs }) => reportedMs).toFixed(0)} ms` +
      ` after the request, ${ratio.toFixed(1)} times a bare publish to as many and back.`,
    '',
    `Machine: ${machine.cpu}, ${machine.cores} cores for gateway, devices and bare connections together; Node ${machine.node},` +
      ` SQLite ${machine.sqlite}, aedes ${machine.aedes}; load ${machine.loadBefore.toFixed(1)} before the start.`,
    'Each run is a new gateway with a new file (`synchronous=FULL`), pressed once by real HTTP; the devices are simulated, in a process of' +
      ' their own, each with its own MQTT connection, signature check and signed settings.',
  ].join('\n');
}
