// A fleet from the command line with a gateway of its own: real processes, people with phones, a scenario, and a report at the end.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { spawnUnlatch } from '../../../gateway/cli/demo/children.ts';

type Line = { readonly device: string; readonly ev: string; readonly [field: string]: unknown };

let folder = '';
let child: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'street-'));
});
afterEach(async () => {
  if (child?.exitCode === null) {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Where its gateway had its data, as it said. */
const folderIn = (said: string): string => / in (\S+) \.\.\./.exec(said)?.[1] ?? '';

function simulate(...words: readonly string[]) {
  const started = spawnUnlatch(['sim', ...words], 'pipe');
  child = started;
  const lines: Line[] = [];
  let look = (): void => {};
  const said = started.stderr ? text(started.stderr) : Promise.resolve('');
  if (started.stdout)
    createInterface({ input: started.stdout }).on('line', (line) => {
      lines.push(JSON.parse(line) as Line);
      look();
    });
  return {
    ...{ child: started, lines, said },
    until: (isSo: () => boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        started.once('close', (code) => reject(new Error(`it ended with ${code}`)));
        look = () => {
          if (isSo()) resolve();
        };
        look();
      }),
  };
}

test('a fleet gets a gateway, its people press Start, a scenario strikes, and nothing is left behind but the report', async () => {
  const report = join(folder, 'report.json');
  const fleet = ['--fleet', '12', '--seed', '7', '--visitors', '600', '--pace', '0.2'];
  const run = simulate(...fleet, '--scenario', 'power-cuts', '--fault', 'bike/duplicate=1:up/ses', '--json', '--report', report);
  const devices = (ev: string) => new Set(run.lines.filter((line) => line.ev === ev).map(({ device }) => device));
  await run.until(() => devices('greeted').size === 12 && devices('power-cut').size > 0);
  await run.until(() => run.lines.filter(({ ev }) => ev === 'connected').length > 12);
  run.child.kill('SIGINT');
  expect(await once(run.child, 'close')).toEqual([0, null]);
  const gatewayFolder = folderIn(await run.said);
  expect(await run.said).toBe(`Registering 12 devices at a gateway of their own in ${gatewayFolder} ...\n`);
  expect(existsSync(gatewayFolder)).toBe(false);
  const told = JSON.parse(readFileSync(report, 'utf8'));
  expect(told).toMatchObject({
    ...{ v: 1, seed: '7', scenario: 'power-cuts', faultsAsked: ['reboot@active:5s', 'bike/duplicate=1:up/ses'] },
    ...{ counts: { devices: 12 }, arrivals: { arrived: 12 } },
  });
  expect(told.counts.faults.reboot).toBeGreaterThan(0);
  expect(told.visits.came).toBeGreaterThan(0);
  expect(told.gateway.rssMb).toBeGreaterThan(0);
  expect(told.messagesPerS.busiest).toBeGreaterThan(0);
});

test('who changes their mind while it opens finds nothing left behind either', async () => {
  const run = simulate('--fleet', '50', '--json');
  await once(run.child.stderr as NonNullable<ChildProcess['stderr']>, 'data');
  run.child.kill('SIGTERM');
  expect(await once(run.child, 'close')).toEqual([2, null]);
  expect(await run.said).toContain('street.not-opened');
  expect(folderIn(await run.said)).not.toBe('');
  expect(existsSync(folderIn(await run.said))).toBe(false);
});
