// Faults: what goes wrong with a request, told one by one or drawn from a seed, so that a run can be repeated.
import { createHash } from 'node:crypto';

/** What the edge does to one request; each is one thing that networks and providers do. */
export const FAULTS = [
  // Never arrives. Arrives, and the answer is lost. Arrives later, when `release` says so. Arrives twice.
  ...(['lose-request', 'lose-reply', 'park', 'repeat'] as const),
  // 500 before anything was done, and after it was; `cache-` remembers the 500 under the key, as Stripe does.
  ...(['error', 'error-after', 'cache-error', 'cache-error-after'] as const),
  // The answer itself is broken.
  ...(['truncate', 'malform', 'redirect', 'huge', 'drip'] as const),
  // Somebody else answers.
  ...(['sign-other-key', 'sign-other-request', 'sign-nothing'] as const),
  // The wallet lies.
  ...(['lie-amount', 'lie-currency', 'lie-hold', 'lie-key', 'lie-kind'] as const),
  // The wallet has its own mind.
  ...(['decline', 'pend', 'ask', 'wait'] as const),
] as const;
export type FaultName = (typeof FAULTS)[number];

export type Fault = {
  readonly fault: FaultName;
  /** Route that it waits for, such as `capture`; any when left out. */
  readonly on?: string;
  /** How many requests it meets; 1 when left out. */
  readonly times?: number;
  /** decline: the refusal's code. */
  readonly code?: string;
  /** wait: how long, in ms. */
  readonly ms?: number;
  /** lie-amount: how much is added to the truth; 1 when left out. */
  readonly byMinor?: number;
};

/** Share of requests that meet each fault, by chance that the seed fixes. */
export type FaultRates = {
  readonly seed: string;
  readonly rates: { readonly [F in FaultName]?: number };
  readonly waitMs?: number;
};

export type FaultPlan = {
  /** Faults that wait for their request, in order. */
  script(faults: readonly Fault[]): void;
  rate(rates: FaultRates | null): void;
  /** What this request meets, if anything. */
  draw(route: string, key: string): Fault | null;
};

/** The same request in its nth attempt meets the same fate whatever else happens in between. */
function chance(...facts: readonly (string | number)[]): number {
  return createHash('sha256').update(facts.join('|')).digest().readUInt32BE(0) / 2 ** 32;
}

export function createFaultPlan(): FaultPlan {
  let script: { fault: Fault; left: number }[] = [];
  let rates: FaultRates | null = null;
  const attempts = new Map<string, number>();
  return {
    script(faults) {
      script = faults.map((fault) => ({ fault, left: fault.times ?? 1 }));
    },
    rate(next) {
      rates = next;
    },
    draw(route, key) {
      const found = script.find(({ fault, left }) => left > 0 && (fault.on === undefined || fault.on === route));
      if (found) {
        found.left -= 1;
        return found.fault;
      }
      if (!rates) return null;
      const name = `${route}|${key}`;
      const attempt = attempts.get(name) ?? 0;
      attempts.set(name, attempt + 1);
      let drawn = chance(rates.seed, name, attempt);
      for (const [fault, share] of Object.entries(rates.rates) as [FaultName, number][]) {
        if (drawn < share) return { fault, ms: Math.floor(chance(rates.seed, name, attempt, 'ms') * (rates.waitMs ?? 0)) };
        drawn -= share;
      }
      return null;
    },
  };
}
