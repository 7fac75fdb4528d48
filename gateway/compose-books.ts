// Compose books: wires what keeps and shows the books of a running gateway - audit, numbers, payouts, the admin socket.
import { join } from 'node:path';
import { type Clock, DAY_MS } from '#protocol';
import type { OpenedTagKeyActs } from './compose-tag-keys.ts';
import { createAdminApp } from './http/admin-app.ts';
import { addDeviceConfig } from './http/admin-device-config.ts';
import { type AdminTroubles, addDeviceTroubles } from './http/admin-device-troubles.ts';
import { type AdminDevices, addDevices } from './http/admin-devices.ts';
import { addDisplay } from './http/admin-display.ts';
import { type AdminKeys, addKeys } from './http/admin-keys.ts';
import { addLabelBatches } from './http/admin-label-batches.ts';
import { type AdminLabelWatch, addAdminLabelWatch } from './http/admin-label-watch.ts';
import { addAdminLabels } from './http/admin-labels.ts';
import { type AdminStaff, addAdminStaff } from './http/admin-staff.ts';
import { addTagKeys } from './http/admin-tag-keys.ts';
import { type AdminListening, listenAdmin } from './http/listen-admin.ts';
import type { LabelSteps } from './http/steps.ts';
import { createAttachDesk } from './operator/attach-desk.ts';
import { createFindObjectsToLabel } from './operator/find-objects-to-label.ts';
import type { MakePayout } from './operator/make-payout.ts';
import type { ReadDeviceConfig, SetDeviceConfig } from './operator/set-device-config.ts';
import type { SetDisplay } from './operator/set-display.ts';
import { ADMIN_SOCKET, LONGEST_SOCKET_PATH } from './ports/admin-socket.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { OwnedStore } from './ports/store.ts';
import type { Wallet } from './ports/wallet.ts';
import { readSoleTenant } from './storage/queries/device-doors.ts';
import { readSetAside } from './storage/queries/quarantine.ts';
import { readAllStaff } from './storage/queries/staff.ts';
import { startBooksWake } from './timer/books-wake.ts';
import { numberReceipts } from './upkeep/number-receipts.ts';
import { reconcileBooks, reconcileWallet } from './upkeep/reconcile.ts';
import { createRunAudit } from './upkeep/run-audit.ts';
import { sealAudit } from './upkeep/seal-audit.ts';

export type BooksParts = {
  readonly store: OwnedStore;
  readonly makePayout: MakePayout;
  /** Claims and credentials of devices, for the owner's commands. */
  readonly devices: AdminDevices & Pick<AdminTroubles, 'refusedSince'>;
  readonly keys: AdminKeys;
  /** Of labels. */
  readonly tagKeys: OpenedTagKeyActs;
  /** Printing, attaching and ending labels, for the owner's commands. */
  readonly labels: LabelSteps;
  readonly setDeviceConfig: SetDeviceConfig;
  readonly readDeviceConfig: ReadDeviceConfig;
  readonly setDisplay: SetDisplay;
  readonly labelWatch: AdminLabelWatch;
  readonly staff: Pick<AdminStaff, 'links' | 'origin'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics & { exposition(): Promise<string> };
  /** Those elsewhere; the embedded ledger needs none. */
  readonly wallets: readonly Wallet[];
  readonly dataFolder: string;
};

/** Bills are recomputed for this long after their end; the whole past only when somebody asks. */
const BILLS_LOOKED_AT_MS = 2 * DAY_MS;
/** A wallet that does not list within this is named in the error, not waited for. */
const RECONCILE_TIMEOUT_MS = 60_000;
/** Newest messages that were set aside, of one device. */
const MOST_SET_ASIDE = 50;

/** Starts the timers and the admin socket; closing stops both. */
export async function openBooks(parts: BooksParts): Promise<{ close(): Promise<void> }> {
  const { store, makePayout, clock, log, metrics, wallets } = parts;
  const runAudit = createRunAudit({ store, clock, log, metrics });
  const app = createAdminApp({
    books: store.books,
    exposition: metrics.exposition,
    runAudit: (anchor) => runAudit({ anchor, billsSinceMs: 0 }),
    makePayout,
    clock,
    numberReceipts: () => numberReceipts(store, clock),
    async reconcile(sinceMs) {
      const period = { sinceMs, untilMs: clock.nowMs(), signal: AbortSignal.timeout(RECONCILE_TIMEOUT_MS) };
      const elsewhere = await Promise.all(wallets.map((wallet) => reconcileWallet(store.books, wallet, period)));
      return [...elsewhere.flat(), ...(await reconcileBooks(store.books, period))];
    },
  });
  addDevices(app, parts.devices);
  addKeys(app, parts.keys);
  addAdminStaff(app, { ...parts.staff, listEverybody: (most) => readAllStaff(store.books, most) });
  addAdminLabelWatch(app, parts.labelWatch);
  addTagKeys(app, parts.tagKeys.admin);
  addAdminLabels(app, {
    ...{ labels: parts.labels, attachDesk: createAttachDesk(store.books), soleTenant: () => readSoleTenant(store.books) },
  });
  addLabelBatches(app, { issueLabels: parts.labels.issueLabels, findObjects: createFindObjectsToLabel(store.books) });
  addDeviceTroubles(app, {
    ...{ clock, readDevice: store.device, sessionsOn: store.sessionsOnDevice, refusedSince: parts.devices.refusedSince },
    setAsideSince: (deviceId, atMs) => readSetAside(store.books, deviceId, atMs, MOST_SET_ASIDE),
  });
  addDisplay(app, {
    setDisplay: parts.setDisplay,
    tenantOf: async (objectId) => (await store.scene(objectId))?.object.tenantId ?? null,
  });
  addDeviceConfig(app, { setDeviceConfig: parts.setDeviceConfig, readDeviceConfig: parts.readDeviceConfig });
  const path = join(parts.dataFolder, ADMIN_SOCKET);
  // The gateway serves all the same: only the owner's commands do not reach it.
  const isNameable = Buffer.byteLength(path) <= LONGEST_SOCKET_PATH;
  if (!isNameable) log.warn('no admin socket: its path is too long, name the data folder by a shorter one', { path });
  const socket: AdminListening | null = isNameable ? await listenAdmin(app, path) : null;
  const wake = startBooksWake(
    {
      async tidy() {
        await numberReceipts(store, clock);
        await parts.tagKeys.acts.note();
        parts.tagKeys.acts.remind();
        await sealAudit(store, clock);
      },
      audit: () => runAudit({ anchor: null, billsSinceMs: clock.nowMs() - BILLS_LOOKED_AT_MS }),
    },
    log,
  );
  return {
    async close() {
      wake.stop();
      await socket?.close();
    },
  };
}
