// Demo children: the gateway and the simulator as processes of their own, started, killed and stopped by the demo.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { DemoGatewayOptions, DemoReady, FromGateway, ToGateway } from './messages.ts';

/** Sources run through tsx, found from the package's root; the build runs as it is. */
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const PACKAGE_ROOT = fileURLToPath(new URL(EXTENSION === '.ts' ? '../../../' : '../../../../', import.meta.url));

const NODE_FLAGS = EXTENSION === '.ts' ? ['--import', 'tsx'] : [];

function pathOf(name: string): string {
  return fileURLToPath(new URL(`./${name}${EXTENSION}`, import.meta.url));
}

/**
 * Another `unlatch` command as a process of its own group: Ctrl-C at the terminal stops the demo, and the demo stops the
 * others in order.
 * @param variables all that its environment has, where the settings of a real gateway on this machine are none of its business.
 */
export function spawnUnlatch(
  words: readonly string[],
  errors: 'inherit' | 'pipe',
  variables?: { readonly [name: string]: string },
): ChildProcess {
  return spawn(process.execPath, [...NODE_FLAGS, pathOf('../unlatch'), ...words], {
    cwd: PACKAGE_ROOT,
    ...(variables ? { env: variables } : {}),
    stdio: ['pipe', 'pipe', errors],
    detached: true,
  });
}

export type GatewayChild = {
  readonly ready: DemoReady;
  send(message: ToGateway): void;
  kill9(): Promise<void>;
  stop(): Promise<void>;
};

/** What is on the devices' own screens, as a person at the object reads it, and who has been greeted. */
export type DeviceWatch = {
  see(line: DeviceLine): void;
  readonly displays: ReadonlyMap<string, string>;
  /** Links of the codes that displays show at this moment, by object. */
  readonly codes: ReadonlyMap<string, string>;
  /** Where the simulated objects can be seen and touched; null until the simulator has said so. */
  livePage(): string | null;
  /** Resolves when this many devices were greeted. */
  greeted(count: number): Promise<void>;
};

export function createDeviceWatch(): DeviceWatch {
  const displays = new Map<string, string>();
  const codes = new Map<string, string>();
  const greeted = new Set<string>();
  let livePage: string | null = null;
  let check = (): void => {};
  return {
    displays,
    codes,
    livePage: () => livePage,
    see(line) {
      const { displayCode, pairingCode, url } = line;
      if (line.ev === 'page' && typeof url === 'string') livePage = url;
      if (line.ev === 'display' && typeof pairingCode === 'string' && pairingCode !== '') displays.set(line.device, pairingCode);
      if (line.ev === 'display' && typeof displayCode === 'string') codes.set(line.device, displayCode);
      if (line.ev === 'greeted') greeted.add(line.device);
      check();
    },
    greeted: (count) =>
      new Promise((resolve) => {
        check = () => {
          if (greeted.size >= count) resolve();
        };
        check();
      }),
  };
}

/** The gateway process could not start; `code` and `port` say why. */
export class GatewayNotStarted extends Error {
  override readonly name = 'GatewayNotStarted';
  readonly code: string;
  readonly port: number | undefined;
  constructor(code: string, problem: string, port: number | undefined) {
    super(problem);
    this.code = code;
    this.port = port;
  }
}

export async function startGateway(
  options: DemoGatewayOptions,
  onMessage: (message: FromGateway) => void,
): Promise<GatewayChild> {
  const child = fork(pathOf('gateway'), [JSON.stringify(options)], {
    cwd: PACKAGE_ROOT,
    execArgv: NODE_FLAGS,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const ready = await new Promise<DemoReady>((resolve, reject) => {
    child.on('message', (message: FromGateway) => {
      if (message.say === 'ready') resolve(message);
      else if (message.say === 'failed') reject(new GatewayNotStarted(message.code, message.problem, message.port));
      else onMessage(message);
    });
    child.once('exit', (code) =>
      reject(new GatewayNotStarted('demo.gateway-ended', `the gateway process ended with ${code}`, undefined)),
    );
  });
  return {
    ready,
    send: (message) => void (child.connected && child.send(message)),
    async kill9() {
      child.kill('SIGKILL');
      await exited;
    },
    async stop() {
      if (child.connected) child.send({ say: 'stop' } satisfies ToGateway);
      await exited;
    },
  };
}

export type DeviceLine = { readonly device: string; readonly ev: string; readonly [field: string]: unknown };

export type SimulatorChild = {
  /** Acts as the person at an object, for example `room-101 flipWallSwitch`. */
  act(line: string): void;
  stop(): Promise<void>;
};

export function startSimulator(
  place: { readonly venueFile: string; readonly mqttPort: number; readonly memoryFolder: string },
  onLine: (line: DeviceLine) => void,
): SimulatorChild {
  const words = [
    'sim',
    '--venue',
    place.venueFile,
    '--broker',
    `mqtt://127.0.0.1:${place.mqttPort}`,
    '--data',
    place.memoryFolder,
    '--page-port',
    '0',
    '--json',
  ];
  const child = spawnUnlatch(words, 'inherit');
  const exited = once(child, 'exit');
  if (child.stdout) createInterface({ input: child.stdout }).on('line', (text) => onLine(JSON.parse(text) as DeviceLine));
  return {
    act: (line) => void child.stdin?.write(`${line}\n`),
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
