// Raise and end an emergency: one commit for the venue and the settings of all its devices; each is told right after it (FP-35).
import { ok, type Result } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { hearerOf, isReachable } from '../domain/device/device.ts';
import { type EmergencyRecord, isOpen } from '../domain/emergency/emergency.ts';
import { endEmergency, raiseEmergency } from '../domain/emergency/emergency-decide.ts';
import { endReservations, type ProfileOf, setSignals, type Told } from '../domain/emergency/signals.ts';
import type { VenueScene } from '../domain/emergency/venue-scene.ts';
import type { Rejection } from '../domain/rejections.ts';
import { advance } from '../domain/session/session-change.ts';
import { isNews, type SessionEventName } from '../domain/session/session-state.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';
import { ownVenueScene } from './list-occupied.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type EmergencyRequest = OperatorRequest & { readonly venueId: string; readonly reason: string };
export type EmergencyAct = (request: EmergencyRequest) => Promise<Result<ActAnswer, Rejection>>;

/** What was decided, for whoever tells devices and pages of it once it is committed. */
type Decided = { readonly told: readonly Told[]; readonly sessions: readonly string[] };
const NOTHING_DECIDED: Decided = { told: [], sessions: [] };

function bodyOf(emergency: EmergencyRecord, isNew: boolean, devices: number): object {
  const { ended } = emergency;
  return {
    emergencyId: emergency.emergencyId,
    venueId: emergency.venueId,
    state: ended === null ? 'open' : 'ended',
    /** False: it was pressed before, and goes on. */
    isNew,
    raisedAt: new Date(emergency.raisedAtMs).toISOString(),
    endedAt: ended && new Date(ended.atMs).toISOString(),
    devices,
  };
}

function liveSessions({ objects }: VenueScene): readonly string[] {
  return objects.flatMap(({ live }) => (live ? [live.sessionId] : []));
}

/** Signed and sent side by side; whoever does not hear it now is asked again, or told at its next hello. */
async function tell({ link }: StepContext, told: readonly Told[]): Promise<void> {
  const reachable = told.filter(({ device }) => isReachable(device));
  await Promise.all(reachable.map(({ device, ver, set }) => link.sendConfig(hearerOf(device), { ver, set })));
}

/** Its page and its timeline say so; what it costs is judged by the emergency itself. */
async function note(context: StepContext, sessionId: string, what: SessionEventName, emergencyId: string): Promise<void> {
  await context.runner.run({
    load: async () => ok(await context.store.session(sessionId)),
    decide: (session) => {
      if (!session || session.settlement !== null || !isNews(session, what)) return ok({ changes: [], value: null });
      const { changes } = advance(session, {}, what, context.clock.nowMs(), { emergencyId });
      return ok({ changes, value: null });
    },
  });
}

type Judged = { readonly emergency: EmergencyRecord; readonly moved: readonly Change[]; readonly isNew: boolean };

function createAct(
  context: StepContext,
  judge: (scene: VenueScene, request: EmergencyRequest, nowMs: number) => Result<Judged, Rejection>,
  kind: { readonly isOn: boolean; readonly what: 'emergency-raised' | 'emergency-ended' },
): EmergencyAct {
  const profiles: ProfileOf = (name) => profileOf(context, name);

  function act(scene: VenueScene, request: EmergencyRequest, judged: Judged, nowMs: number): Acted & { decided: Decided } {
    const { emergency, moved, isNew } = judged;
    if (!isNew) return { status: 200, body: bodyOf(emergency, false, 0), changes: [], decided: NOTHING_DECIDED };
    const { told, changes } = setSignals(scene.objects, kind.isOn, profiles, nowMs);
    const audited = auditedAct(request.operator, {
      auditId: context.ids('aud'),
      what: kind.what,
      subjectId: request.venueId,
      facts: { emergencyId: emergency.emergencyId, reason: request.reason, devices: told.length },
      atMs: nowMs,
    });
    const kept = kind.isOn ? endReservations(scene.objects, nowMs) : [];
    return {
      status: 200,
      body: bodyOf(emergency, true, told.length),
      changes: [...moved, ...changes, ...kept, audited],
      decided: { told, sessions: liveSessions(scene) },
    };
  }

  return async (request) => {
    let decided = NOTHING_DECIDED;
    const answer = await runKeyedAct<VenueScene>(context, request, {
      load: () => ownVenueScene(context, request.venueId, request.operator),
      decide: (scene, nowMs) => {
        const judged = judge(scene, request, nowMs);
        if (!judged.ok) return judged;
        const acted = act(scene, request, judged.value, nowMs);
        decided = acted.decided;
        return ok(acted);
      },
    });
    if (!answer.ok) return answer;
    await tell(context, decided.told);
    const { emergencyId } = JSON.parse(answer.value.body) as { readonly emergencyId: string };
    await Promise.all(decided.sessions.map((sessionId) => note(context, sessionId, kind.what, emergencyId)));
    return answer;
  };
}

export function createRaiseEmergency(context: StepContext): EmergencyAct {
  return createAct(
    context,
    ({ newest, venue }, { operator, reason }, nowMs) => {
      const { emergency, changes } = raiseEmergency(newest, {
        emergencyId: context.ids('emg'),
        tenantId: venue.tenantId,
        venueId: venue.venueId,
        raisedBy: operator.operatorId,
        raisedAtMs: nowMs,
        reason,
      });
      return ok({ emergency, moved: changes, isNew: !isOpen(newest) });
    },
    { isOn: true, what: 'emergency-raised' },
  );
}

export function createEndEmergency(context: StepContext): EmergencyAct {
  return createAct(
    context,
    ({ newest }, { operator, reason }, nowMs) => {
      const ended = endEmergency(newest, { by: operator.operatorId, atMs: nowMs, reason });
      return ended.ok ? ok({ emergency: ended.value.emergency, moved: ended.value.changes, isNew: true }) : ended;
    },
    { isOn: false, what: 'emergency-ended' },
  );
}
