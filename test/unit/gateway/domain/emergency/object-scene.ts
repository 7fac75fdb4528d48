// Object scene: a pod at its place that nobody uses, with what a test wants to be different.
import type { ObjectScene } from '../../../../../gateway/domain/object.ts';
import { frozenTariff } from '../../../../support/records.ts';
import { deviceRecord, factsOf, GIVEN } from '../session/session-facts.ts';

const { object, place, venue } = factsOf(GIVEN.active);

export function objectScene(facts: Partial<ObjectScene> = {}): ObjectScene {
  return { object, place, venue, device: deviceRecord(), tariff: frozenTariff(), live: null, stay: null, ...facts };
}
