// Claim relay: takes what claimants say, believes none of it, and wakes the step that asks for proofs (FP-28).
import { type ClaimDown, type ClaimUp, claimTopics, decodeBytes, LIMITS, payloadForm, SCHEMAS } from '#protocol';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { QUARANTINE_SLICE_BYTES } from './broker-limits.ts';
import { claimantAddress, clientIdOf, serialOfClaim } from './client-rules.ts';
import type { Outlet } from './publish.ts';
import type { Quarantine, QuarantineReason } from './quarantine.ts';

export type ClaimRelay = {
  /** False when the topic is none of claims; never throws and never blocks. */
  receive(topic: string, payload: Uint8Array): boolean;
  /** Resolves when nothing that was received still runs. */
  drained(): Promise<void>;
};

/** Answers on the claimant's own topic; false when nobody listens there. */
export function tellClaimant(broker: Outlet, serial: string, answer: ClaimDown): boolean {
  return broker.sendTo(claimantAddress(serial), claimTopics(serial).down, JSON.stringify(answer));
}

export function createClaimRelay(deps: {
  readonly hear: (serial: string, message: ClaimUp) => Promise<void>;
  readonly tell: (serial: string, answer: ClaimDown) => void;
  readonly quarantine: Quarantine;
  readonly log: Log;
  readonly metrics: Metrics;
}): ClaimRelay {
  const { log, metrics } = deps;
  const running = new Set<Promise<void>>();

  const setAside = (serial: string, reason: QuarantineReason, payload: Uint8Array): void => {
    metrics.count('device_messages_quarantined', reason);
    deps.quarantine(clientIdOf(claimantAddress(serial)), reason, payload.slice(0, QUARANTINE_SLICE_BYTES));
    deps.tell(serial, { v: 1, t: 'refused', code: 'MALFORMED' });
  };

  async function take(serial: string, message: ClaimUp): Promise<void> {
    try {
      await deps.hear(serial, message);
    } catch (error) {
      // Whatever it was: the device asks again, and others must be heard.
      log.error('a claim could not be answered', { serial, error });
    }
  }

  return {
    receive(topic, payload) {
      const serial = serialOfClaim(topic);
      if (serial === null) return false;
      if (payloadForm(payload) !== 'json') {
        setAside(serial, 'payload.wrong-form', payload);
        return true;
      }
      const message = decodeBytes(SCHEMAS.claimUp, payload, LIMITS.maxUpBytes);
      if (!message.ok) {
        setAside(serial, message.error.code, payload);
        return true;
      }
      const taken: Promise<void> = take(serial, message.value).finally(() => running.delete(taken));
      running.add(taken);
      return true;
    },
    async drained() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
