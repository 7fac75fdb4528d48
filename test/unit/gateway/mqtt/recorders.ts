// Recorders for MQTT tests: a log and a metrics port that keep what they are told, a clock moved by hand, and waiting for events.
import type { Clock } from '#protocol';
import type { Log } from '../../../../gateway/ports/log.ts';
import type { Metrics } from '../../../../gateway/ports/metrics.ts';

export type HandClock = Clock & { advance(ms: number): void };

export function createHandClock(startMs = 1_700_000_000_000): HandClock {
  let nowMs = startMs;
  return {
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}

export type LogLine = { readonly level: 'info' | 'warn' | 'error'; readonly what: string; readonly facts: unknown };

export function createRecordedLog(onLine: () => void = () => undefined): Log & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (what: string, facts?: unknown) => {
    lines.push({ level, what, facts });
    onLine();
  };
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}

export function createCountingMetrics(onCount: () => void = () => undefined): Metrics {
  const counts: Record<string, number> = {};
  return {
    count(thing, label) {
      const name = label === undefined ? thing : `${thing} ${label}`;
      counts[name] = (counts[name] ?? 0) + 1;
      onCount();
    },
    snapshot: () => ({ ...counts }),
  };
}

/** Something that happens: `until` looks again each time it does. */
export function createBell() {
  let waiting: (() => void)[] = [];
  return {
    ring(): void {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    async until(isSo: () => boolean): Promise<void> {
      while (!isSo()) await new Promise<void>((wake) => waiting.push(wake));
    },
  };
}
