// Queries on tariffs: what a tenant's price lists say, who published them, and which objects have which.
import type { FrozenTariff } from '../../domain/tariff/tariff.ts';
import type { TariffVersion } from '../../domain/tariff/tariff-version.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { tariffFromText } from '../rows/tariff-row.ts';

type VersionRow = {
  readonly tariff_id: string;
  readonly tariff_version: number | string;
  readonly tariff_hash: string;
  readonly tariff_json: string;
  readonly published_by: string | null;
  readonly published_at_ms: number | string | null;
};

/** In force: with the objects that have it. */
export type TariffInForce = TariffVersion & {
  readonly objects: number;
  /** Of the first of them; its words are used for the sentence. */
  readonly kind: string | null;
};

/** What a price is judged by when an object is to have it. */
export type PricedObject = {
  readonly objectId: string;
  readonly name: string;
  readonly kind: string;
  readonly currency: string;
  readonly tariffId: string;
  readonly isUnsigned: boolean;
};

const MOST_TARIFFS = 500;
const MOST_VERSIONS = 200;

const IN_FORCE = `
  SELECT tariffs.tariff_id, tariffs.tariff_version, tariffs.tariff_hash, texts.tariff_json,
    noted.published_by, noted.published_at_ms,
    (SELECT count(*) FROM objects WHERE objects.tariff_id = tariffs.tariff_id) AS objects,
    (SELECT min(kind) FROM objects WHERE objects.tariff_id = tariffs.tariff_id) AS kind
  FROM tariffs
  JOIN tariff_texts AS texts ON texts.tariff_hash = tariffs.tariff_hash
  LEFT JOIN tariff_versions AS noted ON noted.tariff_id = tariffs.tariff_id
    AND noted.tariff_version = tariffs.tariff_version AND noted.tariff_hash = tariffs.tariff_hash
  WHERE tariffs.tenant_id = ?`;

function frozenOf(row: VersionRow): FrozenTariff {
  const { tariff_id: tariffId, tariff_hash: hash, tariff_json: json } = row;
  return { tariffId, version: Number(row.tariff_version), hash, json, tariff: tariffFromText(row) };
}

function versionOf(row: VersionRow): TariffVersion {
  const atMs = row.published_at_ms;
  return { tariff: frozenOf(row), publishedBy: row.published_by, publishedAtMs: atMs === null ? null : Number(atMs) };
}

type InForceRow = VersionRow & { readonly objects: number | string; readonly kind: string | null };

const inForceOf = (row: InForceRow): TariffInForce => ({ ...versionOf(row), objects: Number(row.objects), kind: row.kind });

/** By id, which tells their age too. */
export async function readTariffs(books: BooksQuery, tenantId: string): Promise<readonly TariffInForce[]> {
  const rows = await books<InForceRow>(`${IN_FORCE} ORDER BY tariffs.tariff_id LIMIT ${MOST_TARIFFS}`, [tenantId]);
  return rows.map(inForceOf);
}

/** Null for another tenant's, as for none. */
export async function readTariff(books: BooksQuery, tenantId: string, tariffId: string): Promise<TariffInForce | null> {
  const [row] = await books<InForceRow>(`${IN_FORCE} AND tariffs.tariff_id = ?`, [tenantId, tariffId]);
  return row ? inForceOf(row) : null;
}

/** Earlier versions, the newest first; the one in force is not among them. */
export async function readEarlierVersions(
  books: BooksQuery,
  tenantId: string,
  tariffId: string,
): Promise<readonly TariffVersion[]> {
  const rows = await books<VersionRow>(
    `SELECT noted.tariff_id, noted.tariff_version, noted.tariff_hash, texts.tariff_json, noted.published_by, noted.published_at_ms
     FROM tariff_versions AS noted
     JOIN tariff_texts AS texts ON texts.tariff_hash = noted.tariff_hash
     JOIN tariffs ON tariffs.tariff_id = noted.tariff_id
     WHERE noted.tenant_id = ? AND noted.tariff_id = ? AND noted.tariff_version < tariffs.tariff_version
     ORDER BY noted.tariff_version DESC, noted.tariff_hash LIMIT ${MOST_VERSIONS}`,
    [tenantId, tariffId],
  );
  return rows.map(versionOf);
}

type PricedRow = {
  readonly object_id: string;
  readonly name: string;
  readonly kind: string;
  readonly currency: string;
  readonly tariff_id: string;
  readonly is_unsigned: number;
};

const PRICED = `
  SELECT objects.object_id, objects.name, objects.kind, venues.currency, objects.tariff_id, devices.is_unsigned
  FROM objects
  JOIN venues ON venues.venue_id = objects.venue_id
  JOIN devices ON devices.device_id = objects.device_id
  WHERE objects.tenant_id = ?`;

const pricedOf = (row: PricedRow): PricedObject => ({
  objectId: row.object_id,
  name: row.name,
  kind: row.kind,
  currency: row.currency,
  tariffId: row.tariff_id,
  isUnsigned: Number(row.is_unsigned) === 1,
});

/** Those of these ids that are the tenant's. */
export async function readPricedObjects(
  books: BooksQuery,
  tenantId: string,
  objectIds: readonly string[],
): Promise<readonly PricedObject[]> {
  if (objectIds.length === 0) return [];
  const places = objectIds.map(() => '?').join(', ');
  const rows = await books<PricedRow>(`${PRICED} AND objects.object_id IN (${places}) ORDER BY objects.object_id`, [
    tenantId,
    ...objectIds,
  ]);
  return rows.map(pricedOf);
}

/** One of each kind, currency and manner of device: what a new version of their price is judged by. */
export async function readObjectsOfTariff(
  books: BooksQuery,
  tenantId: string,
  tariffId: string,
): Promise<readonly PricedObject[]> {
  const rows = await books<PricedRow>(
    `SELECT min(object_id) AS object_id, min(name) AS name, kind, currency, tariff_id, is_unsigned FROM (${PRICED} AND objects.tariff_id = ?) AS priced
     GROUP BY kind, currency, tariff_id, is_unsigned ORDER BY kind`,
    [tenantId, tariffId],
  );
  return rows.map(pricedOf);
}

/** All objects of a tenant with the tariff that they have, by name, for a list to choose from. */
export async function readAllPriced(books: BooksQuery, tenantId: string, limit: number): Promise<readonly PricedObject[]> {
  const rows = await books<PricedRow>(`${PRICED} ORDER BY objects.name, objects.object_id LIMIT ${limit}`, [tenantId]);
  return rows.map(pricedOf);
}

/** The currency of a tenant's first venue; null before there is one. */
export async function readVenueCurrency(books: BooksQuery, tenantId: string): Promise<string | null> {
  const [row] = await books<{ readonly currency: string }>(
    'SELECT currency FROM venues WHERE tenant_id = ? ORDER BY venue_id LIMIT 1',
    [tenantId],
  );
  return row?.currency ?? null;
}
