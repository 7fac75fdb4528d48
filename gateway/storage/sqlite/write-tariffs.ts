// Writes of tariffs: a version takes the place of the one before it, and tickets of objects that have it grow old (row 30).
import { tariffToRow } from '../rows/tariff-row.ts';
import type { Connection } from './connection.ts';
import type { TariffTexts } from './tariff-texts.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type Published = {
  tariff_id: string;
  tenant_id: string;
  tariff_version: number;
  tariff_hash: string;
  published_by: string;
  published_at_ms: number;
};
type Assigned = { tariff_id: string; tenant_id: string; tariff_version: number };

/** @param onRebound an object's binding has risen. */
export function tariffWriters(
  db: Connection,
  tariffs: TariffTexts,
  onRebound: () => void,
): Writers<'tariff-published' | 'tariff-assigned'> {
  const keepTenant = db.prepare<[string]>('INSERT INTO tenants (tenant_id) VALUES (?) ON CONFLICT DO NOTHING');
  const add = db.prepare<Published>(
    `INSERT INTO tariffs (tariff_id, tenant_id, tariff_version, tariff_hash)
     VALUES (@tariff_id, @tenant_id, @tariff_version, @tariff_hash) ON CONFLICT DO NOTHING`,
  );
  const keepFormer = db.prepare<Published>(
    `INSERT INTO tariff_versions (tariff_id, tariff_version, tariff_hash, tenant_id)
     SELECT tariff_id, tariff_version, tariff_hash, tenant_id FROM tariffs WHERE tariff_id = @tariff_id
     ON CONFLICT DO NOTHING`,
  );
  const replace = db.prepare<Published>(
    `UPDATE tariffs SET tariff_version = @tariff_version, tariff_hash = @tariff_hash
     WHERE tariff_id = @tariff_id AND tenant_id = @tenant_id AND tariff_version = @tariff_version - 1`,
  );
  const note = db.prepare<Published>(
    `INSERT INTO tariff_versions (tariff_id, tariff_version, tariff_hash, tenant_id, published_by, published_at_ms)
     VALUES (@tariff_id, @tariff_version, @tariff_hash, @tenant_id, @published_by, @published_at_ms) ON CONFLICT DO NOTHING`,
  );
  const rebind = db.prepare<[string]>('UPDATE objects SET binding_version = binding_version + 1 WHERE tariff_id = ?');
  const isStill = db.prepare<Assigned>(
    `UPDATE tariffs SET tariff_version = tariff_version
     WHERE tariff_id = @tariff_id AND tenant_id = @tenant_id AND tariff_version = @tariff_version`,
  );
  const assign = db.prepare<Assigned & { object_id: string }>(
    `UPDATE objects SET tariff_id = @tariff_id, binding_version = binding_version + 1, version = version + 1
     WHERE object_id = @object_id AND tenant_id = @tenant_id AND tariff_id <> @tariff_id`,
  );
  return {
    'tariff-published': ({ published: { tenantId, tariff, publishedBy, publishedAtMs } }) => {
      const row = { ...tariffToRow(tariff, tenantId), published_by: publishedBy, published_at_ms: publishedAtMs };
      keepTenant.run(tenantId);
      tariffs.keep(tariff);
      if (tariff.version > 1) keepFormer.run(row);
      const refusal = refusedUnlessOne((tariff.version === 1 ? add : replace).run(row), 'tariff_version');
      if (refusal) return refusal;
      note.run(row);
      if (rebind.run(tariff.tariffId).changes > 0) onRebound();
      return null;
    },
    'tariff-assigned': ({ tenantId, tariffId, version, objectIds }) => {
      const row = { tariff_id: tariffId, tenant_id: tenantId, tariff_version: version };
      const refusal = refusedUnlessOne(isStill.run(row), 'tariff_version');
      if (refusal) return refusal;
      for (const objectId of objectIds) assign.run({ ...row, object_id: objectId });
      onRebound();
      return null;
    },
  };
}
