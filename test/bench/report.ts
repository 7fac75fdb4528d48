// Report: the figures of a bench as Markdown, with the machine they were measured on.
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { SqliteDatabase } from '../../gateway/storage/sqlite/library.ts';
import type { Primitives } from './primitives.ts';
import type { BenchOptions, Level } from './run-bench.ts';

export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly sqlite: string;
  readonly aedes: string;
  /** Mean number of processes that wanted a core in the minute before the bench. */
  readonly loadBefore: number;
};

export function readMachine(): Machine {
  const db = new SqliteDatabase(':memory:');
  const sqlite = String(db.prepare('SELECT sqlite_version()').pluck().get());
  db.close();
  const aedesPackage = new URL('../../node_modules/aedes/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(aedesPackage, 'utf8')) as { readonly version: string };
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown processor',
    cores: all.length,
    node: process.versions.node,
    sqlite,
    aedes: version,
    loadBefore: loadavg()[0] ?? 0,
  };
}

/** Three digits that count; whole numbers from 100 on. */
function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

type Column = { readonly title: string; readonly read: (level: Level) => string };

const COLUMNS: readonly Column[] = [
  { title: 'In flight', read: (level) => String(level.inFlight) },
  { title: 'Sessions/s', read: (level) => figure(level.sessionsPerS) },
  { title: 'POST → 201, p50 / p99 ms', read: ({ created }) => `${figure(created.p50Ms)} / ${figure(created.p99Ms)}` },
  { title: '201 → active seen, p50 / p99 ms', read: ({ active }) => `${figure(active.p50Ms)} / ${figure(active.p99Ms)}` },
  { title: 'Device, mean ms', read: (level) => figure(level.deviceMs) },
  { title: 'Commits per session', read: (level) => figure(level.commitsPerSession) },
  { title: 'Transactions (≈ fsyncs) per session', read: (level) => figure(level.transactionsPerSession) },
  { title: 'Gateway CPU ms per session', read: (level) => figure(level.cpuMsPerSession) },
];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function composeTable(levels: readonly Level[]): readonly string[] {
  return [
    row(COLUMNS.map(({ title }) => title)),
    row(COLUMNS.map(() => '---:')),
    ...levels.map((level) => row(COLUMNS.map(({ read }) => read(level)))),
  ];
}

export function composeReport(
  levels: readonly Level[],
  primitives: Primitives,
  machine: Machine,
  options: Pick<BenchOptions, 'runs' | 'sessions' | 'devices'>,
): string {
  const { runs, sessions, devices } = options;
  return [
    ...composeTable(levels),
    '',
    `Machine: ${machine.cpu}, ${machine.cores} cores for gateway, devices and load together; Node ${machine.node},` +
      ` SQLite ${machine.sqlite}, aedes ${machine.aedes}; load ${figure(machine.loadBefore)} before the start.`,
    `Medians of ${runs} run${runs === 1 ? '' : 's'}, ${sessions} full sessions each, ${devices} simulated devices` +
      ' in a process of their own.',
    '',
    'A session is: scan, start (201), wait until active, stop, wait until closed, over real HTTP, MQTT and a SQLite file with' +
      ' `synchronous=FULL`. The objects are restaurant tables: they prove start and end at once by themselves, where a pod' +
      ' waits to be empty and a bike to be parked; messages, signatures and commits are the same. The mean time that a' +
      ' device took for a command, signing included, is off the times to active. Every session closed, nothing stayed held,' +
      ' and the ledger adds up to 0.',
    '',
    `The bare parts, one at a time: Ed25519 sign and verify ${figure(primitives.signaturePairsPerS)} pairs/s; FULL commit of` +
      ` one row ${figure(primitives.fullCommitsPerS)}/s on the same disk; QoS 1 to a device and back through the embedded` +
      ` broker ${figure(primitives.roundTripMs)} ms.`,
  ].join('\n');
}
