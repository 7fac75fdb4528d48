// Set control: the person's wish goes to the device; what the page shows stays what the device reports.
import { type ControlValue, mayControlTake, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { chaseOf, intentKeyFor, newCommand, unheard } from '../domain/command-compose.ts';
import { isReachable } from '../domain/device.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { composing, profileOf, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';
import { runWish, type WishAnswer } from './wish.ts';

export type SetControl = (
  request: KeyedRequest & {
    readonly sessionId: string;
    readonly control: string;
    readonly value: ControlValue;
    readonly seen: number;
  },
) => Promise<Result<WishAnswer, Rejection>>;

/** Set-points that wait for the same control are overtaken by the newest (FP-09). */
function overtakeOlder(dossier: SessionDossier, control: string, nowMs: number): Change[] {
  return dossier.commands
    .filter((command) => command.state === 'queued' && command.intent.act === 'set' && command.intent.arg.control === control)
    .map((command) => ({ change: 'command-resolved', commandId: command.commandId, outcome: unheard('overtaken', nowMs) }));
}

export function createSetControl(context: StepContext): SetControl {
  return (request) =>
    runWish(context, request, (dossier) => {
      const { session, device } = dossier;
      const { controls } = profileOf(context, session.kind);
      const spec = Object.hasOwn(controls, request.control) ? controls[request.control] : undefined;
      if (!spec) return refused({ code: 'control.unknown', control: request.control });
      if (!mayControlTake(spec, request.value)) return refused({ code: 'control.value-refused', control: request.control });
      if (!isReachable(device)) return refused({ code: 'device.offline', lastSeenAtMs: device.presence.lastSeenAtMs });
      const nowMs = context.clock.nowMs();
      const command = newCommand(
        {
          commandId: context.ids('cmd'),
          sessionId: session.sessionId,
          intentKey: intentKeyFor(session.sessionId, 'set', dossier.commands),
          intent: { act: 'set', arg: { control: request.control, value: request.value, seen: request.seen } },
        },
        device,
        { ...composing(context, nowMs), composeNow: !dossier.deviceBusy },
      );
      return ok({
        status: 202,
        body: { sessionId: session.sessionId, commandId: command.commandId, control: request.control, value: request.value },
        changes: [
          ...overtakeOlder(dossier, request.control, nowMs),
          { change: 'command-added', command },
          chaseOf(command.commandId, nowMs),
        ],
      });
    });
}
