// Accept state: what the device reports is what the page shows; a newer report gives the session a new version.
import { canonicalJson, type DeviceAddress, ok, type State } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { type Decision, decide, NOTHING } from '../domain/decision.ts';
import { afterConfigAnswer } from '../domain/device/config-reconcile.ts';
import type { DeviceRecord, ReportedState } from '../domain/device/device.ts';
import { isOccupying, type SessionRecord } from '../domain/session/session.ts';
import { advance } from '../domain/session/session-change.ts';
import type { StepContext } from '../journey/step-context.ts';

export type AcceptState = (address: DeviceAddress, state: State) => Promise<void>;

/** Order is never assumed: within a boot only a higher seq is news, another boot always is (FP-20). */
function isNewer(state: State, stored: ReportedState | null): boolean {
  return stored === null || stored.boot !== state.boot || state.seq > stored.seq;
}

type Facts = { readonly device: DeviceRecord | null; readonly live: SessionRecord | null };

export function createAcceptState(context: StepContext): AcceptState {
  function decideState(facts: Facts, state: State): Decision {
    const { device, live } = facts;
    if (!device || !isNewer(state, device.state)) return NOTHING;
    const atMs = context.clock.nowMs();
    const reported: ReportedState = { boot: state.boot, seq: state.seq, ver: state.ver, reported: state.reported, atMs };
    const { cfgVer, cfg: answers } = state;
    const changes: Change[] = [{ change: 'device-state', deviceId: device.deviceId, state: reported, cfgVer, answers }];
    // The first word on a version, or another word on it.
    const isAnswer = cfgVer !== device.config.reportedVer || canonicalJson(answers) !== canonicalJson(device.config.answers);
    if (isAnswer) {
      const config = { ...device.config, reportedVer: cfgVer, answers };
      changes.push(...afterConfigAnswer({ deviceId: device.deviceId, config }, atMs));
    }
    const isNews = canonicalJson(device.state?.reported ?? {}) !== canonicalJson(state.reported);
    if (live && isNews) changes.push(...advance(live, {}, 'state-reported', atMs, { ver: state.ver }).changes);
    return decide(changes);
  }

  return async (address, state) => {
    await context.runner.run<Facts, null>({
      load: async () => {
        const device = await context.store.device(address.device);
        const sessions = device ? await context.store.sessionsOnDevice(address.device) : [];
        return ok({ device, live: sessions.find(isOccupying) ?? null });
      },
      decide: (facts) => ok(decideState(facts, state)),
    });
  };
}
