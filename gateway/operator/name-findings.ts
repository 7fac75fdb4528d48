// Name findings: what a round found, in the words that stand on labels and objects; its report keeps their ids.
import { formatShortCode } from '#qr';
import type { LabelSighting, RoundReport } from '../domain/watch/label-round.ts';
import type { BooksQuery } from '../ports/store.ts';
import { type NamedObject, readLabelNames } from '../storage/queries/label-names.ts';

export type FindingNames = {
  /** As it is printed, or the address of a label that was taken over; by tag id where it has neither. */
  readonly labels: { readonly [tagId: string]: string };
  readonly objects: { readonly [objectId: string]: NamedObject };
};

export type NameFindings = {
  ofReport(tenantId: string, report: RoundReport): Promise<FindingNames>;
  ofSighting(tenantId: string, sighting: Pick<LabelSighting, 'tagId' | 'boundTo' | 'seenAt'>): Promise<FindingNames>;
};

type Told = { readonly tagId?: string | null; readonly boundTo?: string | null; readonly seenAt?: string | null };

const given = (ids: readonly (string | null | undefined)[]): readonly string[] => ids.flatMap((id) => id || []);

export function createNameFindings(books: BooksQuery): NameFindings {
  async function name(tenantId: string, tagIds: readonly string[], objectIds: readonly string[]): Promise<FindingNames> {
    const { shortCodes, urls, objects } = await readLabelNames(books, tenantId, { tagIds, objectIds });
    const labelOf = (tagId: string): string => {
      const shortCode = shortCodes.get(tagId) ?? null;
      return shortCode === null ? (urls.get(tagId) ?? tagId) : formatShortCode(shortCode);
    };
    return {
      labels: Object.fromEntries(tagIds.map((tagId) => [tagId, labelOf(tagId)])),
      objects: Object.fromEntries(objects),
    };
  }

  return {
    ofReport(tenantId, { missing, toHang, unlabelled, onAnotherObject, foreign, ended, notAttached }) {
      const hung = [...missing, ...toHang];
      const told: readonly Told[] = [...onAnotherObject, ...foreign, ...ended, ...notAttached];
      const tagIds = given([...hung.map(({ tagId }) => tagId), ...told.map(({ tagId }) => tagId)]);
      const objectIds = given([
        ...hung.map(({ objectId }) => objectId),
        ...unlabelled,
        ...told.flatMap(({ boundTo, seenAt }) => [boundTo, seenAt]),
      ]);
      return name(tenantId, tagIds, objectIds);
    },
    ofSighting: (tenantId, { tagId, boundTo, seenAt }) => name(tenantId, given([tagId]), given([boundTo, seenAt])),
  };
}
