// Pump: does what is due; deadlines are rows, so a restart forgets nothing (R9).
import { unreachable } from '#protocol';
import type { Deadline } from '../domain/deadline.ts';
import type { SendCommand } from '../journey/3-send-command.ts';
import { createStartUnseen } from '../journey/4-confirm-start.ts';
import { createRenewLease } from '../journey/5-meter-usage.ts';
import { createStopOverdue } from '../journey/6-stop-device.ts';
import { createSettleIncomplete, createSettleUnproven } from '../journey/7-capture-payment.ts';
import type { StepContext } from '../journey/step-context.ts';

export type Pump = {
  /** Handles all that is due now; answers how many deadlines it met. Calls do not overlap. */
  run(): Promise<number>;
};

const BATCH = 200;

export function createPump(context: StepContext, commands: SendCommand): Pump {
  const startUnseen = createStartUnseen(context);
  const renewLease = createRenewLease(context);
  const stopOverdue = createStopOverdue(context);
  const settleUnproven = createSettleUnproven(context);
  const settleIncomplete = createSettleIncomplete(context);
  let running: Promise<number> | null = null;

  function meet({ kind, subjectId }: Deadline): Promise<void> {
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
      default:
        return unreachable(kind);
    }
  }

  /** A deadline that its step left in place is not met again in this run: the pump never spins (L2). */
  async function runOnce(): Promise<number> {
    const due = await context.store.dueDeadlines(context.clock.nowMs(), BATCH);
    const met = await Promise.allSettled(due.map(meet));
    for (const [index, outcome] of met.entries()) {
      const deadline = due[index];
      if (outcome.status === 'rejected' && deadline) {
        context.log.error('deadline not met', {
          kind: deadline.kind,
          subjectId: deadline.subjectId,
          cause: String(outcome.reason),
        });
      }
    }
    return due.length;
  }

  return {
    run() {
      running ??= runOnce().finally(() => {
        running = null;
      });
      return running;
    },
  };
}
