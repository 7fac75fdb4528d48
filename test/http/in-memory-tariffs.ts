// In-memory tariffs: a desk without prices, so that the edge can be built without what lies behind it.
import { refused } from '#protocol';
import type { TariffDesk } from '../../gateway/operator/tariff-desk.ts';

export function inMemoryTariffs(): TariffDesk {
  return {
    publish: async () => refused({ code: 'tariff.unknown' }),
    assign: async () => refused({ code: 'tariff.unknown' }),
    templates: async () => [],
    judge: async () =>
      refused({ code: 'tariff.invalid', at: '', problem: 'is empty', problems: [{ at: '', problem: 'is empty' }] }),
    list: async () => [],
    read: async () => refused({ code: 'tariff.unknown' }),
    objects: async () => [],
  };
}
