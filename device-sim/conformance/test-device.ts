// Test device: puts bench, broker, port, hands and checks together for one real device, and takes them apart after it.
import { join } from 'node:path';
import { ok, type Result, refused } from '#protocol';
import { createSteadyClock } from '../runtime/alarms.ts';
import type { BenchFile } from './bench/bench-file.ts';
import { CHECKS } from './checks/catalogue.ts';
import { createCommandHands } from './hands/command-hands.ts';
import { createProgramHands, type ProgramOptions } from './hands/program-hands.ts';
import { createTerminalHands, type Terminal } from './hands/terminal-hands.ts';
import { type RealRunRefusal, runReal } from './real-run.ts';
import type { Report } from './report/findings.ts';
import type { Watch } from './run.ts';
import type { Broker } from './sockets/broker.ts';
import { openForeignBroker } from './sockets/foreign-broker.ts';
import { createOwnBroker } from './sockets/own-broker.ts';
import { createSocketWire } from './sockets/socket-wire.ts';
import type { Hands } from './wire.ts';

/** Who acts at the object: a person at the terminal, a program for each gesture, or a device that is itself a program. */
export type HandsPlan =
  | { readonly by: 'person'; readonly terminal: Terminal; readonly canWipe: boolean }
  | { readonly by: 'command'; readonly command: string; readonly canWipe: boolean }
  | { readonly by: 'program'; readonly command: string; readonly line: string; readonly flash: string | null };

export type TestPlan = {
  readonly bench: BenchFile;
  readonly folder: string;
  /** Null: the kit serves the device by itself. */
  readonly broker: { readonly url: string; readonly ca: string | undefined } | null;
  readonly listen: { readonly host: string; readonly port: number };
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly hands: HandsPlan;
  /** Rules and names of checks; all where it is empty. */
  readonly only: readonly string[];
  readonly patienceMs: number;
  readonly watch: Watch;
  /** Told where the device is expected, and what is wrong with a connection of it. */
  readonly onListening: (port: number) => void;
  readonly onTrouble: (why: string) => void;
  /** Ends what was started. */
  readonly signal: AbortSignal;
};

export type TestRefusal =
  | RealRunRefusal
  | { readonly code: 'conformance.broker-refused' | 'conformance.port-taken'; readonly why: string }
  /** `log` is the file of what it said. */
  | { readonly code: 'conformance.program-ended'; readonly how: string; readonly log: string }
  | { readonly code: 'conformance.no-such-check'; readonly name: string };

type OpenHands = Hands & { start?(): void; stop?(): Promise<void> };

function openHands(
  { bench: { kind }, hands }: TestPlan,
  port: number,
  program: Pick<ProgramOptions, 'log' | 'onEnded'>,
): OpenHands {
  if (hands.by === 'person') return createTerminalHands(kind, hands.terminal, hands.canWipe);
  if (hands.by === 'command') return createCommandHands(hands.command, hands.canWipe);
  const command = hands.command.replaceAll('{port}', String(port));
  return createProgramHands({ ...hands, ...program, command, kind });
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

async function openBroker({ bench, broker }: TestPlan): Promise<Result<Broker, TestRefusal>> {
  if (broker === null) return ok(createOwnBroker());
  try {
    return ok(await openForeignBroker({ ...broker, credential: bench.credential }));
  } catch (cause) {
    return refused({ code: 'conformance.broker-refused', why: reasonOf(cause) });
  }
}

export async function testDevice(plan: TestPlan): Promise<Result<Report, TestRefusal>> {
  const { bench, listen, only, onTrouble, tls } = plan;
  const checks = CHECKS.filter(({ id, rule }) => only.length === 0 || only.includes(id) || only.includes(rule));
  const unknown = only.find((name) => !checks.some(({ id, rule }) => id === name || rule === name));
  if (unknown !== undefined) return refused({ code: 'conformance.no-such-check', name: unknown });
  const broker = await openBroker(plan);
  if (!broker.ok) return broker;
  const { nowMs } = createSteadyClock();
  const opened = await createSocketWire({ ...listen, tls, broker: broker.value, nowMs, onTrouble }).catch(reasonOf);
  if (typeof opened === 'string') {
    await broker.value.close();
    return refused({ code: 'conformance.port-taken', why: opened });
  }
  const log = join(plan.folder, 'device.log');
  const program = { ended: null as string | null };
  const onEnded = (how: string): void => {
    program.ended = how;
    opened.look();
  };
  const hands = openHands(plan, opened.port, { log, onEnded });
  plan.signal.addEventListener('abort', () => void hands.stop?.());
  try {
    const onReady = (): void => {
      plan.onListening(opened.port);
      hands.start?.();
    };
    const { patienceMs, watch } = plan;
    const isDeviceGone = (): boolean => program.ended !== null;
    const report = await runReal({ bench, wire: opened, hands, checks, patienceMs, watch, onReady, isDeviceGone });
    const isWhole = 'findings' in report && report.findings.length === checks.length;
    if (program.ended !== null && !isWhole) return refused({ code: 'conformance.program-ended', how: program.ended, log });
    return 'code' in report ? refused(report) : ok(report);
  } finally {
    await hands.stop?.();
    await opened.close();
  }
}
