// Conduct: how much a device may send, what it did wrong lately, and how long it must stay away.
import type { Clock } from '#protocol';
import { type Allowance, createAllowance } from './allowance.ts';
import { createBoundedMap } from './bounded-map.ts';
import type { BrokerLimits } from './broker-limits.ts';

type Standing = { readonly messages: Allowance; strikes: number; windowFromMs: number; suspendedUntilMs: number };

export type Conduct = {
  /** Takes one message's worth; false when the device sends faster than it may. */
  takeToken(deviceId: string): boolean;
  /** Notes a misdeed; true when it was one too many: the device must go and stay away for a while. */
  strike(deviceId: string): boolean;
  isSuspended(deviceId: string): boolean;
};

/** Kept per device, not per connection: reconnecting must not forgive. */
export function createConduct(deps: { readonly limits: BrokerLimits; readonly clock: Clock }): Conduct {
  const { limits, clock } = deps;
  const records = createBoundedMap<Standing>(limits.maxConnections);

  const recordOf = (deviceId: string): Standing => {
    const known = records.get(deviceId);
    if (known) return known;
    const nowMs = clock.nowMs();
    const messages = createAllowance({ clock, perS: limits.messagesPerS, burst: limits.messageBurst });
    const fresh = { messages, strikes: 0, windowFromMs: nowMs, suspendedUntilMs: 0 };
    records.set(deviceId, fresh);
    return fresh;
  };

  return {
    takeToken: (deviceId) => recordOf(deviceId).messages.take(1),
    strike(deviceId) {
      const record = recordOf(deviceId);
      const nowMs = clock.nowMs();
      if (nowMs - record.windowFromMs >= limits.strikeWindowMs) {
        record.strikes = 0;
        record.windowFromMs = nowMs;
      }
      record.strikes += 1;
      if (record.strikes < limits.strikesBeforeKick) return false;
      record.strikes = 0;
      record.suspendedUntilMs = nowMs + limits.suspendMs;
      return true;
    },
    isSuspended(deviceId) {
      const record = records.get(deviceId);
      return record !== undefined && clock.nowMs() < record.suspendedUntilMs;
    },
  };
}
