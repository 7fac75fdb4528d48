// Model house: a house on the database and the wallet that a run of the model is about, opened and gone in some ms.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WalletName } from '../../../gateway/domain/wallet/wallet-operation.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { openCardStage } from '../../contract/wallet/card-stage.ts';
import { openHostStage } from '../../contract/wallet/host-stage.ts';
import type { WalletStage } from '../../contract/wallet/stage.ts';
import { drawHouseKeys, type HouseKeys } from '../../support/house-keys.ts';
import { type House, type HouseOptions, openHouse } from '../../support/one-process.ts';
import { openPostgresForTests } from '../../support/postgres.ts';

export const MODEL_STORES = ['memory', 'file', 'postgres'] as const;
export type ModelStore = (typeof MODEL_STORES)[number];

const BEGAN_MS = Date.UTC(2026, 10, 21, 4, 0, 0);

/** How the store of one run is opened, again after a crash, and what is left of it removed. */
type Data = { readonly open: (() => Promise<OwnedStore>) | null; dispose(): void };
type Place = { next(clock: { nowMs(): number }): Promise<Data>; close(): Promise<void> };

async function openPlace(store: ModelStore): Promise<Place> {
  if (store === 'memory') return { next: async () => ({ open: null, dispose: () => {} }), close: async () => {} };
  if (store === 'file') {
    return {
      async next(clock) {
        const folder = mkdtempSync(join(tmpdir(), 'unlatch-model-'));
        const path = join(folder, 'unlatch.db');
        return {
          open: async () => openSqliteStore({ path, clock }),
          dispose: () => rmSync(folder, { recursive: true, force: true }),
        };
      },
      close: async () => {},
    };
  }
  const server = await openPostgresForTests();
  const url = await server.createDatabase();
  await (await openPostgresStore({ url, clock: { nowMs: () => BEGAN_MS } })).close();
  return {
    async next(clock) {
      await server.emptyDatabase(url);
      return { open: () => openPostgresStore({ url, clock }), dispose: () => {} };
    },
    close: server.stop,
  };
}

export type ModelHouses = {
  /** @returns the house, and the way to be rid of it and of all that it wrote. */
  open(options: Pick<HouseOptions, 'objects' | 'venue'>): Promise<{ readonly house: House; close(): Promise<void> }>;
  close(): Promise<void>;
};

function openStageOf(wallet: WalletName): Promise<WalletStage> | null {
  if (wallet === 'ledger') return null;
  return wallet === 'host' ? openHostStage() : openCardStage();
}

/** Keys and database server are made once: only what a run writes is its own. */
export async function openModelHouses(store: ModelStore, wallet: WalletName): Promise<ModelHouses> {
  const keys: HouseKeys = await drawHouseKeys(BEGAN_MS);
  const place = await openPlace(store);
  return {
    async open(options) {
      let opened: House | null = null;
      const stage = await openStageOf(wallet);
      const data = await place.next({ nowMs: () => opened?.clock.nowMs() ?? BEGAN_MS });
      const house = await openHouse({
        ...options,
        keys,
        ...(stage && { wallet: stage }),
        ...(data.open && { reopen: data.open }),
      });
      opened = house;
      return {
        house,
        async close() {
          await house.close();
          await stage?.close();
          data.dispose();
        },
      };
    },
    close: place.close,
  };
}
