// Metrics through prom-client: counters with one label, in a registry of this gateway alone.
import { Counter, Registry } from 'prom-client';
import type { CountedThing, Metrics } from '../ports/metrics.ts';

export type CountedMetrics = Metrics & {
  /** Prometheus text format, for the admin listener. */
  exposition(): Promise<string>;
};

export function createMetrics(): CountedMetrics {
  const registry = new Registry();
  const counters = new Map<CountedThing, Counter<'label'>>();
  const totals: { [thing: string]: number } = {};

  function counterOf(thing: CountedThing): Counter<'label'> {
    const known = counters.get(thing);
    if (known) return known;
    const counter = new Counter({
      name: `unlatch_${thing}_total`,
      help: thing.replaceAll('_', ' '),
      labelNames: ['label'] as const,
      registers: [registry],
    });
    counters.set(thing, counter);
    return counter;
  }

  return {
    count(thing, label = '') {
      counterOf(thing).inc({ label });
      const name = label === '' ? thing : `${thing}:${label}`;
      totals[name] = (totals[name] ?? 0) + 1;
    },
    snapshot: () => ({ ...totals }),
    exposition: () => registry.metrics(),
  };
}
