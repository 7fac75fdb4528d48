// Tariff texts: frozen tariffs by their hash; written once, read once, then remembered, since they never change.
import { assert } from '#protocol';
import type { FrozenTariff, Tariff } from '../../domain/tariff/tariff.ts';
import { type TariffTextRow, tariffFromText, tariffTextToRow } from '../rows/tariff-row.ts';
import type { Connection } from './connection.ts';

const REMEMBERED = 256;

export type TariffTexts = {
  /** Inside a transaction: keeps the text under its hash. */
  keep(tariff: FrozenTariff): void;
  read(named: { readonly tariff_id: string; readonly tariff_version: number; readonly tariff_hash: string }): FrozenTariff;
};

export function createTariffTexts(db: Connection): TariffTexts {
  const insert = db.prepare<TariffTextRow>(
    'INSERT INTO tariff_texts (tariff_hash, tariff_json) VALUES (@tariff_hash, @tariff_json) ON CONFLICT DO NOTHING',
  );
  const select = db.prepare<[string], TariffTextRow>('SELECT tariff_hash, tariff_json FROM tariff_texts WHERE tariff_hash = ?');
  // Filled by reads alone: what a transaction wrote may still be rolled back.
  const remembered = new Map<string, { readonly json: string; readonly tariff: Tariff }>();

  function recall(hash: string): { readonly json: string; readonly tariff: Tariff } {
    const known = remembered.get(hash);
    if (known) return known;
    const row = select.get(hash);
    assert(row, `the text of tariff ${hash} is stored`);
    const text = { json: row.tariff_json, tariff: tariffFromText(row) };
    const oldest = remembered.keys().next().value;
    if (remembered.size >= REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(hash, text);
    return text;
  }

  return {
    keep(tariff) {
      if (!remembered.has(tariff.hash)) insert.run(tariffTextToRow(tariff));
    },
    read(named) {
      const { json, tariff } = recall(named.tariff_hash);
      return { tariffId: named.tariff_id, version: named.tariff_version, json, hash: named.tariff_hash, tariff };
    },
  };
}
