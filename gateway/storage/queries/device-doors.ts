// Device doors: what is asked of the whole database about how devices come in.
import type { BooksQuery } from '../../ports/store.ts';

/** The tenant where there is exactly one; null otherwise. */
export async function readSoleTenant(books: BooksQuery): Promise<string | null> {
  const tenants = await books<{ readonly tenant_id: string }>('SELECT tenant_id FROM tenants LIMIT 2');
  return tenants.length === 1 ? (tenants[0]?.tenant_id ?? null) : null;
}

/** `id` is of the credential or the claim by which it came to be. */
export type DoorEvent = { readonly id: string; readonly deviceId: string };

/** Credentials that the owner took away since then. */
export async function readRevoked(books: BooksQuery, sinceMs: number): Promise<readonly DoorEvent[]> {
  const rows = await books<{ readonly credential_id: string; readonly device_id: string }>(
    "SELECT credential_id, device_id FROM device_credentials WHERE state = 'revoked' AND ended_at_ms >= ?",
    [sinceMs],
  );
  return rows.map((row) => ({ id: row.credential_id, deviceId: row.device_id }));
}

/** Devices that were enrolled anew since then: key and connection of the machine before count no more. */
export async function readEnrolled(books: BooksQuery, sinceMs: number): Promise<readonly DoorEvent[]> {
  const rows = await books<{ readonly claim_id: string; readonly device_id: string }>(
    `SELECT claim_id, device_id FROM device_claims AS claim WHERE state = 'enrolled' AND moved_at_ms >= ? AND EXISTS (
       SELECT 1 FROM device_credentials AS former WHERE former.device_id = claim.device_id AND former.state IN ('replaced', 'revoked'))`,
    [sinceMs],
  );
  return rows.map((row) => ({ id: row.claim_id, deviceId: row.device_id }));
}
