// Tariff row: a frozen text and its hash back into a tariff; the reverse of tariffToJson.
import { assert, type MeteredQuantity, sha256 } from '#protocol';
import type { FrozenTariff, LocalText, Tariff } from '../../domain/tariff.ts';
import { jsonFromColumn, minorFromColumn } from './values.ts';

export type TariffTextRow = { readonly tariff_hash: string; readonly tariff_json: string };
export type TariffRow = {
  readonly tariff_id: string;
  readonly tenant_id: string;
  readonly tariff_version: number;
  readonly tariff_hash: string;
};

type StoredTariff = {
  readonly name: string;
  readonly currency: string;
  readonly baseMinor: number;
  readonly freeMs: number;
  readonly steps: readonly { readonly quantity: MeteredQuantity; readonly per: number; readonly amountMinor: number }[];
  readonly capMinor: number | null;
  readonly holdMinor: number;
  readonly items: readonly { readonly itemId: string; readonly amountMinor: number; readonly name: LocalText }[];
  readonly taxPermille: number;
};

export function tariffTextToRow(tariff: FrozenTariff): TariffTextRow {
  return { tariff_hash: tariff.hash, tariff_json: tariff.json };
}

export function tariffToRow(tariff: FrozenTariff, tenantId: string): TariffRow {
  return { tariff_id: tariff.tariffId, tenant_id: tenantId, tariff_version: tariff.version, tariff_hash: tariff.hash };
}

/** Not parseTariff: a text that was once accepted must stay readable when the rules for new tariffs grow stricter. */
export function tariffFromText(row: TariffTextRow): Tariff {
  assert(sha256(row.tariff_json) === row.tariff_hash, 'a stored tariff is what its hash names (M11)');
  const stored = jsonFromColumn<StoredTariff>(row.tariff_json);
  return {
    name: stored.name,
    currency: stored.currency,
    baseMinor: minorFromColumn(stored.baseMinor),
    freeMs: stored.freeMs,
    steps: stored.steps.map(({ quantity, per, amountMinor }) => ({ quantity, per, amountMinor: minorFromColumn(amountMinor) })),
    capMinor: stored.capMinor === null ? null : minorFromColumn(stored.capMinor),
    holdMinor: minorFromColumn(stored.holdMinor),
    items: stored.items.map(({ itemId, amountMinor, name }) => ({ itemId, amountMinor: minorFromColumn(amountMinor), name })),
    taxPermille: stored.taxPermille,
  };
}
