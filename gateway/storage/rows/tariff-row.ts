// Tariff row: a frozen text and its hash back into a tariff; the reverse of tariffToJson.
import { assert, sha256 } from '#protocol';
import type { FrozenTariff, Tariff } from '../../domain/tariff/tariff.ts';
import { readFrozenTariff } from '../../domain/tariff/tariff-read.ts';

export type TariffTextRow = { readonly tariff_hash: string; readonly tariff_json: string };
export type TariffRow = {
  readonly tariff_id: string;
  readonly tenant_id: string;
  readonly tariff_version: number;
  readonly tariff_hash: string;
};

export function tariffTextToRow(tariff: FrozenTariff): TariffTextRow {
  return { tariff_hash: tariff.hash, tariff_json: tariff.json };
}

export function tariffToRow(tariff: FrozenTariff, tenantId: string): TariffRow {
  return { tariff_id: tariff.tariffId, tenant_id: tenantId, tariff_version: tariff.version, tariff_hash: tariff.hash };
}

/** The form alone counts: a text that was once accepted stays readable when the rules for new tariffs grow stricter. */
export function tariffFromText(row: TariffTextRow): Tariff {
  assert(sha256(row.tariff_json) === row.tariff_hash, 'a stored tariff is what its hash names (M11)');
  const tariff = readFrozenTariff(row.tariff_json);
  assert(tariff, 'a stored tariff is one that was frozen here');
  return tariff;
}
