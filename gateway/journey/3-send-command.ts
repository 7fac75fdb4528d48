// Step 3, send command: after the commit, and again from the outbox, the same bytes go to the device while they live.
import { LIMITS, ok, type Result, refused } from '#protocol';
import { type Decision, decide, NOTHING } from '../domain/decision.ts';
import type { CommandRecord, ComposedCommand } from '../domain/device/command.ts';
import { chaseOf, composedAtMs, composePayload, intentKeyFor, newCommand, unheard } from '../domain/device/command-compose.ts';
import { type DeviceRecord, isReachable } from '../domain/device/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SessionRecord } from '../domain/session/session.ts';
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

type TurnFacts = {
  readonly command: CommandRecord | null;
  readonly device: DeviceRecord | null;
  readonly session: SessionRecord | null;
  readonly busy: boolean;
};

/** A paused session still takes its person's wishes. */
function isRunning({ state }: SessionRecord): boolean {
  return state === 'active' || state === 'suspended';
}

/** What was asked of a session that is no longer running is not sent any more. */
function overtaken(command: CommandRecord, nowMs: number): Decision {
  return decide([
    { change: 'command-resolved', commandId: command.commandId, outcome: unheard('overtaken', nowMs) },
    { change: 'deadline-cleared', kind: 'chase-command', subjectId: command.commandId },
  ]);
}

function clearChase(command: CommandRecord): Decision {
  return decide([{ change: 'deadline-cleared', kind: 'chase-command', subjectId: command.commandId }]);
}

function isOfOtherBoot({ composed }: CommandRecord, device: DeviceRecord): boolean {
  return composed !== null && composed.boot !== device.boot?.boot;
}

/** True while the same bytes may go once more: in the boot they name, and while they live (FP-12). */
function mayRepeat(composed: ComposedCommand, device: DeviceRecord, nowMs: number): boolean {
  return composed.boot === device.boot?.boot && nowMs < composed.expiresAtMs;
}

/** Longer and longer between stops that nobody answers; a refused one, which somebody can do something about, is not slower. */
function stopRetryMs(commands: readonly CommandRecord[]): number {
  const unanswered = commands.filter(({ intent, outcome }) => intent.act === 'stop' && outcome?.jws == null).length;
  return Math.min(LIMITS.commandLifetimeMs * 2 ** Math.max(0, unanswered - STOPS_IN_A_ROW), SESSION_LIMITS.stopRetryMostMs);
}

/** As many stops are signed one right after the other as a bad connection may swallow. */
const STOPS_IN_A_ROW = 3;

function lookLater(command: CommandRecord, dueAtMs: number): Decision {
  return decide([{ change: 'deadline-set', deadline: { kind: 'chase-command', subjectId: command.commandId, dueAtMs } }]);
}

/**
 * A stop is asked again with a new counter until the session has ended; a start never is (FP-12). Nothing new is signed
 * for a device that is away: it is asked when it is back, which its greeting sets off, or after longer and longer (row 14).
 */
function nextStop(context: StepContext, { command, dossier }: ChaseFacts, nowMs: number): Decision<CommandRecord | null> {
  const isWanted =
    dossier.session.state === 'stopping' &&
    !dossier.commands.some((other) => other.createdAtMs > command.createdAtMs && other.intent.act === 'stop');
  if (!isWanted) return { ...clearChase(command), value: null };
  const waitMs = stopRetryMs(dossier.commands);
  const isAnswered = command.outcome?.jws != null;
  const isAway = !isReachable(dossier.device);
  const isInItsTurn = isAnswered || nowMs >= command.createdAtMs + waitMs || isOfOtherBoot(command, dossier.device);
  if (isAway || !isInItsTurn) {
    return { ...lookLater(command, isAway ? nowMs + waitMs : command.createdAtMs + waitMs), value: null };
  }
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
    chaseOf(next.commandId, nowMs),
  ];
  return { changes, value: next };
}

/**
 * Nobody waits for it any more, and nothing else may be concluded: an order that was sent may still prove itself by its
 * ticket (R3). One that never got its turn was not sent, so nothing can print.
 */
function giveUp({ command, dossier }: ChaseFacts, nowMs: number): Decision {
  const order = dossier.orders.find((each) => each.commandId === command.commandId && each.state === 'sent');
  const neverSent = command.state === 'queued';
  return decide([
    { change: 'command-resolved', commandId: command.commandId, outcome: unheard('unanswered', nowMs) },
    { change: 'deadline-cleared', kind: 'chase-command', subjectId: command.commandId },
    ...(order && neverSent ? ([{ change: 'order-decided', orderId: order.orderId, state: 'refused' }] as const) : []),
  ]);
}

/** Next look at an unanswered command: after 2 s, after 5 s, then when it has expired. */
function nextLookAtMs(command: CommandRecord, composed: ComposedCommand, nowMs: number): number {
  const composedMs = composedAtMs(command, composed);
  const nextAgeMs = LIMITS.repeatAfterMs.find((repeatMs) => composedMs + repeatMs > nowMs);
  return nextAgeMs === undefined ? Math.max(composed.expiresAtMs, nowMs + 1) : composedMs + nextAgeMs;
}

/** A command that waits for its turn gets it when the device is free and there; it waits no longer than it would live. */
function chaseQueued(context: StepContext, { command, dossier }: ChaseFacts, nowMs: number): Decision {
  const isTooLate = nowMs >= command.createdAtMs + LIMITS.commandLifetimeMs;
  if (isTooLate || !isRunning(dossier.session)) return giveUp({ command, dossier }, nowMs);
  if (dossier.deviceBusy || !isReachable(dossier.device)) return decide([chaseOf(command.commandId, nowMs)]);
  return takeTurn(context, command, dossier.device, nowMs);
}

function takeTurn(context: StepContext, command: CommandRecord, device: DeviceRecord, nowMs: number): Decision {
  const composed = composePayload(command, device, composing(context, nowMs));
  return decide([
    { change: 'command-composed', commandId: command.commandId, deviceId: device.deviceId, composed },
    chaseOf(command.commandId, nowMs),
  ]);
}

function decideChase(context: StepContext, facts: ChaseFacts, nowMs: number): Decision<CommandRecord | null> {
  const { command, dossier } = facts;
  const isStop = command.intent.act === 'stop';
  if (command.state === 'resolved' && !isStop) return { ...clearChase(command), value: null };
  if (command.state === 'queued') return { ...chaseQueued(context, facts, nowMs), value: null };
  const { composed } = command;
  if (composed && command.state === 'composed' && mayRepeat(composed, dossier.device, nowMs)) {
    const dueAtMs = nextLookAtMs(command, composed, nowMs);
    return {
      changes: [
        { change: 'command-attempted', commandId: command.commandId },
        { change: 'deadline-set', deadline: { kind: 'chase-command', subjectId: command.commandId, dueAtMs } },
      ],
      value: command,
    };
  }
  return isStop ? nextStop(context, facts, nowMs) : { ...giveUp(facts, nowMs), value: null };
}

export function createSendCommand(context: StepContext): SendCommand {
  async function send(command: CommandRecord): Promise<void> {
    const { composed } = command;
    if (!composed || context.clock.nowMs() >= composed.expiresAtMs) return;
    context.failpoint('publish:before');
    await context.link.sendCommand({ tenant: command.tenantId, device: command.deviceId }, command);
    context.failpoint('publish:after');
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
    await context.runner.run<TurnFacts, null>({
      load: async () => {
        const command = await context.store.nextQueuedCommand(deviceId);
        return ok({
          command,
          device: await context.store.device(deviceId),
          session: command && (await context.store.session(command.sessionId)),
          busy: await context.store.isDeviceBusy(deviceId),
        });
      },
      decide: ({ command, device, session, busy }) => {
        if (!command || !device || !session) return ok(NOTHING);
        const nowMs = context.clock.nowMs();
        if (!isRunning(session)) return ok(overtaken(command, nowMs));
        return ok(busy || !isReachable(device) ? NOTHING : takeTurn(context, command, device, nowMs));
      },
    });
  }

  return { send, chase, composeNext };
}
