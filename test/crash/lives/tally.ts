// Tally: what the lives have come to so far, and the points that want the next ones.
import type { WalletName } from '../../../gateway/domain/wallet/wallet-operation.ts';
import { FAILPOINTS, type FailpointName } from '../../../gateway/ports/failpoint.ts';
import type { Chance } from './chance.ts';
import type { WorldReport } from './play-world.ts';

export type Tally = ReturnType<typeof createTally>;

/** With the embedded ledger nobody is called: those points do not exist. */
function existsWith(wallet: WalletName, name: FailpointName): boolean {
  return wallet !== 'ledger' || !(name.startsWith('wallet-') || name.startsWith('resolve-operation'));
}

export function createTally() {
  const hits = new Map<FailpointName, number>(FAILPOINTS.map(({ name }) => [name, 0]));
  /** Given to a world that is still played. */
  const promised = new Map<FailpointName, number>();
  const totals = { runs: 0, kills: 0, worlds: 0, sessions: 0, movedMinor: 0, violations: 0 };

  const count = (name: FailpointName): number => (hits.get(name) ?? 0) + (promised.get(name) ?? 0);

  return {
    leastHit(howMany: number, wallet: WalletName, chance: Chance): readonly FailpointName[] {
      const chosen: FailpointName[] = [];
      const names = FAILPOINTS.map(({ name }) => name).filter((name) => existsWith(wallet, name));
      for (let left = howMany; left > 0; left -= 1) {
        const fewest = Math.min(...names.map(count));
        const name = chance.pick(names.filter((each) => count(each) === fewest));
        promised.set(name, (promised.get(name) ?? 0) + 1);
        chosen.push(name);
      }
      return chosen;
    },
    add({ plan, reached, sessions, movedMinor, violations }: WorldReport): void {
      for (const [at, name] of plan.kills.entries()) {
        promised.set(name, (promised.get(name) ?? 1) - 1);
        if (reached[at]) hits.set(name, (hits.get(name) ?? 0) + 1);
      }
      totals.worlds += 1;
      totals.runs += reached.length;
      totals.kills += reached.filter(Boolean).length;
      totals.sessions += sessions;
      totals.movedMinor += movedMinor;
      totals.violations += violations.length;
    },
    /** Lives that did not come to their point. */
    missed: (): number => totals.runs - totals.kills,
    /** No violation, and so many lives ended where they were to end. */
    isGood: (wanted: number): boolean => totals.violations === 0 && totals.kills >= wanted,
    lines({
      store,
      seed,
      tookMs,
    }: {
      readonly store: string;
      readonly seed: string;
      readonly tookMs: number;
    }): readonly string[] {
      const moved = `${(totals.movedMinor / 100).toFixed(2)} CNY`;
      return [
        `store ${store}, seed ${seed}, ${Math.round(tookMs / 1_000)} s`,
        ...FAILPOINTS.map(({ name, rows }) => `${String(hits.get(name)).padStart(5)}  ${name}  (rows ${rows.join(', ')})`),
        `runs ${totals.runs} in ${totals.worlds} worlds, kills ${totals.kills}, sessions ${totals.sessions}, money moved ${moved}, violations ${totals.violations}`,
      ];
    },
  };
}
