// Emergency: the red button of one venue - raised by one person of the staff, ended by another.

export type EmergencyRecord = {
  readonly emergencyId: string;
  readonly tenantId: string;
  readonly venueId: string;
  /** Of the staff. */
  readonly raisedBy: string;
  readonly raisedAtMs: number;
  readonly reason: string;
  /** null: it is open. One open emergency a venue. */
  readonly ended: EmergencyEnd | null;
  /** Rises with every change; compare-and-set on it. */
  readonly version: number;
};

export type EmergencyEnd = { readonly by: string; readonly atMs: number; readonly reason: string };

export function isOpen(emergency: EmergencyRecord | null): emergency is EmergencyRecord {
  return emergency !== null && emergency.ended === null;
}
