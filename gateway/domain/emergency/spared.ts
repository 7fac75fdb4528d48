// Spared: what of a session's use fell into an emergency of its venue, and costs nothing.
import type { Usage } from '#protocol';

/** One emergency that a session saw, and what its registers said before and after it. */
export type Spared = {
  readonly emergencyId: string;
  readonly fromMs: number;
  /** null: it goes on. */
  readonly untilMs: number | null;
  /** The last reading that was known when it was raised; nothing where there was none. */
  readonly before: Usage;
  /** The first reading that came once it had ended; null before that. */
  readonly after: Usage | null;
  /** Orders whose ticket was printed in it. */
  readonly orderIds: readonly string[];
};

const NAMES = ['useMs', 'distanceM', 'pausedMs'] as const;
const register = (usage: Usage, name: (typeof NAMES)[number]): number => usage[name] ?? 0;

/** Registers only rise: a reading beyond what counts in the end was not believed whole. */
function freedOf(usage: Usage, { before, after }: Spared, name: (typeof NAMES)[number]): number {
  const most = register(usage, name);
  const until = Math.min(most, after ? register(after, name) : most);
  return Math.max(0, until - register(before, name));
}

/** Use without what fell into emergencies: from the last reading before each to the first one after it, so never too much. */
export function usageBeside(usage: Usage, spared: readonly Spared[]): Usage {
  const left = (name: (typeof NAMES)[number]): number =>
    Math.max(0, register(usage, name) - spared.reduce((sum, each) => sum + freedOf(usage, each, name), 0));
  const pausedMs = left('pausedMs');
  return { useMs: left('useMs'), distanceM: left('distanceM'), ...(pausedMs > 0 && { pausedMs }) };
}

/** What was ordered and printed outside of all of them. */
export function ordersBeside<O extends { readonly orderId: string }>(
  orders: readonly O[],
  spared: readonly Spared[],
): readonly O[] {
  return orders.filter(({ orderId }) => !spared.some(({ orderIds }) => orderIds.includes(orderId)));
}

/** The one that goes on now; null where there is none. */
export function openSpared(spared: readonly Spared[]): Spared | null {
  return spared.find(({ untilMs }) => untilMs === null) ?? null;
}
