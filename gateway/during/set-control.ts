// Set control: the person's wish goes to the device; what the page shows stays what the device reports.
import { type ControlValue, mayControlTake, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { unheard } from '../domain/device/command-compose.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { KeyedRequest } from '../journey/keyed-request.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';
import type { SessionDossier } from '../ports/store.ts';
import { commandWish, runWish, type WishAnswer } from './wish.ts';

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
    runWish(
      context,
      request,
      (dossier) => {
        const { session } = dossier;
        const { controls } = profileOf(context, session.kind);
        const spec = Object.hasOwn(controls, request.control) ? controls[request.control] : undefined;
        if (!spec) return refused({ code: 'control.unknown', control: request.control });
        if (!mayControlTake(spec, request.value)) return refused({ code: 'control.value-refused', control: request.control });
        const nowMs = context.clock.nowMs();
        const arg = { control: request.control, value: request.value, seen: request.seen };
        const sent = commandWish(context, dossier, { act: 'set', arg }, nowMs);
        if (!sent.ok) return sent;
        const { command, changes } = sent.value;
        return ok({
          status: 202,
          body: { sessionId: session.sessionId, commandId: command.commandId, control: request.control, value: request.value },
          changes: [...overtakeOlder(dossier, request.control, nowMs), ...changes],
        });
      },
      { right: 'control' },
    );
}
