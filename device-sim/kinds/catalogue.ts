// Catalogue of models: one per kind that can be simulated; lists are passed in, so that a test can add a kind.
import { bikeModel } from './bike.ts';
import { hotelRoomModel } from './hotel-room.ts';
import type { AnyKindModel } from './model.ts';
import { restaurantTableModel } from './restaurant-table.ts';
import { sleepPodModel } from './sleep-pod.ts';

export const KIND_MODELS: readonly AnyKindModel[] = [sleepPodModel, bikeModel, hotelRoomModel, restaurantTableModel];

/** Finds the model of a kind. */
export function findModel(models: readonly AnyKindModel[], kind: string): AnyKindModel | undefined {
  return models.find((model) => model.kind === kind);
}
