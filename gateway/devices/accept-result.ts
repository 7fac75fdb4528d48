// Accept result: a device's signed answer to a command resolves it, and tells its step.
import { type Act, type CommandResult, type DeviceAddress, hashOfMessage, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { type Decision, decide, NOTHING } from '../domain/decision.ts';
import { type CommandRecord, type ComposedCommand, NOT_CITED } from '../domain/device/command.ts';
import { UNSIGNED_KID } from '../domain/device/signing-keys.ts';
import type { Rejection } from '../domain/rejections.ts';
import { advance } from '../domain/session/session-change.ts';
import type { SettleFacts } from '../domain/session/session-settle-facts.ts';
import { isNews, type SessionEventName } from '../domain/session/session-state.ts';
import { decideStartResult } from '../journey/4-confirm-start.ts';
import { decideRenewResult } from '../journey/5-meter-usage.ts';
import { decideStopResult } from '../journey/6-stop-device.ts';
import { reviewWhenBroken } from '../journey/session-facts.ts';
import { type StepContext, settleFactsOf } from '../journey/step-context.ts';

export type AcceptResult = (address: DeviceAddress, result: CommandResult, jws: string) => Promise<void>;

type Facts = { readonly command: CommandRecord; readonly settle: SettleFacts };

function isFinal(result: CommandResult): boolean {
  return result.status !== 'accepted' && result.status !== 'in_progress';
}

function resolveCommand(command: CommandRecord, result: CommandResult, jws: string, atMs: number): Change[] {
  if (!isFinal(result)) return [];
  const outcome = { status: result.status, code: result.code, ran: result.ran, detail: result.detail ?? null, jws, atMs };
  return [
    { change: 'command-resolved', commandId: command.commandId, outcome },
    { change: 'deadline-cleared', kind: 'chase-command', subjectId: command.commandId },
  ];
}

/** How the timeline calls the refusal of a person's wish. */
const REFUSED: { readonly [A in Act]?: SessionEventName } = {
  set: 'set-refused',
  order: 'order-refused',
  call: 'call-refused',
  beep: 'beep-refused',
  pause: 'pause-refused',
  resume: 'resume-refused',
};

/** What the device took and a hand has yet to do; any other wish shows in what it reports. */
const TAKEN: { readonly [A in Act]?: SessionEventName } = { pause: 'pause-taken', resume: 'resume-taken' };

function decideWishTaken({ session }: SettleFacts, { intent }: CommandRecord, nowMs: number): Decision {
  const what = TAKEN[intent.act];
  return what && isNews(session, what) ? decide(advance(session, {}, what, nowMs).changes) : NOTHING;
}

/** A refused wish of the person (set, order, call) shows in the timeline; an order is off the bill. */
function decideWishResult(facts: SettleFacts, command: CommandRecord, result: CommandResult, nowMs: number): Decision {
  if (!isFinal(result)) return NOTHING;
  if (result.status === 'succeeded') return decideWishTaken(facts, command, nowMs);
  const order = facts.orders.find((each) => each.commandId === command.commandId && each.state === 'sent');
  const what = REFUSED[command.intent.act];
  const told = { deviceCode: result.code, detail: result.detail ?? '' };
  const isTold = what !== undefined && isNews(facts.session, what);
  const changes: Change[] = isTold ? [...advance(facts.session, {}, what, nowMs, told).changes] : [];
  // What may have run may still prove itself by its ticket: only a certain no takes the order off (FP-10).
  if (order && !result.ran) changes.push({ change: 'order-decided', orderId: order.orderId, state: 'refused' });
  return decide(changes);
}

function decideByAct(context: StepContext, { command, settle }: Facts, result: CommandResult, nowMs: number): Decision {
  const act: Act = command.intent.act;
  if (act === 'start') return decideStartResult(context, settle, result, nowMs);
  if (act === 'stop') return decideStopResult(settle, command, result, nowMs);
  if (act === 'renew') return decideRenewResult(context, settle, command, result, nowMs);
  return decideWishResult(settle, command, result, nowMs);
}

/** One list of changes may touch a command or deadline once: what the step decided about it stands. */
function withoutRepeats(resolve: readonly Change[], step: readonly Change[], commandId: string): Change[] {
  const isClosedByStep = step.some((change) => change.change === 'command-resolved' && change.commandId === commandId);
  const isChasedByStep = step.some(
    (change) =>
      change.change === 'deadline-set' && change.deadline.kind === 'chase-command' && change.deadline.subjectId === commandId,
  );
  const kept = resolve.filter((change) => !(change.change === 'deadline-cleared' && isChasedByStep));
  const others = isClosedByStep
    ? step.filter((change) => !(change.change === 'command-resolved' && change.commandId === commandId))
    : step;
  return [...kept, ...others];
}

/** A result counts for the very bytes that were sent, and for no others (FP-10); only where nothing is signed may none be cited. */
function mayAnswer({ kid }: ComposedCommand, sent: string, cmdHash: string): boolean {
  return (kid === UNSIGNED_KID && cmdHash === NOT_CITED) || hashOfMessage(sent) === cmdHash;
}

export function createAcceptResult(context: StepContext): AcceptResult {
  async function load(address: DeviceAddress, { cid, cmdHash }: CommandResult): Promise<Result<Facts, Rejection>> {
    const command = await context.store.command(cid);
    if (!command || command.deviceId !== address.device) return refused({ code: 'session.unknown' });
    if (!command.composed || !mayAnswer(command.composed, await context.link.signedCommand(command), cmdHash)) {
      return refused({ code: 'request.malformed', at: 'cmdHash', problem: 'other bytes were answered' });
    }
    const dossier = await context.store.dossier(command.sessionId);
    return dossier ? ok({ command, settle: await settleFactsOf(context, dossier) }) : refused({ code: 'session.unknown' });
  }

  return async (address, result, jws) => {
    const outcome = await context.runner.run<Facts, null>({
      load: () => load(address, result),
      decide: (facts) => {
        // A repeated answer to a resolved command is no news, whatever step it was of.
        if (facts.command.state === 'resolved') return ok(NOTHING);
        const nowMs = context.clock.nowMs();
        const step = decideByAct(context, facts, result, nowMs);
        const resolve = resolveCommand(facts.command, result, jws, nowMs);
        return ok(decide(withoutRepeats(resolve, step.changes, facts.command.commandId)));
      },
      whenBroken: (facts) => reviewWhenBroken(context)(facts.settle),
    });
    if (!outcome.ok) {
      const reason = outcome.error.code === 'session.unknown' ? 'result-of-unknown-command' : 'result-of-other-bytes';
      context.metrics.count('device_messages_quarantined', reason);
      const change = {
        change: 'quarantined',
        deviceId: address.device,
        reason,
        payload: jws,
        atMs: context.clock.nowMs(),
      } as const;
      await context.store.commit([change]);
    }
  };
}
