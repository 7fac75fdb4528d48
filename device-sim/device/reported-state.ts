// Reported state: what the object shows, with a version that rises on every change.
import { LIMITS } from '#protocol';
import type { Device } from './device.ts';
import { shine } from './emergency.ts';
import { observe, publishPlain, type Turn, takeSeq, withDevice, withFlash } from './turn.ts';

type Reported = Device['flash']['reported'];

function isSame(left: Reported, right: Reported): boolean {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
}

/** Gives a changed report its version; a version never returns. */
export function versionState(turn: Turn): Turn {
  const { body, flash, self } = turn.device;
  const reported = shine(turn.device, self.model.reported(body));
  return isSame(flash.reported, reported) ? turn : withFlash(turn, { reported, stateVer: flash.stateVer + 1 });
}

/** Sends the full state. */
export function sendState(turn: Turn, upMs: number): Turn {
  const taken = takeSeq(turn);
  const { boot, flash } = turn.device;
  const sent = publishPlain(
    taken.turn,
    { leaf: 'state' },
    {
      v: 1,
      boot,
      seq: taken.seq,
      upMs,
      ver: flash.stateVer,
      reported: flash.reported,
      cfgVer: flash.cfgVer,
      cfg: flash.cfgAnswers,
    },
  );
  return observe(withDevice(sent, { stateSent: { ver: flash.stateVer, upMs } }), 'state', {
    ver: flash.stateVer,
    ...flash.reported,
  });
}

/** Sends state when it changed since it was last sent, and now and then while in use. */
export function reportState(turn: Turn, upMs: number): Turn {
  const next = versionState(turn);
  const { connection, flash, stateSent } = next.device;
  if (!connection?.isGreeted) return next;
  const isDue = flash.session !== null && upMs - stateSent.upMs >= LIMITS.stateEveryMs;
  return isDue || flash.stateVer !== stateSent.ver ? sendState(next, upMs) : next;
}

/** Uptime at which state is next sent without a change; null when it need not be. */
export function nextStateUpMs(device: Device, upMs: number): number | null {
  const refreshMs = device.self.model.refreshEveryMs(device.body);
  const candidates = [
    ...(refreshMs === null ? [] : [upMs + refreshMs]),
    ...(device.flash.session && device.connection?.isGreeted ? [device.stateSent.upMs + LIMITS.stateEveryMs] : []),
  ];
  return candidates.length === 0 ? null : Math.min(...candidates);
}
