// Refusals: the last reasons for which each client id was turned away or told no, kept in memory for whoever looks for the fault.
import type { Clock } from '#protocol';
import { createBoundedMap } from './bounded-map.ts';

export type Refusal = { readonly code: string; readonly atMs: number };

export type Refusals = {
  note(clientId: string, code: string): void;
  /** Oldest first. */
  since(clientId: string, atMs: number): readonly Refusal[];
};

/** Names are a stranger's to choose: the newest thousand are kept, with the newest of their reasons. */
const REMEMBERED_NAMES = 1_000;
const REMEMBERED_EACH = 16;
const NAME_CHARS = 48;

export function createRefusals(clock: Clock): Refusals {
  const byName = createBoundedMap<readonly Refusal[]>(REMEMBERED_NAMES);
  return {
    note(clientId, code) {
      const name = clientId.slice(0, NAME_CHARS);
      byName.set(name, [...(byName.get(name) ?? []), { code, atMs: clock.nowMs() }].slice(-REMEMBERED_EACH));
    },
    since: (clientId, atMs) => (byName.get(clientId) ?? []).filter((refusal) => refusal.atMs >= atMs),
  };
}
