// Recover: after a restore the wallets and the devices are compared with the books, and only then does anything start again (row 27).
import { nextRestore, RECOVERY_LIMITS, RESTORE_STAMPS, type Restore, restoreOf } from '../domain/recovery/recovery.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { OwnedStore } from '../ports/store.ts';
import { type CompareWallet, createCompareWallet } from './compare-wallet.ts';

export type Recover = {
  /** One round; does nothing where nothing is to be recovered. */
  run(): Promise<void>;
  current(): Restore;
};

type Deps = Pick<StepContext, 'clock' | 'ids' | 'log' | 'metrics' | 'wallets' | 'installation'> & {
  readonly store: OwnedStore;
  /** As it was stamped when the process began. */
  readonly restore: Restore;
};

/** What the database says of restores; a new one was never restored. */
export async function readRestore(store: Pick<OwnedStore, 'readStamp'>): Promise<Restore> {
  const [epoch, at, recovering] = await Promise.all(
    (['epoch', 'at', 'recovering'] as const).map((name) => store.readStamp(RESTORE_STAMPS[name])),
  );
  return restoreOf({ epoch: epoch ?? null, at: at ?? null, recovering: recovering ?? null });
}

/** Says that this database is a copy of an earlier time: the next gateway on it compares the world first. */
export async function markRestored(store: Pick<OwnedStore, 'readStamp' | 'writeStamp'>, nowMs: number): Promise<Restore> {
  const stamps = nextRestore(await readRestore(store), nowMs);
  // The word that nothing may start comes first: a crash in between starts nothing.
  for (const name of ['recovering', 'at', 'epoch'] as const) await store.writeStamp(RESTORE_STAMPS[name], stamps[name]);
  return readRestore(store);
}

export function createRecover(deps: Deps): Recover {
  const { store, clock, log } = deps;
  const compareWallet: CompareWallet = createCompareWallet(deps);
  let restore = deps.restore;

  async function compareWallets(): Promise<boolean> {
    const tenantId = await store.ownTenant();
    if (tenantId === null) return true;
    const done = await Promise.all([...deps.wallets.values()].map((wallet) => compareWallet(wallet, tenantId)));
    return done.every(Boolean);
  }

  /** Every device that we ever met has said hello since, or has had its time to. */
  async function areDevicesCompared(): Promise<boolean> {
    if (clock.nowMs() >= restore.atMs + RECOVERY_LIMITS.devicesWithinMs) return true;
    const objects = await store.objects();
    return objects.every(({ device }) => device.boot === null || device.boot.verifiedAtMs >= restore.atMs);
  }

  async function isCompared(): Promise<boolean> {
    try {
      return (await compareWallets()) && (await areDevicesCompared());
    } catch (cause) {
      log.error('recovery waits', { cause: String(cause) });
      return false;
    }
  }

  return {
    current: () => restore,
    async run() {
      if (!restore.isRecovering || !(await isCompared())) return;
      await store.writeStamp(RESTORE_STAMPS.recovering, 'no');
      restore = { ...restore, isRecovering: false };
      log.info('recovered: starts are taken again', { epoch: restore.epoch });
    },
  };
}
