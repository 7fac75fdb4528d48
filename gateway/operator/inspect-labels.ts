// Inspect labels: staff walk through a venue and scan what hangs there; the end of the walk says what does not.
import { ok, type Result, refused, sha256 } from '#protocol';
import { parseForeignUrl } from '../domain/label/take-over.ts';
import type { Rejection } from '../domain/rejections.ts';
import {
  composeReport,
  endRound,
  findingOf,
  type LabelRound,
  type LabelSighting,
  type RoundReport,
  type SeenCode,
} from '../domain/watch/label-round.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import type { Operator } from '../ports/identity.ts';
import type { NoteScan } from '../ports/label-watch.ts';
import type { BooksQuery } from '../ports/store.ts';
import {
  isVenueOf,
  listRounds,
  readOpenRound,
  readRound,
  readSightings,
  readVenueLabels,
} from '../storage/queries/label-watch.ts';
import type { FindLabel } from './find-label.ts';
import { type LabelActContext, runLabelAct } from './label-act.ts';
import type { NoteFirstScan } from './note-first-scan.ts';
import { auditedAct } from './operator-act.ts';

type Asked<F> = F & { readonly operator: Operator };

/** Each may be repeated without harm: a walk has bad reception. */
export type InspectLabels = {
  /** A walk that goes on in this venue is taken up again. */
  start(request: Asked<{ readonly venueId: string; readonly keyed?: KeyedRequest }>): Promise<Result<LabelRound, Rejection>>;
  /** @param request `seenAt` is the object that the inspector stands at; null where they do not say. */
  see(
    request: Asked<{
      readonly roundId: string;
      readonly code: string;
      readonly seenAt: string | null;
      /** By hand, from a label of ours: what can be no short code is a mistake then, and no stranger's label. */
      readonly isTyped?: boolean;
    }>,
  ): Promise<Result<LabelSighting, Rejection>>;
  end(request: Asked<{ readonly roundId: string }>): Promise<Result<LabelRound, Rejection>>;
  /** What would be reported now, or was at the end. */
  report(request: Asked<{ readonly roundId: string }>): Promise<Result<{ round: LabelRound; report: RoundReport }, Rejection>>;
  /** Newest first. */
  list(request: { readonly operator: Operator }): Promise<readonly LabelRound[]>;
};

const MOST_LISTED = 100;
const CODE_KEY_LENGTH = 22;

/** The walk that goes on in a venue of this tenant. */
async function loadOpen(
  books: BooksQuery,
  venueId: string,
  { tenantId }: Operator,
): Promise<Result<{ readonly open: LabelRound | null }, Rejection>> {
  if (!(await isVenueOf(books, venueId, tenantId))) return refused({ code: 'venue.unknown' });
  return ok({ open: await readOpenRound(books, venueId) });
}

type InspectDeps = LabelActContext & {
  readonly books: BooksQuery;
  readonly findLabel: FindLabel;
  readonly noteScan: NoteScan;
  readonly noteFirstScan: NoteFirstScan;
};

async function identify(
  { store, findLabel }: Pick<InspectDeps, 'store' | 'findLabel'>,
  {
    operator: { tenantId },
    code,
    isTyped = false,
  }: { readonly operator: Operator; readonly code: string; readonly isTyped?: boolean },
): Promise<Result<SeenCode, Rejection>> {
  const url = parseForeignUrl(code);
  const taken = url === null ? null : await store.takenOverByUrl(url);
  if (taken?.tenantId === tenantId && taken.objectId !== null) {
    return ok({ is: 'in-use', tagId: taken.labelId, boundTo: taken.objectId });
  }
  const found = await findLabel(tenantId, code);
  if (!found.ok) {
    // Nine letters of which one is wrong stand on no sticker; a word that is shorter may.
    const isMistake = found.error.code === 'label.mistyped' && (isTyped || found.error.mistake !== 'length');
    return isMistake ? found : ok({ is: 'foreign' });
  }
  const { tagId, status, objectId: boundTo } = found.value.label;
  return ok({ is: status === 'active' || status === 'printed' ? 'in-use' : 'ended', tagId, boundTo });
}

export function createInspectLabels(deps: InspectDeps): InspectLabels {
  const { store, books, clock, ids } = deps;

  /** The staff see it hang: that is no silence, and what it replaces ends while they stand there and can take it off. */
  async function noteHanging({ tagId, finding, seenBy, seenAtMs }: LabelSighting): Promise<void> {
    if (tagId === null || finding !== 'in-place') return;
    deps.noteScan(tagId, { how: 'here', by: { personId: `staff:${seenBy}`, address: null, isStaff: true } });
    await deps.noteFirstScan(tagId, seenAtMs);
  }

  /** A round of another tenant is as unknown as none. */
  async function ownRound(roundId: string, { tenantId }: Operator): Promise<Result<LabelRound, Rejection>> {
    const round = await readRound(books, roundId);
    return round?.tenantId === tenantId ? ok(round) : refused({ code: 'label-round.unknown' });
  }

  async function reportOf(round: LabelRound): Promise<RoundReport> {
    return round.report ?? composeReport(await readSightings(books, round.roundId), await readVenueLabels(books, round.venueId));
  }

  return {
    // Somebody else may have begun a walk at this moment: theirs is taken up.
    start: ({ operator, venueId, keyed = null }) =>
      runLabelAct<{ readonly open: LabelRound | null }, LabelRound>(deps, keyed, {
        load: () => loadOpen(books, venueId, operator),
        decide: ({ open }, atMs) => {
          if (open) return ok({ changes: [], value: open });
          const round: LabelRound = {
            ...{ roundId: ids('rnd'), tenantId: operator.tenantId, venueId, startedBy: operator.operatorId },
            ...{ startedAtMs: atMs, endedAtMs: null, report: null, version: 1 },
          };
          const audited = auditedAct(operator, {
            ...{ auditId: ids('aud'), what: 'label-round-started', subjectId: round.roundId, facts: { venueId }, atMs },
          });
          return ok({ changes: [{ change: 'label-round-changed', round }, audited], value: round });
        },
      }),

    async see({ operator, roundId, code, seenAt, isTyped = false }) {
      const round = await ownRound(roundId, operator);
      if (!round.ok) return round;
      if (seenAt !== null) {
        const [object] = await store.labelledObjects([seenAt]);
        if (object?.venueId !== round.value.venueId) return refused({ code: 'object.unknown', objectId: seenAt });
      }
      const identified = await identify(deps, { operator, code: code.trim(), isTyped });
      if (!identified.ok) return identified;
      const seen = identified.value;
      const tagId = seen.is === 'foreign' ? null : seen.tagId;
      const sighting: LabelSighting = {
        roundId,
        // What a stranger's code says is not kept, only that it was the same one.
        codeKey: tagId ?? sha256(code.trim()).slice(0, CODE_KEY_LENGTH),
        seenAt: seenAt ?? '',
        tagId,
        boundTo: seen.is === 'foreign' ? null : seen.boundTo,
        finding: findingOf(seen, seenAt),
        seenBy: operator.operatorId,
        seenAtMs: clock.nowMs(),
      };
      const outcome = await store.commit([{ change: 'label-sighted', sighting }]);
      if (!outcome.ok) return refused({ code: 'label-round.ended' });
      await noteHanging(sighting);
      return ok(sighting);
    },

    async end({ operator, roundId }) {
      const round = await ownRound(roundId, operator);
      if (!round.ok || round.value.endedAtMs !== null) return round;
      const report = await reportOf(round.value);
      const atMs = clock.nowMs();
      const over = endRound(round.value, report, atMs);
      const facts = {
        venueId: over.venueId,
        expected: String(report.expected),
        inPlace: String(report.inPlace),
        missing: String(report.missing.length),
        foreign: String(report.foreign.length),
        onAnotherObject: String(report.onAnotherObject.length),
      };
      const audited = auditedAct(operator, {
        ...{ auditId: ids('aud'), what: 'label-round-ended', subjectId: roundId, facts, atMs },
      });
      const outcome = await store.commit([{ change: 'label-round-changed', round: over }, audited]);
      return outcome.ok ? ok(over) : ownRound(roundId, operator);
    },

    async report({ operator, roundId }) {
      const round = await ownRound(roundId, operator);
      return round.ok ? ok({ round: round.value, report: await reportOf(round.value) }) : round;
    },

    list: ({ operator }) => listRounds(books, operator.tenantId, MOST_LISTED),
  };
}
