// World process: plays one world after the other, as it is told, on one kind of database.

import type { HouseKeys } from '../../support/house-keys.ts';
import { importGatewayKeys } from '../../support/house-keys.ts';
import { createPostgresPlace, createSqlitePlace, type DataPlace } from './data-side.ts';
import { createGateways, type Gateways } from './gateway-handle.ts';
import { migrateTemplate } from './open-store.ts';
import { playWorld, type WorldReport } from './play-world.ts';
import type { WorldPlan } from './world-plan.ts';

export type WorldsTask = {
  readonly gatewayFile: string;
  readonly folder: string;
  readonly store: WorldPlan['store'];
  readonly keys: HouseKeys;
};
export type ToWorlds =
  | { readonly begin: WorldsTask }
  | { readonly play: WorldPlan; readonly name: string }
  | { readonly end: true };
export type FromWorlds = { readonly is: 'ready' } | { readonly is: 'played'; readonly report: WorldReport };

type Ready = { readonly task: WorldsTask; readonly place: DataPlace; readonly gateways: Gateways };

const say = (message: FromWorlds): void => void process.send?.(message);

async function begin(task: WorldsTask): Promise<Ready> {
  const place = task.store === 'sqlite' ? createSqlitePlace(task.folder) : await createPostgresPlace(migrateTemplate);
  return { task, place, gateways: createGateways(task.gatewayFile) };
}

async function play({ task, place, gateways }: Ready, plan: WorldPlan, name: string): Promise<WorldReport> {
  const data = await place.next(name);
  const report = await playWorld(plan, { gateways, keys: task.keys, data });
  // What broke is kept for whoever looks into it.
  if (report.violations.length === 0) await data.close();
  return report;
}

let ready: Promise<Ready> | null = null;

process.on('message', async (message: ToWorlds) => {
  if ('begin' in message) {
    await importGatewayKeys(message.begin.keys);
    ready = begin(message.begin);
    await ready;
    return say({ is: 'ready' });
  }
  const running = await ready;
  if (!running) throw new Error('it has not begun');
  if ('play' in message) return say({ is: 'played', report: await play(running, message.play, message.name) });
  running.gateways.close();
  await running.place.close();
  process.disconnect();
});
// Whoever started it is gone: nothing of it may stay behind.
process.on('disconnect', () => process.exit(0));
