// Listed labels: a label as the gateway tells it to a command, and how one is named and asked for.

export type Label = {
  readonly tagId: string;
  readonly shortCode: string | null;
  readonly status: string;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly kind: string | null;
  readonly placeName: string | null;
  readonly kid: number | null;
  readonly batchId: string | null;
  readonly batchNo: number | null;
  readonly replaces: string | null;
  readonly issuedAt: string | null;
  readonly attachedAt: string | null;
  readonly firstScannedAt: string | null;
  readonly endedAt: string | null;
};

export const TENANT_FLAG = ['--tenant <id>', 'whose labels; default: the only tenant'] as const;
export const LABEL = 'as it was scanned or typed: its link, its short code or its tag id';

export function pathOf(path: string, query: { readonly [name: string]: string | undefined }): string {
  const given = Object.entries(query).filter((each): each is [string, string] => each[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

/** By short code, which is on the label; by tag id where it has none. */
export const nameOf = ({ shortCode, tagId }: Label): string => shortCode ?? tagId;

/** A printed label that is bound counts as well as an active one: the difference is that nobody has scanned it yet. */
export function whereOf({ objectId, objectName, placeName }: Label): string {
  return objectId === null ? 'hangs on nothing' : `${objectName ?? objectId}${placeName === null ? '' : `, ${placeName}`}`;
}
