// Raised tariff: a venue whose tariff of one kind reserves little at Start and more as use goes on.
import { freezeTariff, type HoldRule, type Tariff } from '../../gateway/domain/tariff/tariff.ts';
import type { VenueSetup } from '../../gateway/ports/store.ts';

/** The kind's tariff without a cap, so that money is what bounds the use, and with that rule for its hold. */
export function withHoldRule(tariffName: string, hold: HoldRule, changes: Partial<Tariff> = {}) {
  return (setup: VenueSetup): VenueSetup => ({
    ...setup,
    tariffs: setup.tariffs.map((frozen) =>
      frozen.tariff.name === tariffName
        ? freezeTariff(frozen.tariffId, frozen.version, { ...frozen.tariff, capMinor: null, hold, ...changes })
        : frozen,
    ),
  });
}
