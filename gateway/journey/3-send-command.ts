// Step 3, send command: after the commit, and again from the outbox, the same bytes go to the device while they live.
import { assert, LIMITS, ok, type Result, refused } from '#protocol';
import type { CommandRecord } from '../domain/command.ts';
import { composePayload, intentKeyFor, newCommand, unheard } from '../domain/command-compose.ts';
import { type Decision, decide, NOTHING } from '../domain/decision.ts';
import { type DeviceRecord, isReachable } from '../domain/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SessionDossier } from '../ports/store.ts';
import { composing, type StepContext } from './step-context.ts';

export type SendCommand = {
  /** Sends a composed command now if it may still go; the outbox goes on with it when this fails. */
  send(command: CommandRecord): Promise<void>;
  /** The chase-command deadline: repeat, sign again for a new boot, or give up. */
  chase(commandId: string): Promise<void>;
  /** Gives the next queued command of a device its turn (FP-09). */
  composeNext(deviceId: string): Promise<void>;
};

type ChaseFacts = { readonly command: CommandRecord; readonly dossier: SessionDossier };

function clearChase(command: CommandRecord): Decision {
  return decide([{ change: 'deadline-cleared', kind: 'chase-command', subjectId: command.commandId }]);
}

/** Sends alive bytes again at the contract's ages (FP-12); true when the same bytes may go once more. */
function mayRepeat(command: CommandRecord, device: DeviceRecord, nowMs: number): boolean {
  const { composed } = command;
  return composed !== null && composed.boot === device.boot?.boot && nowMs < composed.expiresAtMs;
}

/** A stop is asked again with a new counter until the session has ended; a start never is (FP-12). */
function nextStop(context: StepContext, { command, dossier }: ChaseFacts, nowMs: number): Decision<CommandRecord | null> {
  const isWanted =
    dossier.session.state === 'stopping' &&
    !dossier.commands.some((other) => other.createdAtMs > command.createdAtMs && other.intent.act === 'stop');
  if (!isWanted) return { ...clearChase(command), value: null };
  const next = newCommand(
    {
      commandId: context.ids('cmd'),
      sessionId: dossier.session.sessionId,
      intentKey: intentKeyFor(dossier.session.sessionId, 'stop', dossier.commands),
      intent: command.intent,
    },
    dossier.device,
    { ...composing(context, nowMs), composeNow: true },
  );
  const changes: Decision['changes'] = [
    ...(command.state === 'resolved'
      ? []
      : ([{ change: 'command-resolved', commandId: command.commandId, outcome: unheard('unanswered', nowMs) }] as const)),
    { change: 'deadline-cleared', kind: 'chase-command', subjectId: command.commandId },
    { change: 'command-added', command: next },
    {
      change: 'deadline-set',
      deadline: { kind: 'chase-command', subjectId: next.commandId, dueAtMs: nowMs + LIMITS.repeatAfterMs[0] },
    },
  ];
  return { changes, value: next };
}

/** Lived out without an answer: nothing may be concluded from it but that nobody waits for it any more. */
function giveUp({ command, dossier }: ChaseFacts, nowMs: number): Decision {
  const order = dossier.orders.find((each) => each.commandId === command.commandId && each.state === 'sent');
  return decide([
    { change: 'command-resolved', commandId: command.commandId, outcome: unheard('unanswered', nowMs) },
    { change: 'deadline-cleared', kind: 'chase-command', subjectId: command.commandId },
    ...(order ? ([{ change: 'order-decided', orderId: order.orderId, state: 'refused' }] as const) : []),
  ]);
}

/** Next look at an unanswered command: after 2 s, after 5 s, then when it has expired. */
function nextLookAtMs(command: CommandRecord, nowMs: number): number {
  const ageMs = nowMs - command.createdAtMs;
  const nextAge = LIMITS.repeatAfterMs.find((repeatMs) => repeatMs > ageMs);
  const expiresAtMs = command.composed?.expiresAtMs ?? nowMs + SESSION_LIMITS.stopRepeatMs;
  return nextAge === undefined ? Math.max(expiresAtMs, nowMs + 1_000) : command.createdAtMs + nextAge;
}

function decideChase(context: StepContext, facts: ChaseFacts, nowMs: number): Decision<CommandRecord | null> {
  const { command, dossier } = facts;
  if (command.state === 'resolved' && command.intent.act !== 'stop') return { ...clearChase(command), value: null };
  const isStop = command.intent.act === 'stop';
  if (command.state !== 'resolved' && mayRepeat(command, dossier.device, nowMs)) {
    const deadline = { kind: 'chase-command', subjectId: command.commandId, dueAtMs: nextLookAtMs(command, nowMs) } as const;
    return {
      changes: [
        { change: 'command-attempted', commandId: command.commandId },
        { change: 'deadline-set', deadline },
      ],
      value: command,
    };
  }
  if (isStop && dossier.device.boot) return nextStop(context, facts, nowMs);
  return { ...giveUp(facts, nowMs), value: null };
}

export function createSendCommand(context: StepContext): SendCommand {
  async function send(command: CommandRecord): Promise<void> {
    const { composed } = command;
    if (!composed || context.clock.nowMs() >= composed.expiresAtMs) return;
    const wasSent = await context.link.sendCommand({ tenant: command.tenantId, device: command.deviceId }, command);
    if (wasSent) context.metrics.count('commands_sent', command.intent.act);
  }

  async function loadChase(commandId: string): Promise<Result<ChaseFacts, Rejection>> {
    const command = await context.store.command(commandId);
    const dossier = command && (await context.store.dossier(command.sessionId));
    return command && dossier ? ok({ command, dossier }) : refused({ code: 'session.unknown' });
  }

  async function chase(commandId: string): Promise<void> {
    const chased = await context.runner.run<ChaseFacts, CommandRecord | null>({
      load: () => loadChase(commandId),
      decide: (facts) => ok(decideChase(context, facts, context.clock.nowMs())),
    });
    // A newly added command is sent by the commit's own effect; only a repeat is sent here.
    if (chased.ok && chased.value?.commandId === commandId) await send(chased.value);
  }

  async function composeNext(deviceId: string): Promise<void> {
    await context.runner.run<{ command: CommandRecord | null; device: DeviceRecord | null; busy: boolean }, null>({
      load: async () =>
        ok({
          command: await context.store.nextQueuedCommand(deviceId),
          device: await context.store.device(deviceId),
          busy: await context.store.isDeviceBusy(deviceId),
        }),
      decide: ({ command, device, busy }) => {
        if (!command || busy || !device || !isReachable(device)) return ok(NOTHING);
        const nowMs = context.clock.nowMs();
        const composed = composePayload(command, device, composing(context, nowMs));
        assert(command.state === 'queued', 'only a queued command is composed');
        const dueAtMs = nowMs + LIMITS.repeatAfterMs[0];
        return ok(
          decide([
            { change: 'command-composed', commandId: command.commandId, deviceId, composed },
            { change: 'deadline-set', deadline: { kind: 'chase-command', subjectId: command.commandId, dueAtMs } },
          ]),
        );
      },
    });
  }

  return { send, chase, composeNext };
}
