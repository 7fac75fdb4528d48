// Label alerts: one open ticket a label, opened by its silence, by scans far from its object, or by scans after its end.
import { fewSince, type PeopleDay } from './few-people.ts';
import { WATCH_LIMITS } from './watch-limits.ts';

export type LabelAlert = {
  readonly alertId: string;
  readonly tenantId: string;
  readonly tagId: string;
  readonly state: 'open' | 'closed';
  readonly openedAtMs: number;
  readonly lastAtMs: number;
  /** null: it is not for its silence. */
  readonly silentSinceMs: number | null;
  /** Scans that were to be expected in that silence. */
  readonly missedScans: number;
  readonly elsewhereScans: number;
  readonly endedScans: number;
  readonly closedAtMs: number | null;
  /** null: it ended by itself, because several people, or one of the staff, have scanned it again. */
  readonly closedBy: string | null;
  readonly note: string | null;
  readonly version: number;
};

/** An alert with the label and object that it is about. */
export type ListedAlert = {
  readonly alert: LabelAlert;
  readonly labelStatus: string;
  readonly objectId: string | null;
  readonly objectName: string | null;
};

export type AlertReason = 'silent' | 'elsewhere' | 'ended';

export function reasonsOf(alert: Pick<LabelAlert, 'silentSinceMs' | 'elsewhereScans' | 'endedScans'>): readonly AlertReason[] {
  return [
    ...(alert.silentSinceMs === null ? [] : (['silent'] as const)),
    ...(alert.elsewhereScans > 0 ? (['elsewhere'] as const) : []),
    ...(alert.endedScans > 0 ? (['ended'] as const) : []),
  ];
}

/** What is known of a label's scans at one moment. */
export type LabelActivity = {
  readonly tagId: string;
  readonly tenantId: string;
  /** Printed or active, and hung on an object. */
  readonly isLive: boolean;
  /** Start of the first and of the last hour with a scan, within the time that habits are learnt from; null without any. */
  readonly firstHourMs: number | null;
  readonly lastHourMs: number | null;
  readonly scans: number;
  /** All scans in its venue in the same hours, from the first to the last. */
  readonly venueScans: number;
  /** ... and since then. */
  readonly venueScansSince: number;
  readonly days: readonly PeopleDay[];
  /** Only what nobody has looked at yet, as with `ended`. */
  readonly elsewhere: readonly { readonly hourMs: number; readonly scans: number }[];
  readonly ended: readonly { readonly hourMs: number; readonly scans: number }[];
};

type Silence = { readonly silentSinceMs: number; readonly missedScans: number };

/**
 * A label's share of its venue's scans tells what did not come: closed venues, nights and outages are silent everywhere
 * and raise nothing. Where there is nothing to compare with, its own pace is asked.
 */
export function silenceOf(activity: LabelActivity, nowMs: number): Silence | null {
  const { isLive, firstHourMs, lastHourMs, scans, venueScans, venueScansSince } = activity;
  if (!isLive || firstHourMs === null || lastHourMs === null || scans < WATCH_LIMITS.busyScans) return null;
  const silentSinceMs = lastHourMs + WATCH_LIMITS.hourMs;
  const silentMs = nowMs - silentSinceMs;
  if (silentMs < WATCH_LIMITS.silentAtLeastMs) return null;
  const byShare = (scans / Math.max(scans, venueScans)) * venueScansSince;
  if (byShare >= WATCH_LIMITS.missedByShare) return { silentSinceMs, missedScans: Math.floor(byShare) };
  const byHabit = (scans / (silentSinceMs - firstHourMs)) * silentMs;
  const isLong = silentMs >= WATCH_LIMITS.silentLongMs && byHabit >= WATCH_LIMITS.missedByHabit;
  return isLong ? { silentSinceMs, missedScans: Math.floor(byHabit) } : null;
}

const sumSince = (hours: LabelActivity['ended'], sinceMs: number): number =>
  hours.reduce((sum, { hourMs, scans }) => (hourMs > sinceMs ? sum + scans : sum), 0);
const sumOf = (hours: LabelActivity['ended']): number => sumSince(hours, Number.NEGATIVE_INFINITY);

export type AlertFacts = {
  readonly activity: LabelActivity;
  readonly open: LabelAlert | null;
  /** When somebody closed the last one of this label; a silence from before is settled. */
  readonly closedAtMs: number | null;
  /** When the last one ended, by whomever: then it was found to hang there. */
  readonly endedAtMs: number | null;
  /** Several people, or one of the staff, have scanned it since the open one was raised. */
  readonly isFound: boolean;
};

/** One scan of a photo ends no silence that was noticed: it goes on until the label is found. */
function silenceNow({ activity, open, closedAtMs, endedAtMs, isFound }: AlertFacts, nowMs: number): Silence | null {
  if (!activity.isLive || (open !== null && isFound)) return null;
  const found = silenceOf(activity, nowMs) ?? fewSince(activity.days, endedAtMs, nowMs);
  // Somebody looked at this silence and closed it: it is news again only after a scan.
  const news = found !== null && found.silentSinceMs > (closedAtMs ?? Number.NEGATIVE_INFINITY) ? found : null;
  if (open === null || open.silentSinceMs === null) return news;
  return {
    silentSinceMs: Math.min(open.silentSinceMs, news?.silentSinceMs ?? open.silentSinceMs),
    missedScans: Math.max(open.missedScans, news?.missedScans ?? 0),
  };
}

function closedByItself(open: LabelAlert, nowMs: number): LabelAlert {
  return { ...open, state: 'closed', closedAtMs: nowMs, version: open.version + 1 };
}

/** The label's ticket as it has to be now: a new one, one that has grown or ended, or null when nothing changes. */
export function decideAlert(facts: AlertFacts, alertId: string, nowMs: number): LabelAlert | null {
  const { activity, open } = facts;
  const silence = silenceNow(facts, nowMs);
  const recentMs = nowMs - WATCH_LIMITS.elsewhereWithinMs;
  const isElsewhere = (open?.elsewhereScans ?? 0) > 0 || sumSince(activity.elsewhere, recentMs) >= WATCH_LIMITS.elsewhereScans;
  const elsewhereScans = isElsewhere ? sumOf(activity.elsewhere) : 0;
  const endedScans = sumOf(activity.ended);
  const now = {
    silentSinceMs: silence?.silentSinceMs ?? null,
    missedScans: silence?.missedScans ?? 0,
    elsewhereScans,
    endedScans: endedScans >= WATCH_LIMITS.endedScans ? endedScans : 0,
  };
  if (reasonsOf(now).length === 0)
    return open && open.elsewhereScans + open.endedScans === 0 ? closedByItself(open, nowMs) : null;
  if (open === null) {
    const { tenantId, tagId } = activity;
    return {
      ...{ alertId, tenantId, tagId, state: 'open', openedAtMs: nowMs, lastAtMs: nowMs },
      ...now,
      ...{ closedAtMs: null, closedBy: null, note: null, version: 1 },
    };
  }
  const isSame =
    open.silentSinceMs === now.silentSinceMs &&
    open.missedScans === now.missedScans &&
    open.elsewhereScans === now.elsewhereScans &&
    open.endedScans === now.endedScans;
  return isSame ? null : { ...open, ...now, lastAtMs: nowMs, version: open.version + 1 };
}

/** Somebody of the staff has looked. */
export function closeAlert(open: LabelAlert, closedBy: string, note: string, nowMs: number): LabelAlert {
  return { ...open, state: 'closed', closedAtMs: nowMs, closedBy, note, version: open.version + 1 };
}
