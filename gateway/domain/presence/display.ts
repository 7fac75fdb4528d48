// Display: the rotating code of a device that can show one; its secret is known to the device and to us.

/** One per object; a new secret takes the place of the old one, whose codes are then not ours. */
export type DisplayRecord = {
  /** What the code names, 16 hex digits: an id of its own, no label's. */
  readonly tagId: string;
  readonly tenantId: string;
  readonly objectId: string;
  readonly deviceId: string;
  readonly secretHex: string;
  readonly madeAtMs: number;
};

/** A value that a Start has used: never again by this person, nor by anybody where `isExclusive`. */
export type DisplayCodeUse = {
  readonly tagId: string;
  readonly counter: number;
  readonly personId: string;
  readonly sessionId: string;
  readonly isExclusive: boolean;
  readonly atMs: number;
};

/** The settings by which a device shows its codes: what stands before the digits, and the id and secret that they are made with (FP-34). */
export function displaySettings(
  { tagId, secretHex }: Pick<DisplayRecord, 'tagId' | 'secretHex'>,
  linkOrigin: string,
): { readonly displayLink: string; readonly displayKey: string } {
  return { displayLink: `${linkOrigin}/`, displayKey: `${tagId}.${Buffer.from(secretHex, 'hex').toString('base64url')}` };
}
