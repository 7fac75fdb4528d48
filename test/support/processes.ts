// Processes: the gateway, the simulator and the command line as real processes, started, killed and watched by tests.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { DemoGatewayOptions, DemoReady, FromGateway, ToGateway } from '../../gateway/cli/demo/messages.ts';
import { createFeed, type Feed } from './feed.ts';

const PACKAGE_ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** How sources run without a build. */
const TSX = ['--import', 'tsx'];
const pathOf = (name: string): string => fileURLToPath(new URL(`../../gateway/cli/${name}.ts`, import.meta.url));

const living = new Set<ChildProcess>();

/** Remembers the child until it has ended; resolves with its exit code, null for a signal. */
function watch(child: ChildProcess): Promise<number | null> {
  living.add(child);
  return once(child, 'close').then(([code]) => {
    living.delete(child);
    return code as number | null;
  });
}

/** Ends what a failed test left running, each by its own id. For afterAll. */
export async function endAllProcesses(): Promise<void> {
  const ended = [...living].map((child) => {
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    return closed;
  });
  await Promise.all(ended);
}

export type GatewayProcess = {
  readonly ready: DemoReady;
  /** A token of a person whose wallet the demo's host app has filled. */
  token(personId: string): Promise<string>;
  kill9(): Promise<void>;
  /** Asks it to stop; resolves with its exit code. */
  stop(): Promise<number | null>;
  /** True until the process has ended, however it ended. */
  isRunning(): boolean;
  /** What it wrote to standard error: at this log level only what went wrong. */
  complaints(): readonly string[];
};

export async function startGatewayProcess(options: DemoGatewayOptions): Promise<GatewayProcess> {
  const child = fork(pathOf('demo/gateway'), [JSON.stringify(options)], {
    cwd: PACKAGE_ROOT,
    execArgv: TSX,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const ended = watch(child);
  const complaints: string[] = [];
  if (child.stderr) createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const answers = new Map<string, (token: string) => void>();
  const ready = await new Promise<DemoReady>((resolve, reject) => {
    child.on('message', (message: FromGateway) => {
      if (message.say === 'ready') resolve(message);
      if (message.say === 'failed') reject(new Error(`${message.code}: ${message.problem}`));
      if (message.say === 'token') answers.get(message.id)?.(message.token);
    });
    void ended.then((code) => reject(new Error(`the gateway ended with ${code}: ${complaints.join('\n')}`)));
  });
  const say = (message: ToGateway): void => void child.send(message);
  return {
    ready,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    complaints: () => complaints,
    token: (personId) =>
      new Promise((resolve) => {
        const id = randomUUID();
        answers.set(id, resolve);
        say({ say: 'token?', id, personId });
      }),
    async kill9() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      say({ say: 'stop' });
      return ended;
    },
  };
}

/** One live line of the simulator: `ev` and whatever it tells with it. */
export type DeviceLine = {
  readonly at: number;
  readonly device: string;
  readonly ev: string;
  readonly [field: string]: unknown;
};

export type SimulatorProcess = {
  readonly lines: Feed<DeviceLine>;
  /** The next such line of a device, or one that was there already from `after` on. */
  until(device: string, ev: string, after?: number): Promise<DeviceLine>;
  /** Acts as a hand at the object, for example `pod-1 openDoor`; several acts one after the other. */
  act(...acts: readonly string[]): void;
  kill9(): Promise<void>;
  stop(): Promise<number | null>;
};

/** @param place `persons`: the simulator's persons act by themselves; without them only `act` moves anything. */
export function startSimulatorProcess(place: {
  readonly venueFile: string;
  readonly mqttPort: number;
  readonly memoryFolder: string;
  readonly persons: boolean;
}): SimulatorProcess {
  const broker = `mqtt://127.0.0.1:${place.mqttPort}`;
  const words = ['sim', '--venue', place.venueFile, '--broker', broker, '--data', place.memoryFolder, '--json'];
  const child = spawn(process.execPath, [...TSX, pathOf('unlatch'), ...words, ...(place.persons ? [] : ['--no-person'])], {
    cwd: PACKAGE_ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = watch(child);
  const lines = createFeed<DeviceLine>();
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line) as DeviceLine));
  return {
    lines,
    until: (device, ev, after = 0) =>
      lines.until(`${device} tells ${ev}`, (line) => line.device === device && line.ev === ev, after),
    act: (...acts) => void child.stdin.write(acts.map((line) => `${line}\n`).join('')),
    async kill9() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

export type CommandProcess = {
  readonly pid: number;
  /** Lines of standard output, as they come. */
  readonly lines: Feed<string>;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
};

/** The `unlatch` command as its own process group, without a terminal. */
export const startCommand = (...words: readonly string[]): CommandProcess => startProgram(pathOf('unlatch'), words);

/** One of the house's own programs, by its path from the top. */
export function startProgram(path: string, words: readonly string[]): CommandProcess {
  const child = spawn(process.execPath, [...TSX, path, ...words], {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const closed = watch(child);
  const lines = createFeed<string>();
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]) => ({
    code,
    stdout,
    stderr,
  }));
  return { pid: child.pid ?? 0, lines, ended };
}
