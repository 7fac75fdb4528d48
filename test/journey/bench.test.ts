// The bench itself in its smallest form: real processes, every session closed, books balanced, nothing left behind.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { measurePrimitives } from '../bench/primitives.ts';
import { composeReport, readMachine } from '../bench/report.ts';
import { type BenchOptions, runBench } from '../bench/run-bench.ts';

let parentFolder: string;

beforeAll(() => {
  parentFolder = mkdtempSync(join(tmpdir(), 'bench-test-'));
});
afterAll(() => rmSync(parentFolder, { recursive: true }));

function tiny(overrides: Partial<BenchOptions> = {}): BenchOptions {
  return {
    runs: 1,
    sessions: 10,
    devices: 4,
    levels: [1, 3],
    timeLimitMs: 100_000,
    signal: new AbortController().signal,
    parentFolder,
    profileFolder: null,
    onProgress: () => {},
    ...overrides,
  };
}

test('a tiny bench closes every session, counts its commits, reports in Markdown and leaves no file', async () => {
  const told: string[] = [];
  const levels = await runBench(tiny({ onProgress: (line) => told.push(line) }));
  expect(levels.map((level) => level.inFlight)).toEqual([1, 3]);
  expect(told).toHaveLength(2);
  for (const level of levels) {
    expect(level.commitsPerSession).toBeGreaterThan(1);
    expect(level.transactionsPerSession).toBeGreaterThan(0);
    expect(level.transactionsPerSession).toBeLessThanOrEqual(level.commitsPerSession);
    expect(level.deviceMs).toBeGreaterThan(0);
  }
  const report = composeReport(levels, await measurePrimitives(20, parentFolder), readMachine(), tiny());
  const rows = report.split('\n').filter((line) => line.startsWith('|'));
  expect(rows).toHaveLength(2 + levels.length);
  expect(new Set(rows.map((row) => row.split('|').length)).size).toBe(1);
  expect(report).not.toMatch(/NaN|Infinity|undefined/);
  expect(readdirSync(parentFolder)).toEqual([]);
});

test('a bench that is out of time says so and leaves neither process nor file', async () => {
  await expect(runBench(tiny({ timeLimitMs: 1 }))).rejects.toThrow('bench.time-limit');
  expect(readdirSync(parentFolder)).toEqual([]);
});

test('a bench that is interrupted starts nothing', async () => {
  await expect(runBench(tiny({ signal: AbortSignal.abort() }))).rejects.toThrow('bench.interrupted');
  expect(readdirSync(parentFolder)).toEqual([]);
});

test('more sessions in flight than objects are refused at once', async () => {
  await expect(runBench(tiny({ levels: [5] }))).rejects.toThrow('bench.too-few-devices');
});
