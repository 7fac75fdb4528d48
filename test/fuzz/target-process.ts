// Target process: the broker of a fuzz run in a process of its own, so that its memory is its own and a crash is seen.
import { answerBench } from '../bench/child-side.ts';
import { openTarget, type TargetCounts, type TargetMode } from './target.ts';

export type TargetTask = { readonly mode: TargetMode };
export type TargetReady = { readonly port: number };
export type Memory = { readonly rssBytes: number; readonly heapBytes: number; readonly peakRssBytes: number };
export type TargetAnswer = TargetCounts & { readonly memory: Memory };

const SAMPLE_EVERY_MS = 100;

await answerBench<TargetReady, TargetAnswer>(async () => {
  const task = JSON.parse(process.argv[2] ?? '{}') as TargetTask;
  const target = await openTarget(task.mode);
  let peakRssBytes = 0;
  const sample = (): number => {
    const { rss } = process.memoryUsage();
    peakRssBytes = Math.max(peakRssBytes, rss);
    return rss;
  };
  const sampling = setInterval(sample, SAMPLE_EVERY_MS);
  return {
    ready: { port: target.port },
    async count() {
      sample();
      // What is garbage is no growth: only what is left counts.
      (globalThis as { gc?: () => void }).gc?.();
      return { ...target.counts(), memory: { rssBytes: sample(), heapBytes: process.memoryUsage().heapUsed, peakRssBytes } };
    },
    async stop() {
      clearInterval(sampling);
      await target.close();
    },
  };
});
