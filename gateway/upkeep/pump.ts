// Pump: does what is due; deadlines are rows, so a restart forgets nothing (R9).
import { unreachable } from '#protocol';
import type { Deadline } from '../domain/deadline.ts';
import { createAuthorizeUnknown } from '../journey/2-authorize-session.ts';
import type { SendCommand } from '../journey/3-send-command.ts';
import { createStartUnseen } from '../journey/4-confirm-start.ts';
import { createRenewLease } from '../journey/5-meter-usage.ts';
import { createStopOverdue } from '../journey/6-stop-device.ts';
import { createReviewOverdue, createSettleIncomplete, createSettleUnproven } from '../journey/7-capture-payment.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { ChaseOperations } from './chase-operations.ts';
import { createCorrectLateEnd } from './correct-late-ends.ts';
import type { DeliverEvents } from './deliver-events.ts';
import type { DeliverMessages } from './deliver-messages.ts';
import { createExpireHold } from './expire-holds.ts';
import { createReconcileConfig } from './reconcile-config.ts';
import type { Recover } from './recover.ts';
import { createWarnAhead } from './warn-ahead.ts';

export type Pump = {
  /** Handles all that is due now; answers how many deadlines it met. Calls do not overlap. */
  run(): Promise<number>;
  /** Resolves when no run is under way. */
  idle(): Promise<void>;
};

const BATCH = 200;
/** A deadline whose step broke is tried again after this, so that one mistake neither spins nor starves the others (L2). */
const RETRY_BROKEN_MS = 10_000;

export type PumpDeps = {
  readonly commands: Pick<SendCommand, 'chase'>;
  readonly operations: Pick<ChaseOperations, 'chase'>;
  /** null where nobody is told of events: they stay recorded, and wait for nothing. */
  readonly events: Pick<DeliverEvents, 'meet'> | null;
  /** null where no mail is sent: what still waits is not sent any more. */
  readonly messages: Pick<DeliverMessages, 'meet'> | null;
  /** What a restore left to compare; it waits for no deadline (row 27). */
  readonly recover: Pick<Recover, 'run'>;
};

type Meet = (deadline: Deadline) => Promise<void>;

/** Which step each kind of deadline wakes. */
function createMeet(context: StepContext, { commands, operations, events, messages }: Omit<PumpDeps, 'recover'>): Meet {
  const startUnseen = createStartUnseen(context);
  const renewLease = createRenewLease(context);
  const stopOverdue = createStopOverdue(context);
  const settleUnproven = createSettleUnproven(context);
  const settleIncomplete = createSettleIncomplete(context);
  const authorizeUnknown = createAuthorizeUnknown(context);
  const reviewOverdue = createReviewOverdue(context);
  const holdExpiring = createExpireHold(context);
  const correctLateEnd = createCorrectLateEnd(context);
  const reconcileConfig = createReconcileConfig(context);
  const warnAhead = createWarnAhead(context);
  return ({ kind, subjectId }) => {
    switch (kind) {
      case 'chase-command':
        return commands.chase(subjectId);
      case 'start-unseen':
        return startUnseen(subjectId);
      case 'renew-lease':
        return renewLease(subjectId);
      case 'session-overdue':
        return stopOverdue(subjectId);
      case 'stop-unproven':
        return settleUnproven(subjectId);
      case 'settle-incomplete':
        return settleIncomplete(subjectId);
      case 'chase-operation':
        return operations.chase(subjectId);
      case 'authorize-unknown':
        return authorizeUnknown(subjectId);
      case 'hold-expiring':
        return holdExpiring(subjectId);
      case 'review-overdue':
        return reviewOverdue(subjectId);
      case 'correct-late-end':
        return correctLateEnd(subjectId);
      case 'warn-ahead':
        return warnAhead(subjectId);
      case 'reconcile-config':
        return reconcileConfig(subjectId);
      case 'deliver-event':
        return events ? events.meet(subjectId) : Promise.resolve();
      case 'deliver-message':
        return messages ? messages.meet(subjectId) : Promise.resolve();
      default:
        return unreachable(kind);
    }
  };
}

export function createPump(context: StepContext, { recover, ...meeting }: PumpDeps): Pump {
  const { events, messages } = meeting;
  const meet = createMeet(context, meeting);
  let running: Promise<number> | null = null;

  async function runOnce(): Promise<number> {
    await recover.run();
    const metBefore = new Set<string>();
    for (;;) {
      const due = await context.store.dueDeadlines(context.clock.nowMs(), BATCH);
      // One that its step left in place is not met twice in a run: the pump never spins (L2).
      const fresh = due.filter(({ kind, subjectId }) => !metBefore.has(`${kind} ${subjectId}`));
      for (const { kind, subjectId } of fresh) metBefore.add(`${kind} ${subjectId}`);
      await forget(fresh);
      const met = await Promise.allSettled(fresh.map(meet));
      for (const [index, outcome] of met.entries()) {
        const deadline = fresh[index];
        if (outcome.status === 'rejected' && deadline) await putOff(deadline, outcome.reason);
      }
      if (due.length < BATCH || fresh.length === 0) return metBefore.size;
    }
  }

  /** Of what nobody is told. */
  async function forget(due: readonly Deadline[]): Promise<void> {
    const untold = due.filter(({ kind }) => (kind === 'deliver-event' && !events) || (kind === 'deliver-message' && !messages));
    if (untold.length === 0) return;
    await context.store.commit(untold.map(({ kind, subjectId }) => ({ change: 'deadline-cleared', kind, subjectId })));
  }

  async function putOff(deadline: Deadline, cause: unknown): Promise<void> {
    const { kind, subjectId } = deadline;
    context.log.error('deadline not met', { kind, subjectId, cause: String(cause) });
    const dueAtMs = context.clock.nowMs() + RETRY_BROKEN_MS;
    await context.store.commit([{ change: 'deadline-set', deadline: { kind, subjectId, dueAtMs } }]);
  }

  return {
    run() {
      running ??= runOnce().finally(() => {
        running = null;
      });
      return running;
    },
    async idle() {
      await running;
    },
  };
}
