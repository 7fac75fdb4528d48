// Tariff version: a price as somebody published it; later ones take its place, and what runs keeps its own (R13).
import type { FrozenTariff } from './tariff.ts';

export type TariffVersion = {
  readonly tariff: FrozenTariff;
  /** Null where a set-up wrote it. */
  readonly publishedBy: string | null;
  readonly publishedAtMs: number | null;
};

export type PublishedTariff = {
  readonly tenantId: string;
  readonly tariff: FrozenTariff;
  readonly publishedBy: string;
  readonly publishedAtMs: number;
};
