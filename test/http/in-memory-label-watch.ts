// In-memory label watch: one alert and one round of inspection, for tests of the edge.
import { ok, refused } from '#protocol';
import type { LabelAlert } from '../../gateway/domain/watch/label-alert.ts';
import type { LabelRound } from '../../gateway/domain/watch/label-round.ts';
import type { OperatorSteps } from '../../gateway/http/steps.ts';

const AT_MS = Date.UTC(2026, 10, 21, 4, 0, 0);

const round: LabelRound = {
  ...{ roundId: 'rnd_1', tenantId: 'demo', venueId: 'ven_1', startedBy: 'olga', startedAtMs: AT_MS },
  ...{ endedAtMs: null, report: null, version: 1 },
};
const report = {
  ...{ expected: 2, inPlace: 1, missing: [{ tagId: '00aa', objectId: 'obj_2' }], unlabelled: ['obj_3'], toHang: [] },
  ...{ onAnotherObject: [], foreign: [{ seenAt: 'obj_1', seenAtMs: AT_MS }], ended: [], notAttached: [] },
};
const alert: LabelAlert = {
  ...{ alertId: 'alr_1', tenantId: 'demo', tagId: '00aa', state: 'open', openedAtMs: AT_MS, lastAtMs: AT_MS },
  ...{ silentSinceMs: AT_MS, missedScans: 9, elsewhereScans: 0, endedScans: 2 },
  ...{ closedAtMs: null, closedBy: null, note: null, version: 1 },
};

export function inMemoryLabelWatch(): Pick<OperatorSteps, 'inspectLabels' | 'labelAlerts'> {
  return {
    labelAlerts: {
      list: async () => [{ alert, labelStatus: 'active', objectId: 'obj_2', objectName: 'Pod 2' }],
      close: async ({ alertId, note }) =>
        alertId === 'alr_1'
          ? ok({ ...alert, state: 'closed', note, closedAtMs: AT_MS })
          : refused({ code: 'label-alert.unknown' }),
    },
    inspectLabels: {
      start: async ({ venueId }) => (venueId === 'ven_1' ? ok(round) : refused({ code: 'venue.unknown' })),
      see: async ({ roundId, seenAt }) =>
        roundId === 'rnd_1'
          ? ok({
              ...{ roundId, codeKey: 'x', seenAt: seenAt ?? '', tagId: null, boundTo: null, finding: 'foreign' },
              ...{ seenBy: 'olga', seenAtMs: AT_MS },
            })
          : refused({ code: 'label-round.ended' }),
      end: async ({ roundId }) =>
        roundId === 'rnd_1' ? ok({ ...round, endedAtMs: AT_MS, report, version: 2 }) : refused({ code: 'label-round.unknown' }),
      report: async ({ roundId }) => (roundId === 'rnd_1' ? ok({ round, report }) : refused({ code: 'label-round.unknown' })),
      list: async () => [round],
    },
  };
}
