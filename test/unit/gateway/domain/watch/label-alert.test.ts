// Label alerts: silence is judged by what others are scanned, one ticket holds all reasons, and looking at it settles it.
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import {
  type AlertFacts,
  closeAlert,
  decideAlert,
  type LabelActivity,
  reasonsOf,
  silenceOf,
} from '../../../../../gateway/domain/watch/label-alert.ts';

const NOW = 1_000 * DAY_MS;
/** A busy label: 100 of its venue's 1,000 scans, the last of them 30 hours ago. */
const busy: LabelActivity = {
  ...{ tagId: '00aa', tenantId: 'demo', isLive: true, firstHourMs: NOW - 30 * DAY_MS, lastHourMs: NOW - 30 * HOUR_MS },
  ...{ scans: 100, venueScans: 1_000, venueScansSince: 100, days: [], elsewhere: [], ended: [] },
};
const decide = (activity: Partial<LabelActivity>, before: Partial<AlertFacts> = {}) =>
  decideAlert(
    { activity: { ...busy, ...activity }, open: null, closedAtMs: null, endedAtMs: null, isFound: false, ...before },
    'alr_1',
    NOW,
  );

describe('silence', () => {
  test('of a busy label is noticed once its share of the others is missing', () => {
    expect(silenceOf(busy, NOW)).toEqual({ silentSinceMs: NOW - 29 * HOUR_MS, missedScans: 10 });
  });

  test.each([
    ['the venue was closed or nobody came', { venueScansSince: 0 }],
    ['hardly anybody came', { venueScansSince: 79 }],
    ['it is shorter than a day', { lastHourMs: NOW - 24 * HOUR_MS }],
    ['it was never scanned much', { scans: 9 }],
    ['it was never scanned', { scans: 0, firstHourMs: null, lastHourMs: null }],
    ['it is not in use', { isLive: false }],
  ])('says nothing where %s', (_why, activity) => {
    expect(silenceOf({ ...busy, ...activity }, NOW)).toBeNull();
  });

  test("of a venue's only label is measured by its own pace, and more patiently", () => {
    const alone = { ...busy, venueScans: 100, venueScansSince: 0 };
    expect(silenceOf({ ...alone, lastHourMs: NOW - 6 * DAY_MS }, NOW)).toBeNull();
    expect(silenceOf({ ...alone, lastHourMs: NOW - 8 * DAY_MS }, NOW)).toMatchObject({ missedScans: 36 });
    expect(silenceOf({ ...alone, scans: 40, lastHourMs: NOW - 8 * DAY_MS }, NOW)).toBeNull();
  });
});

describe('a label', () => {
  test('that is scanned as ever has no ticket', () => {
    expect(decide({ lastHourMs: NOW - HOUR_MS, venueScansSince: 3 })).toBeNull();
  });

  test('is given one ticket for all that is wrong with it', () => {
    const ended = [{ hourMs: NOW - 2 * HOUR_MS, scans: 2 }];
    const alert = decide({ ended });
    expect(alert).toMatchObject({ alertId: 'alr_1', state: 'open', missedScans: 10, endedScans: 2, version: 1 });
    expect(alert && reasonsOf(alert)).toEqual(['silent', 'ended']);
    expect(decide({ ended }, { open: alert })).toBeNull();
    const grown = decide({ ended: [...ended, { hourMs: NOW - HOUR_MS, scans: 1 }] }, { open: alert });
    expect(grown).toMatchObject({ alertId: 'alr_1', endedScans: 3, version: 2 });
  });

  test('that was lost and is scanned is reported at the first scan', () => {
    const lost = { isLive: false, ended: [{ hourMs: NOW - HOUR_MS, scans: 1 }] };
    expect(decide(lost)).toMatchObject({ state: 'open', silentSinceMs: null, endedScans: 1 });
  });

  test('that is scanned elsewhere is reported after three scans in a day', () => {
    const quiet = { lastHourMs: NOW - HOUR_MS };
    const hour = (hoursAgo: number, scans: number) => ({ hourMs: NOW - hoursAgo * HOUR_MS, scans });
    expect(decide({ ...quiet, elsewhere: [hour(1, 2)] })).toBeNull();
    expect(decide({ ...quiet, elsewhere: [hour(1, 2), hour(30, 5)] })).toBeNull();
    expect(decide({ ...quiet, elsewhere: [hour(1, 2), hour(5, 1)] })).toMatchObject({ elsewhereScans: 3 });
  });

  test('whose ticket was closed is left alone until something new happens', () => {
    const open = decide({ ended: [{ hourMs: NOW - 5 * HOUR_MS, scans: 2 }] });
    if (!open) throw new Error('a lost label has a ticket');
    const closed = closeAlert(open, 'olga', 'gone with the old door', NOW - 2 * HOUR_MS);
    expect(closed).toMatchObject({ state: 'closed', closedBy: 'olga', version: 2 });
    const before = { closedAtMs: closed.closedAtMs };
    expect(decide({}, before)).toBeNull();
    // In the hour in which it was closed, after those that were looked at.
    expect(decide({ ended: [{ hourMs: NOW - 3 * HOUR_MS, scans: 1 }] }, before)).toMatchObject({
      endedScans: 1,
      silentSinceMs: null,
    });
  });

  test('that was only silent keeps its ticket however it is scanned, until it is found', () => {
    const open = decide({});
    const again = { lastHourMs: NOW - HOUR_MS, venueScansSince: 1 };
    expect(decide(again, { open })).toBeNull();
    const found = { open, isFound: true };
    expect(decide(again, found)).toMatchObject({ state: 'closed', closedBy: null, closedAtMs: NOW, version: 2 });
    const worse = open && { ...open, endedScans: 1 };
    expect(decide({ ...again, ended: [{ hourMs: NOW, scans: 1 }] }, { ...found, open: worse })).toMatchObject({
      ...{ state: 'open', silentSinceMs: null, endedScans: 1 },
    });
  });

  test('that is out of use is missed by nobody', () => {
    expect(decide({ isLive: false }, { open: decide({}) })).toMatchObject({ state: 'closed', closedBy: null });
  });

  test('whose silence grows keeps its beginning', () => {
    const open = decide({});
    const later = { lastHourMs: NOW - 25 * HOUR_MS, venueScansSince: 200 };
    expect(decide(later, { open })).toMatchObject({ silentSinceMs: open?.silentSinceMs, missedScans: 20, version: 2 });
  });
});
