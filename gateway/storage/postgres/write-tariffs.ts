// Writes of tariffs: a version takes the place of the one before it, and tickets of objects that have it grow old (row 30).
import { tariffTextToRow, tariffToRow } from '../rows/tariff-row.ts';
import { insertInto, type Statement, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type Published = {
  tariff_id: string;
  tenant_id: string;
  tariff_version: number;
  tariff_hash: string;
  published_by: string;
  published_at_ms: number;
};
type Assigned = { tariff_id: string; tenant_id: string; tariff_version: number; object_ids: readonly string[] };

const keepTenant = sql<Published>('INSERT INTO tenants (tenant_id) VALUES (@tenant_id) ON CONFLICT DO NOTHING');
const add = compareAndSet<Published>(
  'tariff_version',
  `INSERT INTO tariffs (tariff_id, tenant_id, tariff_version, tariff_hash)
   VALUES (@tariff_id, @tenant_id, @tariff_version::bigint, @tariff_hash) ON CONFLICT DO NOTHING`,
);
const keepFormer = sql<Published>(
  `INSERT INTO tariff_versions (tariff_id, tariff_version, tariff_hash, tenant_id)
   SELECT tariff_id, tariff_version, tariff_hash, tenant_id FROM tariffs WHERE tariff_id = @tariff_id
   ON CONFLICT DO NOTHING`,
);
const replace = compareAndSet<Published>(
  'tariff_version',
  `UPDATE tariffs SET tariff_version = @tariff_version::bigint, tariff_hash = @tariff_hash
   WHERE tariff_id = @tariff_id AND tenant_id = @tenant_id AND tariff_version = @tariff_version::bigint - 1`,
);
const note = sql<Published>(
  `INSERT INTO tariff_versions (tariff_id, tariff_version, tariff_hash, tenant_id, published_by, published_at_ms)
   VALUES (@tariff_id, @tariff_version::bigint, @tariff_hash, @tenant_id, @published_by, @published_at_ms::bigint)
   ON CONFLICT DO NOTHING`,
);
const rebind = sql<Published>('UPDATE objects SET binding_version = binding_version + 1 WHERE tariff_id = @tariff_id');
const isStill = compareAndSet<Assigned>(
  'tariff_version',
  `UPDATE tariffs SET tariff_version = tariff_version
   WHERE tariff_id = @tariff_id AND tenant_id = @tenant_id AND tariff_version = @tariff_version::bigint`,
);
const assign = sql<Assigned>(
  `UPDATE objects SET tariff_id = @tariff_id, binding_version = binding_version + 1, version = version + 1
   WHERE object_id = ANY (@object_ids::text[]) AND tenant_id = @tenant_id AND tariff_id <> @tariff_id`,
);

function keepText(row: object): Statement {
  const { text, values } = insertInto('tariff_texts', row);
  return { text: `${text} ON CONFLICT DO NOTHING`, values };
}

export const tariffWriters: Writers<'tariff-published' | 'tariff-assigned'> = {
  'tariff-published': ({ published: { tenantId, tariff, publishedBy, publishedAtMs } }) => {
    const row = { ...tariffToRow(tariff, tenantId), published_by: publishedBy, published_at_ms: publishedAtMs };
    const former = tariff.version === 1 ? [] : [keepFormer(row)];
    const inForce = tariff.version === 1 ? add(row) : replace(row);
    return [keepTenant(row), keepText(tariffTextToRow(tariff)), ...former, inForce, note(row), rebind(row)];
  },
  'tariff-assigned': ({ tenantId, tariffId, version, objectIds }) => {
    const row = { tariff_id: tariffId, tenant_id: tenantId, tariff_version: version, object_ids: objectIds };
    return [isStill(row), assign(row)];
  },
};
