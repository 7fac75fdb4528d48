// Label rounds: somebody walks through a venue and scans what hangs there; at the end it is known what does not.
import { assert } from '#protocol';

/**
 * `ended`: replaced, lost or revoked. `foreign`: not one of ours, such as a sticker over a label of ours.
 */
export type SightingFinding = 'in-place' | 'on-another-object' | 'not-attached' | 'ended' | 'foreign';

export type LabelSighting = {
  readonly roundId: string;
  /** The label's tag, or a digest of what a foreign code says. */
  readonly codeKey: string;
  /** The object that the inspector stands at; '' where they did not say. */
  readonly seenAt: string;
  readonly tagId: string | null;
  /** The object that the label leads to. */
  readonly boundTo: string | null;
  readonly finding: SightingFinding;
  readonly seenBy: string;
  readonly seenAtMs: number;
};

/** A label and where it was seen. */
type Found = { readonly tagId: string | null; readonly boundTo: string | null; readonly seenAt: string | null };

/** Of ours, or one that was taken over, by the name that sightings have of it. */
type HungLabel = { readonly tagId: string; readonly objectId: string };

export type RoundReport = {
  readonly expected: number;
  readonly inPlace: number;
  /** Labels in use that nobody saw at their object. */
  readonly missing: readonly HungLabel[];
  /** Labels that were printed for an object and are not known to hang there: nobody can miss them yet. */
  readonly toHang: readonly HungLabel[];
  /** Objects without any label in use; one may be printed for them. */
  readonly unlabelled: readonly string[];
  readonly onAnotherObject: readonly Found[];
  readonly foreign: readonly { readonly seenAt: string | null; readonly seenAtMs: number }[];
  readonly ended: readonly Found[];
  readonly notAttached: readonly Found[];
};

export type LabelRound = {
  readonly roundId: string;
  readonly tenantId: string;
  readonly venueId: string;
  readonly startedBy: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /** As it was at the end; null while it goes on. */
  readonly report: RoundReport | null;
  readonly version: number;
};

/** What a scanned text turned out to be. */
export type SeenCode =
  | { readonly is: 'foreign' }
  | { readonly is: 'ended'; readonly tagId: string; readonly boundTo: string | null }
  | { readonly is: 'in-use'; readonly tagId: string; readonly boundTo: string | null };

/** @param seenAt the object that the inspector stands at; null where they did not say. */
export function findingOf(seen: SeenCode, seenAt: string | null): SightingFinding {
  if (seen.is !== 'in-use') return seen.is;
  if (seen.boundTo === null) return 'not-attached';
  return seenAt === null || seenAt === seen.boundTo ? 'in-place' : 'on-another-object';
}

/** What hangs in a venue by the books, and what is printed for it. */
export type VenueLabels = {
  readonly objectIds: readonly string[];
  /** Active ones, and those of somebody else that were taken over. */
  readonly inUse: readonly HungLabel[];
  readonly printed: readonly HungLabel[];
};

export function composeReport(sightings: readonly LabelSighting[], { objectIds, inUse, printed }: VenueLabels): RoundReport {
  const found = (finding: SightingFinding) => sightings.filter((each) => each.finding === finding);
  const shown = ({ tagId, boundTo, seenAt }: LabelSighting): Found => ({ tagId, boundTo, seenAt: seenAt || null });
  const elsewhere = new Set(found('on-another-object').map(({ tagId }) => tagId));
  // Where nobody said at which object, it was taken for its own; that it hangs on another one says more.
  const isInPlace = ({ tagId, seenAt }: LabelSighting): boolean => seenAt !== '' || !elsewhere.has(tagId);
  const inPlace = new Set(
    found('in-place')
      .filter(isInPlace)
      .map(({ tagId }) => tagId),
  );
  const labelled = new Set(inUse.map(({ objectId }) => objectId));
  return {
    expected: inUse.length,
    inPlace: inUse.filter(({ tagId }) => inPlace.has(tagId)).length,
    missing: inUse.filter(({ tagId }) => !inPlace.has(tagId)),
    toHang: printed,
    unlabelled: objectIds.filter((objectId) => !labelled.has(objectId)),
    onAnotherObject: found('on-another-object').map(shown),
    foreign: found('foreign').map(({ seenAt, seenAtMs }) => ({ seenAt: seenAt || null, seenAtMs })),
    ended: found('ended').map(shown),
    notAttached: found('not-attached').map(shown),
  };
}

export function endRound(round: LabelRound, report: RoundReport, nowMs: number): LabelRound {
  assert(round.endedAtMs === null, 'a round ends once');
  return { ...round, report, endedAtMs: nowMs, version: round.version + 1 };
}
