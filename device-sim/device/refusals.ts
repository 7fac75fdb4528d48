// Refusals: what state, controls and interlocks say no to, before anything moves.
import { type Command, type CommandOf, type DeviceCode, mayControlTake } from '#protocol';
import type { Device } from './device.ts';

/** Why a believed and admitted command is not obeyed; nothing has moved. */
export type Refusal = { readonly code: DeviceCode; readonly detail?: string };

function refuseStart(device: Device, command: CommandOf<'start'>, upMs: number): Refusal | null {
  const { fencedSessions, journal, session } = device.flash;
  if (session?.ses === command.ses) return null;
  if (session !== null) return { code: 'BUSY' };
  if (fencedSessions.includes(command.ses)) return { code: 'BAD_STATE', detail: 'stopped' };
  if (journal.some((record) => record.ses === command.ses)) return { code: 'BAD_STATE', detail: 'ended' };
  return command.arg.limits.leaseUp <= upMs ? { code: 'BAD_PARAM', detail: 'leaseUp' } : null;
}

function refuseSet(device: Device, command: CommandOf<'set'>): Refusal | null {
  const { control, seen, value } = command.arg;
  const spec = device.self.profile.controls[control];
  if (spec === undefined) return { code: 'UNSUPPORTED', detail: control };
  if (!mayControlTake(spec, value)) return { code: 'BAD_PARAM', detail: control };
  // The hand at the wall wins over a finger that had not yet seen it (kinds.md, hotel room).
  return (device.flash.localVer[control] ?? 0) > seen ? { code: 'LOCAL_OVERRIDE', detail: control } : null;
}

function refuseByState(device: Device, command: Command, upMs: number): Refusal | null {
  const { session } = device.flash;
  const isOurs = session?.ses === command.ses;
  switch (command.act) {
    case 'start':
      return refuseStart(device, command, upMs);
    case 'renew':
      return isOurs && !session.isStopAsked ? null : { code: 'BAD_STATE' };
    case 'set':
      return isOurs ? refuseSet(device, command) : { code: 'BAD_STATE' };
    case 'order':
      return isOurs && session.phase === 'running' && !session.isStopAsked ? null : { code: 'BAD_STATE' };
    case 'pause':
      return isOurs && session.phase === 'running' && !session.isStopAsked ? null : { code: 'BAD_STATE' };
    case 'resume':
      return isOurs && session.phase === 'running' ? null : { code: 'BAD_STATE' };
    case 'stop':
    case 'call':
    case 'beep':
      return null;
  }
}

/** Interlocks guard what would move; a start or stop of something that does not run here moves nothing. */
function refuseByInterlock(device: Device, command: Command): Refusal | null {
  const isOurs = device.flash.session?.ses === command.ses;
  if (command.act === 'stop' ? !isOurs : command.act === 'start' && isOurs) return null;
  const conditions = device.self.model.conditions(device.body);
  const shut = device.self.profile.interlocks.find((lock) => lock.act === command.act && conditions.includes(lock.refuseWhile));
  return shut ? { code: shut.code, detail: shut.refuseWhile } : null;
}

/** The first reason not to obey; null when there is none. */
export function refusalOf(device: Device, command: Command, upMs: number): Refusal | null {
  if (!device.self.profile.acts.includes(command.act)) return { code: 'UNSUPPORTED', detail: command.act };
  return refuseByState(device, command, upMs) ?? refuseByInterlock(device, command);
}
