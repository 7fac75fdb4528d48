// Disturbance: how long a well-behaved device waits alone, and while somebody misbehaves, in one run on one machine.
import { fileURLToPath } from 'node:url';
import { startChild } from '../bench/child.ts';
import { type Mischief, misbehave } from './misbehave.ts';
import type { NeighbourReady, NeighbourRound, NeighbourTask } from './neighbour-process.ts';
import type { TargetAnswer, TargetReady, TargetTask } from './target-process.ts';

/** Below what a device may send for ever, so that the limits of the broker as shipped are none of the measure. */
const EVERY_MS = 60;
const TARGET_FILE = fileURLToPath(new URL('./target-process.ts', import.meta.url));
const NEIGHBOUR_FILE = fileURLToPath(new URL('./neighbour-process.ts', import.meta.url));

export const startTarget = (mode: TargetTask['mode']) =>
  startChild<TargetReady, TargetAnswer>(TARGET_FILE, { mode } satisfies TargetTask, ['--expose-gc']);
export const startNeighbour = (task: NeighbourTask) => startChild<NeighbourReady, NeighbourRound>(NEIGHBOUR_FILE, task);

export type Waits = { readonly p50Ms: number; readonly p95Ms: number; readonly maxMs: number };
export type Disturbance = {
  readonly alone: Waits;
  readonly disturbed: Waits;
  readonly mischief: Mischief;
  readonly said: number;
  readonly heard: number;
  readonly interruptions: number;
  readonly target: TargetAnswer;
};

function waitsOf(sorted: readonly number[]): Waits {
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) };
}

/** Alone, disturbed, and alone again: what the machine does meanwhile is in both halves of "alone". */
export async function measureDisturbance(messages: number): Promise<Disturbance> {
  const target = startTarget('real');
  const { port } = await target.ready;
  const neighbour = startNeighbour({ port, messages: Math.ceil(messages / 2), everyMs: EVERY_MS });
  try {
    await neighbour.ready;
    const before = await neighbour.count();
    let isOver = false;
    const mischief = misbehave(port, () => isOver);
    const during = [await neighbour.count(), await neighbour.count()];
    isOver = true;
    const done = await mischief;
    const after = await neighbour.count();
    const sorted = (...rounds: readonly NeighbourRound[]): number[] =>
      rounds.flatMap(({ latenciesMs }) => latenciesMs).sort((one, other) => one - other);
    const counts = await target.count();
    await neighbour.stop();
    await target.stop();
    return {
      alone: waitsOf(sorted(before, after)),
      disturbed: waitsOf(sorted(...during)),
      mischief: done,
      said: after.said,
      heard: counts.heard,
      interruptions: after.interruptions,
      target: counts,
    };
  } catch (error) {
    await Promise.allSettled([neighbour.kill(), target.kill()]);
    throw error;
  }
}
