// Tariff texts: frozen tariffs by their hash; written once, read once, then remembered, since they never change.
import { assert } from '#protocol';
import type { FrozenTariff, Tariff } from '../../domain/tariff/tariff.ts';
import { type TariffTextRow, tariffFromText, tariffTextToRow } from '../rows/tariff-row.ts';
import type { Database } from './database.ts';
import { type Statement, sql } from './statement.ts';

const REMEMBERED = 256;

type NamedTariff = { readonly tariff_id: string; readonly tariff_version: number; readonly tariff_hash: string };
type Text = { readonly json: string; readonly tariff: Tariff };

export type TariffTexts = {
  /** In a commit: keeps the text under its hash. */
  keep(tariff: FrozenTariff): readonly Statement[];
  /** @returns reads any tariff that these rows name; one round trip for those that are not remembered. */
  of(rows: readonly NamedTariff[]): Promise<(row: NamedTariff) => FrozenTariff>;
};

const insert = sql<TariffTextRow>(
  'INSERT INTO tariff_texts (tariff_hash, tariff_json) VALUES (@tariff_hash, @tariff_json) ON CONFLICT DO NOTHING',
);
const select = sql<{ hashes: readonly string[] }>(
  'SELECT tariff_hash, tariff_json FROM tariff_texts WHERE tariff_hash = ANY (@hashes::text[])',
);

export function createTariffTexts(database: Database): TariffTexts {
  // Filled by reads alone: what a transaction wrote may still be rolled back.
  const remembered = new Map<string, Text>();

  function remember(hash: string, text: Text): void {
    const oldest = remembered.keys().next().value;
    if (remembered.size >= REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    remembered.set(hash, text);
  }

  async function recall(hashes: ReadonlySet<string>): Promise<ReadonlyMap<string, Text>> {
    const found = new Map<string, Text>();
    const missing: string[] = [];
    for (const hash of hashes) {
      const known = remembered.get(hash);
      if (known) found.set(hash, known);
      else missing.push(hash);
    }
    if (missing.length === 0) return found;
    const [rows = []] = await database.run([select({ hashes: missing })]);
    for (const row of rows as readonly TariffTextRow[]) {
      const text = { json: row.tariff_json, tariff: tariffFromText(row) };
      found.set(row.tariff_hash, text);
      remember(row.tariff_hash, text);
    }
    return found;
  }

  return {
    keep: (tariff) => (remembered.has(tariff.hash) ? [] : [insert(tariffTextToRow(tariff))]),
    async of(rows) {
      const texts = await recall(new Set(rows.map((row) => row.tariff_hash)));
      return (row) => {
        const text = texts.get(row.tariff_hash);
        assert(text, `the text of tariff ${row.tariff_hash} is stored`);
        return {
          tariffId: row.tariff_id,
          version: row.tariff_version,
          json: text.json,
          hash: row.tariff_hash,
          tariff: text.tariff,
        };
      };
    },
  };
}
