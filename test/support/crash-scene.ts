// Crash scene: a house with any of the wallets whose gateway dies where a test says; a dead one hears, sends and commits nothing more.
import type { FailpointName } from '../../gateway/ports/failpoint.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { openCardStage } from '../contract/wallet/card-stage.ts';
import { openHostStage } from '../contract/wallet/host-stage.ts';
import type { WalletStage } from '../contract/wallet/stage.ts';
import { type House, type HouseOptions, openHouse } from './one-process.ts';
import { createPerson, must, type Person } from './person.ts';

export type WalletKind = 'ledger' | 'host' | 'card';
type MoneyThere = { readonly heldMinor: number; readonly capturedMinor: number };

export type CrashScene = {
  readonly house: House;
  readonly ada: Person;
  /** The next time it gets there, the gateway dies at this point, and stays dead until `reboot`. */
  crashAt(point: FailpointName): void;
  readonly isDead: () => boolean;
  /** Another gateway on the same store, after so long. */
  reboot(awayMs?: number): Promise<void>;
  /** A tap on the present offer under this key. */
  tapOn(objectId: string, key: string): Promise<Parameters<Person['startWith']>[0]>;
  /** What whoever has the money says of the session's hold. */
  moneyOf(sessionId: string): Promise<MoneyThere>;
  close(): Promise<void>;
};

async function openStage(wallet: WalletKind): Promise<WalletStage | undefined> {
  if (wallet === 'ledger') return undefined;
  return wallet === 'host' ? openHostStage() : openCardStage();
}

export async function openCrashScene(
  wallet: WalletKind,
  objects: readonly string[],
  options: Pick<HouseOptions, 'persons' | 'venue'> = {},
): Promise<CrashScene> {
  const stage = await openStage(wallet);
  let isDead = false;
  let crashPoint: FailpointName | null = null;
  const store = openSqliteStore({ path: ':memory:', clock: { nowMs: () => 0 } });
  const house = await openHouse({
    ...options,
    objects,
    store: {
      ...store,
      commit: (changes) => (isDead ? Promise.reject(new Error('a dead gateway commits nothing')) : store.commit(changes)),
    },
    ...(stage && { wallet: stage }),
    onError: () => {},
    failpoint: (point) => {
      if (point === crashPoint) isDead = true;
      if (isDead) throw new Error(`crash at ${crashPoint}`);
    },
  });
  for (const objectId of objects) house.device(objectId).lose({ up: () => isDead, down: () => isDead });
  const ada = await createPerson(house, 'ada');
  return {
    house,
    ada,
    crashAt(point) {
      crashPoint = point;
    },
    isDead: () => isDead,
    async reboot(awayMs = 0) {
      await house.stopGateway();
      crashPoint = null;
      isDead = false;
      await house.pass(awayMs, 1_000);
      await house.startGateway();
    },
    async tapOn(objectId, key) {
      const { ticket, offer } = must(await ada.scan(objectId));
      return { ticket, tariffHash: offer.tariff.hash, key };
    },
    async moneyOf(sessionId) {
      const { holdId } = (await house.store.session(sessionId)) ?? { holdId: '' };
      if (stage) return stage.moneyOf(holdId);
      const hold = await house.store.hold(holdId);
      const { heldMinor } = await house.store.balance('ada', 'CNY');
      return { heldMinor: Number(heldMinor), capturedMinor: Number(hold?.capturedMinor ?? 0n) };
    },
    async close() {
      await house.close();
      await stage?.close();
    },
  };
}
