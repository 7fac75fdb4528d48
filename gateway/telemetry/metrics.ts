// Metrics through prom-client: counters with labels of their own names, in a registry of this gateway alone.
import { Counter, Registry } from 'prom-client';
import { COUNTED_BY, type CountedThing, type Metrics } from '../ports/metrics.ts';

export type CountedMetrics = Metrics & {
  /** Prometheus text format, for the admin listener. */
  exposition(): Promise<string>;
};

export function createMetrics(): CountedMetrics {
  const registry = new Registry();
  const counters = new Map<CountedThing, Counter>();
  const totals: { [thing: string]: number } = {};

  function counterOf(thing: CountedThing): Counter {
    const known = counters.get(thing);
    if (known) return known;
    const counter = new Counter({
      name: `unlatch_${thing}_total`,
      help: thing.replaceAll('_', ' '),
      labelNames: [...COUNTED_BY[thing]],
      registers: [registry],
    });
    counters.set(thing, counter);
    return counter;
  }

  return {
    count(thing, ...labels) {
      counterOf(thing).inc(Object.fromEntries(COUNTED_BY[thing].map((name, at) => [name, labels[at] ?? ''])));
      const told = labels.filter((label) => label !== undefined).join(' ');
      const name = told === '' ? thing : `${thing}:${told}`;
      totals[name] = (totals[name] ?? 0) + 1;
    },
    snapshot: () => ({ ...totals }),
    exposition: () => registry.metrics(),
  };
}
