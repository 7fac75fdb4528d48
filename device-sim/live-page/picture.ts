// Picture: everything that the page draws of one object at one moment, as plain data.
import type { ControlValue, KindProfile } from '#protocol';
import { type Device, settingsOf } from '../device/device.ts';
import { useAt } from '../device/meter.ts';
import type { AnyKindModel, Body } from '../kinds/model.ts';
import { DIALS } from './dials.ts';

/** How far the object reaches: no power, no cable, nobody answers, connected, or greeted by its gateway. */
export type Line = 'no-power' | 'no-cable' | 'away' | 'connected' | 'greeted';

export type SessionPicture = {
  readonly phase: 'starting' | 'running' | 'paused' | 'stopping';
  readonly useMs: number;
  readonly distanceM: number;
  readonly leaseLeftMs: number;
};

export type Picture = {
  /** The device's id; also what keeps names inside of one drawing apart from the others'. */
  readonly id: string;
  readonly profile: KindProfile;
  readonly line: Line;
  readonly body: Body;
  readonly reported: { readonly [field: string]: ControlValue };
  /** What the object shows of its own to whoever stands before it, such as a pairing code. */
  readonly shown: string;
  /** What the code on its display opens; empty while it shows none (FP-34). */
  readonly codeLink: string;
  readonly session: SessionPicture | null;
  readonly hands: readonly { readonly act: string; readonly isPossible: boolean }[];
  /** It changes by time alone: a clock runs or a wheel turns. */
  readonly isMoving: boolean;
};

/** What a picture is drawn from. */
export type Sight = {
  readonly id: string;
  readonly profile: KindProfile;
  /** The model that the device was made with; a fault bends it only while it is powered. */
  readonly model: AnyKindModel;
  /** Null while without power. */
  readonly device: Device | null;
  readonly upMs: number;
  /** The mechanics as they stand without power; null in a device that never had any. */
  readonly stored: Body | null;
  readonly hasCable: boolean;
};

function lineOf({ device, hasCable }: Sight): Line {
  if (device === null) return 'no-power';
  if (!hasCable) return 'no-cable';
  if (device.connection === null) return 'away';
  return device.connection.isGreeted ? 'greeted' : 'connected';
}

function sessionOf(device: Device, body: Body, upMs: number): SessionPicture | null {
  const { session } = device.flash;
  if (session === null) return null;
  const metered = { model: device.self.model, body, settings: settingsOf(device) };
  const { distanceM, useMs } = useAt(metered, session, Math.max(upMs, session.countsFromUpMs));
  const leaseLeftMs = Math.max(0, session.leaseUpMs - upMs);
  const isPaused = session.pause != null && session.pause.sinceUpMs !== null;
  const isStopping = session.isStopAsked || session.verdictUpMs !== null;
  const underWay = isPaused ? 'paused' : isStopping ? 'stopping' : 'running';
  return { phase: session.phase === 'starting' ? 'starting' : underWay, useMs, distanceM, leaseLeftMs };
}

export function takePicture(sight: Sight): Picture {
  const { device, profile, stored, upMs } = sight;
  const model = device?.self.model ?? sight.model;
  const body = device ? model.advance(device.body, upMs) : (stored ?? model.fresh);
  const session = device && sessionOf(device, body, upMs);
  const settings = device ? settingsOf(device) : {};
  return {
    id: sight.id,
    profile,
    line: lineOf(sight),
    body,
    reported: model.reported(body),
    shown: model.displays.map((key) => String(settings[key] ?? '')).join(' '),
    codeLink: device?.shownCode ?? '',
    session,
    hands: Object.entries(model.personActs).map(([act, touch]) => ({
      act,
      isPossible: touch(body, upMs, DIALS[act]?.usual) !== null,
    })),
    isMoving: session !== null || (device !== null && model.refreshEveryMs(body) !== null),
  };
}
